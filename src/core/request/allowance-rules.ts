/** The rules that speak of one allowance: what the policy says of a role, or of a kind of action. */
import * as words from '../words/request-problems.ts';
import { refused, top, type Case, type Finding, type RequestRule } from './case.ts';
import { globMatches } from './glob.ts';
import { WHOLE_CLUSTER } from './path.ts';

function roleServesThisCluster({ located, called, allowance }: Case): readonly Finding[] {
  const { path } = located;
  if (allowance?.clusters === undefined || allowance.clusters.includes(path.cluster)) return [];
  return refused(words.roleServesOthers(called, path.cluster, allowance.clusters), top(located));
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

function serviceAccountIsListed({ located, called, allowance }: Case): readonly Finding[] {
  const { subject } = located.request;
  if (subject.kind === 'person' || allowance === undefined) return [];
  const name = `${subject.namespace}/${subject.name}`;
  if (allowance.serviceAccounts.includes(name)) return [];
  return refused(words.serviceAccountIsNotListed(called, name), located.place('subject'));
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

function durationIsWithinTheRole({ located, called, allowance }: Case): readonly Finding[] {
  const { request, place } = located;
  if (allowance === undefined || request.duration <= allowance.maxDuration) return [];
  return refused(words.durationIsTooLong(called, request.duration, allowance.maxDuration), place('duration'));
}

function ticketIsNamed({ located: { request, place }, called, allowance }: Case): readonly Finding[] {
  if (allowance?.needsATicket !== true || request.ticket !== undefined) return [];
  return refused(words.ticketIsMissing(called), place('ticket'));
}

/** Where the policy gives a role, or a kind of action. */
export const whereRules: readonly RequestRule[] = [roleServesThisCluster, namespaceIsAllowed];

/** To whom, and for how long. */
export const toWhomRules: readonly RequestRule[] = [
  serviceAccountIsListed,
  requestersAreOfTheOrganisation,
  requesterIsAllowed,
  durationIsWithinTheRole,
  ticketIsNamed,
];

/** All that the policy says of one allowance. */
export const allowanceRules: readonly RequestRule[] = [...whereRules, ...toWhomRules];
