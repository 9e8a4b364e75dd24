// Access that is to begin later: recorded at the merge, looked at again at its opening, bound then and not before.
import { describe, expect, test } from 'vitest';
import { formatInstant, hours, minutes, seconds } from '../../src/core/time.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { newMemory } from '../../src/flows/world.ts';
import { policyText, recordOf, REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

/** Four hours after the stories begin. */
const EIGHT = '2026-11-20T20:00:00Z';

async function scheduled(): Promise<MemoryWorld> {
  const world = await memoryWorld();
  await world.merged({ startsAt: EIGHT });
  await world.turn();
  expect(await story(world)).toEqual(['granted']);
  expect([world.bindings(), world.canExec('alice')]).toEqual([[], false]);
  return world;
}

/** Until a minute before, and over the opening. */
async function opening(world: MemoryWorld): Promise<void> {
  await world.pass(minutes(239));
  expect(world.bindings()).toEqual([]);
  await world.pass(minutes(2));
}

test('a request with a start says so to its reviewer', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ startsAt: EIGHT });
  await world.review();

  expect(world.check(pull).title).toBe(
    'If you approve, alice may read pods and logs and run commands in any pod of prod-eu/payments, from 20:00Z on 20 November for 2 hours.',
  );
});

test('it is recorded at the merge, bound at its start, and ends when its time after the start is over', async () => {
  const world = await scheduled();
  expect(await world.github.file(recordOf(REQUEST))).toContain(`opensAt: ${EIGHT}\n`);

  await opening(world);
  expect(world.canExec('alice')).toBe(true);
  expect((await world.events()).at(-1)).toMatchObject({ opensAt: EIGHT, expiresAt: '2026-11-20T22:00:00Z' });

  expect([...world.memory().opened.values()].map(formatInstant)).toEqual([EIGHT]);

  await world.pass(hours(2));
  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted', 'expired']);
  expect(world.memory().opened).toEqual(new Map());
});

test('who starts anew later sees that it is open, since its time as far as anybody knows', async () => {
  const world = await scheduled();
  await opening(world);
  await world.pass(minutes(10));
  world.restart();
  await world.turn();

  expect([...world.memory().opened.values()].map(formatInstant)).toEqual([EIGHT]);
});

test('a controller that starts anew at the opening binds it all the same', async () => {
  const world = await scheduled();

  await world.pass(minutes(239));
  world.restart();
  await world.clock.advance(minutes(1));
  await world.turn();

  expect(world.canExec('alice')).toBe(true);
});

test('the report of a turn tells when the next one is due', async () => {
  const world = await scheduled();

  expect((await world.reconcile()).nextOpening).toBe(Date.parse(EIGHT));
  await opening(world);
  expect((await world.reconcile()).nextOpening).toBeUndefined();
});

test('how late it was bound is counted from its start', async () => {
  const world = await scheduled();
  await world.clock.advance(hours(4));
  await world.clock.advance(seconds(3));

  const { grantLags } = await reconcile(world.world, newMemory());

  expect(grantLags).toHaveLength(1);
  expect(grantLags[0]).toBeLessThan(minutes(1));
});

test('[70] a start more than seven days after the merge is refused, and in time turns by itself', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ startsAt: '2026-11-27T17:00:00Z' });
  await world.review();
  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining(
      'more than 7 days after the merge; merged now, it may start by 2026-11-27T16:',
    ),
  });

  await world.pass(minutes(66));
  expect(world.check(pull).conclusion).toBe('action_required');
});

test('[70] merged too early all the same, it is no grant', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ startsAt: '2026-12-24T17:00:00Z' });
  await world.review();
  world.bob.approve(pull);

  await world.bypass(pull);
  await world.pass(minutes(6));

  expect((await world.events()).at(-1)).toMatchObject({
    type: 'refused',
    why: [expect.stringMatching(/more than 7 days after the merge/)],
  });
  expect(await world.files()).toEqual([]);
});

test('what started before the merge has only what is left of its time', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ startsAt: '2026-11-20T15:00:00Z' });
  await world.review();
  expect(world.check(pull).title).toContain('from the merge until 17:00Z on 20 November.');
  world.bob.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'squash');

  await world.turn();
  expect(world.canExec('alice')).toBe(true);
  await world.pass(hours(1));
  expect(world.canExec('alice')).toBe(false);
});

