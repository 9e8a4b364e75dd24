/** What was decided of the requests that one merge brought to the default branch. */
import type { GrantId } from '../ledger/event.ts';
import type { Problem } from '../problem.ts';
import type { Oid } from '../repository.ts';
import type { Command } from './command.ts';
import type { ProvedGrant } from './granted.ts';

export type MergedDecision =
  | { readonly kind: 'grant'; readonly grants: readonly ProvedGrant[] }
  | {
      readonly kind: 'refuse';
      readonly requests: readonly RefusedRequest[];
      readonly problems: readonly Problem[];
      /** Whether something is only missing, which may be a lagging replica's answer: then patience must run out first. */
      readonly patient: boolean;
      /** Somebody asked for it who may: it is as it should be, and nobody need look. */
      readonly isAsked?: true;
      /** What it would have gone on with, and by whose word that ends too. */
      readonly takes?: ReadonlyMap<GrantId, Command>;
    }
  | { readonly kind: 'wait'; readonly requests: readonly RefusedRequest[]; readonly why: readonly string[] };

export interface RefusedRequest {
  readonly path: string;
  readonly grant: GrantId;
  /** The number of the pull request that brought it; undefined: none, or it is not known. */
  readonly pullRequest: number | undefined;
  /** The blob that an open grant was granted for: it is put back in place of a refused edit. */
  readonly restore: Oid | undefined;
}
