/** How one version of the guardrails succeeds another: only by a merged pull request that the version in force approves (§5). */
import type { UnplacedEvent } from './event.ts';
import type { Alert } from '../alert.ts';

export type GuardrailsDecision =
  /** The branch holds the version in force. */
  | { readonly kind: 'in force' }
  | { readonly kind: 'succeed'; readonly event: Extract<UnplacedEvent, { readonly type: 'guardrails' }> }
  /** The branch holds another version: merged requests wait, ends go on. */
  | {
      readonly kind: 'wait';
      readonly alert: Alert;
      /** Whether something is only missing yet: no alert before patience has run out. */
      readonly patient: boolean;
    };
