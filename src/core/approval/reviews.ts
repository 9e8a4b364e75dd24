/** Which of a pull request's reviews stand: of each person, the latest that decides. */
import type { PullRequest, Review } from './facts.ts';
import type { Instant } from '../time.ts';

export interface StandingReviews {
  /** What stands now, one of each account: an approval, a wish for changes, or a review that was dismissed. */
  readonly latest: readonly Review[];
  /** Approvals given after the merge: they count for nothing, and displace nothing. */
  readonly late: readonly Review[];
}

/**
 * The latest decisive review of each account, by its numeric id. A comment displaces nothing; a dismissal leaves
 * nothing standing. NB: only an approval can come too late; an objection stands whenever it was made.
 */
export function standingReviews(
  reviews: readonly Review[],
  pullRequest: PullRequest,
  until: Instant,
): StandingReviews {
  const late = reviews.filter((review) => isLate(review, pullRequest, until));
  const latest = new Map<number, Review>();
  for (const review of reviews) {
    if (!isDecisive(review) || late.includes(review)) continue;
    const other = latest.get(review.by.id);
    if (other === undefined || isAfter(review, other)) latest.set(review.by.id, review);
  }
  return { latest: byId([...latest.values()]), late: byId(late) };
}

function byId(reviews: readonly Review[]): readonly Review[] {
  return reviews.toSorted((one, other) => one.id - other.id);
}

/** NB: an open pull request has no late approvals: GitHub's clock may be a little ahead of ours. */
function isLate({ state, at }: Review, { merged }: PullRequest, until: Instant): boolean {
  return merged !== undefined && state === 'approved' && at > until;
}

function isDecisive({ state }: Review): boolean {
  return state === 'approved' || state === 'changes requested' || state === 'dismissed';
}

/** GitHub's times are whole seconds; its ids grow. */
function isAfter(review: Review, other: Review): boolean {
  return review.at > other.at || (review.at === other.at && review.id > other.id);
}
