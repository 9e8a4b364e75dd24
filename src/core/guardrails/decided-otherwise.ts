/**
 * Whether other guardrails would have decided a request of the past otherwise: by what Git alone knows. Who is in which
 * team now, what a role allows in a cluster today, and how many grants somebody held are not asked.
 */
import { ownersOf } from '../approval/codeowners.ts';
import type { Account } from '../approval/facts.ts';
import type { GrantedEvent } from '../ledger/event.ts';
import { permissionProblems } from '../permissions/refused.ts';
import { read, unread, type Fact } from '../problem.ts';
import { parseAccessRequest, type LocatedRequest } from '../request/access-request.ts';
import { judgeRequest, usernameOf, type Guardrails, type Judgement } from '../request/guardrails.ts';
import { ACTIONS, parseRequestPath } from '../request/path.ts';
import * as words from '../words/past-requests.ts';
import type { Versions } from './difference.ts';
import type { PastRequest } from './past.ts';

/** `otherwise`: it would be another grant, or hang on what Git does not know. */
export interface Judged {
  readonly kind: 'passes' | 'otherwise' | 'refused';
  readonly why: readonly string[];
}

export interface DecidedOtherwise extends Versions<Judged> {
  readonly past: PastRequest;
}

/** Undefined where both versions decide alike, and where the request cannot be judged from Git alone. */
export function decidedOtherwise(
  past: PastRequest,
  bytes: Uint8Array,
  guardrails: Versions<Guardrails>,
  organisation: string,
): DecidedOtherwise | undefined {
  const located = locate(past.path, bytes);
  if (located === undefined) return undefined;
  const [before, after] = [guardrails.before, guardrails.after].map((one) =>
    judge(past, located, one, guardrails.before, organisation),
  ) as [Judged, Judged]; // as many as went in
  return isSame(before, after) ? undefined : { past, before, after };
}

/** NB: what actions stand for is known only to the cluster that they were asked for in. */
function locate(path: string, bytes: Uint8Array): LocatedRequest | undefined {
  const at = parseRequestPath(path);
  if (at === undefined || at.role === ACTIONS) return undefined;
  const parsed = parseAccessRequest(at, bytes);
  return parsed.kind === 'valid' ? parsed.value : undefined;
}

function isSame(before: Judged, after: Judged): boolean {
  return before.kind === after.kind && (after.kind !== 'otherwise' || before.why.join() === after.why.join());
}

function judge(
  { event }: PastRequest,
  located: LocatedRequest,
  guardrails: Guardrails,
  present: Guardrails,
  organisation: string,
): Judged {
  const author = event.type === 'granted' ? event.author : askerOf(located, guardrails);
  const isMember = membersOf(event.type === 'granted', located, guardrails, present);
  const judgement = judgeRequest({ located, guardrails, author, organisation, isMember });
  const refused = [
    ...judgement.problems.map(({ what }) => what),
    ...(event.type === 'granted'
      ? [...permissions(event, judgement), ...approvals(event, judgement, guardrails)]
      : []),
  ];
  if (refused.length > 0) return { kind: 'refused', why: refused };
  const otherwise =
    event.type === 'granted' ? [...teamsOrNone(judgement), ...another(event, judgement, guardrails)] : [];
  return otherwise.length > 0 ? { kind: 'otherwise', why: otherwise } : { kind: 'passes', why: [] };
}

/** Of a refused request the event names no author: whoever it is for is taken to have asked, and to be who the people file says. */
function askerOf({ request: { subject } }: LocatedRequest, { people }: Guardrails): Account {
  const login = subject.kind === 'person' ? subject.login : '';
  return { login, id: people.get(login.toLowerCase())?.id ?? 0 };
}

/**
 * Who was granted a role was in one of the teams that may ask for it, and which one is not recorded: so they still may
 * where each of these teams still may, and nobody can tell where one of them is gone.
 */
function membersOf(
  wasGranted: boolean,
  { path: { role } }: LocatedRequest,
  guardrails: Guardrails,
  present: Guardrails,
): (team: string) => Fact<boolean> {
  const teams = teamsOf(present, role);
  const still = new Set(teamsOf(guardrails, role));
  const isKnown = wasGranted && teams.length > 0 && teams.every((team) => still.has(team));
  return (team) => (isKnown && teams.includes(team) ? read(true) : unread(words.teamIsNotRecorded()));
}

function teamsOf({ policy }: Guardrails, role: string): readonly string[] {
  const requesters = policy.roles.get(role)?.requesters ?? [];
  return requesters.map((name) => name.slice(1).toLowerCase()).filter((name) => name.includes('/'));
}

function teamsOrNone({ unread: notKnown }: Judgement): readonly string[] {
  return notKnown.length === 0 ? [] : [words.teamIsNotRecorded()];
}

function permissions({ rules, namespace, role: name }: GrantedEvent, { role }: Judgement): readonly string[] {
  if (rules === undefined || role === undefined) return [];
  const reach = namespace === null ? 'cluster' : 'namespace';
  const place = { file: '', line: 1, column: 1 };
  return permissionProblems(rules, { role: name, accepts: role.accepts, reach, place }).map(
    ({ what }) => what,
  );
}

/** Only what the approvals recorded cannot be: too few people, or none of the path's owners. */
function approvals(
  { path, approvals: given }: GrantedEvent,
  { allowance }: Judgement,
  { codeowners }: Guardrails,
): readonly string[] {
  if (allowance === undefined) return [];
  const owners = ownersOf(codeowners, path)?.owners ?? [];
  if (owners.length === 0) return [words.nobodyOwnsIt()];
  const need = allowance.approvals + allowance.alsoApprovedBy.length;
  const people = new Set(given.map(({ by }) => by.id)).size;
  return people < need ? [words.tooFewApproved(people, need)] : [];
}

/** Ways in which it would be another grant than it was, or may be none. */
function another(
  event: GrantedEvent,
  { role, allowance }: Judgement,
  guardrails: Guardrails,
): readonly string[] {
  const { subject, clusterRole, path, approvals: given } = event;
  const isPerson = !subject.username.startsWith('system:');
  const username = isPerson ? usernameOf(guardrails, subject) : subject.username;
  const entries = [
    ...(ownersOf(guardrails.codeowners, path)?.owners ?? []),
    ...(allowance?.alsoApprovedBy ?? []),
  ];
  const known = new Set(entries.map((entry) => entry.toLowerCase()));
  const gone =
    (allowance?.approvals ?? 0) === 0 ? [] : given.filter((one) => !known.has(one.for.toLowerCase()));
  return [
    ...(username === undefined || username === subject.username ? [] : [words.usernameIsAnother(username)]),
    ...(role === undefined || role.clusterRole === clusterRole ? [] : [words.bindsAnother(role.clusterRole)]),
    ...gone.map((one) => words.approvedForAnother(one.by.login, one.for)),
  ];
}
