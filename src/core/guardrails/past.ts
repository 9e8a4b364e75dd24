/** Requests that history decided: what is known of each from Git alone, to be judged again by other guardrails. */
import type { GrantedEvent, RefusedEvent } from '../ledger/event.ts';
import type { Ledger } from '../ledger/history.ts';
import type { Commit, Oid } from '../repository.ts';

export interface PastRequest {
  readonly path: string;
  readonly event: GrantedEvent | RefusedEvent;
  /** Whether it is a grant that nothing closed yet. */
  readonly held: boolean;
  /** Its bytes as they were decided; undefined where the commit that decided it does not show them. */
  readonly blob: Oid | undefined;
}

interface Placed extends PastRequest {
  readonly index: number;
}

/** Newest first, what is held before the rest; at most so many of each. `commits`: the chain of the ledger. */
export function pastRequests(
  ledger: Ledger,
  commits: readonly Commit[],
  most: number = Infinity,
): readonly PastRequest[] {
  const granted = [...ledger.grants.values()].map(({ event, closed, index }): Placed => {
    return { path: event.path, event, held: closed === undefined, blob: event.request.blob, index };
  });
  const refused = [...ledger.closings.values()].flatMap(({ event, index }): readonly Placed[] => {
    if (event.type !== 'refused') return [];
    return [{ path: event.path, event, held: false, blob: removedBy(commits[index], event.path), index }];
  });
  const all = [...granted, ...refused].toSorted((one, other) => other.index - one.index);
  const [held, past] = [all.filter((one) => one.held), all.filter((one) => !one.held)];
  return [...held.slice(0, most), ...past.slice(0, most)];
}

/** A refusal takes the request out of the tree, or puts other bytes in its place. */
function removedBy(commit: Commit | undefined, path: string): Oid | undefined {
  return commit?.changes.find((change) => change.path === path)?.before?.blob;
}
