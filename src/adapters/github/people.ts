/** What people and teams may do in the access repository, and who belongs to a team. */
import type { Account, Permission, Standing, Team } from '../../core/approval/facts.ts';
import { isObject } from './answered.ts';
import type { Desk } from './desk.ts';
import { isAnnounced, PER_PAGE } from './pages.ts';

/** Undefined where GitHub knows no such account. */
export async function readStanding(desk: Desk, login: string): Promise<Standing | undefined> {
  return desk.find(`the permission of ${login}`, async (here) => {
    const { data } = await desk.octokit.rest.repos.getCollaboratorPermissionLevel({
      ...here,
      username: login,
    });
    if (data.user === null) throw new Error('the account is not named');
    return {
      account: { login: data.user.login, id: data.user.id },
      permission: permissionOf(data.role_name, data.permission),
    };
  });
}

/** NB: a secret team owns nothing, though the App may see it: GitHub passes over it in CODEOWNERS. */
export async function readTeam(desk: Desk, name: string): Promise<Team> {
  const team = teamOf(name);
  const seen = await desk.find(`the team ${name}`, async () => {
    const { data } = await desk.octokit.rest.teams.getByName(team);
    return { secret: data.privacy === 'secret' };
  });
  if (seen === undefined || seen.secret) return undefined;
  const permission = await desk.find(`the permission of the team ${name}`, async ({ owner, repo }) => {
    const { data } = await desk.octokit.rest.teams.checkPermissionsForRepoInOrg({
      ...team,
      owner,
      repo,
      headers: { accept: 'application/vnd.github.v3.repository+json' },
    });
    // Without that media type GitHub only says "yes": its types know both answers as one.
    if (!isObject(data)) throw new Error('the permission is not named');
    return permissionOf(data.role_name ?? '', strongest(data.permissions ?? {}));
  });
  return { permission: permission ?? 'none' };
}

/** Members of teams below it count, as GitHub counts them; who is only invited does not. */
export async function readMembership(desk: Desk, name: string, login: string): Promise<boolean> {
  const membership = await desk.find(`${login}’s membership in ${name}`, async () => {
    const { data } = await desk.octokit.rest.teams.getMembershipForUserInOrg({
      ...teamOf(name),
      username: login,
    });
    return data.state;
  });
  return membership === 'active';
}

/** Members of teams below it too, as GitHub lists them. NB: one page; of a larger team nobody need know everybody. */
export async function readMembers(desk: Desk, name: string): Promise<readonly Account[] | undefined> {
  return desk.find(`the members of ${name}`, async () => {
    const { data, headers } = await desk.octokit.rest.teams.listMembersInOrg({
      ...teamOf(name),
      per_page: PER_PAGE,
    });
    if (isAnnounced(headers.link)) return undefined;
    return data.map(({ login, id }) => ({ login, id }));
  });
}

function teamOf(name: string): { readonly org: string; readonly team_slug: string } {
  const [org = '', team_slug = ''] = name.replace(/^@/, '').split('/');
  return { org, team_slug };
}

const permissions: readonly Permission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none'];
const oldNames: Readonly<Record<string, Permission>> = { push: 'write', pull: 'read' };

/** `role` may be an organisation's own role: then the level that it builds on counts. */
function permissionOf(role: string, level: string): Permission {
  const known = (name: string) => permissions.find((one) => one === (oldNames[name] ?? name));
  const permission = known(role) ?? known(level);
  if (permission === undefined) throw new Error(`${JSON.stringify(level)} is no permission`);
  return permission;
}

function strongest(levels: Readonly<Partial<Record<string, boolean>>>): string {
  return ['admin', 'maintain', 'push', 'triage', 'pull'].find((level) => levels[level] === true) ?? 'none';
}
