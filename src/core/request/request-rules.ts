/** The rules by which the guardrails judge one request: each a statement, each with its own sentence where it fails. */
import { actionsAreInVain, actionsAreMissing } from '../words/action-problems.ts';
import * as words from '../words/request-problems.ts';
import type { ClusterPolicy } from './access-policy.ts';
import { toWhomRules, whereRules } from './allowance-rules.ts';
import { refused, top, type Case, type Finding, type RequestRule } from './case.ts';
import { globMatches } from './glob.ts';
import { ACTIONS, WHOLE_CLUSTER } from './path.ts';
import { isTicket } from './ticket.ts';

/** NB: namespaces that run the cluster, and the controller's own: power over them is power over everything. */
const ALWAYS_PROTECTED = ['kube-*', 'daypass'];

function subjectIsTheAuthor({ located: { request, place }, author }: Case): readonly Finding[] {
  const { subject } = request;
  if (subject.kind === 'service account') return [];
  // NB: whoever may push to the branch could write their own login into somebody else's approved request.
  if (subject.login.toLowerCase() === author.login.toLowerCase()) return [];
  return refused(words.subjectIsSomebodyElse(subject.login, author.login), place('subject'));
}

/** NB: whoever holds an account of a protected namespace may act as what runs the cluster, or as the controller. */
function serviceAccountIsNotProtected({ located, cluster }: Case): readonly Finding[] {
  const { subject } = located.request;
  if (subject.kind === 'person' || !isProtected(subject.namespace, cluster)) return [];
  return refused(words.serviceAccountIsProtected(subject.namespace), located.place('subject'));
}

/** NB: of a service account it is the author's: whoever has the same one counts as its subject too. */
function subjectHasAUsername({ located, author, username }: Case): readonly Finding[] {
  return username === undefined
    ? refused(words.subjectHasNoUsername(author.login), located.place('subject'))
    : [];
}

function clusterIsListed({ located, cluster }: Case): readonly Finding[] {
  return cluster === undefined ? refused(words.clusterIsUnknown(located.path.cluster), top(located)) : [];
}

function roleIsListed({ located, role }: Case): readonly Finding[] {
  const { role: name } = located.path;
  if (name === ACTIONS || role !== undefined) return [];
  return refused(words.roleIsUnknown(name), top(located));
}

function scopeMatchesThePath({ located, role }: Case): readonly Finding[] {
  if (role === undefined) return [];
  const { namespace, role: name } = located.path;
  if (namespace === WHOLE_CLUSTER && role.scope === 'namespace')
    return refused(words.roleIsForNamespaces(name), top(located));
  if (namespace !== WHOLE_CLUSTER && role.scope === 'cluster')
    return refused(words.roleIsForTheCluster(name), top(located));
  return [];
}

function namespaceIsNotProtected({ located, cluster }: Case): readonly Finding[] {
  const { namespace } = located.path;
  if (!isProtected(namespace, cluster)) return [];
  return refused(words.namespaceIsProtected(namespace), top(located));
}

function isProtected(namespace: string, cluster: ClusterPolicy | undefined): boolean {
  const patterns = [...ALWAYS_PROTECTED, ...(cluster?.protectedNamespaces ?? [])];
  return patterns.some((pattern) => globMatches(pattern, namespace));
}

function ticketIsOne({ located: { request, place }, policy }: Case): readonly Finding[] {
  const { ticket } = request;
  if (ticket === undefined || policy.ticket === undefined || isTicket(policy.ticket.pattern, ticket))
    return [];
  return refused(words.ticketIsNone(ticket, policy.ticket.pattern), place('ticket'));
}

function actionsStandWhereThePathSaysSo({ located: { path, request, place } }: Case): readonly Finding[] {
  if ((path.role === ACTIONS) === (request.actions !== undefined)) return [];
  return path.role === ACTIONS
    ? refused(actionsAreMissing(), place('actions'))
    : refused(actionsAreInVain(path.role), place('actions'));
}

/** In the order in which a reader meets what they speak of. */
export const requestRules: readonly RequestRule[] = [
  clusterIsListed,
  roleIsListed,
  actionsStandWhereThePathSaysSo,
  scopeMatchesThePath,
  namespaceIsNotProtected,
  ...whereRules,
  subjectIsTheAuthor,
  serviceAccountIsNotProtected,
  subjectHasAUsername,
  ...toWhomRules,
  ticketIsOne,
];
