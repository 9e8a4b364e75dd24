// What every part of the simulated GitHub works with: its state, its Git, its clock, and its voice (webhooks).
import type { Git, Signature } from './git.ts';
import type { Account, Moment, State } from './state.ts';

export interface Announcement {
  readonly event: string;
  readonly action: string | null;
  readonly sender: Account;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Hub {
  readonly state: State;
  readonly git: Git;
  readonly now: () => Moment;
  /** Runs one change at a time; Git's part of a change and the state's belong together. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  readonly announce: (announcement: Announcement) => void;
  /** Whether `refs/pull/N/head` lags behind what the API says. */
  readonly pullRefsLag: () => boolean;
}

/** A refusal with the HTTP status and the words that GitHub gives. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.errors = errors;
  }
}

/** A 422 as GitHub words it: `Validation Failed`, with the reasons in `errors`. */
export function invalid(resource: string, field: string, message: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, field, code: 'custom', message }]);
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** What work gives, or something else where it is refused. */
export async function conflictsAre<T, U>(otherwise: U, work: () => Promise<T>): Promise<T | U> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return otherwise;
    throw error;
  }
}

/** A queue of one: each piece of work begins when the one before it has ended, well or badly. */
export function makeExclusive(): Hub['exclusive'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** The author line of a commit that this person makes now. */
export function signatureOf(account: Account, at: Moment): Signature {
  return { name: account.login, email: account.emails[0] ?? `${account.login}@users.noreply.github.com`, at };
}

/** GitHub itself, the committer of everything that is made in the web interface or by the API. */
export function gitHubSignature(at: Moment): Signature {
  return { name: 'GitHub', email: 'noreply@github.com', at };
}

/** GitHub's timestamps: UTC, whole seconds. */
export function timestamp(at: Moment): string;
export function timestamp(at: Moment | null): string | null;
export function timestamp(at: Moment | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
