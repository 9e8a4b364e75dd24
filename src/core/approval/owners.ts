/** The owners of a line against what GitHub says of them: whether they can be used, and whether somebody is one. */
import { unread, type Fact, type Problem } from '../problem.ts';
import { notAsked } from '../words/approval-reasons.ts';
import * as say from '../words/ownership-problems.ts';
import type { Account, ApprovalFacts, Permission, Standing, Team } from './facts.ts';
import type { Owner } from './ownership.ts';

export type Collected = { readonly problems: readonly Problem[]; readonly unread: readonly string[] };

/** Why an owner cannot be used: no write, another organisation, nobody that GitHub shows. */
export function ownerDoubts(owner: Owner, naming: say.Naming, facts: ApprovalFacts): Collected {
  if (owner.kind === 'person') {
    const standing = standingOf(owner.login, facts);
    return collected(standing, (value) => standingProblems(value, naming));
  }
  const organisation = facts.repository.owner;
  if (!owner.team.startsWith(`${organisation.toLowerCase()}/`))
    return { problems: [say.teamIsOfAnother(naming, organisation)], unread: [] };
  const team = facts.teams.get(owner.team) ?? unread(notAsked(owner.text));
  return collected(team, (value) => teamProblems(value, naming));
}

/** By which of the owners' entries an account owns: its own before a team's; undefined where by none. */
export function entryOf(
  account: Account,
  owners: readonly Owner[],
  facts: Pick<ApprovalFacts, 'memberships'>,
): Fact<Owner | undefined> {
  const login = account.login.toLowerCase();
  const direct = owners.find((owner) => owner.kind === 'person' && owner.login === login);
  if (direct !== undefined) return { kind: 'read', value: direct };
  let doubt: Fact<Owner | undefined> = { kind: 'read', value: undefined };
  for (const owner of owners) {
    if (owner.kind === 'person') continue;
    const member = membershipOf(owner, login, facts);
    if (member.kind === 'unread') doubt = member;
    else if (member.value) return { kind: 'read', value: owner };
  }
  return doubt;
}

/** What an account may do; undefined where the login now belongs to another account, or to none. */
export function permissionOf(
  account: Account,
  facts: Pick<ApprovalFacts, 'standings'>,
): Fact<Permission | undefined> {
  const standing = standingOf(account.login, facts);
  if (standing.kind === 'unread') return standing;
  // NB: a login that was given up can be registered again; only the numeric id says that it is the same person.
  const same = standing.value?.account.id === account.id;
  return { kind: 'read', value: same ? standing.value?.permission : undefined };
}

export function canWrite(permission: Permission): boolean {
  return permission === 'admin' || permission === 'maintain' || permission === 'write';
}

/** Who holds a login now, and what they may do; undefined inside: nobody does. */
export function standingOf(
  login: string,
  facts: Pick<ApprovalFacts, 'standings'>,
): Fact<Standing | undefined> {
  return facts.standings.get(login.toLowerCase()) ?? unread(notAsked(`@${login}`));
}

function membershipOf(
  owner: Owner & { kind: 'team' },
  login: string,
  facts: Pick<ApprovalFacts, 'memberships'>,
): Fact<boolean> {
  return facts.memberships.get(`${owner.team} ${login}`) ?? unread(notAsked(`@${login} in ${owner.text}`));
}

function collected<T>(fact: Fact<T>, problems: (value: T) => readonly Problem[]): Collected {
  return fact.kind === 'unread'
    ? { problems: [], unread: [fact.why] }
    : { problems: problems(fact.value), unread: [] };
}

function standingProblems(standing: Standing | undefined, naming: say.Naming): readonly Problem[] {
  if (standing === undefined) return [say.ownerIsNobody(naming)];
  return canWrite(standing.permission) ? [] : [say.ownerCannotWrite(naming, standing.permission)];
}

function teamProblems(team: Team, naming: say.Naming): readonly Problem[] {
  if (team === undefined) return [say.teamIsNotSeen(naming)];
  return canWrite(team.permission) ? [] : [say.ownerCannotWrite(naming, team.permission)];
}
