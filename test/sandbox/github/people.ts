// Who is who and who may do what: accounts by login, id or e-mail; teams with their children; permission on the repository.
import type { Account, Level, State, Team } from './state.ts';

const levels: readonly Level[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export const atLeast = (level: Level, wanted: Level): boolean =>
  levels.indexOf(level) >= levels.indexOf(wanted);

const highest = (all: readonly Level[]): Level =>
  all.reduce((best, level) => (atLeast(level, best) ? level : best), 'none');

/** Logins are compared ignoring case. */
export const sameLogin = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export function findAccount(state: State, login: string): Account | undefined {
  return [...state.accounts.values()].find((account) => sameLogin(account.login, login));
}

/** An account that must be there: its id comes from our own state. */
export function accountOf(state: State, id: number): Account {
  const account = state.accounts.get(id);
  if (!account) throw new Error(`the sandbox knows no account with the id ${id}`);
  return account;
}

/** The account that GitHub links a commit's e-mail to, or undefined where nobody has it. */
export function accountByEmail(state: State, email: string): Account | undefined {
  const wanted = email.toLowerCase();
  const numbered = /^(\d+)\+[^@]+@users\.noreply\.github\.com$/.exec(wanted);
  if (numbered) return state.accounts.get(Number(numbered[1]));
  return [...state.accounts.values()].find((account) =>
    account.emails.some((known) => known.toLowerCase() === wanted),
  );
}

/** The team and the teams above it: members of a child are members of each of these. */
function lineage(state: State, team: Team): readonly Team[] {
  const parent = team.parent === null ? undefined : state.teams.get(team.parent);
  return parent ? [team, ...lineage(state, parent)] : [team];
}

/** A child team has what its parents have. */
export function teamPermission(state: State, team: Team): Level {
  return highest(lineage(state, team).map((one) => one.permission));
}

/** Membership in the team or in any team below it; a direct one wins. */
export function membershipIn(
  state: State,
  team: Team,
  account: Account,
): { readonly role: 'member' | 'maintainer'; readonly state: 'active' | 'pending' } | undefined {
  const direct = team.members.find((member) => member.account === account.id);
  if (direct) return direct;
  const children = [...state.teams.values()].filter((other) => other.parent === team.slug);
  return children.map((child) => membershipIn(state, child, account)).find(Boolean);
}

/** Active members, those of child teams among them. */
export function membersOf(state: State, team: Team): readonly Account[] {
  return [...state.accounts.values()].filter(
    (account) => membershipIn(state, team, account)?.state === 'active',
  );
}

/** The highest of: ownership of the organisation, its base permission, teams, direct collaboration. */
export function permissionOf(state: State, account: Account): Level {
  if (account.orgRole === 'admin') return 'admin';
  const byTeams = [...state.teams.values()]
    .filter((team) => team.members.some((one) => one.account === account.id && one.state === 'active'))
    .map((team) => teamPermission(state, team));
  const byMembership = account.orgRole === 'member' ? state.basePermission : 'none';
  return highest([byMembership, state.collaborators.get(account.id) ?? 'none', ...byTeams]);
}

/** How GitHub describes an author's tie to the repository. */
export function associationOf(state: State, account: Account): string {
  if (account.orgRole !== 'none') return 'MEMBER';
  if (state.collaborators.has(account.id)) return 'COLLABORATOR';
  return account.type === 'Bot' ? 'CONTRIBUTOR' : 'NONE';
}
