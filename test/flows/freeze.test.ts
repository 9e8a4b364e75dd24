// A freeze from end to end: what it ends, what waits for it, what the check says, and how history tells of it.
import { expect, test } from 'vitest';
import { hours, minutes, parseInstant } from '../../src/core/time.ts';
import { newMemory } from '../../src/flows/world.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { sweep } from '../../src/flows/end/sweep.ts';
import { Unavailable } from '../../src/ports.ts';
import { REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';
import { granted } from './granted.ts';

const reason = 'INC-4242, stolen laptop';
const ALL = { reason, all: 'true' };
const ALICE = { reason, subjects: 'alice@acme.com' };

const BY_THE_OPERATOR = {
  type: 'revoked',
  by: { kind: 'operator' },
  why: expect.stringContaining('An operator froze prod-eu: INC-4242, stolen laptop.'),
};

const lastEvent = async (world: MemoryWorld) => (await world.events()).at(-1);
const checkOn = (world: MemoryWorld, sha: string) =>
  world.github.state.checkRuns.findLast(({ headSha }) => headSha === sha);

test.each([
  ['everybody', ALL],
  ['the subject', ALICE],
])('a freeze of %s ends the grant, and history says by whom and why', async (_, freeze) => {
  const world = await granted();
  world.prodEu.setFreeze(freeze);

  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  expect(await lastEvent(world)).toMatchObject({ ...BY_THE_OPERATOR, bound: true });
  await world.pass(minutes(10));
  expect(await story(world)).toEqual(['granted', 'revoked']);
});

test('a freeze of one grant leaves the others alone, and the other cluster', async () => {
  const world = await granted();
  await world.merged({ path: 'access-requests/prod-eu/payments/debugger/second.yaml' });
  await world.merged({ path: 'access-requests/staging/payments/debugger/third.yaml' });
  await world.turn();
  const first = (await world.events()).find(({ type }) => type === 'granted');
  world.prodEu.setFreeze({ reason, grants: first?.type === 'granted' ? first.grant : '' });

  await world.pass(minutes(2));

  expect(world.prodEu.bindings()).toHaveLength(1);
  expect(world.canExec('alice', 'payments', 'staging')).toBe(true);
  expect(await story(world)).toEqual(['granted', 'granted', 'granted', 'revoked']);
});

test('[252] it needs the cluster alone: what it ended while GitHub was away is recorded when that is back', async () => {
  const world = await granted();
  world.github.faults.cut();
  world.prodEu.setFreeze(ALL);

  await world.pass(minutes(10));
  expect(world.canExec('alice')).toBe(false);

  world.github.faults.clear();
  world.restart();
  await world.pass(minutes(2));
  expect(await lastEvent(world)).toMatchObject(BY_THE_OPERATOR);
});

test('[252] a freeze that was lifted before its ends could be recorded is still told, after a restart too', async () => {
  const world = await granted();
  world.github.faults.cut();
  world.prodEu.setFreeze(ALL);
  await world.pass(minutes(3));
  world.prodEu.setFreeze({ ...ALL, lifted: '2026-11-20T16:03:00Z' });
  await world.pass(minutes(3));
  world.github.faults.clear();
  world.restart();

  await world.pass(minutes(3));

  expect(await lastEvent(world)).toMatchObject(BY_THE_OPERATOR);
  expect(world.canExec('alice')).toBe(false);
});

test('[252] what somebody deletes by hand after a freeze was lifted is told as that', async () => {
  const world = await granted();
  world.prodEu.setFreeze({ reason, subjects: 'bob@acme.com' });
  await world.pass(minutes(1));
  world.prodEu.setFreeze({ ...ALL, lifted: '2026-11-20T16:01:00Z' });
  await world.pass(minutes(2));
  world.prodEu.takeAway(world.bindings()[0]!); // the story has one

  await world.turn();

  expect(await lastEvent(world)).toMatchObject({ type: 'revoked', by: { kind: 'cluster' } });
});

test('a checkpoint is not written again and again because a freeze was lifted', async () => {
  const world = await granted();
  world.prodEu.setFreeze({ ...ALL, lifted: '2026-11-20T16:00:00Z' });
  await world.pass(minutes(3));
  const before = world.prodEu.writes.length;

  await world.pass(minutes(10));

  expect(world.prodEu.writes).toHaveLength(before);
});

test('a merged request waits while it is frozen, and is granted for the rest of its time', async () => {
  const world = await memoryWorld();
  await world.merged();
  world.prodEu.setFreeze(ALICE);
  await world.pass(minutes(30));
  expect([world.bindings(), await story(world)]).toEqual([[], []]);

  world.prodEu.setFreeze(undefined);
  await world.pass(minutes(1));

  expect(world.canExec('alice')).toBe(true);
  expect(await lastEvent(world)).toMatchObject({ type: 'granted', expiresAt: '2026-11-20T18:00:00Z' });
});

test('a merged request whose time ran out while it was frozen is refused', async () => {
  const world = await memoryWorld();
  await world.merged();
  world.prodEu.setFreeze(ALL);

  await world.pass(hours(3));

  expect(await story(world)).toEqual(['refused']);
});

test('another cluster is none of its business, nor is somebody else', async () => {
  const world = await memoryWorld();
  world.prodEu.setFreeze({ reason, subjects: 'bob@acme.com' });
  world.staging.setFreeze(ALL);

  await world.merged();
  await world.turn();

  expect(world.canExec('alice')).toBe(true);
});

test.each([
  ['that is none', (world: MemoryWorld) => world.prodEu.setFreeze({ all: 'yes' })],
  [
    'that cannot be read',
    (world: MemoryWorld) =>
      world.prodEu.intercept(({ name }) => {
        if (name === 'freeze') throw new Unavailable('answered 403');
      }),
  ],
])('[250] a freeze %s grants nothing and ends nothing', async (_, spoil) => {
  const world = await granted();
  await world.merged({ path: 'access-requests/prod-eu/payments/debugger/second.yaml' });
  spoil(world);

  await world.pass(minutes(10));

  expect([world.bindings().length, await story(world)]).toEqual([1, ['granted']]);
  await world.pass(hours(2));
  expect(world.bindings()).toEqual([]);
});

test('the check says what it waits for, an approval counts meanwhile, and it is over with the freeze', async () => {
  const world = await memoryWorld();
  world.prodEu.setFreeze(ALL);
  await world.turn();
  const pull = await world.alice.asks();
  await world.review();
  const asked = checkOn(world, pull.head.sha);
  expect(asked).toMatchObject({ conclusion: 'action_required' });
  expect(asked?.output.summary).toContain('- prod-eu is frozen: INC-4242, stolen laptop.');

  world.bob.approve(pull);
  await world.review();
  expect(checkOn(world, pull.head.sha)).toMatchObject({
    conclusion: 'action_required',
    output: { title: 'This waits: prod-eu is frozen: INC-4242, stolen laptop.' },
  });

  world.prodEu.setFreeze(undefined);
  await world.pass(minutes(1));
  expect(checkOn(world, pull.head.sha)).toMatchObject({ conclusion: 'success' });
});

test('a check that was green is taken back within a turn when its cluster is frozen', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  await world.pass(minutes(2));
  expect(checkOn(world, pull.head.sha)).toMatchObject({ conclusion: 'success' });

  world.prodEu.setFreeze(ALL);
  await world.turn();

  expect(checkOn(world, pull.head.sha)).toMatchObject({ conclusion: 'action_required' });
});

