/** What this process remembers of the comments on merged pull requests. NB: all of it can be read again. */
import type { Oid } from '../../core/repository.ts';
import type { Instant } from '../../core/time.ts';

export interface KeptOutcomes {
  /** What history said at that head, and until when it would say the same. */
  told:
    | { readonly head: Oid | undefined; readonly until: Instant; readonly all: readonly OutcomeComment[] }
    | undefined;
  /** By the number of the pull request. */
  readonly kept: Map<number, Kept>;
}

/** As it should be. */
export interface OutcomeComment {
  readonly pullRequest: number;
  readonly body: string;
  readonly mark: string;
}

export interface Kept {
  /** Undefined where it could not be written. */
  readonly mark: string | undefined;
  /** When it is looked at again; undefined: it stands. */
  readonly again: Instant | undefined;
}

export function newOutcomes(): KeptOutcomes {
  return { told: undefined, kept: new Map() };
}
