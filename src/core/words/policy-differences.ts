/** What a new version of the policy does otherwise: one sentence each, in the words of those who live with it. */
import type { ActionsPolicy, Allowance, RolePolicy } from '../request/access-policy.ts';
import type { Duration } from '../time.ts';
import { names } from './allowance-differences.ts';
import { count, span } from './lists.ts';
import { quoted } from './quote.ts';

interface Both<T> {
  readonly before: T;
  readonly after: T;
}

type Names = readonly string[];

export function roleCalled(name: string): string {
  return `The role ${quoted(name)}`;
}

export function roleIsNew(name: string, role: RolePolicy): string {
  const where = role.scope === 'cluster' ? 'the whole cluster' : namespaces(role);
  return `${roleCalled(name)} is new: ${quoted(role.clusterRole)} in ${where}, ${allowed(role)}.${accepting(role)}`;
}

export function roleIsGone(name: string): string {
  return `${roleCalled(name)} is gone: nobody can ask for it.`;
}

function namespaces({ namespaces: some }: Allowance): string {
  return some === undefined ? 'every namespace that is not protected' : names(some);
}

function allowed(allowance: Allowance): string {
  const { clusters, maxDuration, requesters } = allowance;
  const where = clusters === undefined ? 'in every cluster listed, ' : `in ${names(clusters)}, `;
  return `${where}for at most ${span(maxDuration)}, for ${names(requesters)}, ${agreed(allowance)}`;
}

function agreed({ approvals, alsoApprovedBy, reviewWithin }: Allowance): string {
  if (reviewWithin !== undefined)
    return `before an owner has looked; a review is owed within ${span(reviewWithin)}`;
  const also = alsoApprovedBy.length === 0 ? '' : ` and of ${names(alsoApprovedBy)}`;
  return approvals === 0 && also === '' ? 'without approval' : `after ${count(approvals, 'approval')}${also}`;
}

function accepting({ accepts }: RolePolicy): string {
  return accepts.length === 0 ? '' : ` It accepts ${names(accepts)}.`;
}

export function clusterRole(called: string, { before, after }: Both<RolePolicy>): string {
  return `${called} binds the ClusterRole ${quoted(after.clusterRole)} instead of ${quoted(before.clusterRole)}.`;
}

export function isForTheCluster(called: string): string {
  return `${called} is for the whole cluster instead of single namespaces.`;
}

export function isForNamespaces(called: string): string {
  return `${called} is for single namespaces instead of the whole cluster; their owners approve it.`;
}

export function accepts(called: string) {
  return {
    gained: (all: Names) => `${called} may hold a dangerous permission: ${names(all)}.`,
    lost: (all: Names) => `${called} may no longer hold ${names(all)}.`,
  };
}

export function actionsCalled({ allow }: ActionsPolicy): string {
  return `The rule for ${names(allow)}`;
}

export function actionsAreNew(rule: ActionsPolicy): string {
  return `${actionsCalled(rule)} is new: in ${namespaces(rule)}, ${allowed(rule)}.`;
}

export function actionsAreGone(rule: ActionsPolicy): string {
  return `${actionsCalled(rule)} is gone.`;
}

export function sealKeyIsNew(id: string): string {
  return `The seal key ${quoted(id)} is new: whoever holds its private half writes what counts as history.`;
}

export function sealKeyIsGone(id: string): string {
  return `The seal key ${quoted(id)} is gone: what it seals from now on does not count.`;
}

export function sealKeyIsRenamed(before: string, after: string): string {
  return `The seal key ${quoted(before)} is called ${quoted(after)}.`;
}

export function everybodyHasAUsername(template: string): string {
  return `People who are not in the people file are ${quoted(template)} in the clusters; before, they were refused.`;
}

export function onlyPeopleHaveAUsername(): string {
  return 'People who are not in the people file are refused.';
}

export function usernamesChange(before: string, after: string): string {
  return `People who are not in the people file are ${quoted(after)} in the clusters instead of ${quoted(before)}.`;
}

export function clusterIsNew(name: string): string {
  return `The cluster ${quoted(name)} is new: every role that names no clusters may be asked for there.`;
}

export function clusterIsGone(name: string): string {
  return `The cluster ${quoted(name)} is gone: nothing is granted there any more.`;
}

export function clusterIsKnown(name: string, uid: string): string {
  return `The cluster ${quoted(name)} is the one with the UID ${quoted(uid)}, and no other.`;
}

export function clusterIsAnother(name: string, uid: string): string {
  return `Another cluster is called ${quoted(name)}: the one with the UID ${quoted(uid)}.`;
}

export function clusterIsAnybody(name: string): string {
  return `Any cluster that answers under the name ${quoted(name)} is taken for it: its UID is no longer named.`;
}

export function protectedNamespaces(cluster: string) {
  return {
    gained: (all: Names) => `In the cluster ${quoted(cluster)}, ${names(all)} ${are(all)} protected.`,
    lost: (all: Names) => `In the cluster ${quoted(cluster)}, ${names(all)} ${are(all)} no longer protected.`,
  };
}

function are(all: Names): string {
  return all.length === 1 ? 'is' : 'are';
}

export function ticketsMatch(pattern: string): string {
  return `A ticket must match ${quoted(pattern)}.`;
}

export function anyTicketCounts(pattern: string): string {
  return `Any text counts as a ticket; before, it had to match ${quoted(pattern)}.`;
}

export function ticketsMatchAnother(before: string, after: string): string {
  return `A ticket must match ${quoted(after)} instead of ${quoted(before)}.`;
}

export function ticketsAreElsewhere(url: string): string {
  return `Tickets are found at ${quoted(url)}.`;
}

const LIMITS = {
  activePerSubject: (most: string) => `One subject may hold ${most} at a time`,
  openPerAuthor: (most: string) => `One author may have ${most} open at a time`,
} as const;

const LIMITED = { activePerSubject: 'grant', openPerAuthor: 'request' } as const;

export function limit(name: keyof typeof LIMITS, { before, after }: Both<number>): string {
  const most = after === Infinity ? `any number of ${LIMITED[name]}s` : count(after, LIMITED[name]);
  return `${LIMITS[name](most)} instead of ${before === Infinity ? 'any number' : before}.`;
}

export function pendingTimeout({ before, after }: Both<Duration>): string {
  return `An approval, and a request that nobody decided, counts for ${span(after)} instead of ${span(before)}.`;
}

const NUDGED = {
  remindAfter: {
    some: 'Whoever can approve a request is reminded of it',
    none: 'Nobody is reminded of a request any more.',
  },
  escalateAfter: {
    some: 'A request that still waits is told on the route `escalation`',
    none: 'A request that still waits is told on no other route any more.',
  },
} as const;

export function nudges(nudge: keyof typeof NUDGED, { before, after }: Both<Duration | undefined>): string {
  const { some, none } = NUDGED[nudge];
  if (after === undefined) return none;
  return `${some} after ${span(after)}${before === undefined ? '' : ` instead of ${span(before)}`}.`;
}

export function notifications(route: string, { before, after }: Both<Names>): string {
  const to = (all: Names) => (all.length === 0 ? 'nobody' : names(all));
  return `What takes the route ${quoted(route)} is told to ${to(after)} instead of ${to(before)}.`;
}
