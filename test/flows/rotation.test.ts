// The seal key is rotated by reviewed pull requests: add, swap, remove; and nothing that was granted is lost by it.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { policyText, REQUEST } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { aSealKey, memoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

const POLICY = 'access-requests/policy.yaml';

test('[105] old events count and grants live on through a rotation; whoever still seals with the removed key grants nothing', async () => {
  const world = await memoryWorld();
  const next = aSealKey();
  const successor = aController({ ...world.world, sealKey: next }, world.clock);
  const [first, second] = [world.sealKey.publicKey, next.publicKey];
  await world.merged({ duration: '4h' });
  await world.turn();

  const changesKeys = async (keys: Readonly<Record<string, string>>, controller: typeof successor) => {
    const pull = await world.erin.asks({ files: { [POLICY]: policyText({ keys }) } });
    await controller.review();
    world.dave.approve(pull);
    await controller.review();
    await world.erin.merge(pull, 'squash');
    await controller.reconcile();
  };
  await changesKeys({ 'key-1': first, 'key-2': second }, world);
  await world.merged({ path: REQUEST.replace('alice', 'second'), duration: '4h' });
  await successor.turn();
  await changesKeys({ 'key-2': second }, successor);

  expect(world.bindings()).toHaveLength(2);
  expect((await world.events()).map(({ type, key }) => `${type} by ${key}`)).toEqual([
    'guardrails by key-1',
    'granted by key-1',
    'guardrails by key-1',
    'granted by key-2',
    'guardrails by key-2',
  ]);

  const third = await world.alice.asks({ path: REQUEST.replace('alice', 'third') });
  await successor.review();
  world.bob.approve(third);
  await successor.review();
  await world.alice.merge(third, 'squash');
  world.restart();
  await world.pass(minutes(10));
  expect(world.bindings()).toHaveLength(2);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'seal key' }));

  await successor.pass(hours(4));
  expect(world.bindings()).toEqual([]);
  expect((await story(world)).toSorted()).toEqual([
    'expired',
    'expired',
    'expired',
    'granted',
    'granted',
    'granted',
  ]);
  expect((await world.ledger()).findings).toEqual([]);
});
