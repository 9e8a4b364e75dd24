// What many stories begin with: alice holds what she asked for, for two hours, from 16:00 on.
import { expect } from 'vitest';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';

export async function granted(): Promise<MemoryWorld> {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  expect(world.canExec('alice')).toBe(true);
  return world;
}
