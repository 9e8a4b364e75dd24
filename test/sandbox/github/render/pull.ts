// Pull requests, in the JSON of GitHub's REST API: the short form of lists and the long one.
import { timestamp } from '../hub.ts';
import { accountOf, associationOf } from '../people.ts';
import type { PullRequest, State } from '../state.ts';
import { nodeId, simpleUser } from './account.ts';
import { apiOf, forkRepository, htmlOf, repository } from './repository.ts';

/** `pull-request-simple`: one of a list. */
export function simplePull(state: State, pull: PullRequest) {
  const author = accountOf(state, pull.author);
  return {
    id: pull.id,
    node_id: nodeId('PR', pull.number),
    number: pull.number,
    ...links(state, pull),
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: simpleUser(state, author),
    body: pull.body,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: timestamp(pull.closedAt),
    merged_at: timestamp(pull.merge?.at ?? null),
    merge_commit_sha: mergeCommit(state, pull),
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: pull.draft,
    head: branchOf(state, pull.head.ref, pull.head.sha, pull.head.fork),
    base: branchOf(state, pull.base.ref, pull.base.sha, null),
    author_association: associationOf(state, author),
    auto_merge: null,
  };
}

/** `pull-request`: what `GET …/pulls/{number}` says, and webhooks carry. */
export function fullPull(state: State, pull: PullRequest) {
  const mergeable = mergeability(state, pull);
  return {
    ...simplePull(state, pull),
    merged: pull.merge !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeableState(pull, mergeable),
    merged_by: pull.merge ? simpleUser(state, accountOf(state, pull.merge.by)) : null,
    comments: state.comments.filter((comment) => comment.pull === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: pull.size.commits,
    additions: pull.size.additions,
    deletions: pull.size.deletions,
    changed_files: pull.size.changedFiles,
  };
}

/** `pull-request-minimal`: how a check names the pull requests of its commit. */
export function minimalPull(state: State, pull: PullRequest) {
  const { id, name } = state.repository;
  const repo = { id, url: apiOf(state), name };
  return {
    id: pull.id,
    number: pull.number,
    url: `${apiOf(state)}/pulls/${pull.number}`,
    head: { ref: pull.head.ref, sha: pull.head.sha, repo },
    base: { ref: pull.base.ref, sha: pull.base.sha, repo },
  };
}

const links = (state: State, pull: PullRequest) => {
  const api = apiOf(state);
  const own = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const html = `${htmlOf(state)}/pull/${pull.number}`;
  const urls = {
    url: own,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${own}/commits`,
    review_comments_url: `${own}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
  };
  const link = (href: string) => ({ href });
  return {
    ...urls,
    _links: {
      self: link(own),
      html: link(html),
      issue: link(issue),
      comments: link(urls.comments_url),
      review_comments: link(urls.review_comments_url),
      review_comment: link(urls.review_comment_url),
      commits: link(urls.commits_url),
      statuses: link(urls.statuses_url),
    },
  };
};

const branchOf = (state: State, ref: string, sha: string, fork: number | null) => {
  const owner = fork === null ? state.org : accountOf(state, fork);
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(state, owner),
    repo: fork === null ? repository(state) : forkRepository(state, owner),
  };
};

/** Before the merge the test merge, afterwards the commit that the base points to. */
const mergeCommit = (state: State, pull: PullRequest): string | null => {
  if (pull.merge) return pull.merge.sha;
  return mergeability(state, pull) === null ? null : (pull.testMerge?.sha ?? null);
};

/** Null: GitHub has not tried yet. */
const mergeability = (state: State, pull: PullRequest): boolean | null => {
  const tried = pull.testMerge;
  const current = tried?.head === pull.head.sha && tried.base === state.branches.get(pull.base.ref);
  return pull.state === 'open' && tried && current ? tried.sha !== null : null;
};

const mergeableState = (pull: PullRequest, mergeable: boolean | null): string => {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  return pull.draft ? 'draft' : 'clean';
};