test('what would be over already is refused in the check', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ startsAt: '2026-11-20T13:00:00Z' });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: 'The access would have ended at 15:00Z on 20 November, before it could be granted.',
  });
});

test('it is given back before it begins like anything that is held', async () => {
  const world = await scheduled();
  const pull = await world.alice.asks({ files: { [REQUEST]: null }, branch: 'give-back' });
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
  await world.alice.merge(pull, 'squash');

  await world.pass(hours(5));

  expect(world.prodEu.writes.filter(({ kind }) => kind === 'apply')).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'released']);
});

describe('[242] at the opening all of it is looked at again, and it is revoked by policy', () => {
  const changed = async (world: MemoryWorld, files: Readonly<Record<string, string>>): Promise<void> => {
    await world.github.directPush(files, { by: 'root' });
    await world.trusts();
  };
  const policyWithout = (world: MemoryWorld, what: string, instead: string): string =>
    policyText({ keys: { 'key-1': world.sealKey.publicKey } }).replace(what, instead);

  const changes: Readonly<Record<string, readonly [(world: MemoryWorld) => Promise<void>, RegExp]>> = {
    'the policy gives the role for a shorter time': [
      async (world) =>
        changed(world, {
          'access-requests/policy.yaml': policyWithout(world, 'maxDuration: 4h', 'maxDuration: 1h'),
        }),
      /2h is longer than the role `debugger` is given for/,
    ],
    'the policy binds another role': [
      async (world) =>
        changed(world, {
          'access-requests/policy.yaml': policyWithout(
            world,
            'debugger: {clusterRole: daypass-debugger',
            'debugger: {clusterRole: daypass-log-viewer',
          ),
        }),
      /another ClusterRole/,
    ],
    'the policy asks for two approvals': [
      async (world) =>
        changed(world, {
          'access-requests/policy.yaml': policyWithout(
            world,
            'accepts: [pods/exec]}',
            'accepts: [pods/exec], approvals: 2}',
          ),
        }),
      /asks for 2 approvals now, and 1 approved it/,
    ],
    'its subject has another username': [
      async (world) =>
        changed(world, {
          'access-requests/policy.yaml': policyWithout(world, '{login}@acme.com', '{login}@acme.org'),
        }),
      /another username now, alice@acme.org/,
    ],
    'its subject has left the team that may ask': [
      async (world) => {
        world.github.setTeam('engineers', { members: ['bob'], permission: 'write' });
      },
      /alice/,
    ],
    'the role allows more': [
      async (world) => {
        const rule = { apiGroups: [''], resources: ['pods'], verbs: ['delete', 'get', 'list'] };
        world.prodEu.setRole('daypass-debugger', [{ ...rule, resourceNames: [], nonResourceURLs: [] }]);
      },
      /allows more than what was approved/,
    ],
  };

  test.each(Object.entries(changes))('where %s', async (_, [change, why]) => {
    const world = await scheduled();
    await change(world);

    await opening(world);
    await world.pass(minutes(5));

    expect(world.prodEu.writes.filter(({ kind }) => kind === 'apply')).toEqual([]);
    expect((await world.events()).at(-1)).toMatchObject({
      type: 'revoked',
      by: { kind: 'policy' },
      bound: false,
      why: expect.stringMatching(why),
    });
    expect(await world.files()).toEqual([]);
  });

  test('but what was bound at the opening is not looked at again', async () => {
    const world = await scheduled();
    await opening(world);

    world.github.setTeam('engineers', { members: ['bob'], permission: 'write' });
    await world.pass(minutes(30));

    expect(world.canExec('alice')).toBe(true);
  });
});

test('[242] while GitHub does not answer at the opening it waits, and is bound when it does', async () => {
  const world = await scheduled();
  await world.pass(minutes(239));
  world.github.faults.cut();
  await world.pass(minutes(10));
  expect(world.bindings()).toEqual([]);

  world.github.faults.clear();
  await world.pass(minutes(1));
  expect(world.canExec('alice')).toBe(true);
});

test('one that an operator deleted after its opening stays gone', async () => {
  const world = await scheduled();
  await opening(world);
  await world.pass(seconds(60));

  world.prodEu.takeAway(world.bindings()[0]!); // it was just bound
  await world.pass(minutes(5));

  expect(await story(world)).toEqual(['granted', 'revoked']);
});
