// The world in memory plays the main story, so that every other story can begin where it likes.
import { expect, test } from 'vitest';
import { hours } from '../../../src/core/time.ts';
import { memoryWorld } from './world.ts';

test('a request is asked, approved, merged, granted, used and over', async () => {
  const world = await memoryWorld();
  const { alice, bob } = world;

  const pull = await alice.asks();
  await world.review();
  expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });

  bob.approve(pull);
  await world.review();
  expect(world.check(pull)).toMatchObject({ conclusion: 'success' });

  await alice.merge(pull, 'squash');
  await world.turn();
  expect(world.canExec('alice')).toBe(true);
  expect(world.canExec('alice', 'web')).toBe(false);

  await world.pass(hours(2));
  expect(world.canExec('alice')).toBe(false);
  expect(await world.files()).toEqual([]);
  expect((await world.events()).map(({ type }) => type)).toEqual(['guardrails', 'granted', 'expired']);
  expect(world.journal.alerts).toEqual([]);
});
