/** For whom checks were written: who pushes again and again must not use up what GitHub lets us write for everybody. */
import { between, hours, type Instant } from '../core/time.ts';

export type WrittenFor = Map<string, readonly Instant[]>;

/** Nobody who works by hand comes near; each brings a comment with it, and GitHub takes 500 of both an hour. */
const MOST_AN_HOUR = { author: 60, queue: 120, asker: 6, outcomes: 120 } as const;

/**
 * A pull request's author, by id; the merge queue, in whose name anybody may push branches; whoever asked for what they may
 * not; or whoever reads what became of a grant, which history tells as well.
 */
export type Beneficiary = { readonly author: number } | { readonly asker: number } | 'queue' | 'outcomes';

/** Whether a check may be written that nobody relies upon yet. */
export function mayBeWritten(written: WrittenFor, whom: Beneficiary, now: Instant): boolean {
  return recent(written, whom, now).length < MOST_AN_HOUR[kindOf(whom)];
}

export function noteWritten(written: WrittenFor, whom: Beneficiary, now: Instant): void {
  written.set(keyOf(whom), [...recent(written, whom, now), now]);
}

function recent(written: WrittenFor, whom: Beneficiary, now: Instant): readonly Instant[] {
  return (written.get(keyOf(whom)) ?? []).filter((at) => between(at, now) < hours(1));
}

const kindOf = (whom: Beneficiary): keyof typeof MOST_AN_HOUR => {
  if (typeof whom === 'string') return whom;
  return 'author' in whom ? 'author' : 'asker';
};

const keyOf = (whom: Beneficiary): string => {
  if (typeof whom === 'string') return whom;
  return 'author' in whom ? String(whom.author) : `asker ${whom.asker}`;
};
