/** What a cluster remembers of the history that was carried out in it (§6): the ConfigMap `daypass-checkpoint`. */
import type { Oid } from '../repository.ts';
import type { Instant } from '../time.ts';
import type { GrantId } from '../ledger/event.ts';

export interface Checkpoint {
  readonly repository: number;
  readonly branch: string;
  /** The commit of the first `guardrails` event. */
  readonly root: Oid;
  readonly head: Oid;
  readonly at: Instant;
  /** Grants recorded by that head, open by that time, and not applied. */
  readonly waiting: readonly GrantId[];
}
