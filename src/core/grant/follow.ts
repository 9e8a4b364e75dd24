/** One open grant beside what its cluster holds: the table of §6, and nothing else. */
import { compareWithSeen, seenNow, type Comparison } from '../permissions/compare-seen.ts';
import { plus } from '../time.ts';
import * as words from '../words/endings.ts';
import { compareBinding, type HeldBinding } from './binding.ts';
import type { PlannedChange } from './change.ts';
import {
  application,
  end,
  endUnseen,
  removedAsDrift,
  revokedByTheCluster,
  revokedByTheRole,
  subjectsDrifted,
} from './follow-ups.ts';
import { followFreeze } from './follow-freeze.ts';
import { followRole } from './follow-role.ts';
import { opensAfterItsGrant } from './opening.ts';
import { EARLY, goneWithWhatItReplaces, replaced } from './replacement.ts';
import { positionOf, type Follower, type OpenGrant, type Position, type Taken } from './position.ts';

export function follow(grant: OpenGrant, follower: Follower): readonly PlannedChange[] {
  const position = positionOf(grant, follower);
  const { cluster, event, held, opensAt, expiresAt } = position;
  const isOver = cluster.now >= expiresAt;
  // NB: under the same name another cluster may answer. What was approved was approved for that one, and it is that one
  // which must say that a binding is gone.
  if (event.cluster.uid !== cluster.uid) {
    return isOver ? [endUnseen(grant, cluster.now, words.anotherClusterAnswers(cluster.name))] : [];
  }
  // The end lane deletes what is past its end; this lane only records that it is gone.
  if (isOver) return held === undefined ? [end(position, { type: 'expired', by: { kind: 'time' } })] : [];
  if (grant.taken !== undefined) return takenAway(position, grant.taken);
  const role = roleSinceApproved(position);
  if (role.kind === 'gained' || role.kind === 'unknown') return revokedByTheRole(position, role);
  const replacement = replaced(position, follower);
  if (replacement !== undefined) return [replacement];
  if (cluster.now < opensAt) {
    return held === undefined ? [] : [removedAsDrift(position, held, words.boundTooEarly(event.opensAt))];
  }
  const frozen = followFreeze(position);
  if (frozen !== undefined) return frozen;
  return held === undefined ? whileAbsent(position, follower) : whileHeld(position, held);
}

function takenAway(position: Position, { type, by, why }: Taken): readonly PlannedChange[] {
  if (by !== undefined) return [end(position, { type, by, why })];
  const { held, cluster } = position;
  return held === undefined ? [] : [{ kind: 'take', cluster: cluster.name, held }];
}

/** What could not be read has gained nothing, and a role of the grant's own is compared as an object. */
function roleSinceApproved({ event, cluster }: Position): Comparison {
  const role = event.clusterRole === null ? undefined : cluster.roles.get(event.clusterRole);
  const isThere = role?.kind === 'read' && role.value !== undefined;
  return isThere ? compareWithSeen(event, seenNow(role.value)) : { kind: 'same' };
}

function whileHeld(position: Position, held: HeldBinding): readonly PlannedChange[] {
  const compared = compareBinding(position.wanted, held);
  if (compared === 'another role') {
    return [revokedByTheCluster(position, words.roleWasChanged(held.roleRef.name))];
  }
  const role = followRole(position);
  if (role.kind === 'lost') return [revokedByTheCluster(position, role.why)];
  const { wantedRole: _, ...bindingAlone } = position;
  return [
    ...(compared === 'same' ? [] : [application(bindingAlone)]),
    ...(compared === 'subjects differ' ? subjectsDrifted(position, held) : []),
    ...role.changes,
  ];
}

function whileAbsent(position: Position, follower: Follower): readonly PlannedChange[] {
  const { grant, cluster, covered, expiresAt } = position;
  if (cluster.standing.kind !== 'in step') return [];
  if (covered) {
    const isAsGoodAsOver = cluster.now >= plus(expiresAt, EARLY);
    return isAsGoodAsOver ? [] : [revokedByTheCluster(position, words.deletedInTheCluster())];
  }
  // Never bound, and another one is to be bound in its place.
  if (grant.replacedBy !== undefined) return [];
  if (grant.notApplicable !== undefined) {
    return [revokedByTheCluster(position, words.couldNotBeApplied(grant.notApplicable))];
  }
  const gone = goneWithWhatItReplaces(position, follower);
  if (gone !== undefined) return [gone];
  return opensAfterItsGrant(position.event) ? asItIsNow(position) : applyWhereItWasApproved(position);
}

/** NB: it was granted for a time that lay ahead. What could not be looked at again waits. */
function asItIsNow(position: Position): readonly PlannedChange[] {
  const { opening } = position.grant;
  if (opening === undefined || opening.kind === 'not yet') return [];
  if (opening.kind === 'holds') return applyWhereItWasApproved(position);
  return [end(position, { type: 'revoked', by: { kind: 'policy' }, why: opening.why })];
}

/** What is recorded and open is applied without asking people again; role and namespace must be those that they saw. */
function applyWhereItWasApproved(position: Position): readonly PlannedChange[] {
  const { event, cluster } = position;
  // NB: its rules must have been compared with what was approved; a role that is gone may come back as another.
  const role = event.clusterRole === null ? 'its own' : cluster.roles.get(event.clusterRole);
  if (role !== 'its own' && (role?.kind !== 'read' || role.value === undefined)) return [];
  if (event.namespace === null) return [application(position)];
  const namespace = cluster.namespaces.get(event.namespace.name);
  if (namespace === undefined || namespace.kind === 'unread') return [];
  if (namespace.value?.uid === event.namespace.uid) return [application(position)];
  // NB: a namespace made anew under the old name holds other things than its reviewers saw.
  return [revokedByTheCluster(position, words.namespaceIsAnother(event.namespace.name))];
}
