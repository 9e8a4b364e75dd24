// Teams, in the JSON of GitHub's REST API.
import { timestamp } from '../hub.ts';
import { membersOf, teamPermission } from '../people.ts';
import type { Level, State, Team } from '../state.ts';
import { nodeId, teamOrganization } from './account.ts';
import { permissions, repository } from './repository.ts';

/** `team-simple`. */
function simpleTeam(state: State, team: Team) {
  const api = `${state.url}/api/v3/organizations/${state.org.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    name: team.slug,
    slug: team.slug,
    description: null,
    privacy: team.privacy,
    notification_setting: 'notifications_enabled',
    url: api,
    html_url: `${state.url}/orgs/${state.org.login}/teams/${team.slug}`,
    members_url: `${api}/members{/member}`,
    repositories_url: `${api}/repos`,
    permission: 'pull',
    type: 'organization',
    organization_id: state.org.id,
  };
}

/** `team-full`: what `GET /orgs/{org}/teams/{slug}` says. */
export function fullTeam(state: State, team: Team) {
  const parent = team.parent === null ? undefined : state.teams.get(team.parent);
  return {
    ...simpleTeam(state, team),
    parent: parent ? simpleTeam(state, parent) : null,
    members_count: membersOf(state, team).length,
    repos_count: teamPermission(state, team) === 'none' ? 0 : 1,
    created_at: timestamp(team.createdAt),
    updated_at: timestamp(team.createdAt),
    organization: teamOrganization(state),
  };
}

/** `team-repository`: the repository as the team sees it. */
export function teamRepository(state: State, level: Level) {
  return { ...repository(state), permissions: permissions(level), role_name: level };
}
