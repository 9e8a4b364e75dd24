/** One open grant beside what its cluster holds: the table of §6, and nothing else. */
import { instantIn, type By, type GrantedEvent, type Unplaced, type UnplacedEnd } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Oid } from '../repository.ts';
import { gained, rulesDigest } from '../request/permissions.ts';
import { formatInstant, plus, seconds, type Instant } from '../time.ts';
import * as words from '../words/endings.ts';
import { bindingOf, compareBinding, type Binding, type HeldBinding } from './binding.ts';
import type { PlannedChange } from './change.ts';
import { keyText, type ClusterFacts } from './cluster-facts.ts';

/** What history says of an open grant, read with the branch as it is now. */
export interface OpenGrant {
  readonly state: GrantState;
  /** Why it is honoured no longer, and who ended it; undefined while it stands. */
  readonly taken: Taken | undefined;
  /** The API server refused its binding after it was recorded; the server's words. */
  readonly notApplicable: string | undefined;
  /** What the closing commit takes out of the tree. */
  readonly remove: readonly string[];
}

export interface Taken {
  readonly type: 'released' | 'revoked';
  /** Undefined while it is being read who did it: the access ends now, the record waits. */
  readonly by: By | undefined;
  readonly why: string;
}

interface Position {
  readonly event: GrantedEvent;
  readonly wanted: Binding;
  readonly held: HeldBinding | undefined;
  readonly opensAt: Instant;
  readonly expiresAt: Instant;
  /** By the checkpoint: it was applied here once, so an absence means "gone by hand". */
  readonly covered: boolean;
}

/** An absence that begins this shortly before the end is the end: the end lane of a faster clock took it. */
const EARLY = seconds(-30);

export interface Follower {
  readonly repository: number;
  readonly cluster: ClusterFacts;
  /** Whether the commit of a grant is reachable from the checkpoint's head. */
  readonly isCheckpointed: (commit: Oid) => boolean;
}

export function follow(grant: OpenGrant, follower: Follower): readonly PlannedChange[] {
  const { cluster } = follower;
  const position = positionOf(grant, follower);
  const { event, held, opensAt, expiresAt } = position;
  // NB: under the same name another cluster may answer. What was approved was approved for that one, and it is that one
  // which must say that a binding is gone.
  if (event.cluster.uid !== cluster.uid) {
    return cluster.now >= expiresAt
      ? [endUnseen(grant, cluster.now, words.anotherClusterAnswers(cluster.name))]
      : [];
  }
  if (cluster.now >= expiresAt) {
    // The end lane deletes what is past its end; this lane only records that it is gone.
    return held === undefined ? [end(grant, position, follower, 'expired', { kind: 'time' })] : [];
  }
  const { taken } = grant;
  if (taken !== undefined) return takenAway(grant, taken, position, follower);
  const ended = endedByThePolicy(grant, position, follower);
  if (ended !== undefined) return [ended];
  if (cluster.now < opensAt) return beforeTheOpening(grant, position, follower);
  return held === undefined
    ? whileAbsent(grant, position, follower)
    : whileHeld(grant, position, held, follower);
}

/** The end of a grant whose cluster cannot be asked whether its binding is gone. */
export function endUnseen({ state, remove }: OpenGrant, now: Instant, why: string): PlannedChange {
  const { grant, path } = state.event;
  const common = { at: formatInstant(now), grant, path, bound: false };
  return { kind: 'end unseen', event: { ...common, type: 'expired', by: { kind: 'time' }, why }, remove };
}

function positionOf({ state }: OpenGrant, follower: Follower): Position {
  const { cluster, repository } = follower;
  const { event, commit } = state;
  const wanted = bindingOf(event, commit, repository);
  const opensAt = instantIn(event.opensAt);
  const held = cluster.bindings.get(keyText(wanted));
  return {
    event,
    wanted,
    held,
    opensAt,
    expiresAt: instantIn(event.expiresAt),
    covered: isCovered(state, follower),
  };
}

/** By the checkpoint, it was applied here once: recorded by its head, open by its time, and not waiting. */
export function isCovered({ event, commit }: GrantState, { cluster, isCheckpointed }: Follower): boolean {
  if (cluster.standing.kind !== 'in step') return false;
  const { checkpoint } = cluster.standing;
  const opened = instantIn(event.opensAt) <= checkpoint.at;
  return isCheckpointed(commit) && opened && !checkpoint.waiting.includes(event.grant);
}

function takenAway(grant: OpenGrant, taken: Taken, position: Position, follower: Follower): PlannedChange[] {
  if (taken.by !== undefined) return [end(grant, position, follower, taken.type, taken.by, taken.why)];
  const { held } = position;
  return held === undefined ? [] : [{ kind: 'take', cluster: follower.cluster.name, held }];
}

