/** On which pull requests a grant is spoken of: its own, and those of the grants that it took the place of. */
import type { GrantState, Ledger } from '../ledger/history.ts';

/** NB: whoever gives back what was extended meanwhile may say so where it was first granted. */
export function pullRequestsOf({ event }: GrantState, ledger: Pick<Ledger, 'grants'>): ReadonlySet<number> {
  const numbers = new Set([event.pr.number]);
  let before = event.replaces;
  while (before !== null) {
    const replaced = ledger.grants.get(before)?.event;
    if (replaced !== undefined) numbers.add(replaced.pr.number);
    before = replaced?.replaces ?? null;
  }
  return numbers;
}

/** The open grants, by the number of each pull request on which they are spoken of. */
export function openByPullRequest(
  ledger: Pick<Ledger, 'grants' | 'open'>,
): ReadonlyMap<number, readonly GrantState[]> {
  const pairs = [...ledger.open.values()].flatMap((state) =>
    [...pullRequestsOf(state, ledger)].map((number) => ({ number, state })),
  );
  const byNumber = Map.groupBy(pairs, ({ number }) => number);
  return new Map([...byNumber].map(([number, of]) => [number, of.map(({ state }) => state)]));
}
