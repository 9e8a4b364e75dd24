/** The rules by which the guardrails judge one request: each a statement, each with its own sentence where it fails. */
import type { Account } from '../approval/facts.ts';
import type { Fact, Place, Problem } from '../problem.ts';
import { policyUsesLater } from '../words/not-yet.ts';
import { actionsAreInVain, actionsAreMissing } from '../words/action-problems.ts';
import * as words from '../words/request-problems.ts';
import type { AccessPolicy, Allowance, ClusterPolicy, RolePolicy } from './access-policy.ts';
import type { LocatedRequest } from './access-request.ts';
import { globMatches } from './glob.ts';
import { ACTIONS, WHOLE_CLUSTER } from './path.ts';
import { isTicket } from './ticket.ts';

/** A request, and all that it is judged by. */
export interface Case {
  readonly located: LocatedRequest;
  readonly policy: AccessPolicy;
  /** Undefined where the policy does not list it. */
  readonly cluster: ClusterPolicy | undefined;
  readonly role: RolePolicy | undefined;
  /** The role, or the kind of action, as sentences call it. */
  readonly called: string;
  /** What the policy says of the role, or of the actions; undefined where it says nothing. */
  readonly allowance: Allowance | undefined;
  readonly author: Account;
  /** The author's, by the guardrails. */
  readonly username: string | undefined;
  /** The owner of the repository. */
  readonly organisation: string;
  /** Whether the author is in a team, `org/team` in lower case. */
  readonly isMember: (team: string) => Fact<boolean>;
}

export type Finding =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'unread'; readonly why: string };

export type RequestRule = (judged: Case) => readonly Finding[];

/** NB: namespaces that run the cluster, and the controller's own: power over them is power over everything. */
const ALWAYS_PROTECTED = ['kube-*', 'daypass'];

function subjectIsTheAuthor({ located: { request, place }, author }: Case): readonly Finding[] {
  const { subject } = request;
  if (subject.kind === 'service account') return [];
  // NB: whoever may push to the branch could write their own login into somebody else's approved request.
  if (subject.login.toLowerCase() === author.login.toLowerCase()) return [];
  return refused(words.subjectIsSomebodyElse(subject.login, author.login), place('subject'));
}

function serviceAccountIsListed({ located, called, allowance }: Case): readonly Finding[] {
  const { subject } = located.request;
  if (subject.kind === 'person' || allowance === undefined) return [];
  const name = `${subject.namespace}/${subject.name}`;
  if (allowance.serviceAccounts.includes(name)) return [];
  return refused(words.serviceAccountIsNotListed(called, name), located.place('subject'));
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

function roleServesThisCluster({ located, called, allowance }: Case): readonly Finding[] {
  const { path } = located;
  if (allowance?.clusters === undefined || allowance.clusters.includes(path.cluster)) return [];
  return refused(words.roleServesOthers(called, path.cluster, allowance.clusters), top(located));
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

function namespaceIsAllowed({ located, role, called, allowance }: Case): readonly Finding[] {
  const { namespace } = located.path;
  if (allowance?.namespaces === undefined) return [];
  // NB: of actions, a rule that names namespaces gives nothing that belongs to none, whatever its patterns match.
  if (namespace === WHOLE_CLUSTER) {
    return role === undefined
      ? refused(words.actionIsForNamespaces(called, allowance.namespaces), top(located))
      : [];
  }
  if (allowance.namespaces.some((pattern) => globMatches(pattern, namespace))) return [];
  return refused(words.namespaceIsNotAllowed(called, namespace, allowance.namespaces), top(located));
}

function durationIsWithinTheRole({ located, called, allowance }: Case): readonly Finding[] {
  const { request, place } = located;
  if (allowance === undefined || request.duration <= allowance.maxDuration) return [];
  return refused(words.durationIsTooLong(called, request.duration, allowance.maxDuration), place('duration'));
}

function requestersAreOfTheOrganisation({
  located,
  called,
  allowance,
  organisation,
}: Case): readonly Finding[] {
  const strange = (allowance?.requesters ?? []).filter((requester) => {
    const [owner, team] = requester.slice(1).toLowerCase().split('/');
    return team !== undefined && owner !== organisation.toLowerCase();
  });
  return strange.flatMap((requester) => {
    const said = words.requesterIsOfAnotherOrganisation(called, requester, organisation);
    return refused(said, top(located));
  });
}

function requesterIsAllowed({
  located,
  called,
  allowance,
  author,
  organisation,
  isMember,
}: Case): readonly Finding[] {
  if (allowance === undefined) return [];
  const named = allowance.requesters.map((requester) => requester.slice(1).toLowerCase());
  if (named.includes(author.login.toLowerCase())) return [];
  const teams = named.filter((requester) => requester.startsWith(`${organisation.toLowerCase()}/`));
  const answers = teams.map((team) => ({ team, answer: isMember(team) }));
  if (answers.some(({ answer }) => answer.kind === 'read' && answer.value)) return [];
  const unread = answers.flatMap(({ team, answer }): Finding[] => {
    if (answer.kind === 'read') return [];
    return [{ kind: 'unread', why: words.membershipIsUnread(author.login, team, answer.why) }];
  });
  // NB: a membership that could not be read is no refusal: the request waits for it.
  if (unread.length > 0) return unread;
  return refused(words.requesterIsNotAllowed(called, author.login), located.place('subject'));
}

function ticketIsNamed({ located: { request, place }, called, allowance }: Case): readonly Finding[] {
  if (allowance?.needsATicket !== true || request.ticket !== undefined) return [];
  return refused(words.ticketIsMissing(called), place('ticket'));
}

function ticketIsOne({ located: { request, place }, policy }: Case): readonly Finding[] {
  const { ticket } = request;
  if (ticket === undefined || policy.ticket === undefined || isTicket(policy.ticket.pattern, ticket))
    return [];
  return refused(words.ticketIsNone(ticket, policy.ticket.pattern), place('ticket'));
}

function allowanceIsSupported({ located, called, allowance }: Case): readonly Finding[] {
  const used = allowance?.unsupported ?? [];
  return used.length === 0 ? [] : refused(policyUsesLater(`The ${called}`, used), top(located));
}

function actionsStandWhereThePathSaysSo({ located: { path, request, place } }: Case): readonly Finding[] {
  if ((path.role === ACTIONS) === (request.actions !== undefined)) return [];
  return path.role === ACTIONS
    ? refused(actionsAreMissing(), place('actions'))
    : refused(actionsAreInVain(path.role), place('actions'));
}

/** Where the policy gives a role, or a kind of action. */
const whereRules: readonly RequestRule[] = [roleServesThisCluster, namespaceIsAllowed, allowanceIsSupported];

/** To whom, and for how long. */
const toWhomRules: readonly RequestRule[] = [
  serviceAccountIsListed,
  requestersAreOfTheOrganisation,
  requesterIsAllowed,
  durationIsWithinTheRole,
  ticketIsNamed,
];

/** All that the policy says of one allowance. */
export const allowanceRules: readonly RequestRule[] = [...whereRules, ...toWhomRules];

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

function refused(said: Omit<Problem, 'place'>, place: Place): readonly Finding[] {
  return [{ kind: 'problem', problem: { ...said, place } }];
}

/** Where problems of the path stand: it has no line of its own in the file. */
function top({ path }: LocatedRequest): Place {
  return { file: path.text, line: 1, column: 1 };
}
