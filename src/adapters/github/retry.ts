/** Repeats reads that failed in passing, at most twice. A write is never repeated: nobody knows whether it was done. */
import { setTimeout as sleep } from 'node:timers/promises';
import { intentOf, type Fetch } from './fetch.ts';

const MOST_REPEATS = 2;
const FIRST_PAUSE = 150;

/** What GitHub says while it stumbles; 501 and the like will be said again. */
const TRANSIENT = new Set([500, 502, 503, 504]);

export function repeatingReads(send: Fetch): Fetch {
  return async (url, init) => {
    const repeats = intentOf(url, init) === 'read' ? MOST_REPEATS : 0;
    for (let repeat = 0; ; repeat += 1) {
      const outcome = await attempt(send, url, init);
      const final = outcome.kind === 'answer' ? !TRANSIENT.has(outcome.response.status) : !outcome.broken;
      if (final || repeat === repeats) {
        if (outcome.kind === 'answer') return outcome.response;
        throw outcome.error;
      }
      // Up to twice as long, by chance: many who stumbled together must not come back together.
      await sleep(FIRST_PAUSE * 2 ** repeat * (1 + Math.random()));
    }
  };
}

type Outcome =
  | { readonly kind: 'answer'; readonly response: Response }
  | { readonly kind: 'failure'; readonly error: unknown; readonly broken: boolean };

async function attempt(send: Fetch, url: string, init: RequestInit): Promise<Outcome> {
  try {
    return { kind: 'answer', response: await send(url, init) };
  } catch (error) {
    // A connection that broke is a TypeError of fetch; whoever ran into the deadline has waited long enough.
    return { kind: 'failure', error, broken: error instanceof TypeError };
  }
}
