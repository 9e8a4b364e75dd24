/** Which approvals count for whom that is asked, by which entry of its owner line. */
import type { EventApproval } from '../ledger/event.ts';
import { formatInstant } from '../time.ts';
import type { ApprovalFacts, Review } from './facts.ts';
import { entryOf, permissionOf } from './owners.ts';
import type { Owner } from './ownership.ts';
import { reviewDoubts, type ReviewAsk } from './review-rules.ts';

/** An approving review with all that speaks against it, and all that is still needed to know. */
export interface JudgedReview {
  readonly review: Review;
  readonly reasons: readonly string[];
  readonly unread: readonly string[];
}

export interface Count {
  readonly counted: readonly EventApproval[];
  /** Reviews that would count if what could not be read says so. */
  readonly undecided: readonly { readonly review: Review; readonly unread: readonly string[] }[];
}

export function judgeReview(review: Review, facts: ApprovalFacts, ask: ReviewAsk): JudgedReview {
  return { review, ...reviewDoubts(review, facts, ask) };
}

/** NB: `judged` holds one review of each account, so that nobody counts twice for the same owners. */
export function countFor(
  owners: readonly Owner[],
  judged: readonly JudgedReview[],
  facts: ApprovalFacts,
): Count {
  const counted: EventApproval[] = [];
  const undecided: Count['undecided'][number][] = [];
  for (const { review, reasons, unread } of judged) {
    if (reasons.length > 0) continue;
    const entry = entryOf(review.by, owners, facts);
    if (entry.kind === 'unread') undecided.push({ review, unread: [...unread, entry.why] });
    else if (entry.value !== undefined && unread.length > 0) undecided.push({ review, unread });
    else if (entry.value !== undefined) counted.push(approvalOf(review, entry.value, facts));
  }
  return { counted, undecided };
}

function approvalOf(review: Review, entry: Owner, facts: ApprovalFacts): EventApproval {
  const permission = permissionOf(review.by, facts);
  return {
    review: review.id,
    at: formatInstant(review.at),
    commit: facts.pullRequest.head.oid, // a review counts only on the head
    by: { login: review.by.login, id: review.by.id },
    for: entry.text,
    permission: (permission.kind === 'read' ? permission.value : undefined) ?? 'none', // a review counts only where it was read
    membership: entry.kind === 'team' ? entry.team : null,
  };
}
