// What history says and what it does not: rewrites, forged lines, stale answers, restarts.
import { createPrivateKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { newMemory } from '../../src/flows/world.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { recordOf, REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { expectRefusal, story } from './expectations.ts';

const second = REQUEST.replace('alice', 'second');

test('[50] a branch that was set back: what it does not explain goes, nothing is granted, until it is trusted', async () => {
  const world = await memoryWorld();
  const before = world.github.head();
  await world.merged();
  await world.turn();
  await world.github.rewriteTo(before);
  const pull = await world.alice.asks({ path: second });

  await world.pass(minutes(4));
  expect(world.canExec('alice')).toBe(true);
  await world.pass(minutes(10));
  expect(world.bindings()).toEqual([]);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'frozen' }));

  await world.review();
  world.bob.approve(pull);
  await world.bypass(pull);
  await world.pass(minutes(10));
  expect(world.bindings()).toEqual([]);

  expect(await world.trusts()).toMatchObject({ kind: 'trusted' });
  await world.pass(minutes(1));
  expect(world.canExec('alice')).toBe(true);
});

test('[50] also where the controller starts anew with an empty mirror', async () => {
  const world = await memoryWorld();
  const before = world.github.head();
  await world.merged();
  const merged = world.github.head();
  await world.turn();
  await world.github.rewriteTo(before);
  await world.github.rewriteTo(merged);

  world.restart();
  await world.pass(minutes(20));

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['drift']);
});

test('[50] a branch that was set back to before its first guardrails: what it does not explain goes all the same', async () => {
  const world = await memoryWorld();
  const { commits } = await world.world.git.branch('main');
  await world.merged();
  await world.turn();

  await world.github.rewriteTo(commits[0]!.oid);
  await world.pass(minutes(4));
  expect(world.canExec('alice')).toBe(true);
  await world.pass(minutes(10));

  expect(world.bindings()).toEqual([]);
});

test('[108] a force push to before a release, then an empty mirror: not granted again', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const granted = world.github.head();
  const pull = await world.alice.asks({ files: { [REQUEST]: null } });
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();
  expect(world.bindings()).toEqual([]);

  await world.github.rewriteTo(granted);
  world.restart();
  await world.pass(minutes(20));

  expect(world.bindings()).toEqual([]);
});

test('[208] [109] an older head for a minute: nothing is granted twice, nothing revoked, no alarm', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const bindings = world.bindings();
  const head = world.github.head();
  const { commits } = await world.world.git.branch('main');

  world.github.state.branches.set('main', commits.at(-2)!.oid); // the merge, whose grant was recorded after it
  await world.pass(minutes(3));
  world.github.state.branches.set('main', head);
  await world.turn();

  expect(world.bindings()).toEqual(bindings);
  expect(await story(world)).toEqual(['granted']);
  expect(world.journal.alerts).toEqual([]);
});

test('[109] a merge that only the older head lacks is granted when the head is there, once', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const lag = world.github.faults.staleGit();
  await world.merged({ path: second });
  await world.pass(minutes(2));
  expect(world.bindings()).toHaveLength(1);

  lag.lift();
  await world.turn();

  expect(world.bindings()).toHaveLength(2);
  expect(await story(world)).toEqual(['granted', 'granted']);
  expect(world.journal.alerts).toEqual([]);
});

/** The sealed line of the last event, as anybody can read it. */
async function lastLine(world: MemoryWorld): Promise<string> {
  const lines = (await world.commits()).flatMap(({ message }) => message.match(/^Access-Event: .*$/gm) ?? []);
  return lines.at(-1) ?? '';
}

test('[104] a sealed line that stands in another place does not exist, and is told', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const line = await lastLine(world);
  await world.pass(hours(3));
  expect(world.bindings()).toEqual([]);

  await world.github.directPush(
    { [REQUEST]: 'anything\n', [recordOf(REQUEST)]: 'anything\n' },
    { by: 'root', message: `Grant it again\n\n${line}` },
  );
  await world.turn();

  expect(world.bindings()).toEqual([]);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'finding' }));
});

test('[104] a sealed line from another repository does not exist', async () => {
  const other = await memoryWorld();
  await other.merged();
  await other.turn();
  const world = await memoryWorld();
  const line = await lastLine(other);

  const pull = await world.alice.asks();
  await world.github.directPush({ note: 'x\n' }, { by: 'root', message: `Copy\n\n${line}` });
  await world.bypass(pull);
  await world.turn();

  expect(world.bindings()).toEqual([]);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'finding' }));
});

test('[104] a line in the message of a squash is no event', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const line = await lastLine(world);
  const pull = await world.erin.openPullRequest({
    branch: 'words',
    title: 'Words',
    files: { note: 'x\n' },
    message: `Words\n\n${line}`,
  });

  await world.bypass(pull, 'squash');
  await world.turn();

  expect((await world.ledger()).findings).toHaveLength(1);
  expect(world.bindings()).toHaveLength(1);
});

test('[107] an event line with other spacing is not canonical, and does not exist', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const line = (await lastLine(world)).replace('{"', '{ "');

  await world.github.directPush({ note: 'x\n' }, { by: 'root', message: `Once more\n\n${line}` });
  await world.turn();

  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'finding' }));
  expect(await story(world)).toEqual(['granted']);
});

test('[106] a key that was read anew from another writing of it changes nothing', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const der = world.sealKey.privateKey.export({ type: 'pkcs8', format: 'der' });
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const again = { ...world.world, sealKey: { ...world.sealKey, privateKey } };
  await world.merged({ path: second });

  await reconcile(again, newMemory());

  expect(world.bindings()).toHaveLength(2);
  expect(await story(world)).toEqual(['granted', 'granted']);
});

test('a controller with another seal key grants nothing, ends nothing early, and says so', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const { sealKey } = await memoryWorld();
  const stranger = { ...world.world, sealKey };
  await world.merged({ path: second });

  const memory = newMemory();
  for (let turn = 0; turn < 8; turn += 1) {
    await world.clock.advance(minutes(1));
    await reconcile(stranger, memory);
  }

  expect(world.bindings()).toHaveLength(1);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'seal key' }));
});

test('a merge of which only a part is left on the branch is refused, and not waited for without end', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.alice.pushTo(pull, { [REQUEST]: requestText({ duration: '1h' }) });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'rebase');
  const { commits } = await world.world.git.branch('main');
  await world.github.rewriteTo(commits.at(-2)!.oid); // it was merged as two

  await expectRefusal(world, /not on the default branch/);
});
