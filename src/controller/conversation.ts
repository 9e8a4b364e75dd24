/** The two lanes of what people say on pull requests and what is said to them. NB: nothing else waits for either. */
import { minutes } from '../core/time.ts';
import { converse } from '../flows/converse/converse.ts';
import { hearCommands } from '../flows/hear/hear-commands.ts';
import type { Memory, World } from '../flows/world.ts';
import { oneAtATime, type Lane, type LaneOptions } from './lane.ts';

export interface Conversation {
  /** Of words that end something. */
  readonly hearing: Lane;
  /** Of answers, and of what became of requests. */
  readonly comments: Lane;
  /** Both look again. */
  readonly ask: () => void;
}

export interface ConversationParts {
  readonly world: World;
  /** GitHub for comments, which stop before proofs and ends do. */
  readonly forComments: Pick<World, 'github' | 'clock'>;
  readonly memory: Memory;
  /** A grant was asked to end. */
  readonly onAsked: () => void;
  readonly options: (message: string) => LaneOptions;
}

export function startConversation(parts: ConversationParts): Conversation {
  const { world, forComments, memory, onAsked, options } = parts;
  const comments = oneAtATime(async () => converse(forComments, memory), {
    ...options('Something could not be written on a pull request.'),
    longestPause: minutes(10),
  });
  const hearing = oneAtATime(async () => {
    if ((await hearCommands(world, memory)).isNew) onAsked();
    comments.ask();
  }, options('What is said on pull requests was not read.'));
  const ask = (): void => {
    hearing.ask();
    comments.ask();
  };
  return { hearing, comments, ask };
}
