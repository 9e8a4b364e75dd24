/** The proof of approval (§5): from facts alone, whether the owners of every file agreed to exactly this. */
import type { EventApproval } from '../ledger/event.ts';
import type { Problem } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import { ownsNoneOfTheFiles, givenAfterTheMerge, wasDismissed } from '../words/approval-reasons.ts';
import type { OwnersLine } from './codeowners.ts';
import { contributorDoubts } from './contributors.ts';
import { countFor, judgeReview, type FileCount, type JudgedReview } from './count.ts';
import { tooFewAreLeft } from './eligible.ts';
import type { ApprovalFacts, Review } from './facts.ts';
import { objections } from './objections.ts';
import { ownedFiles, type OwnersAsk } from './owned-files.ts';
import type { Collected } from './owners.ts';
import { pullRequestDoubts } from './pull-request.ts';
import type { ReviewAsk } from './review-rules.ts';
import { standingReviews, type StandingReviews } from './reviews.ts';

export interface ApprovalAsk extends OwnersAsk, ReviewAsk {
  /** How many distinct owners each file needs. */
  readonly approvals: number;
}

/**
 * Three outcomes: refuted where there are `problems`; else *not yet* where something is `unread` or `missing`; proved
 * only where all three are empty.
 */
export interface Approval {
  /** Facts that refute at once, whatever else may still be read. */
  readonly problems: readonly Problem[];
  /** What is needed to know and could not be read. */
  readonly unread: readonly string[];
  /** Files that wait for more approvals. */
  readonly missing: readonly MissingApproval[];
  readonly counted: readonly CountedFile[];
  /** Approvals that count for no file, and why. */
  readonly uncounted: readonly UncountedReview[];
}

export interface MissingApproval {
  readonly file: string;
  /** The owner line's number in CODEOWNERS. */
  readonly line: number;
  readonly owners: readonly string[];
  readonly have: number;
  readonly need: number;
  /** The same as a sentence. */
  readonly problem: Problem;
}

export interface CountedFile {
  readonly file: string;
  readonly approvals: readonly EventApproval[];
  readonly owners: OwnersLine;
}

export interface UncountedReview {
  readonly review: Review;
  readonly why: string;
}

/** Judges a pull request's approval for one kind of file. The caller says which files there are, and that these are all. */
export function judgeApproval(facts: ApprovalFacts, ask: ApprovalAsk): Approval {
  const { owned, doubts } = ownedFiles(facts, ask);
  const reviews = reviewsOf(facts, ask);
  const judged = reviews.latest
    .filter(({ state }) => state === 'approved')
    .map((review) => judgeReview(review, facts, ask));
  const counts = owned.map((file) => countFor(file, judged, facts));
  // NB: asked this way round, a number of approvals that is no number never counts as enough.
  const waiting = counts.filter(({ counted }) => !(counted.length >= ask.approvals));
  const needsSomebody = owned.length > 0 || doubts.length > 0;
  const collected = [
    pullRequestDoubts(facts),
    ...doubts,
    ...(needsSomebody ? [reviews.doubts, contributorDoubts(facts.content, facts.contributors)] : []),
    objections(owned, reviews.latest, facts),
    ...waiting.map(({ file }) => ({ problems: tooFewAreLeft(file, ask.approvals, facts, ask), unread: [] })),
    ...waiting.flatMap(({ undecided }) => undecided.map(({ unread }) => ({ problems: [], unread }))),
  ];
  return {
    problems: withoutRepeats(collected.flatMap(({ problems }) => problems)),
    unread: [...new Set(collected.flatMap(({ unread }) => unread))],
    missing: waiting.map((count) => missingFrom(count, ask)),
    counted: counts.map(({ file, counted }) => ({
      file: file.file,
      approvals: counted,
      owners: file.ownership.line,
    })),
    uncounted: owned.length === 0 ? [] : uncounted(reviews, judged, counts, ask),
  };
}

interface ReadReviews extends StandingReviews {
  readonly doubts: Collected;
}

function reviewsOf({ reviews, pullRequest }: ApprovalFacts, { until }: ApprovalAsk): ReadReviews {
  if (reviews.kind === 'unread')
    return { latest: [], late: [], doubts: { problems: [], unread: [reviews.why] } };
  const standing = standingReviews(reviews.value, pullRequest, until);
  return { ...standing, doubts: { problems: [], unread: [] } };
}

function missingFrom({ file: { file, ownership }, counted }: FileCount, ask: ApprovalAsk): MissingApproval {
  const { line, owners } = ownership.line;
  const numbers = { have: counted.length, need: ask.approvals };
  return { file, line, owners, ...numbers, problem: say.approvalIsMissing(file, owners, numbers) };
}

function uncounted(
  { latest, late }: StandingReviews,
  judged: readonly JudgedReview[],
  counts: readonly FileCount[],
  { until }: ApprovalAsk,
): readonly UncountedReview[] {
  return [
    ...judged.flatMap(({ review, reasons }) => {
      if (reasons.length > 0) return [{ review, why: reasons.join(' ') }];
      return counts.some((count) => mayCount(review, count)) ? [] : [{ review, why: ownsNoneOfTheFiles() }];
    }),
    ...latest.filter(({ state }) => state === 'dismissed').map((review) => ({ review, why: wasDismissed() })),
    ...late.map((review) => ({ review, why: givenAfterTheMerge(until) })),
  ];
}

function mayCount({ id }: Review, { counted, undecided }: FileCount): boolean {
  return counted.some(({ review }) => review === id) || undecided.some(({ review }) => review.id === id);
}

/** Two files of one folder have one line, and one complaint about it. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
