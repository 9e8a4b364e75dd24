/** Checks belong to a commit: of several pull requests that have one head, one says what its check shows. */
import type { PullRequest } from '../approval/facts.ts';
import type { Verdict } from './verdict.ts';

export interface Reviewed {
  readonly pullRequest: Pick<PullRequest, 'number'>;
  readonly verdict: Verdict;
}

/**
 * One of each head, by number: the one with most against it, since a check that succeeded lets all of them be merged, and an
 * approval of any of them counts after it; but first of all who may end at once what they remove, or anybody could stop that
 * by opening the same. NB: if each of them spoke they would contradict each other at every turn, and use up what GitHub lets
 * us write.
 */
export function speakers(reviewed: readonly Reviewed[]): ReadonlySet<number> {
  const speaking = new Map<string, Reviewed>();
  for (const one of reviewed) {
    const other = speaking.get(one.verdict.head);
    if (other === undefined || comesBefore(one, other)) speaking.set(one.verdict.head, one);
  }
  return new Set([...speaking.values()].map(({ pullRequest }) => pullRequest.number));
}

const FROM_THE_WORST: readonly Verdict['outcome'][] = [
  'failure',
  'in progress',
  'action_required',
  'success',
];

function comesBefore(one: Reviewed, other: Reviewed): boolean {
  if (endsByRight(one) !== endsByRight(other)) return endsByRight(one);
  const worse = FROM_THE_WORST.indexOf(one.verdict.outcome) - FROM_THE_WORST.indexOf(other.verdict.outcome);
  return worse < 0 || (worse === 0 && one.pullRequest.number < other.pullRequest.number);
}

function endsByRight({ verdict: { about, outcome } }: Reviewed): boolean {
  return about.kind === 'removal' && about.byRight && outcome === 'success';
}
