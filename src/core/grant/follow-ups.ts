/** The changes that follow from where a grant stands, each made whole: its end, its application, a drift. */
import type { By, Unplaced, UnplacedEnd } from '../ledger/event.ts';
import type { Comparison } from '../permissions/compare-seen.ts';
import { formatInstant, type Instant } from '../time.ts';
import * as words from '../words/endings.ts';
import type { HeldBinding } from './binding.ts';
import type { PlannedChange } from './change.ts';
import type { HeldObject } from './cluster-facts.ts';
import type { HeldRole } from './own-role.ts';
import type { OpenGrant, Position } from './position.ts';
import { beginsAt } from './window.ts';

export interface Ending {
  readonly type: UnplacedEnd['type'];
  readonly by: By;
  readonly why?: string;
}

/** Delete what is held, read that it is gone, record the end. */
export function end(
  { grant, cluster, event, wanted, held, covered }: Position,
  ending: Ending,
): PlannedChange {
  const { kind, namespace, name } = wanted;
  const bound = held !== undefined || covered;
  const common = { at: formatInstant(cluster.now), grant: event.grant, path: event.path, bound };
  return {
    kind: 'end',
    cluster: cluster.name,
    key: { kind, namespace, name },
    held,
    event: { ...common, ...ending },
    remove: grant.remove,
  };
}

/** Ended by what the cluster holds, or will not hold. */
export function revokedByTheCluster(position: Position, why: string): PlannedChange {
  return end(position, { type: 'revoked', by: { kind: 'cluster' }, why });
}

/** NB: a role that gains rules reaches everybody who holds it, at once and unseen: somebody must look. */
export function revokedByTheRole(position: Position, change: Comparison): readonly PlannedChange[] {
  const { event, cluster } = position;
  const clusterRole = event.clusterRole ?? '';
  const why = words.roleGainedRules(clusterRole, change);
  const message = words.roleIsWider(clusterRole, cluster.name, change);
  return [
    end(position, { type: 'revoked', by: { kind: 'policy' }, why }),
    { kind: 'alert', alert: { kind: 'role', key: `role ${cluster.name} ${clusterRole}`, message } },
  ];
}

/** The end of a grant whose cluster cannot be asked whether its binding is gone. */
export function endUnseen({ state, remove }: OpenGrant, now: Instant, why: string): PlannedChange {
  const { grant, path } = state.event;
  const common = { at: formatInstant(now), grant, path, bound: false };
  return { kind: 'end unseen', event: { ...common, type: 'expired', by: { kind: 'time' }, why }, remove };
}

/** Apply what is recorded already. NB: over what is held, only while that is there: what goes meanwhile stays gone. */
export function application({
  event,
  wanted,
  wantedRole,
  held,
  cluster,
}: Omit<Position, 'wantedRole'> & Partial<Pick<Position, 'wantedRole'>>): PlannedChange {
  return {
    kind: 'apply',
    cluster: cluster.name,
    grant: event.grant,
    binding: wanted,
    over: held?.uid,
    role: wantedRole,
    beganAt: beginsAt(event),
  };
}

/** NB: who changed an object held access that nobody approved, however shortly: somebody must look. */
export function subjectsDrifted(position: Position, held: HeldBinding): readonly PlannedChange[] {
  const event = driftOf(position, held, words.subjectsWereChanged());
  return [{ kind: 'drift', event }, driftAlert(event, words.bindingWasChanged(event.object))];
}

export function rulesDrifted(position: Position, held: HeldRole): readonly PlannedChange[] {
  const event = driftOf(position, held, words.rulesWereChanged());
  return [{ kind: 'drift', event }, driftAlert(event, words.ownRoleWasChanged(event.object))];
}

/** A role that gathers rules from others cannot be put right by an apply: it goes, and is made anew. */
export function gatheringRoleRemoved(position: Position, held: HeldRole): readonly PlannedChange[] {
  const removal = removedAsDrift(position, held, words.rulesAreGathered());
  return [removal, driftAlert(removal.event, words.ownRoleWasChanged(removal.event.object))];
}

function driftAlert({ object }: Unplaced<'drift'>, message: string): PlannedChange {
  return {
    kind: 'alert',
    alert: { kind: 'drift', key: `drift ${object.cluster} ${object.uid}`, message },
  };
}

/** What is there and must not be. */
export function removedAsDrift(
  position: Position,
  held: HeldBinding | HeldRole,
  why: string,
): Extract<PlannedChange, { kind: 'remove' }> {
  return { kind: 'remove', cluster: position.cluster.name, held, event: driftOf(position, held, why) };
}

function driftOf({ event, cluster }: Position, held: HeldObject, why: string): Unplaced<'drift'> {
  const { grant, path } = event;
  return {
    type: 'drift',
    at: formatInstant(cluster.now),
    grant,
    path,
    why,
    object: objectOf(cluster.name, held),
  };
}

/** An object as a drift event names it. */
export function objectOf(
  cluster: string,
  { kind, namespace, name, uid }: HeldObject,
): Unplaced<'drift'>['object'] {
  return { cluster, kind, namespace: namespace ?? null, name, uid };
}
