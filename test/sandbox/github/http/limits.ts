// Rate limits by the wall's clock, as clients read them: requests an hour, and content created a minute.
import { Refusal } from '../hub.ts';
import type { Viewer } from './answers.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

interface Budget {
  used: number;
  resetsAt: number;
  content: number[];
}

export type Limits = ReturnType<typeof makeLimits>;

/** Both limits can be switched off (`Infinity`), and the hour can be used up by a test. */
export function makeLimits(wall: () => number = Date.now) {
  const budgets = new Map<string, Budget>();
  let perHour = 5_000;
  let contentPerMinute = 80;
  let exhaustedUntil = 0;
  let usedAlready = 0;

  const limit = () => (Number.isFinite(perHour) ? perHour : 1_000_000);
  const budgetOf = (viewer: Viewer): Budget => {
    const key = keyOf(viewer);
    const known = budgets.get(key);
    if (known && known.resetsAt > wall()) return known;
    const exhausted = exhaustedUntil > wall();
    const fresh = {
      used: exhausted ? limit() : usedAlready,
      resetsAt: exhausted ? exhaustedUntil : wall() + hourMs,
      content: known?.content ?? [],
    };
    budgets.set(key, fresh);
    return fresh;
  };
  const view = (budget: Budget) => ({
    limit: limit(),
    used: Math.min(budget.used, limit()),
    remaining: Math.max(0, limit() - budget.used),
    reset: Math.ceil(budget.resetsAt / 1000),
  });

  return {
    set(next: { readonly perHour?: number; readonly contentPerMinute?: number }): void {
      perHour = next.perHour ?? perHour;
      contentPerMinute = next.contentPerMinute ?? contentPerMinute;
    },
    /** So many requests of this hour are used by everybody from now on. */
    use(count: number): void {
      usedAlready = count;
      budgets.clear();
    },
    /** Leaves nothing to anybody until then. */
    exhaust(forMs = hourMs): void {
      exhaustedUntil = wall() + forMs;
      budgets.clear();
    },
    reset(): void {
      exhaustedUntil = 0;
      usedAlready = 0;
      budgets.clear();
    },
    look: (viewer: Viewer) => view(budgetOf(viewer)),
    /** Counts a request, or refuses it as GitHub does. */
    spend(viewer: Viewer, createsContent: boolean): void {
      const budget = budgetOf(viewer);
      if (budget.used >= limit()) throw limited('API rate limit exceeded', {});
      budget.used += 1;
      if (!createsContent) return;
      budget.content = budget.content.filter((at) => at > wall() - minuteMs);
      if (budget.content.length >= contentPerMinute) throw secondaryLimit(60);
      budget.content.push(wall());
    },
    /** A 304 is free. */
    refund(viewer: Viewer): void {
      const budget = budgetOf(viewer);
      budget.used = Math.max(0, budget.used - 1);
    },
    headers(viewer: Viewer): Record<string, string> {
      const { limit, used, remaining, reset } = view(budgetOf(viewer));
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-used': String(used),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-resource': 'core',
      };
    },
  };
}

/** A refusal that carries headers with it. */
export class LimitRefusal extends Refusal {
  readonly headers: Readonly<Record<string, string>>;
  constructor(message: string, headers: Readonly<Record<string, string>>) {
    super(403, message);
    this.headers = headers;
  }
}

const limited = (message: string, headers: Readonly<Record<string, string>>) =>
  new LimitRefusal(message, headers);

/** GitHub's words: clients recognise the limit by them. */
const secondaryLimit = (retryAfterSeconds: number) =>
  limited(
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.',
    { 'retry-after': String(retryAfterSeconds) },
  );

const keyOf = (viewer: Viewer): string => {
  switch (viewer.kind) {
    case 'nobody':
    case 'app':
    case 'installation':
      return viewer.kind;
    case 'person':
      return `person ${viewer.account.id}`;
  }
};
