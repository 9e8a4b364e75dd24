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
  readonly within: (send: Fetch) => Fetch;
  /** Requests left in this hour, as GitHub last said; undefined before its first answer. */
  readonly remaining: () => number | undefined;
  /** Why something is held back right now, and until when. */
  readonly standstill: () => string | undefined;
}

interface Stop {
  readonly until: Instant;
  readonly why: string;
}

type Budget = 'requests' | 'graphql';

/** The least that GitHub asks for where it names no time, and the most that doubling leads to. */
const SHORTEST_STOP = minutes(1);
const LONGEST_STOP = minutes(60);

export function makeLimits(now: () => Instant): Limits {
  const spent = new Map<Budget, Stop>();
  let left: number | undefined;
  let writes: Stop | undefined;
  let everything: Stop | undefined;
  let strikes = 0;

  const stopsFor = (intent: Intent, budget: Budget) =>
    [everything, spent.get(budget), intent === 'read' ? undefined : writes].filter(
      (stop): stop is Stop => stop !== undefined && stop.until > now(),
    );
  const readHeaders = (budget: Budget, headers: Headers) => {
    const remaining = numberIn(headers, 'x-ratelimit-remaining');
    if (remaining === undefined) return;
    if (budget === 'requests') left = remaining;
    const reset = numberIn(headers, 'x-ratelimit-reset');
    if (remaining > 0 || reset === undefined) spent.delete(budget);
    else spent.set(budget, { until: instantOf(reset * 1000), why: 'the hourly limit is used up' });
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
      const intent = intentOf(url, init);
      const budget = isGraphql(url) ? 'graphql' : 'requests';
      const [stop] = stopsFor(intent, budget);
      if (stop !== undefined) throw new Unavailable(`Nothing is asked of GitHub: ${sentence(stop)}`);
      const response = await send(url, init);
      readHeaders(budget, response.headers);
      if (await isSecondary(response)) strike(intent, response.headers);
      else if (response.ok && intent !== 'read') strikes = 0;
      return response;
    },
    remaining: () => left,
    standstill: () => {
      const [stop] = [...stopsFor('record', 'requests'), ...stopsFor('record', 'graphql')];
      return stop === undefined ? undefined : sentence(stop);
    },
  };
}

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
