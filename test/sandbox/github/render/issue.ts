// A pull request seen as an issue, which is how comments speak of it.
import { timestamp } from '../hub.ts';
import { accountOf, associationOf } from '../people.ts';
import type { PullRequest, State } from '../state.ts';
import { nodeId, simpleUser } from './account.ts';
import { reactions } from './conversation.ts';
import { apiOf, htmlOf } from './repository.ts';

/** The `issue` of an `issue_comment` webhook. */
export function issueOf(state: State, pull: PullRequest) {
  const url = `${apiOf(state)}/issues/${pull.number}`;
  const html = `${htmlOf(state)}/pull/${pull.number}`;
  const author = accountOf(state, pull.author);
  return {
    id: pull.id,
    node_id: nodeId('PR', pull.number),
    number: pull.number,
    url,
    repository_url: apiOf(state),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: html,
    title: pull.title,
    body: pull.body,
    user: simpleUser(state, author),
    labels: [],
    state: pull.state,
    state_reason: null,
    locked: false,
    active_lock_reason: null,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: state.comments.filter((comment) => comment.pull === pull.number).length,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: timestamp(pull.closedAt),
    author_association: associationOf(state, author),
    draft: pull.draft,
    reactions: reactions(`${url}/reactions`),
    performed_via_github_app: null,
    pull_request: {
      url: `${apiOf(state)}/pulls/${pull.number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: timestamp(pull.merge?.at ?? null),
    },
  };
}
