/** Alerts: what happened, why it matters, what the operator does next. */
import type { Instant } from '../time.ts';
import { oneLine, shortened } from './inert.ts';
import { count, list } from './lists.ts';
import { minute } from './moment.ts';

export function frozen(cluster: string, reason: string): string {
  const because: Readonly<Record<string, string>> = {
    'no checkpoint': 'it holds no checkpoint, so nothing says which history belongs to it',
    'unreadable checkpoint': 'its checkpoint cannot be read',
    'other history': 'its checkpoint belongs to another repository, branch or root',
    rewritten: 'the history of the default branch no longer contains what was carried out there',
    'clock skew': 'its clock and ours differ by more than 30 seconds',
  };
  const mend =
    reason === 'clock skew'
      ? 'Set the clocks right.'
      : 'Look at the default branch, and where it is as it should be run "daypass trust <commit>".';
  const held =
    reason === 'clock skew'
      ? 'Access that is held goes on to its end.'
      : 'What the history explains goes on to its end; what it does not is taken away.';
  return `Nothing is granted in ${cluster}: ${because[reason] ?? reason}. ${held} ${mend}`;
}

export function anotherCluster(cluster: string): string {
  return `The context ${cluster} leads to another cluster than the policy names (another UID of kube-system). Nothing is done there but ends that are due. Correct the kubeconfig, or the policy by a reviewed pull request.`;
}

export function finding(commit: string, why: string): string {
  return `The commit ${commit.slice(0, 12)} bears a line that claims to be an event and is none: ${why}`;
}

export function strayFile(path: string): string {
  return `${shortened(oneLine(path), 200)} stands below access-requests/ and is no request. It grants nothing and is left alone; remove it by a pull request.`;
}

export function strayRecord(path: string): string {
  return `${shortened(oneLine(path), 200)} stands below access-grants/ and no open grant is behind it: it is nobody's access. Remove it by a commit past the branch rules, and find out who wrote it.`;
}

export function noGuardrails(): string {
  return 'No guardrails are in force, so nothing is granted. Run "daypass trust <commit>" with the commit whose guardrails you have read.';
}

export function sealKeyIsNotListed(): string {
  return 'The guardrails in force do not list our seal key, so nothing can be recorded and nothing is granted. Add its public key to sealKeys by a reviewed pull request, or start with the key that is listed.';
}

export function unrecorded(why: string): string {
  return `What happened cannot be written to the repository for more than five minutes: ${shortened(oneLine(why), 300)} What had to end has ended, and is recorded when that is possible again; nothing new is granted. Look at the rules of the default branch: the App must be their one bypass actor.`;
}

export function guardrailsWait(why: readonly string[]): string {
  return `The default branch holds guardrails that are not in force, so merged requests wait: ${why.join(' ')} Put the version in force back, or run "daypass trust <commit>".`;
}

export function nobodyIsThere(destination: string, setting: string): string {
  return `The policy has people told at ${destination}, and the controller does not know where that is, so nobody is told there. Set ${setting}, or change the policy by a reviewed pull request.`;
}

export function cannotBeTold(destination: string, why: string): string {
  return `What was to be told at ${destination} could not be told for an hour and is given up: ${shortened(oneLine(why), 200)}. Nothing else waits for it. Look at its address, and at whatever receives it.`;
}

export function unservedIsOverdue(cluster: string, grants: number, since: Instant): string {
  const are = grants === 1 ? 'is' : 'are';
  return `${count(grants, 'grant')} of ${cluster} ${are} past the end, the first since ${minute(since)}, and no record says that what allowed it is gone: the policy lists this cluster, this controller has no context of that name, and no other one has answered for it. The cluster's own sweep may have ended that all the same. Serve it again, by the context ${cluster} in KUBECONFIG; or take it out of the policy by a reviewed pull request, and what is past its end is closed unseen.`;
}

/** `merged`, `open`: how many wait. */
export function nobodyServes(
  cluster: string,
  { merged, open }: { readonly merged: number; readonly open: number },
): string {
  const waiting = [
    ...(merged === 0 ? [] : [count(merged, 'merged request')]),
    ...(open === 0 ? [] : [count(open, 'open pull request')]),
  ];
  const wait = merged + open === 1 ? 'waits' : 'wait';
  return `${list(waiting)} for ${cluster} ${wait} and nobody decides: the policy lists this cluster, this controller has no context of that name, and no other one has looked. Serve it, by the context ${cluster} in KUBECONFIG; or take it out of the policy by a reviewed pull request.`;
}
