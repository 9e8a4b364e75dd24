/** Where one open grant stands: what history says of it, beside what its cluster holds. */
import { instantIn, type By, type GrantedEvent } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Oid } from '../repository.ts';
import type { Instant } from '../time.ts';
import { bindingKeyOf, bindingOf, type Binding, type HeldBinding } from './binding.ts';
import type { Opening } from './opening.ts';
import { keyText, type ClusterFacts } from './cluster-facts.ts';
import type { History } from './cluster-standing.ts';
import { ownRoleOf, type HeldRole, type OwnRole } from './own-role.ts';

/** What history says of an open grant, read with the branch as it is now. */
export interface OpenGrant {
  readonly state: GrantState;
  /** Why it is honoured no longer, and who ended it; undefined while it stands. */
  readonly taken: Taken | undefined;
  /** The API server refused its binding after it was recorded; the server's words. */
  readonly notApplicable: string | undefined;
  /** What was found of it when its time came; undefined: it was not asked for. */
  readonly opening: Opening | undefined;
  /** The grant that took its place and stands; undefined: none. */
  readonly replacedBy: GrantState | undefined;
  /** Those in whose place it stands and that were not over when it was recorded, the last one first. */
  readonly replaces: readonly GrantState[];
  /** What the closing commit takes out of the tree. */
  readonly remove: readonly string[];
}

export interface Taken {
  readonly type: 'released' | 'revoked' | 'replaced';
  /** Undefined while it is being read who did it: the access ends now, the record waits. */
  readonly by: By | undefined;
  readonly why: string;
}

/** A cluster with the history that is followed in it. */
export interface Follower {
  readonly repository: number;
  readonly cluster: ClusterFacts;
  /** Whether the commit of a grant is reachable from the checkpoint's head. */
  readonly isCheckpointed: (commit: Oid) => boolean;
}

export interface Followed {
  readonly history: Pick<History, 'repository'>;
  /** Where a commit stands on the first-parent chain; undefined: not on it. */
  readonly indexOf: (commit: Oid) => number | undefined;
}

export function followerOf(cluster: ClusterFacts, { history, indexOf }: Followed): Follower {
  const head = cluster.standing.kind === 'in step' ? indexOf(cluster.standing.checkpoint.head) : undefined;
  return {
    repository: history.repository,
    cluster,
    isCheckpointed(commit) {
      const index = indexOf(commit);
      return head !== undefined && index !== undefined && index <= head;
    },
  };
}

export interface Position {
  readonly grant: OpenGrant;
  readonly cluster: ClusterFacts;
  readonly event: GrantedEvent;
  /** The binding as it should be. */
  readonly wanted: Binding;
  /** The binding as it is; undefined: there is none. */
  readonly held: HeldBinding | undefined;
  /** The role of its own as it should be; undefined: the grant is of a role of the catalogue. */
  readonly wantedRole: OwnRole | undefined;
  readonly heldRole: HeldRole | undefined;
  readonly opensAt: Instant;
  readonly expiresAt: Instant;
  /** By the checkpoint: it was applied here once, so an absence means "gone by hand". */
  readonly covered: boolean;
}

export function positionOf(grant: OpenGrant, follower: Follower): Position {
  const { cluster, repository } = follower;
  const { event, commit } = grant.state;
  const wanted = bindingOf(event, commit, repository);
  const wantedRole = ownRoleOf(event, commit, repository);
  return {
    grant,
    cluster,
    event,
    wanted,
    held: cluster.bindings.get(keyText(wanted)),
    wantedRole,
    heldRole: wantedRole && cluster.ownRoles.get(keyText(wantedRole)),
    opensAt: instantIn(event.opensAt),
    expiresAt: instantIn(event.expiresAt),
    covered: isCovered(grant.state, follower),
  };
}

/** By the checkpoint, it was applied here once: recorded by its head, open by its time, and not waiting. */
export function isCovered({ event, commit }: GrantState, { cluster, isCheckpointed }: Follower): boolean {
  if (cluster.standing.kind !== 'in step') return false;
  const { checkpoint } = cluster.standing;
  const opened = instantIn(event.opensAt) <= checkpoint.at;
  return isCheckpointed(commit) && opened && !checkpoint.waiting.includes(event.grant);
}

/** Its binding was there, and is not: the end lane took it, or somebody's hand. */
export function wasBoundAndIsGone(state: GrantState, follower: Follower): boolean {
  const isHeld = follower.cluster.bindings.has(keyText(bindingKeyOf(state.event)));
  return !isHeld && isCovered(state, follower);
}
