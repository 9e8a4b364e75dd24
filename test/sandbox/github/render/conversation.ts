// Reviews and comments, in the JSON of GitHub's REST API.
import { timestamp } from '../hub.ts';
import { accountOf, associationOf } from '../people.ts';
import type { Comment, Review, State } from '../state.ts';
import { nodeId, simpleUser } from './account.ts';
import { ourApp } from './app.ts';
import { apiOf, htmlOf } from './repository.ts';

/** `pull-request-review`; GitHub leaves `submitted_at` out while it is pending. */
export function review(state: State, one: Review) {
  const author = accountOf(state, one.author);
  const pullUrl = `${apiOf(state)}/pulls/${one.pull}`;
  const html = `${htmlOf(state)}/pull/${one.pull}#pullrequestreview-${one.id}`;
  return {
    id: one.id,
    node_id: nodeId('PRR', one.id),
    user: simpleUser(state, author),
    body: one.body,
    state: one.state,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: associationOf(state, author),
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    ...(one.submittedAt === null ? {} : { submitted_at: timestamp(one.submittedAt) }),
    commit_id: one.commit,
  };
}

/** `issue-comment`. */
export function comment(state: State, one: Comment) {
  const author = accountOf(state, one.author);
  const url = `${apiOf(state)}/issues/comments/${one.id}`;
  return {
    id: one.id,
    node_id: nodeId('IC', one.id),
    url,
    html_url: `${htmlOf(state)}/pull/${one.pull}#issuecomment-${one.id}`,
    issue_url: `${apiOf(state)}/issues/${one.pull}`,
    body: one.body,
    user: simpleUser(state, author),
    created_at: timestamp(one.createdAt),
    updated_at: timestamp(one.updatedAt),
    author_association: associationOf(state, author),
    reactions: reactions(`${url}/reactions`),
    performed_via_github_app: one.viaApp ? ourApp(state) : null,
  };
}

export const reactions = (url: string) => ({
  url,
  total_count: 0,
  '+1': 0,
  '-1': 0,
  laugh: 0,
  hooray: 0,
  confused: 0,
  heart: 0,
  rocket: 0,
  eyes: 0,
});
