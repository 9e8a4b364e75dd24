// The access repository and its branches, in the JSON of GitHub's REST API.
import { timestamp } from '../hub.ts';
import { atLeast } from '../people.ts';
import type { Account, Level, State } from '../state.ts';
import { nodeId, simpleUser } from './account.ts';

const plainLinks = [
  'contributors', 'deployments', 'downloads', 'events', 'forks', 'hooks', 'languages', 'merges',
  'stargazers', 'subscribers', 'subscription', 'tags', 'teams',
] as const; // prettier-ignore

const templateLinks = {
  archive_url: '{archive_format}{/ref}',
  assignees_url: 'assignees{/user}',
  blobs_url: 'git/blobs{/sha}',
  branches_url: 'branches{/branch}',
  collaborators_url: 'collaborators{/collaborator}',
  comments_url: 'comments{/number}',
  commits_url: 'commits{/sha}',
  compare_url: 'compare/{base}...{head}',
  contents_url: 'contents/{+path}',
  git_commits_url: 'git/commits{/sha}',
  git_refs_url: 'git/refs{/sha}',
  git_tags_url: 'git/tags{/sha}',
  issue_comment_url: 'issues/comments{/number}',
  issue_events_url: 'issues/events{/number}',
  issues_url: 'issues{/number}',
  keys_url: 'keys{/key_id}',
  labels_url: 'labels{/name}',
  milestones_url: 'milestones{/number}',
  notifications_url: 'notifications{?since,all,participating}',
  pulls_url: 'pulls{/number}',
  releases_url: 'releases{/id}',
  statuses_url: 'statuses/{sha}',
  trees_url: 'git/trees{/sha}',
} as const;

type Links = Record<`${(typeof plainLinks)[number]}_url` | keyof typeof templateLinks, string>;

const linksOf = (api: string): Links => {
  const plain = plainLinks.map((name) => [`${name}_url`, `${api}/${name}`]);
  const templates = Object.entries(templateLinks).map(([name, rest]) => [name, `${api}/${rest}`]);
  // Every key of both lists is there: they are made from the very names of the type.
  return Object.fromEntries([...plain, ...templates]) as Links;
};

export const apiOf = (state: State): string =>
  `${state.url}/api/v3/repos/${state.org.login}/${state.repository.name}`;

export const htmlOf = (state: State): string => `${state.url}/${state.org.login}/${state.repository.name}`;

/** `minimal-repository`, and what `full-repository` has in common with it. */
export function repository(state: State) {
  const { repository: repo, org } = state;
  const open = [...state.pulls.values()].filter((pull) => pull.state === 'open').length;
  return {
    id: repo.id,
    node_id: nodeId('R', repo.id),
    name: repo.name,
    full_name: `${org.login}/${repo.name}`,
    private: true,
    owner: simpleUser(state, org),
    html_url: htmlOf(state),
    description: null,
    fork: false,
    url: apiOf(state),
    ...linksOf(apiOf(state)),
    ...addresses(state),
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: 'private',
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repo.defaultBranch,
    pushed_at: timestamp(repo.pushedAt),
    created_at: timestamp(repo.createdAt),
    updated_at: timestamp(repo.pushedAt),
  };
}

const addresses = (state: State) => {
  const { host } = new URL(state.url);
  const path = `${state.org.login}/${state.repository.name}`;
  return {
    git_url: `git://${host}/${path}.git`,
    ssh_url: `git@${host}:${path}.git`,
    clone_url: `${state.url}/${path}.git`,
    svn_url: `${state.url}/${path}`,
  };
};

/** `full-repository`: what `GET /repos/{owner}/{repo}` says. */
export function fullRepository(state: State, level: Level) {
  return {
    ...repository(state),
    permissions: permissions(level),
    allow_rebase_merge: true,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_auto_merge: true,
    allow_update_branch: true,
    delete_branch_on_merge: false,
    organization: simpleUser(state, state.org),
    network_count: 0,
    subscribers_count: 0,
  };
}

/** A fork, as far as a pull request's head shows it. */
export function forkRepository(state: State, owner: Account) {
  const full = `${owner.login}/${state.repository.name}`;
  const api = `${state.url}/api/v3/repos/${full}`;
  return {
    ...repository(state),
    ...linksOf(api),
    // Never the id of the repository itself, and always the same for one owner.
    id: 900_000_000 + owner.id,
    node_id: nodeId('R', 900_000_000 + owner.id),
    full_name: full,
    owner: simpleUser(state, owner),
    html_url: `${state.url}/${full}`,
    url: api,
    clone_url: `${state.url}/${full}.git`,
    fork: true,
  };
}

export const permissions = (level: Level) => ({
  admin: atLeast(level, 'admin'),
  maintain: atLeast(level, 'maintain'),
  push: atLeast(level, 'write'),
  triage: atLeast(level, 'triage'),
  pull: atLeast(level, 'read'),
});
