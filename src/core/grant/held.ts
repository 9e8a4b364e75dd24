/** What is held: the grants that history stands behind now, at most one at each path. */
import { honoured } from '../ledger/honour.ts';
import type { GrantState, Ledger } from '../ledger/history.ts';
import type { Entry } from '../repository.ts';

/** By the path of the request. One whose place another took is held by that one. */
export function heldNow(ledger: Ledger, tree: ReadonlyMap<string, Entry>): ReadonlyMap<string, GrantState> {
  const held = [...ledger.open.values()].filter((state) => {
    const { kind } = honoured(ledger, tree, state);
    return kind === 'honoured' || kind === 'undecided change';
  });
  return new Map(held.map((state) => [state.event.path, state]));
}
