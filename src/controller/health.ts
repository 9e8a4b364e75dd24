/** What `/healthz` says of a lane: it turns as long as its runs end, well or not. */
import {
  between,
  formatDuration,
  minutes,
  seconds,
  milliseconds,
  type Duration,
  type Instant,
} from '../core/time.ts';
import type { Standing } from './lane.ts';

/** NB: well above every deadline of a single call, or a slow GitHub would have the controller restarted for nothing. */
export const STUCK_AFTER = minutes(10);

/** A sentence where the lane stands still, else undefined. `started`: when the controller did. */
export function standsStill(
  lane: string,
  { runningSince, lastEnd }: Pick<Standing, 'runningSince' | 'lastEnd'>,
  started: Instant,
  now: Instant,
  stuckAfter: Duration = STUCK_AFTER,
): string | undefined {
  const lastSign = runningSince ?? lastEnd ?? started;
  const silence = between(lastSign, now);
  return silence > stuckAfter ? `${lane} has not turned for ${inMinutes(silence)}` : undefined;
}

/** Whole minutes, since nobody asks for more of a silence that long. */
function inMinutes(span: Duration): string {
  return formatDuration(milliseconds(Math.max(seconds(60), span - (span % minutes(1)))));
}
