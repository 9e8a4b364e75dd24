/** On which pull requests a grant is spoken of: its own, and those of the grants that it took the place of. */
import type { Time } from '../ledger/event.ts';
import type { GrantState, Ledger } from '../ledger/history.ts';
import type { Endable } from './asked-to-end.ts';

/**
 * By the number of each: since when. NB: whoever gives back what was extended meanwhile may say so where it was first granted;
 * and who said so before it was extended said it of the access that goes on.
 */
export function spokenOf({ event }: GrantState, ledger: Pick<Ledger, 'grants'>): ReadonlyMap<number, Time> {
  const since = new Map([[event.pr.number, event.grantedAt]]);
  let before = event.replaces;
  while (before !== null) {
    const replaced = ledger.grants.get(before)?.event;
    if (replaced !== undefined) since.set(replaced.pr.number, replaced.grantedAt);
    before = replaced?.replaces ?? null;
  }
  return since;
}

/** The open grants, by the number of each pull request on which they are spoken of, as if granted when that began there. */
export function openByPullRequest(
  ledger: Pick<Ledger, 'grants' | 'open'>,
): ReadonlyMap<number, readonly Endable[]> {
  const pairs = [...ledger.open.values()].flatMap((state) =>
    [...spokenOf(state, ledger)].map(([number, grantedAt]) => ({
      number,
      held: { ...state.event, grantedAt },
    })),
  );
  const byNumber = Map.groupBy(pairs, ({ number }) => number);
  return new Map([...byNumber].map(([number, of]) => [number, of.map(({ held }) => held)]));
}
