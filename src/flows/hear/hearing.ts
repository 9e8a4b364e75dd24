/** What this process has heard on pull requests. NB: all of it can be read again; a process that starts anew hears it anew. */
import type { Command } from '../../core/grant/command.ts';
import type { GrantId } from '../../core/ledger/event.ts';
import type { Instant } from '../../core/time.ts';

/** A word that somebody said, and by which the comment is found again. */
export interface Said {
  readonly command: Command;
  readonly node: string;
  /** Nothing can come of it any more: it was carried on, or it will be answered. */
  isSettled: boolean;
}

/** To somebody who may not, or not so. */
export interface OwedAnswer {
  readonly command: Command;
  readonly text: string;
  readonly notBefore: Instant;
}

export interface Hearing {
  /** From when on comments are read; undefined while no grant is open. */
  since: Instant | undefined;
  /** The open grants for which everything since their merge was read, or will be. */
  followed: ReadonlySet<GrantId>;
  /** By the comment's id. */
  readonly said: Map<number, Said>;
  /** What ends, and by whose word. */
  readonly asked: Map<GrantId, Command>;
  /** By the comment's id. */
  readonly owed: Map<number, OwedAnswer>;
  readonly answered: Set<number>;
  /** When this is done, another may begin. */
  last: Promise<void>;
}

export function newHearing(): Hearing {
  return {
    since: undefined,
    followed: new Set(),
    said: new Map(),
    asked: new Map(),
    owed: new Map(),
    answered: new Set(),
    last: Promise.resolve(),
  };
}
