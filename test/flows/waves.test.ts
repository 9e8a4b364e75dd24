// Many ends within a minute: each on time, and told in few commits, since GitHub takes only so many.
import { expect, test } from 'vitest';
import { hours, plus, seconds } from '../../src/core/time.ts';
import { REQUEST, requestText, ROLES } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { recordWritten } from '../sandbox/recorded-grants.ts';

/** So many end in each second of that minute. */
const IN_A_MINUTE = 500;
const ofSecond = (index: number): number => Math.floor((index * 60) / IN_A_MINUTE);

/** Recorded and bound; the first of them ends an hour after it was granted. */
async function wave(): Promise<MemoryWorld> {
  const world = await memoryWorld();
  const grantedAt = world.clock.now();
  const grants = Array.from({ length: IN_A_MINUTE }, (_, index) => ({
    path: REQUEST.replace('alice', `alice-${index}`),
    text: requestText(),
    author: { login: 'alice', id: 1001 },
    username: 'alice@acme.com',
    role: 'debugger',
    expiresAt: plus(plus(grantedAt, hours(1)), seconds(ofSecond(index))),
  }));
  const namespace = await world.prodEu.namespace('payments');
  await recordWritten(world.github, grants, {
    repository: world.github.state.repository.id,
    key: { id: 'key-1', privateKey: world.sealKey.privateKey },
    clusterRole: 'daypass-debugger',
    rules: ROLES['daypass-debugger'] ?? [],
    cluster: { name: 'prod-eu', uid: 'uid-of-prod-eu' },
    namespace: { name: 'payments', uid: namespace?.uid ?? '' },
    grantedAt,
  });
  await world.reconcile();
  expect(world.bindings()).toHaveLength(IN_A_MINUTE);
  return world;
}

const commits = ({ github }: MemoryWorld): number =>
  github.calls.filter(({ name }) => name === 'commit').length;

test('five hundred ends in one minute are told in ten commits, and none is late', async () => {
  const world = await wave();
  await world.clock.advance(seconds(3599));
  await world.reconcile();
  const before = commits(world);

  const left: number[] = [];
  for (let second = 0; second < 60; second += 1) {
    await world.clock.advance(seconds(1));
    await world.endLanes();
    await world.reconcile();
    left.push(world.bindings().length);
  }

  const still = (second: number) => IN_A_MINUTE - Math.ceil(((second + 1) * IN_A_MINUTE) / 60);
  expect(left).toEqual(left.map((_, second) => still(second)));
  expect(commits(world) - before).toBe(IN_A_MINUTE / 50);
  expect((await world.events()).filter(({ type }) => type === 'expired')).toHaveLength(IN_A_MINUTE);
  expect(await world.files()).toEqual([]);
});
