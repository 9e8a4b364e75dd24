/** What a change of the guardrails would do, beside the guardrails in force: for whoever is asked to approve it. */
import type { DecidedOtherwise } from './decided-otherwise.ts';
import type { Difference } from './difference.ts';

export interface Weighed {
  readonly differences: readonly Difference[];
  /** Requests of history that it would have decided otherwise. */
  readonly otherwise: readonly DecidedOtherwise[];
  /** Whether history holds more requests than were looked at. */
  readonly isPart: boolean;
}
