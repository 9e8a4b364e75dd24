// How access ends: by time, given back, taken away, or by hand; and that nothing which is gone comes back.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { recordOf, REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld, type Colleague } from '../sandbox/memory/world.ts';
import { PATIENCE, story } from './expectations.ts';
import { granted } from './granted.ts';

const removes = async (who: Colleague) =>
  who.asks({ files: { [REQUEST]: null }, branch: `take-back-by-${who.account.login}` });

test('[49] the subject gives it back: her removal needs no approval, and ends it within one turn', async () => {
  const world = await granted();
  const pull = await removes(world.alice);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');

  await world.alice.merge(pull, 'squash');
  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  expect(await world.files()).toEqual([]);
  expect((await world.events()).at(-1)).toMatchObject({
    type: 'released',
    by: { kind: 'subject', login: 'alice', pr: pull.number },
  });
});

test('an end does not wait for the list of closed pull requests, and what is late in it is told later', async () => {
  const world = await granted();
  const withdrawn = await world.erin.asks({ path: REQUEST.replace('alice', 'erin') });
  await world.review();
  await world.bypass(await removes(world.alice));
  await world.erin.close(withdrawn);
  world.github.faults.hang('closedPullRequests');

  await world.turn();
  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted', 'released']);

  await world.pass(minutes(2));
  world.github.faults.clear();
  await world.pass(minutes(2));
  expect(await story(world)).toEqual(['granted', 'released', 'declined']);
});

test('[49] anybody’s merged removal revokes it, approved or not', async () => {
  const world = await granted();
  const pull = await removes(world.mallory);

  await world.bypass(pull);
  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  expect((await world.events()).at(-1)).toMatchObject({
    type: 'revoked',
    by: { kind: 'git', login: 'mallory' },
  });
});

test('[49] a removal that was pushed by hand ends it at once, and is recorded when nobody names its author', async () => {
  const world = await granted();

  await world.github.directPush({ [REQUEST]: null }, { by: 'root' });
  await world.turn();
  expect(world.canExec('alice')).toBe(false);

  await world.pass(PATIENCE);
  expect(await story(world)).toEqual(['granted', 'revoked']);
  expect(await world.files()).toEqual([]);
});

test('[108] a request that came back after its release is not granted again, not even to an empty mirror', async () => {
  const world = await granted();
  const before = world.github.head();
  const pull = await removes(world.alice);
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();

  await world.github.rewriteTo(before);
  world.restart();
  await world.pass(minutes(20));

  expect(world.canExec('alice')).toBe(false);
});

test('[46] a held request that is renamed is refused in the check; merged all the same, the old grant ends', async () => {
  const world = await granted();
  const elsewhere = REQUEST.replace('prod-eu', 'staging');
  const pull = await world.alice.asks({ files: { [REQUEST]: null, [elsewhere]: requestText() } });
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull);
  await world.pass(PATIENCE);

  expect(world.canExec('alice')).toBe(false);
  expect(world.canExec('alice', 'payments', 'staging')).toBe(false);
  expect((await story(world)).toSorted()).toEqual(['granted', 'refused', 'released']);
});

test('[127] an edit of more than its duration is refused and put back, and the old grant goes on to its own end', async () => {
  const world = await granted();
  const pull = await world.alice.asks({ duration: '4h', reason: 'INC-4243, and something else besides' });
  await world.review();
  world.bob.approve(pull);

  await world.bypass(pull);
  for (let turn = 0; turn < 60; turn += 1) {
    await world.pass(minutes(1));
    expect(world.canExec('alice')).toBe(true);
  }
  expect(await world.github.file(REQUEST)).toBe(requestText());
  expect(await world.files()).toEqual([recordOf(REQUEST), REQUEST]);

  await world.pass(hours(1));
  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted', 'refused', 'expired']);
});

test('[124] a binding that an operator deleted stays gone, and is recorded as revoked in the cluster', async () => {
  const world = await granted();
  const [binding] = world.bindings();

  world.prodEu.takeAway(binding!); // it was just granted
  await world.pass(minutes(5));

  expect(world.bindings()).toEqual([]);
  expect((await world.events()).at(-1)).toMatchObject({
    type: 'revoked',
    by: { kind: 'cluster' },
    bound: true,
  });
  expect(await world.files()).toEqual([]);
});

test('[124] also where the controller starts anew in between', async () => {
  const world = await granted();
  const [binding] = world.bindings();

  world.prodEu.takeAway(binding!); // it was just granted
  world.restart();
  await world.pass(minutes(5));

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'revoked']);
});

test('[125] with GitHub away and a restart, what is granted stays to its end and ends on time', async () => {
  const world = await granted();
  world.github.faults.cut();
  world.restart();

  await world.pass(hours(1.9));
  expect(world.canExec('alice')).toBe(true);
  await world.pass(hours(0.1));
  expect(world.canExec('alice')).toBe(false);

  world.github.faults.clear();
  await world.turn();
  expect(await story(world)).toEqual(['granted', 'expired']);
});

test('[209] [92] a suspended App grants nothing more, and ends go on', async () => {
  const world = await granted();
  const path = REQUEST.replace('alice', 'second');
  await world.merged({ path });
  world.github.faults.suspendInstallation();

  await world.pass(hours(2));
  expect(world.bindings()).toEqual([]);
  expect(world.prodEu.writes.filter(({ kind }) => kind === 'apply')).toHaveLength(1);

  world.github.faults.unsuspendInstallation();
  await world.turn();
  expect(await story(world)).toEqual(['granted', 'expired', 'refused']);
});

test('[126] one hung API server delays no end in another cluster', async () => {
  const world = await memoryWorld();
  await world.merged({ duration: '1h' });
  await world.merged({ path: REQUEST.replace('prod-eu', 'staging'), duration: '1h' });
  await world.turn();
  expect(world.bindings()).toHaveLength(2);
  world.prodEu.hang();

  await world.clock.advance(hours(1));
  void world.endLanes();
  await world.clock.settle();

  expect(world.staging.bindings()).toEqual([]);
  expect(world.prodEu.bindings()).toHaveLength(1);
  world.prodEu.restore();
  await world.clock.advance(minutes(1));
  await world.turn();
  expect(world.bindings()).toEqual([]);
});

test('[205] [201] a closing commit that cannot be written delays no end, alerts, and is written once', async () => {
  const world = await granted();
  const fault = world.github.faults.cut('commit');

  await world.pass(hours(3));
  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted']);
  const alerts = world.journal.alerts.filter(({ kind }) => kind === 'unrecorded');
  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.message).toMatch(
    /^What happened cannot be written .* connection refused .* bypass actor\.$/,
  );

  fault.lift();
  await world.pass(minutes(3));
  expect(await story(world)).toEqual(['granted', 'expired']);
});

test('[213] a commit that was written though the connection broke is not written twice', async () => {
  const world = await memoryWorld();
  await world.merged();
  const fault = world.github.faults.cutAfter('commit');
  await world.pass(minutes(2));

  expect(await story(world)).toEqual(['granted']);
  expect(world.canExec('alice')).toBe(true);

  await world.pass(hours(2));
  fault.lift();
  await world.turn();
  expect(await story(world)).toEqual(['granted', 'expired']);
});

test('what is already over when it would be granted is refused', async () => {
  const world = await memoryWorld();
  await world.merged({ duration: '30m' });
  world.github.faults.cut();
  await world.pass(hours(1));

  world.github.faults.clear();
  await world.turn();

  expect(await story(world)).toEqual(['refused']);
  expect(world.prodEu.writes.filter(({ kind }) => kind === 'apply')).toEqual([]);
});
