// What the in-memory GitHub tells of comments: of one pull request, of all of them, and of one by itself.
import type { GitHubReader, IssueComment } from '../../../src/ports.ts';
import { nodeId } from '../github/render/account.ts';
import type * as github from '../github/state.ts';
import { authorOf, instant, pullCalled } from './as-read.ts';
import type { Gate } from './faults.ts';

type CommentsReader = Pick<GitHubReader, 'comments' | 'commentsSince' | 'saidComment'>;

export function commentsReader(call: Gate['call']): CommentsReader {
  return {
    comments: (number) =>
      call('comments', `${number}`, (state) => {
        pullCalled(state, number);
        return state.comments
          .filter(({ pull }) => pull === number)
          .map((comment) => commentOf(state, comment));
      }),
    commentsSince: (since, page) =>
      call('commentsSince', `${since} ${page}`, (state) => {
        const found = state.comments
          .filter(({ updatedAt }) => instant(updatedAt) >= since)
          .toSorted((one, other) => one.updatedAt - other.updatedAt || one.id - other.id);
        return {
          comments: found
            .slice((page - 1) * A_PAGE, page * A_PAGE)
            .map((comment) => commentOf(state, comment)),
          more: found.length > page * A_PAGE,
        };
      }),
    saidComment: (node) =>
      call('saidComment', node, (state) => {
        const comment = state.comments.find(({ id }) => nodeId('IC', id) === node);
        if (comment === undefined) return undefined;
        const { kind, ...by } = authorOf(state, comment.author);
        return {
          pullRequest: comment.pull,
          by: kind === 'person' ? by : undefined,
          body: comment.body,
          at: instant(comment.createdAt),
          isEdited: comment.lastEditedAt !== null,
        };
      }),
  };
}

/** GitHub gives no more at once. */
const A_PAGE = 100;

function commentOf(state: github.State, comment: github.Comment): IssueComment {
  const { id, pull, author, body, createdAt, updatedAt, viaApp } = comment;
  return {
    id,
    node: nodeId('IC', id),
    pullRequest: pull,
    author: authorOf(state, author),
    body,
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
    ours: author === state.app.bot && viaApp,
  };
}
