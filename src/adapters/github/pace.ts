/** Spreads writes, so that GitHub's limits on created content are never met: the first ones go at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../ports.ts';
import { intentOf, type Fetch, type Intent } from './fetch.ts';

export interface Pace {
  /** Writes that may go at once, and how many more an hour gives. */
  readonly minute: { readonly size: number; readonly perHour: number } & Kept;
  /** The most in any hour. */
  readonly hour: { readonly most: number } & Kept;
}

/** Of the writes that are left, so many are for commits alone; and as many again for commits and check runs alone. */
interface Kept {
  readonly kept: number;
}

/** At most 80 in any minute and 500 in any hour [https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api]. */
export const gitHubPace: Pace = {
  minute: { size: 20, perHour: 3_600, kept: 5 },
  hour: { most: 490, kept: 100 },
};

const LONGEST_WAIT = 15_000;
const AN_HOUR = 3_600_000;

type Write = Exclude<Intent, 'read'>;
const RANK: Readonly<Record<Write, number>> = { record: 0, check: 1, comment: 2 };

/** One pace is for all that is written, by whatever way it is sent. */
export function makePace(pace: Pace, now: () => number): (send: Fetch) => Fetch {
  const budgets = [makeBucket(pace.minute, now), makeWindow(pace.hour, now)];
  return (send) => async (url, init) => {
    const intent = intentOf(url, init);
    if (intent === 'read') return send(url, init);
    const wait = Math.max(...budgets.map((budget) => budget.waitFor(RANK[intent])));
    if (wait > LONGEST_WAIT)
      throw new Unavailable('Too much was written to GitHub within the hour; it is written later');
    for (const budget of budgets) budget.take();
    if (wait > 0) await sleep(wait);
    return send(url, init);
  };
}

interface Budget {
  /** Milliseconds until there is one for a write of this rank. */
  readonly waitFor: (rank: number) => number;
  readonly take: () => void;
}

function makeBucket({ size, perHour, kept }: Pace['minute'], now: () => number): Budget {
  const perMillisecond = perHour / AN_HOUR;
  let level = size;
  let at = now();
  const fill = () => {
    const moment = now();
    level = Math.min(size, level + Math.max(0, moment - at) * perMillisecond);
    at = moment;
  };
  return {
    waitFor: (rank) => {
      fill();
      const missing = rank * kept + 1 - level;
      return missing <= 0 ? 0 : Math.ceil(missing / perMillisecond);
    },
    take: () => {
      level -= 1;
    },
  };
}

/** Counts what was written in the hour before now, so that all of it is there to be used. */
function makeWindow({ most, kept }: Pace['hour'], now: () => number): Budget {
  let written: number[] = [];
  return {
    waitFor: (rank) => {
      const moment = now();
      written = written.filter((at) => at > moment - AN_HOUR && at <= moment);
      // The write that must grow old before there is room for this one.
      const blocking = written.at(-Math.max(1, most - rank * kept));
      return blocking === undefined ? 0 : blocking + AN_HOUR - moment;
    },
    take: () => {
      written.push(now());
    },
  };
}
