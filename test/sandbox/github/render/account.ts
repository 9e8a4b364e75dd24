// Accounts and the organisation, in the JSON of GitHub's REST API.
import { timestamp } from '../hub.ts';
import type { Account, State } from '../state.ts';

const word = (type: string): string => Buffer.from(type).toString('base64url');

/** An opaque global id, as GraphQL wants it: it carries what it names. */
export const nodeId = (type: string, id: number | string): string => `${type}_${word(String(id))}`;

/** What a global id names, or undefined if it is none of ours. */
export function parseNodeId(node: string): { readonly type: string; readonly id: string } | undefined {
  const at = node.indexOf('_');
  if (at < 0) return undefined;
  return { type: node.slice(0, at), id: Buffer.from(node.slice(at + 1), 'base64url').toString('utf8') };
}

/** `simple-user`: how an account is named inside everything else. */
export function simpleUser(state: State, account: Account) {
  const api = `${state.url}/api/v3/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    avatar_url: `${state.url}/avatars/u/${account.id}`,
    gravatar_id: '',
    url: api,
    html_url: homeOf(state, account),
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

/** A bot's home is its app's page. */
const homeOf = (state: State, account: Account): string =>
  account.type === 'Bot'
    ? `${state.url}/apps/${account.login.replace('[bot]', '')}`
    : `${state.url}/${account.login}`;

/** `public-user`: what `GET /users/{login}` says. */
export function publicUser(state: State, account: Account) {
  return {
    ...simpleUser(state, account),
    user_view_type: 'public',
    name: account.login,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: timestamp(account.createdAt),
    updated_at: timestamp(account.createdAt),
  };
}

/** `private-user`: what `GET /user` says to the account itself. */
export function privateUser(state: State, account: Account) {
  return {
    ...publicUser(state, account),
    user_view_type: 'private',
    email: account.emails[0] ?? null,
    private_gists: 0,
    total_private_repos: 1,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

/** `organization-simple`, in webhooks. */
export function organization(state: State) {
  const api = `${state.url}/api/v3/orgs/${state.org.login}`;
  return {
    login: state.org.login,
    id: state.org.id,
    node_id: nodeId('Organization', state.org.id),
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${state.url}/avatars/u/${state.org.id}`,
    description: null,
  };
}

/** `team-organization`, inside a team. */
export function teamOrganization(state: State) {
  return {
    ...organization(state),
    html_url: `${state.url}/${state.org.login}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: timestamp(state.org.createdAt),
    updated_at: timestamp(state.org.createdAt),
    archived_at: null,
  };
}
