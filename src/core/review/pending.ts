/** What becomes of a request that nobody decides: who can approve is reminded, others are told, and in the end it is over (§3). */
import type { AccessPolicy } from '../request/access-policy.ts';
import { between, plus, type Instant } from '../time.ts';
import type { Verdict } from './verdict.ts';

export type Patience = Pick<AccessPolicy, 'pendingTimeout' | 'remindAfter' | 'escalateAfter'>;

/** When those who can approve are reminded, and when others are told; undefined: never. */
export interface Nudges {
  readonly remindAt: Instant | undefined;
  readonly escalateAt: Instant | undefined;
}

/** All of it counts from the opening: who pushes again and again makes nobody wait longer. */
export function nudgesOf(openedAt: Instant, { remindAfter, escalateAfter }: Patience): Nudges {
  return {
    remindAt: remindAfter === undefined ? undefined : plus(openedAt, remindAfter),
    escalateAt: escalateAfter === undefined ? undefined : plus(openedAt, escalateAfter),
  };
}

/** `wait`: nothing is to be done about it now. */
export type PendingStep = 'wait' | 'remind' | 'close';

/** NB: only requests are closed. How long a change of guardrails or of other files waits is nobody's business but its authors'. */
export function pendingStep(
  { about, outcome, waits: held = [] }: Pick<Verdict, 'about' | 'outcome' | 'waits'>,
  openedAt: Instant,
  patience: Patience,
  now: Instant,
): PendingStep {
  if (about.kind !== 'requests') return 'wait';
  if (between(openedAt, now) >= patience.pendingTimeout) return 'close';
  const { remindAt } = nudgesOf(openedAt, patience);
  // Whoever approves could not end the wait for something else.
  const asks = outcome === 'action_required' && held.length === 0;
  const waits = asks && remindAt !== undefined && remindAt <= now;
  return waits ? 'remind' : 'wait';
}