test('a scheduled grant is not opened while it is frozen, and opens when that is over', async () => {
  const world = await memoryWorld();
  await world.merged({ startsAt: '2026-11-20T17:00:00Z' });
  await world.turn();
  world.prodEu.setFreeze(ALL);
  await world.pass(minutes(70));
  expect([world.bindings(), await story(world)]).toEqual([[], ['granted']]);
  expect(world.memory().opened).toEqual(new Map());

  world.prodEu.setFreeze({ ...ALL, lifted: '2026-11-20T17:10:00Z' });
  await world.pass(minutes(2));

  expect(world.canExec('alice')).toBe(true);
  const [[, openedAt = 0] = []] = world.memory().opened;
  expect(openedAt).toBeGreaterThanOrEqual(Date.parse('2026-11-20T17:10:00Z'));
});

test('[253] a controller that has not seen the freeze yet grants, and the end lane takes it', async () => {
  const world = await memoryWorld();
  await world.merged();
  const blind = { ...world.world.clusters[0]!, freeze: async () => undefined };
  const [, ...others] = world.world.clusters;
  world.prodEu.setFreeze(ALL);
  await reconcile({ ...world.world, clusters: [blind, ...others] }, newMemory());
  expect(world.canExec('alice')).toBe(true);

  await sweep(world.prodEu, world.clock, world.journal);
  expect(world.canExec('alice')).toBe(false);
  await world.pass(minutes(2));
  expect(await lastEvent(world)).toMatchObject(BY_THE_OPERATOR);
});

test('a request that gives a frozen grant back is told as given back', async () => {
  const world = await granted();
  const pull = await world.alice.asks({ files: { [REQUEST]: null } });
  await world.review();
  await world.alice.merge(pull, 'squash');
  world.prodEu.setFreeze(ALL);

  await world.turn();

  expect(await lastEvent(world)).toMatchObject({ type: 'released' });
  expect(parseInstant('2026-11-20T18:00:00Z')! > world.clock.now()).toBe(true);
});
