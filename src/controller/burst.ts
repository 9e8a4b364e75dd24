/** Many signs at once lead to one ask: when it has been quiet for a moment, or at last a while after the first of them. */
import { instantOf, plus, type Duration, type Instant } from '../core/time.ts';
import type { Clock } from '../ports.ts';

export interface Calm {
  /** So long without a sign is quiet. */
  readonly quiet: Duration;
  /** The first sign waits no longer than this. */
  readonly atMost: Duration;
}

/** Call what it gives at each sign; it returns at once. */
export function afterTheBurst(clock: Clock, { quiet, atMost }: Calm, ask: () => void): () => void {
  let latest: Instant | undefined;
  let callOff = () => {};
  return () => {
    const now = clock.now();
    latest ??= plus(now, atMost);
    callOff();
    callOff = clock.at(instantOf(Math.min(plus(now, quiet), latest)), () => {
      latest = undefined;
      ask();
    });
  };
}
