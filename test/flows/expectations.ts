// What most stories end with: access was granted, or it was refused and taken out again.
import { expect } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import type { MemoryWorld } from '../sandbox/memory/world.ts';

/** Longer than the patience with what is missing. */
export const PATIENCE = minutes(6);

/** Lets patience run out, and looks: no access at any time, the request is gone, and history and an alert say why. */
export async function expectRefusal(world: MemoryWorld, why: RegExp): Promise<void> {
  await world.turn();
  expect(world.bindings()).toEqual([]);
  await world.pass(PATIENCE);
  expect(world.bindings()).toEqual([]);
  expect(world.prodEu.writes.filter(({ kind }) => kind === 'apply')).toEqual([]);
  expect(await world.files()).toEqual([]);
  const refusals = (await world.events()).filter(({ type }) => type === 'refused');
  expect(refusals).toHaveLength(1);
  expect(refusals[0]).toMatchObject({ why: expect.arrayContaining([expect.stringMatching(why)]) });
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'refused' }));
}

/** What kind of events history has of grants, in their order. */
export async function story(world: MemoryWorld): Promise<readonly string[]> {
  const events = await world.events();
  return events.map(({ type }) => type).filter((type) => type !== 'guardrails');
}
