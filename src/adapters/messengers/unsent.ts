/** Why a message was not taken. NB: never in the words of a library, since an address is a secret and may be in them. */
import { minutes, seconds, type Duration } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';

export function answered(status: number, headers: Headers): Unavailable {
  return new Unavailable(`it answered ${status}`, { retryAfter: pauseIn(headers) });
}

export function unanswered(error: unknown, deadline: Duration): Unavailable {
  return new Unavailable(reasonOf(error) ?? `it did not answer within ${deadline / 1000} s`);
}

/** Undefined where the time was not enough. */
function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return 'it could not be reached';
  if (error.name === 'TimeoutError') return undefined;
  const { cause } = error;
  if (cause === undefined) return 'it could not be reached';
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)) return `it could not be reached: ${code}`;
  return reasonOf(cause);
}

const LONGEST_PAUSE = minutes(15);

/** NB: no receiver can keep us silent for longer than that. A date in the place of seconds is not asked for by any. */
function pauseIn(headers: Headers): Duration | undefined {
  const asked = Number(headers.get('retry-after'));
  return asked > 0 ? seconds(Math.min(asked, LONGEST_PAUSE / 1000)) : undefined;
}
