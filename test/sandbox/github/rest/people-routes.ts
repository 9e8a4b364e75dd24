// Routes of people and teams, and of the rate limit.
import { notFound, type Hub } from '../hub.ts';
import { atLeast, membershipIn, membersOf, sameLogin, teamPermission } from '../people.ts';
import { actorOf, nothing, ok, page, type Answer, type Call } from '../http/answers.ts';
import type { Limits } from '../http/limits.ts';
import type { Route } from '../http/router.ts';
import { privateUser, publicUser, simpleUser } from '../render/account.ts';
import { fullTeam, teamRepository } from '../render/team.ts';
import type { Account } from '../state.ts';
import { accountIn, repositoryIn, teamIn } from './found.ts';

const anyone = { kind: 'anyone' } as const;
const insider = { kind: 'organization' } as const;
const team = '/orgs/{org}/teams/{team_slug}';

export function peopleRoutes(limits: Limits): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/users/{username}',
      need: anyone,
      handle: (call) => ok(user(call.hub, accountIn(call))),
    },
    {
      method: 'GET',
      path: '/user',
      need: { kind: 'person' },
      handle: (call) => ok(privateUser(call.hub.state, actorOf(call.viewer))),
    },
    { method: 'GET', path: '/user/{account_id}', need: anyone, handle: getById },
    {
      method: 'GET',
      path: team,
      need: insider,
      handle: (call) => ok(fullTeam(call.hub.state, teamIn(call))),
    },
    { method: 'GET', path: `${team}/members`, need: insider, handle: listMembers },
    { method: 'GET', path: `${team}/memberships/{username}`, need: insider, handle: getMembership },
    { method: 'GET', path: `${team}/repos/{owner}/{repo}`, need: insider, handle: getTeamRepository },
    { method: 'GET', path: '/rate_limit', need: anyone, handle: (call) => getLimits(call, limits) },
  ];
}

const user = (hub: Hub, account: Account) => publicUser(hub.state, account);

function getById(call: Call): Answer {
  const account = call.hub.state.accounts.get(Number(call.params['account_id']));
  if (!account) throw notFound();
  return ok(user(call.hub, account));
}

function listMembers(call: Call): Answer {
  const { state } = call.hub;
  return page(call, membersOf(state, teamIn(call)), (items) => items.map((one) => simpleUser(state, one)));
}

function getMembership(call: Call): Answer {
  const { state } = call.hub;
  const one = teamIn(call);
  const account = accountIn(call);
  const membership = membershipIn(state, one, account);
  if (!membership) throw notFound();
  const url = `${state.url}/api/v3/organizations/${state.org.id}/team/${one.id}/memberships/${account.login}`;
  return ok({ state: membership.state, role: membership.role, url });
}

/** An empty 204, unless the media type asks for the repository with the team's permissions. */
function getTeamRepository(call: Call): Answer {
  const state = repositoryIn(call);
  if (!sameLogin(call.params['org'] ?? '', state.org.login)) throw notFound();
  const level = teamPermission(state, teamIn(call));
  if (!atLeast(level, 'read')) throw notFound();
  const wanted = call.headers.accept?.includes('repository+json') ?? false;
  return wanted ? ok(teamRepository(state, level)) : nothing();
}

function getLimits(call: Call, limits: Limits): Answer {
  const core = limits.look(call.viewer);
  const other = { ...core, used: 0, remaining: core.limit };
  return ok({ resources: { core, search: other, graphql: other }, rate: core });
}
