/** When the access of a request would begin and end, as far as it is known before the merge: what the check says of its time. */
import type { Askable } from '../grant/askable.ts';
import { windowOf } from '../grant/window.ts';
import { instantIn } from '../ledger/event.ts';
import { between, type Duration, type Instant } from '../time.ts';

export type Term =
  | { readonly kind: 'from the merge'; readonly duration: Duration }
  /** Its start was given, and lies ahead. */
  | { readonly kind: 'from then'; readonly opensAt: Instant; readonly duration: Duration }
  /** Its start was given, and is past: what is left of its time. */
  | { readonly kind: 'until then'; readonly expiresAt: Instant }
  /** It changes the duration of what is held. */
  | {
      readonly kind: 'changed';
      /** Undefined where it is open already. */
      readonly opensAt: Instant | undefined;
      readonly expiresAt: Instant;
      /** Negative where it becomes shorter. */
      readonly longer: Duration;
      /** Whether it allows what the grant that is held allows. */
      readonly sameRules: boolean;
    };

export function termOf(asked: Askable, digest: string, now: Instant): Term {
  const { located, replaces } = asked;
  const { duration, startsAt } = located.request;
  const { opensAt, expiresAt } = windowOf(asked, now);
  if (replaces !== undefined) {
    const { event } = replaces;
    return {
      kind: 'changed',
      opensAt: opensAt > now ? opensAt : undefined,
      expiresAt,
      longer: between(instantIn(event.expiresAt), expiresAt),
      sameRules: event.digest === digest,
    };
  }
  if (startsAt === undefined) return { kind: 'from the merge', duration };
  return startsAt > now ? { kind: 'from then', opensAt, duration } : { kind: 'until then', expiresAt };
}
