/** What an API server answered: whether it settles anything, and what it says. */
import type { Instant } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';

/** What the API server said of a call that it understood: status 2xx, or 4xx that it would say again. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** From the `Date` header; where there is none, 1970: then the clocks differ too much for any grant, and ends go on. */
  readonly date: Instant;
}

/** NB: a proxy on the way may answer 404, too; only the API server's own Status is an absence. */
export function isNotFound({ status, body }: Answer): boolean {
  const says = typeof body === 'object' && body !== null && 'reason' in body && 'details' in body;
  return status === 404 && says && body.reason === 'NotFound';
}

/** Somebody else wrote first. */
export function isConflict({ status }: Answer): boolean {
  return status === 409;
}

/** NB: a refused read is not an absence either. */
export function successful(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  throw new Unavailable(`answered ${answer.status}: ${messageIn(answer.body) ?? 'without saying why'}`);
}

/** The API server's own words, where the body is a Status. */
export function messageIn(body: unknown): string | undefined {
  const isStatus = typeof body === 'object' && body !== null && 'message' in body;
  return isStatus && typeof body.message === 'string' ? body.message : undefined;
}
