/** Why a grant ended before its time, or was put right: one sentence for the event, the record and the alert. */
import type { Comparison } from '../permissions/compare-seen.ts';
import { sayRules } from './rules.ts';

/** Rule by rule, as far as one sentence bears it. */
export function roleGainedRules(clusterRole: string, change: Comparison): string {
  return `The ClusterRole ${clusterRole} allows more than what was approved${sayGained(change)}. Ask again to have the present rules reviewed.`;
}

/** The alert for the operator. */
export function roleIsWider(clusterRole: string, cluster: string, change: Comparison): string {
  return `The ClusterRole ${clusterRole} of ${cluster} allows more than what was approved for those who hold it${sayGained(change)}. Their grants end; find out who changed it, or what is aggregated into it.`;
}

export function sayGained(change: Comparison): string {
  if (change.kind === 'gained') return `: ${sayRules(change.gained)}`;
  return change.kind === 'unknown' ? ' (which of its many rules changed is not known)' : '';
}

export function boundTooEarly(opensAt: string): string {
  return `The binding was there before the grant opens at ${opensAt}.`;
}

export function subjectsWereChanged(): string {
  return 'The subjects of the binding were changed in the cluster. They were put back.';
}

export function roleWasChanged(role: string): string {
  return `The binding was replaced in the cluster by one that refers to ${role}. It was deleted.`;
}

export function deletedInTheCluster(): string {
  return 'The binding was deleted in the cluster. It is not made again; ask again if the access is still needed.';
}

export function anotherGrantTookItsPlace(pullRequest: number): string {
  return `Its duration was changed by #${pullRequest}; the new grant took its place.`;
}

export function whatItReplacesWasTaken(why: string): string {
  return `The grant whose place it was to take was taken away before. ${why}`.trim();
}

export function whatItReplacesWasDeleted(): string {
  return 'The binding whose place it was to take was deleted in the cluster. Nothing is made in its place; ask again if the access is still needed.';
}

export function whatReplacedItWasTaken(why: string): string {
  return `The grant that was taking its place was taken away. ${why}`.trim();
}

export function couldNotBeApplied(message: string): string {
  return `The API server refused the binding, so the access could not be applied: ${message}`;
}

export function namespaceIsAnother(namespace: string): string {
  return `The namespace ${namespace} is no longer the one that was approved: it was deleted, or made anew.`;
}

export function nothingExplainsIt(): string {
  return 'No open grant in history explains this binding. It was deleted.';
}

export function requestWasRemoved(pullRequest: number | undefined): string {
  return pullRequest === undefined
    ? 'The request was removed from the default branch.'
    : `The request was removed by #${pullRequest}.`;
}

export function rulesWereChanged(): string {
  return 'The rules of the role were changed in the cluster. They were put back.';
}

export function rulesAreGathered(): string {
  return 'The role was changed in the cluster to gather its rules from other roles. It was deleted, and is made anew.';
}

export function nothingExplainsTheRole(): string {
  return 'No grant in history explains this role. It was deleted.';
}

interface ReservedObject {
  readonly cluster: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** The alert for the operator. */
export function unexplainedObject(object: ReservedObject): string {
  return `${theObject(object)} bears the reserved form of a name, and no open grant explains it. It is being deleted; find out who made it in the API server's audit log.`;
}

/** The alert for the operator. */
export function bindingWasChanged(object: ReservedObject): string {
  return `The subjects of ${theObject(object, 'the')} were changed in the cluster. They are being put back; find out who changed them in the API server's audit log.`;
}

/** The alert for the operator. */
export function ownRoleWasChanged(object: ReservedObject): string {
  return `The rules of ${theObject(object, 'the')} were changed in the cluster, so its holder could do other things than were approved. They are being put back; find out who changed them in the API server's audit log.`;
}

function theObject({ cluster, kind, namespace, name }: ReservedObject, the = 'The'): string {
  return `${the} ${kind} ${name} in ${namespace === null ? cluster : `${cluster}/${namespace}`}`;
}

export function clusterIsNoLongerListed(cluster: string): string {
  return `The policy no longer lists the cluster ${cluster}, so nobody could be asked whether the binding is gone.`;
}

export function anotherClusterAnswers(cluster: string): string {
  return `Another cluster answers under the name ${cluster} now, so nobody could be asked whether the binding is gone.`;
}

/** The alert for the operator: what reached the default branch grants nothing. `isPutBack`: a grant goes on with the bytes before. */
export function refusedAfterTheMerge(path: string, why: readonly string[], isPutBack: boolean): string {
  return `${path} was merged and is refused; it grants nothing, and is ${isPutBack ? 'put back as it was granted' : 'taken out again'}. ${why.join(' ')}`;
}
