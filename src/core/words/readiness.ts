/** What `/readyz` says: every reason why the controller cannot do all its work. */
import { count } from './lists.ts';

export function nothingReconciledYet(): string {
  return 'The repository and the clusters were not compared yet since the start. Ends go on.';
}

export function laneFails(lane: string, why: string, inARow: number): string {
  return `Of ${lane}, the last ${count(inARow, 'run')} failed: ${why}`;
}

export function endLaneFails(cluster: string, why: string): string {
  return `The bindings of ${cluster} cannot be listed, so what was granted there since may outlive its end: ${why}`;
}

export function clusterIsHeld(cluster: string, why: string): string {
  return `Nothing is granted in ${cluster}: ${BECAUSE[why] ?? why}.`;
}

/** What has an alert of its own is said there. */
const BECAUSE: Readonly<Record<string, string>> = {
  unreachable: 'it does not answer',
  'freeze unread': 'whether it is frozen could not be read',
  'head is no descendant': 'GitHub does not show the history that was carried out there',
};

export function wasNotDone(why: string): string {
  return `Something planned was not done, and is tried again: ${why}`;
}

export function commitsAreOwed(events: number): string {
  return `${count(events, 'event')} happened and could not be written to the repository yet.`;
}
