/** What became of pull requests whose requests were granted: of those where something happened lately (§3). */
import { instantIn, type GrantId } from '../ledger/event.ts';
import type { GrantState, Ledger } from '../ledger/history.ts';
import { between, days, type Instant } from '../time.ts';

export interface Outcome {
  readonly pullRequest: number;
  /** All that it was granted for, by path. */
  readonly grants: readonly GrantState[];
}

/** Whatever could not be said for so long is said no more: history has it. */
const LATELY = days(1);

/** NB: from history alone, so that what was not said, or said to nobody, is found again. The latest first. */
export function recentOutcomes(
  { recent, grants }: Pick<Ledger, 'recent' | 'grants'>,
  now: Instant,
): readonly Outcome[] {
  const numbers = new Set<number>();
  for (const { event } of recent.toReversed()) {
    if (!('grant' in event) || event.grant === undefined) continue;
    const number = numberOf(event.grant, grants);
    if (number !== undefined && between(instantIn(event.at), now) < LATELY) numbers.add(number);
  }
  if (numbers.size === 0) return [];
  const states = [...grants.values()].filter(({ event }) => numbers.has(event.pr.number));
  const byNumber = Map.groupBy(states, ({ event }) => event.pr.number);
  return [...numbers].map((pullRequest) => ({
    pullRequest,
    grants: (byNumber.get(pullRequest) ?? []).toSorted((one, other) =>
      one.event.path < other.event.path ? -1 : 1,
    ),
  }));
}

function numberOf(grant: GrantId, grants: Ledger['grants']): number | undefined {
  return grants.get(grant)?.event.pr.number;
}
