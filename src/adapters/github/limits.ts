/** GitHub's limits: nothing is sent while GitHub said to stop, because going on can get the App banned. */
import {
  formatInstant,
  instantOf,
  milliseconds,
  minutes,
  plus,
  seconds,
  type Duration,
  type Instant,
} from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import { intentOf, isGraphql, type Fetch, type Intent } from './fetch.ts';

export interface Limits {
  /** Sends unless it must not, and learns from what is answered. */
  readonly within: (send: Fetch) => Fetch;
  /** Sends unless it must not. `reserve`: the share of an hour's requests that is left to others. */
  readonly leaving: (reserve: number, send: Fetch) => Fetch;
  /** Requests left in this hour, as GitHub last said; undefined before its first answer. */
  readonly remaining: () => number | undefined;
  /** Why something is held back right now, and until when; `reserve` as it is for whoever would come last. */
  readonly standstill: (reserve?: number) => string | undefined;
}

interface Stop {
  readonly until: Instant;
  readonly why: string;
}

type Budget = 'requests' | 'graphql';

interface Hour {
  readonly remaining: number;
  readonly limit: number;
  readonly until: Instant;
}

/** The least that GitHub asks for where it names no time, and the most that doubling leads to. */
const SHORTEST_STOP = minutes(1);
const LONGEST_STOP = minutes(60);

export function makeLimits(now: () => Instant): Limits {
  const hours = makeHours(now);
  let writes: Stop | undefined;
  let everything: Stop | undefined;
  let strikes = 0;

  const stopFor = (intent: Intent, budget: Budget, reserve: number): Stop | undefined =>
    [everything, hours.stop(budget, reserve), intent === 'read' ? undefined : writes].find(
      (stop) => stop !== undefined && stop.until > now(),
    );
  const refuse = (url: string, init: RequestInit, reserve: number) => {
    const stop = stopFor(intentOf(url, init), budgetOf(url), reserve);
    if (stop !== undefined) throw new Unavailable(`Nothing is asked of GitHub: ${sentence(stop)}`);
  };
  const strike = (intent: Intent, headers: Headers) => {
    strikes += 1;
    const asked = seconds(numberIn(headers, 'retry-after') ?? 0);
    const stop = { until: plus(now(), stopLength(strikes, asked)), why: 'GitHub’s secondary limit was hit' };
    writes = stop;
    if (intent === 'read') everything = stop;
  };
  return {
    within: (send) => async (url, init) => {
      refuse(url, init, 0);
      const intent = intentOf(url, init);
      const response = await send(url, init);
      hours.learn(budgetOf(url), response.headers);
      if (await isSecondary(response)) strike(intent, response.headers);
      else if (response.ok && intent !== 'read') strikes = 0;
      return response;
    },
    leaving: (reserve, send) => async (url, init) => {
      refuse(url, init, reserve);
      return send(url, init);
    },
    remaining: hours.remaining,
    standstill: (reserve = 0) => {
      const stop = stopFor('record', 'requests', reserve) ?? stopFor('record', 'graphql', reserve);
      return stop === undefined ? undefined : sentence(stop);
    },
  };
}

/** What GitHub last said of each hour's requests. */
function makeHours(now: () => Instant) {
  const hours = new Map<Budget, Hour>();
  return {
    learn: (budget: Budget, headers: Headers): void => {
      const remaining = numberIn(headers, 'x-ratelimit-remaining');
      const reset = numberIn(headers, 'x-ratelimit-reset');
      if (remaining === undefined) return;
      const limit = numberIn(headers, 'x-ratelimit-limit') ?? remaining;
      hours.set(budget, { remaining, limit, until: instantOf((reset ?? 0) * 1000) });
    },
    remaining: () => hours.get('requests')?.remaining,
    /** NB: what was left of an hour that is over says nothing. */
    stop: (budget: Budget, reserve: number): Stop | undefined => {
      const hour = hours.get(budget);
      if (hour === undefined || hour.until <= now() || hour.remaining > hour.limit * reserve)
        return undefined;
      const why =
        hour.remaining === 0
          ? 'the hourly limit is used up'
          : 'what is left of the hourly limit is kept for grants and their ends';
      return { until: hour.until, why };
    },
  };
}

const budgetOf = (url: string): Budget => (isGraphql(url) ? 'graphql' : 'requests');

const sentence = (stop: Stop): string => `${stop.why}, until ${formatInstant(stop.until)}`;

/** Doubles with each refusal that follows another, and is never shorter than asked. */
function stopLength(strikes: number, asked: Duration): Duration {
  const doubled = SHORTEST_STOP * 2 ** (strikes - 1);
  return milliseconds(Math.max(asked, Math.min(doubled, LONGEST_STOP)));
}

/** Mirrors https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
async function isSecondary(response: Response): Promise<boolean> {
  if (response.status !== 403 && response.status !== 429) return false;
  if (response.headers.has('retry-after')) return true;
  return /secondary rate limit|abuse detection/i.test(await response.clone().text());
}

function numberIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
