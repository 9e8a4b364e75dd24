// What is carried out of a plan, and recorded of it: only what was done, and nothing before its time.
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { newMemory } from '../../src/flows/world.ts';
import { Unavailable, type ClusterView } from '../../src/ports.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

test('a grant that was merged by a clock ahead of ours is recorded, and applied once it opens', async () => {
  // Given a merge, and a controller whose clock shows a time before it.
  const world = await memoryWorld();
  await world.merged();
  world.clock.jump(seconds(-40));
  world.restart();

  await world.reconcile();
  expect([world.bindings(), await story(world)]).toEqual([[], ['granted']]);

  await world.pass(minutes(1));
  expect(world.canExec('alice')).toBe(true);
  expect(await story(world)).toEqual(['granted']);
});

test('[76] subjects that could not be put back are not recorded as put back', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.reconcile();
  const [binding] = world.bindings();
  if (binding === undefined) throw new Error('nothing was granted');
  world.prodEu.put({ ...binding, subjects: [{ kind: 'User', name: 'mallory@acme.com' }] });

  world.prodEu.admit(() => 'a webhook says no');
  await world.pass(minutes(3));
  expect(await story(world)).toEqual(['granted']);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'drift' }));

  world.prodEu.admit(() => undefined);
  await world.pass(minutes(2));
  expect(world.bindings()).toEqual([binding]);
  expect(await story(world)).toEqual(['granted', 'drift']);
});

test('[124] what goes while its subjects are being put back is not made again', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.pass(minutes(2));
  const [binding] = world.bindings();
  if (binding === undefined) throw new Error('nothing was granted');
  world.prodEu.put({ ...binding, subjects: [{ kind: 'User', name: 'mallory@acme.com' }] });

  world.prodEu.intercept(({ name }) => {
    if (name === 'apply') world.prodEu.takeAway(binding);
  });
  await world.pass(minutes(2));

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'revoked']);
});

test('[78] an object that could not be deleted is not recorded as deleted', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.reconcile();
  const [binding] = world.bindings();
  if (binding === undefined) throw new Error('nothing was granted');
  world.prodEu.put({ ...binding, name: `daypass-${'1'.repeat(20)}-1795204800` });

  world.prodEu.intercept(({ name }) => {
    if (name === 'remove') throw new Unavailable('prod-eu: 503');
  });
  await world.pass(minutes(9));
  expect([world.bindings().length, await story(world)]).toEqual([2, ['granted']]);

  world.prodEu.intercept(undefined);
  await world.pass(minutes(2));
  expect(world.bindings()).toEqual([binding]);
  expect(await story(world)).toEqual(['granted', 'drift']);
});

test('what the cluster alters at each apply is put back at each interval, and not in between', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const withoutLabels = (view: ClusterView): ClusterView => ({
    ...view,
    bindings: view.bindings.map((binding) => ({ ...binding, labels: {} })),
  });
  const prodEu = { ...world.prodEu, view: async () => withoutLabels(await world.prodEu.view()) };

  const report = await reconcile({ ...world.world, clusters: [prodEu] }, newMemory());

  expect(world.prodEu.calls.filter(({ name }) => name === 'apply')).toHaveLength(2);
  expect(report.wrote).toBe(false);
});

test('a commit that could not be written is tried again at the next interval, and not at once', async () => {
  const world = await memoryWorld();
  await world.merged();
  const fault = world.github.faults.cut('commit');
  const tries = () => world.github.calls.filter(({ name }) => name === 'commit').length;
  const before = tries();

  const report = await world.reconcile();
  expect([report.owed, report.wrote, tries() - before]).toEqual([1, false, 1]);

  fault.lift();
  await world.reconcile();
  expect(world.canExec('alice')).toBe(true);
});