function endedByThePolicy(
  grant: OpenGrant,
  position: Position,
  follower: Follower,
): PlannedChange | undefined {
  const { event } = position;
  const role = follower.cluster.roles.get(event.clusterRole);
  if (role === undefined || role.kind === 'unread' || role.value === undefined) return undefined;
  const now = role.value;
  // Rules too many for the event are known by their digest alone: any change of them may be a gain.
  const grew =
    event.rules === undefined ? rulesDigest(now) !== event.digest : gained(event.rules, now).length > 0;
  if (!grew) return undefined;
  return end(
    grant,
    position,
    follower,
    'revoked',
    { kind: 'policy' },
    words.roleGainedRules(event.clusterRole),
  );
}

function beforeTheOpening(
  grant: OpenGrant,
  { event, held }: Position,
  { cluster }: Follower,
): PlannedChange[] {
  if (held === undefined) return [];
  return [
    {
      kind: 'remove',
      cluster: cluster.name,
      held,
      event: drift(grant, held, cluster, words.boundTooEarly(event.opensAt)),
    },
  ];
}

function whileHeld(
  grant: OpenGrant,
  position: Position,
  held: HeldBinding,
  follower: Follower,
): PlannedChange[] {
  const { cluster } = follower;
  const apply = application(position, cluster);
  switch (compareBinding(position.wanted, held)) {
    case 'same':
      return [];
    case 'labels or annotations differ':
      return [apply];
    case 'subjects differ':
      return [apply, ...putRight(drift(grant, held, cluster, words.subjectsWereChanged()))];
    case 'another role':
      return [
        end(
          grant,
          position,
          follower,
          'revoked',
          { kind: 'cluster' },
          words.roleWasChanged(held.roleRef.name),
        ),
      ];
  }
}

/** NB: who changed it held access that nobody approved, however shortly: somebody must look. */
function putRight(event: Unplaced<'drift'>): PlannedChange[] {
  const { object } = event;
  const key = `drift ${object.cluster} ${object.uid}`;
  return [
    { kind: 'drift', event },
    { kind: 'alert', alert: { kind: 'drift', key, message: words.bindingWasChanged(object) } },
  ];
}

function whileAbsent(grant: OpenGrant, position: Position, follower: Follower): PlannedChange[] {
  const { cluster } = follower;
  if (cluster.standing.kind !== 'in step') return [];
  if (position.covered) {
    if (cluster.now >= plus(position.expiresAt, EARLY)) return [];
    return [end(grant, position, follower, 'revoked', { kind: 'cluster' }, words.deletedInTheCluster())];
  }
  if (grant.notApplicable !== undefined) {
    return [
      end(
        grant,
        position,
        follower,
        'revoked',
        { kind: 'cluster' },
        words.couldNotBeApplied(grant.notApplicable),
      ),
    ];
  }
  // NB: its rules must have been compared with what was approved; a role that is gone may come back as another.
  const role = cluster.roles.get(position.event.clusterRole);
  if (role?.kind !== 'read' || role.value === undefined) return [];
  return applyUnlessTheNamespaceIsAnother(grant, position, follower);
}

function applyUnlessTheNamespaceIsAnother(
  grant: OpenGrant,
  position: Position,
  follower: Follower,
): PlannedChange[] {
  const { event } = position;
  const { cluster } = follower;
  const apply = application(position, cluster);
  if (event.namespace === null) return [apply];
  const namespace = cluster.namespaces.get(event.namespace.name);
  if (namespace === undefined || namespace.kind === 'unread') return [];
  if (namespace.value?.uid === event.namespace.uid) return [apply];
  // NB: a namespace made anew under the old name holds other things than its reviewers saw.
  return [
    end(
      grant,
      position,
      follower,
      'revoked',
      { kind: 'cluster' },
      words.namespaceIsAnother(event.namespace.name),
    ),
  ];
}

function application({ event, wanted }: Position, { name }: ClusterFacts): PlannedChange {
  const { grant, grantedAt } = event;
  return { kind: 'apply', cluster: name, grant, binding: wanted, grantedAt: instantIn(grantedAt) };
}

function end(
  { remove }: OpenGrant,
  { event, wanted, held, covered }: Position,
  { cluster }: Follower,
  type: UnplacedEnd['type'],
  by: By,
  why?: string,
): PlannedChange {
  const { kind, namespace, name } = wanted;
  const bound = held !== undefined || covered;
  const common = { at: formatInstant(cluster.now), grant: event.grant, path: event.path, by, bound };
  return {
    kind: 'end',
    cluster: cluster.name,
    key: { kind, namespace, name },
    held,
    event: { ...common, type, ...(why === undefined ? {} : { why }) },
    remove,
  };
}

function drift(
  { state }: OpenGrant,
  held: HeldBinding,
  cluster: ClusterFacts,
  why: string,
): Unplaced<'drift'> {
  const { grant, path } = state.event;
  return {
    type: 'drift',
    at: formatInstant(cluster.now),
    grant,
    path,
    why,
    object: objectOf(cluster.name, held),
  };
}

/** A binding as a drift event names it. */
export function objectOf(
  cluster: string,
  { kind, namespace, name, uid }: HeldBinding,
): Unplaced<'drift'>['object'] {
  return { cluster, kind, namespace: namespace ?? null, name, uid };
}
