/** What is written on pull requests that are merged: answers first, then what became of them. Nothing waits for it. */
import { Unavailable } from '../../ports.ts';
import { answerCommands } from './answer-commands.ts';
import { keepOutcomes } from './keep-outcomes.ts';
import type { Memory, World } from '../world.ts';

/** Throws `Unavailable` where something could not be written; it is tried again. */
export async function converse(world: Pick<World, 'github' | 'clock'>, memory: Memory): Promise<void> {
  const failures = [...(await answerCommands(world, memory)), ...(await keepOutcomes(world, memory))];
  const [first] = failures;
  if (first !== undefined) throw new Unavailable(first);
}
