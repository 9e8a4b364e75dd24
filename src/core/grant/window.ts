/** The window of access that a request opens: fixed once by its merge, never recomputed (§3.1). */
import { instantIn, type Unplaced } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Problem } from '../problem.ts';
import type { LocatedRequest } from '../request/access-request.ts';
import { days, firstAfter, formatInstant, latest, plus, type Instant } from '../time.ts';
import * as words from '../words/window.ts';

/** A start lies at most so far ahead of the merge: guardrails, teams and roles move on. */
const FURTHEST_START = days(7);

export interface Window {
  readonly opensAt: Instant;
  readonly expiresAt: Instant;
}

export interface AskedWindow {
  readonly located: LocatedRequest;
  /** The grant whose duration it changes; undefined: it asks anew. */
  readonly replaces: GrantState | undefined;
}

/**
 * NB: a grant that takes the place of another counts from the first opening, however often it was changed; so the most that
 * a role is given for bounds all of it together.
 */
export function windowOf({ located: { request }, replaces }: AskedWindow, mergedAt: Instant): Window {
  const { startsAt, duration } = request;
  const first = replaces === undefined ? mergedAt : instantIn(replaces.event.opensAt);
  return {
    opensAt: replaces === undefined ? latest(mergedAt, startsAt ?? mergedAt) : first,
    expiresAt: plus(startsAt ?? first, duration),
  };
}

/** When the access of a recorded grant begins: what changes the duration of another opens with it, and is granted later. */
export function beginsAt({ grantedAt, opensAt }: Unplaced<'granted'>): Instant {
  return latest(instantIn(grantedAt), instantIn(opensAt));
}

/** When the next of the windows opens that is not open yet; undefined where none is waited for. */
export function nextOpening(open: Iterable<GrantState>, now: Instant): Instant | undefined {
  const openings = Array.from(open, ({ event }) => instantIn(event.opensAt));
  return firstAfter(now, openings);
}

/** What is wrong with the window that a merge at this moment would open, or has opened. */
export function windowProblems(asked: AskedWindow, mergedAt: Instant, now: Instant): readonly Problem[] {
  const { located, replaces } = asked;
  const { startsAt } = located.request;
  const furthest = plus(mergedAt, FURTHEST_START);
  const isTooFar = replaces === undefined && startsAt !== undefined && startsAt > furthest;
  const { expiresAt } = windowOf(asked, mergedAt);
  return [
    ...(isTooFar
      ? [words.startsTooFarAhead(formatInstant(furthest), FURTHEST_START, located.place('startsAt'))]
      : []),
    ...(expiresAt <= now ? [words.overAlready(expiresAt, located.place('duration'))] : []),
  ];
}
