// Routes of reviews and comments.
import { addComment, deleteComment, editComment } from '../comments.ts';
import { Refusal } from '../hub.ts';
import { atLeast, permissionOf } from '../people.ts';
import { dismissReview, editReview, submitReview, type Verdict } from '../reviews.ts';
import {
  actorOf,
  created,
  nothing,
  ok,
  optionalText,
  page,
  textOf,
  type Answer,
  type Call,
} from '../http/answers.ts';
import type { Route } from '../http/router.ts';
import { comment as renderComment, review as renderReview } from '../render/conversation.ts';
import type { Comment } from '../state.ts';
import { commentIn, pullIn, repositoryIn, reviewIn } from './found.ts';

const read = { kind: 'repository', permission: 'pull_requests', level: 'read' } as const;
const write = { kind: 'repository', permission: 'pull_requests', level: 'write', person: 'read' } as const;
const dismissal = { ...write, person: 'write' } as const;

export const reviewRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    need: read,
    handle: listReviews,
  },
  {
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    need: write,
    createsContent: true,
    handle: postReview,
  },
  {
    method: 'PUT',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}',
    need: write,
    handle: putReview,
  },
  {
    method: 'PUT',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals',
    need: dismissal,
    handle: putDismissal,
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    need: read,
    handle: listComments,
  },
  {
    method: 'POST',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    need: write,
    createsContent: true,
    handle: postComment,
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/comments',
    need: read,
    handle: listAllComments,
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    need: read,
    handle: getComment,
  },
  {
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    need: write,
    handle: patchComment,
  },
  {
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    need: write,
    handle: removeComment,
  },
];

/** In the order of submission; a pending one is for its author's eyes. */
function listReviews(call: Call): Answer {
  const { state } = call.hub;
  const pull = pullIn(call);
  const mine = (author: number) => call.viewer.kind === 'person' && call.viewer.account.id === author;
  const found = state.reviews
    .filter((review) => review.pull === pull.number)
    .filter((review) => review.state !== 'PENDING' || mine(review.author));
  return page(call, found, (items) => items.map((review) => renderReview(state, review)));
}

function postReview(call: Call): Answer {
  const pull = pullIn(call);
  const event = optionalText(call, 'event');
  if (event !== undefined && !['APPROVE', 'REQUEST_CHANGES', 'COMMENT'].includes(event)) {
    throw new Refusal(422, 'Unprocessable Entity', [`event ${event} is not known`]);
  }
  const body = optionalText(call, 'body');
  const commit = optionalText(call, 'commit_id');
  const review = submitReview(call.hub, actorOf(call.viewer), pull, {
    // One of the three: checked just above.
    verdict: (event as Verdict | undefined) ?? null,
    ...(body === undefined ? {} : { body }),
    ...(commit === undefined ? {} : { commit }),
  });
  return ok(renderReview(call.hub.state, review));
}

function putReview(call: Call): Answer {
  const { pull, review } = reviewIn(call);
  if (actorOf(call.viewer).id !== review.author) throw new Refusal(403, 'Must be the author of the review.');
  editReview(call.hub, actorOf(call.viewer), pull, review, textOf(call, 'body', 'PullRequestReview'));
  return ok(renderReview(call.hub.state, review));
}

function putDismissal(call: Call): Answer {
  const { pull, review } = reviewIn(call);
  textOf(call, 'message', 'PullRequestReview');
  dismissReview(call.hub, actorOf(call.viewer), pull, review);
  return ok(renderReview(call.hub.state, review));
}

function listComments(call: Call): Answer {
  const state = repositoryIn(call);
  const pull = pullIn(call, 'issue_number');
  const found = state.comments.filter((comment) => comment.pull === pull.number);
  return page(call, found, (items) => items.map((comment) => renderComment(state, comment)));
}

/** Of the whole repository: by id, unless one asks for an order of time; `since` counts whole seconds, and itself. */
function listAllComments(call: Call): Answer {
  const state = repositoryIn(call);
  const query = (name: string) => call.url.searchParams.get(name);
  const since = Date.parse(query('since') ?? '') || 0;
  const sort = query('sort');
  const key = ({ createdAt, updatedAt }: Comment) => (sort === 'updated' ? updatedAt : createdAt);
  const found = state.comments
    .filter(({ updatedAt }) => Math.floor(updatedAt / 1000) * 1000 >= since)
    .toSorted((one, other) => (sort === null ? 0 : key(one) - key(other)) || one.id - other.id);
  const isRising = sort === null || query('direction') === 'asc';
  return page(call, isRising ? found : found.toReversed(), (items) =>
    items.map((comment) => renderComment(state, comment)),
  );
}

function postComment(call: Call): Answer {
  const pull = pullIn(call, 'issue_number');
  const body = textOf(call, 'body', 'IssueComment');
  return created(renderComment(call.hub.state, addComment(call.hub, actorOf(call.viewer), pull, body)));
}

function getComment(call: Call): Answer {
  return ok(renderComment(call.hub.state, commentIn(call).comment));
}

function patchComment(call: Call): Answer {
  const { pull, comment } = commentIn(call);
  refuseStranger(call, comment);
  editComment(call.hub, actorOf(call.viewer), pull, comment, textOf(call, 'body', 'IssueComment'));
  return ok(renderComment(call.hub.state, comment));
}

function removeComment(call: Call): Answer {
  const { pull, comment } = commentIn(call);
  refuseStranger(call, comment);
  deleteComment(call.hub, actorOf(call.viewer), pull, comment);
  return nothing();
}

/** A comment is its author's, and everybody's who can write; the App may moderate all. */
const refuseStranger = (call: Call, comment: Comment): void => {
  const actor = actorOf(call.viewer);
  const writer = call.viewer.kind === 'installation' || atLeast(permissionOf(call.hub.state, actor), 'write');
  if (actor.id !== comment.author && !writer) throw new Refusal(403, 'Must have push access to repository.');
};
