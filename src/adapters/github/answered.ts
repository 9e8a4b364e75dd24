/** Turns whatever went wrong between us and GitHub into one error that says what was asked and why it is not known. */
import { instantOf, type Instant } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';

/** Runs one exchange with GitHub. Throws Unavailable, with GitHub's own words, whatever fails in it. */
export async function answered<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable(what, error);
  }
}

function unavailable(what: string, error: unknown): Unavailable {
  const known = causeOf(error);
  if (known !== undefined) return known;
  const status = statusOf(error);
  const answer = status === undefined || !hasResponse(error) ? 'did not answer' : `answered ${status}`;
  return new Unavailable(`GitHub ${answer} when asked for ${what}: ${reasonOf(error)}`, { cause: error });
}

/** The HTTP status of an answer; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  return isObject(error) && typeof error['status'] === 'number' ? error['status'] : undefined;
}

/** Whether GitHub itself said so: Octokit gives 500 also to connections that broke. */
export function hasResponse(error: unknown): boolean {
  return isObject(error) && isObject(error['response']);
}

/** Octokit wraps what our own sending throws. */
function causeOf(error: unknown): Unavailable | undefined {
  if (error instanceof Unavailable) return error;
  return error instanceof Error && error.cause instanceof Unavailable ? error.cause : undefined;
}

const LONGEST_REASON = 500;

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/ - https:\/\/docs\.github\.com\S*$/, '').slice(0, LONGEST_REASON);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A time as GitHub writes it. Throws on any other text: a time that is not a number would pass every comparison. */
export function instantFrom(text: string | null | undefined): Instant {
  const parsed = Date.parse(text ?? '');
  if (Number.isNaN(parsed)) throw new Error(`${JSON.stringify(text)} is no time`);
  return instantOf(parsed);
}
