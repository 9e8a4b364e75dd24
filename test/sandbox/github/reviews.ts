// Reviews: submitting (after the merge too), editing and dismissing.
import { invalid, Refusal, type Hub } from './hub.ts';
import { nextId, type Account, type PullRequest, type Review } from './state.ts';
import { noteReview } from './webhooks/notes.ts';

export type Verdict = 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';

const stateOf = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

export interface Wish {
  readonly verdict: Verdict | null;
  readonly body?: string;
  readonly commit?: string;
}

/** Submits a review; without a verdict it stays pending, and only its author sees it. */
export function submitReview(hub: Hub, by: Account, pull: PullRequest, wish: Wish): Review {
  if (wish.verdict === 'APPROVE' && by.id === pull.author) {
    throw new Refusal(422, 'Unprocessable Entity', ['Can not approve your own pull request']);
  }
  if (wish.verdict === 'REQUEST_CHANGES' && by.id === pull.author) {
    throw new Refusal(422, 'Unprocessable Entity', ['Can not request changes on your own pull request']);
  }
  if (wish.verdict !== 'APPROVE' && wish.verdict !== null && !wish.body) {
    throw new Refusal(422, 'Unprocessable Entity', ['Body is too short (minimum is 1 character)']);
  }
  const review: Review = {
    id: nextId(hub.state),
    pull: pull.number,
    author: by.id,
    body: wish.body ?? '',
    state: wish.verdict === null ? 'PENDING' : stateOf[wish.verdict],
    commit: wish.commit ?? pull.head.sha,
    submittedAt: wish.verdict === null ? null : hub.now(),
    updatedAt: hub.now(),
  };
  hub.state.reviews.push(review);
  pull.updatedAt = hub.now();
  if (wish.verdict !== null) noteReview(hub, 'submitted', pull, review, by);
  return review;
}

export function editReview(hub: Hub, by: Account, pull: PullRequest, review: Review, body: string): void {
  const from = review.body;
  review.body = body;
  review.updatedAt = hub.now();
  noteReview(hub, 'edited', pull, review, by, { changes: { body: { from } } });
}

/** Takes an approval or a request for changes away. */
export function dismissReview(hub: Hub, by: Account, pull: PullRequest, review: Review): void {
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw invalid(
      'PullRequestReview',
      'state',
      'Can not dismiss a review that is neither an approval nor a request for changes',
    );
  }
  review.state = 'DISMISSED';
  review.updatedAt = hub.now();
  pull.updatedAt = hub.now();
  noteReview(hub, 'dismissed', pull, review, by);
}
