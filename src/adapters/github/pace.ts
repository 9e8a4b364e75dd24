/** Spreads writes, so that GitHub's limits on created content are never met: the first ones go at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../ports.ts';
import { intentOf, type Fetch } from './fetch.ts';

/** Writes that may go at once, and how many more each hour gives; for the minute and for the hour. */
export interface Pace {
  readonly minute: Bucket;
  readonly hour: Bucket;
}

export interface Bucket {
  readonly size: number;
  readonly perHour: number;
  /** Kept for records: check runs and comments may not use them. */
  readonly kept: number;
}

/** At most 80 in any minute and 500 in any hour [https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api]. */
export const gitHubPace: Pace = {
  minute: { size: 20, perHour: 3_600, kept: 5 },
  hour: { size: 380, perHour: 120, kept: 100 },
};

const LONGEST_WAIT = 15_000;

export function paced(send: Fetch, pace: Pace, now: () => number): Fetch {
  const buckets = [makeBucket(pace.minute, now), makeBucket(pace.hour, now)];
  return async (url, init) => {
    const intent = intentOf(url, init);
    if (intent === 'read') return send(url, init);
    const wait = Math.max(...buckets.map((bucket) => bucket.waitFor(intent)));
    if (wait > LONGEST_WAIT)
      throw new Unavailable('Too much was written to GitHub within the hour; it is written later');
    for (const bucket of buckets) bucket.take();
    if (wait > 0) await sleep(wait);
    return send(url, init);
  };
}

function makeBucket({ size, perHour, kept }: Bucket, now: () => number) {
  const perMillisecond = perHour / 3_600_000;
  let level = size;
  let at = now();
  const fill = () => {
    const moment = now();
    level = Math.min(size, level + Math.max(0, moment - at) * perMillisecond);
    at = moment;
  };
  return {
    /** Milliseconds until there is one for this intent. */
    waitFor: (intent: 'record' | 'talk'): number => {
      fill();
      const missing = (intent === 'talk' ? kept : 0) + 1 - level;
      return missing <= 0 ? 0 : Math.ceil(missing / perMillisecond);
    },
    take: (): void => {
      level -= 1;
    },
  };
}
