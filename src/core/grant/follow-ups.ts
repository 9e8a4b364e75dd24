/** The changes that follow from where a grant stands, each made whole: its end, its application, a drift. */
import { instantIn, type By, type Unplaced, type UnplacedEnd } from '../ledger/event.ts';
import { formatInstant, type Instant } from '../time.ts';
import * as words from '../words/endings.ts';
import type { HeldBinding } from './binding.ts';
import type { PlannedChange } from './change.ts';
import type { OpenGrant, Position } from './position.ts';

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

/** The end of a grant whose cluster cannot be asked whether its binding is gone. */
export function endUnseen({ state, remove }: OpenGrant, now: Instant, why: string): PlannedChange {
  const { grant, path } = state.event;
  const common = { at: formatInstant(now), grant, path, bound: false };
  return { kind: 'end unseen', event: { ...common, type: 'expired', by: { kind: 'time' }, why }, remove };
}

/** Apply what is recorded already. */
export function application({ event, wanted, cluster }: Position): PlannedChange {
  const { grant, grantedAt } = event;
  return { kind: 'apply', cluster: cluster.name, grant, binding: wanted, grantedAt: instantIn(grantedAt) };
}

/** NB: who changed a binding held access that nobody approved, however shortly: somebody must look. */
export function putRight(position: Position, held: HeldBinding): readonly PlannedChange[] {
  const event = driftOf(position, held, words.subjectsWereChanged());
  const { object } = event;
  const key = `drift ${object.cluster} ${object.uid}`;
  const message = words.bindingWasChanged(object);
  return [
    application(position),
    { kind: 'drift', event },
    { kind: 'alert', alert: { kind: 'drift', key, message } },
  ];
}

/** A binding that is there before its time. */
export function removedAsDrift(position: Position, held: HeldBinding, why: string): PlannedChange {
  return { kind: 'remove', cluster: position.cluster.name, held, event: driftOf(position, held, why) };
}

function driftOf({ event, cluster }: Position, held: HeldBinding, why: string): Unplaced<'drift'> {
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

/** A binding as a drift event names it. */
export function objectOf(
  cluster: string,
  { kind, namespace, name, uid }: HeldBinding,
): Unplaced<'drift'>['object'] {
  return { cluster, kind, namespace: namespace ?? null, name, uid };
}
