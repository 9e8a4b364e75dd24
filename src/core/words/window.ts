/** What is wrong with the time that a request asks for. */
import type { Place, Problem } from '../problem.ts';
import type { Duration, Instant } from '../time.ts';
import { span } from './lists.ts';
import { moment } from './moment.ts';

export function startsTooFarAhead(furthest: string, most: Duration, place: Place): Problem {
  return {
    what: `The access would start more than ${span(most)} after the merge; merged now, it may start by ${furthest}.`,
    why: 'What is agreed on long before is no longer what its reviewers saw when it begins.',
    mend: 'Choose an earlier `startsAt`, or merge it later: the check turns by itself when it is near enough.',
    place,
  };
}

export function overAlready(expiresAt: Instant, place: Place): Problem {
  return {
    what: `The access would have ended at ${moment(expiresAt)}, before it could be granted.`,
    why: 'The time of a request counts from its merge, or from its `startsAt`, and is never extended by waiting.',
    mend: 'Ask again, with a longer duration or a later start if need be.',
    place,
  };
}
