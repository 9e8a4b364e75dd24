/**
 * What was decided of a request that is held waits while that grant ends: it is decided anew by what is held then. NB: a grant
 * that goes on with one which ends in the same turn would bring back what was just taken away.
 */
import { instantIn, type GrantId } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import { parseBindingName } from './binding.ts';
import type { PlannedChange } from './change.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { MergedDecision } from './merged-decision.ts';
import { followerOf, wasBoundAndIsGone, type Followed, type Follower, type OpenGrant } from './position.ts';

export interface Turn extends Followed {
  readonly open: readonly OpenGrant[];
  readonly clusters: readonly ClusterFacts[];
  /** What is done to what is open. */
  readonly changes: readonly PlannedChange[];
}

export function withoutWhatEnds(decisions: readonly MergedDecision[], turn: Turn): readonly MergedDecision[] {
  if (decisions.length === 0) return [];
  const { open, changes } = turn;
  const ending = new Set([...changes.flatMap(endedBy), ...overIn(turn)]);
  const paths = new Set(
    open.flatMap(({ state: { event } }) => (ending.has(event.grant) ? [event.path] : [])),
  );
  const waiting = new Set(decisions.flatMap((decision) => goesOnWithOneOf(ending, decision)));
  return decisions.filter((decision) => {
    switch (decision.kind) {
      case 'grant':
        return !decision.grants.some(({ event }) => waiting.has(event.pr.number));
      case 'refuse':
        return !decision.requests.some(({ path, restore }) => restore !== undefined && paths.has(path));
      case 'wait':
        return true;
    }
  });
}

/** All requests of the pull request wait, for all are granted, or none. */
function goesOnWithOneOf(ending: ReadonlySet<GrantId>, decision: MergedDecision): readonly number[] {
  if (decision.kind !== 'grant') return [];
  return decision.grants.flatMap(({ event: { replaces, pr } }) =>
    replaces !== null && ending.has(replaces) ? [pr.number] : [],
  );
}

/** One whose place is taken ends for the other's sake. */
function endedBy(change: PlannedChange): readonly GrantId[] {
  if (change.kind === 'take') return [parseBindingName(change.held.name)?.grant ?? ''];
  const isEnd = change.kind === 'end' || change.kind === 'end unseen';
  return isEnd && change.event.type !== 'replaced' ? [change.event.grant] : [];
}

function overIn({ open, clusters, ...followed }: Turn): readonly GrantId[] {
  const followers = new Map(clusters.map((cluster) => [cluster.name, followerOf(cluster, followed)]));
  return open.flatMap(({ state }) => {
    const follower = followers.get(state.event.cluster.name);
    return follower !== undefined && isOver(state, follower) ? [state.event.grant] : [];
  });
}

/**
 * The end lane is deleting it, or has. NB: so may somebody's hand have, in its last seconds as ever: what was bound and is gone
 * is made again by nothing.
 */
function isOver(state: GrantState, follower: Follower): boolean {
  return wasBoundAndIsGone(state, follower) || follower.cluster.now >= instantIn(state.event.expiresAt);
}
