/** What a command of `daypass` is, and all that it may touch of the world around it. */
import type { Instant } from '../core/time.ts';

/** `refused`: it was understood and did not succeed; `misused`: it was not understood. */
export const EXIT = { done: 0, refused: 1, misused: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Io {
  /** What was asked for; programs read it. The text brings its own line end. */
  readonly out: (text: string) => void;
  /** What people are told besides. */
  readonly err: (text: string) => void;
  /** Asks a person at the terminal; undefined where there is none. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
}

export interface Command {
  readonly name: string;
  /** One line of `daypass --help`. */
  readonly summary: string;
  /** All of `daypass <name> --help`. */
  readonly help: string;
  /** Throws `Misuse` where the arguments make no sense. */
  readonly run: (args: readonly string[], io: Io) => Promise<ExitCode>;
}

/** The arguments make no sense: told with a pointer to `--help`, exit code 2. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}
