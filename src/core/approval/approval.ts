/** The proof of approval (§5): from facts alone, whether the owners of every file agreed to exactly this. */
import type { EventApproval } from '../ledger/event.ts';
import type { Problem } from '../problem.ts';
import { ownsNoneOfTheFiles, givenAfterTheMerge, wasDismissed } from '../words/approval-reasons.ts';
import { approvability } from './approvability.ts';
import { asksNobody, byPolicyDoubts } from './by-policy.ts';
import type { OwnersLine } from './codeowners.ts';
import { contributorDoubts } from './contributors.ts';
import { judgeReview, type Count, type JudgedReview } from './count.ts';
import { entriesOf, entryDoubts } from './entries.ts';
import type { ApprovalFacts, Review } from './facts.ts';
import { objections } from './objections.ts';
import { ownedFiles, type OwnersAsk } from './owned-files.ts';
import type { Collected } from './owners.ts';
import { pullRequestDoubts } from './pull-request.ts';
import type { ReviewAsk } from './review-rules.ts';
import { standingReviews, type StandingReviews } from './reviews.ts';
import { tally, type Tally } from './tally.ts';
import { missingApprovals, type MissingApproval } from './waiting.ts';

export interface ApprovalAsk extends OwnersAsk, ReviewAsk {
  /** How many distinct owners each file needs; 0: the policy is itself the approval. */
  readonly approvals: number;
  /** `@login` or `@org/team`: for each of them one more person. */
  readonly alsoApprovedBy: readonly string[];
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
  /** Files, and entries of `alsoApprovedBy`, that wait for more approvals. */
  readonly missing: readonly MissingApproval[];
  readonly counted: readonly CountedFile[];
  /** Approvals that count for an entry of `alsoApprovedBy`, one for each. */
  readonly also: readonly EventApproval[];
  /** Logins of all who can still approve, where not one of them can be spared. */
  readonly only: readonly string[];
  /** Approvals that count for nothing, and why. */
  readonly uncounted: readonly UncountedReview[];
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
  const entries = entriesOf(ask.alsoApprovedBy);
  const reviews = reviewsOf(facts, ask);
  const judged = reviews.latest
    .filter(({ state }) => state === 'approved')
    .map((review) => judgeReview(review, facts, ask));
  const places = tally({ owned, entries, approvals: ask.approvals }, judged, facts);
  const owners = [...owned.map(({ ownership }) => ownership.owners), ...entries.map((entry) => [entry])];
  const needsSomebody = owners.length > 0 || doubts.length > 0;
  const { problems, only } = approvability(places, ask.approvals, facts, ask);
  const collected = [
    pullRequestDoubts(facts),
    ...doubts,
    ...entryDoubts(entries, facts),
    ...(needsSomebody ? [reviews.doubts, contributorDoubts(facts.content, facts.contributors)] : []),
    ...(asksNobody(ask) ? [byPolicyDoubts(facts, ask)] : []),
    objections(owners, reviews.latest, facts),
    { problems, unread: undecided(places) },
  ];
  return {
    problems: withoutRepeats(collected.flatMap((one) => one.problems)),
    unread: [...new Set(collected.flatMap(({ unread }) => unread))],
    missing: missingApprovals(places, ask.approvals, facts, ask),
    ...whatCounts(places),
    only,
    uncounted: owners.length === 0 ? [] : uncounted(reviews, judged, places, ask),
  };
}

function whatCounts({ files, entries }: Tally): Pick<Approval, 'counted' | 'also'> {
  return {
    counted: files.map(({ file, counted }) => ({
      file: file.file,
      approvals: counted,
      owners: file.ownership.line,
    })),
    also: entries.flatMap(({ filled }) => filled ?? []),
  };
}

/** What could not be read of reviews that may fill what is waited for. */
function undecided({ files, entries }: Tally): readonly string[] {
  const waiting = entries.some(({ filled }) => filled === undefined);
  // Whoever may fill an entry sets somebody else free for a file, and the other way round.
  const all = waiting || (entries.length > 0 && files.some(({ waits }) => waits));
  const open = [...files.filter(({ waits }) => all || waits), ...(all ? entries : [])];
  return open.flatMap((place) => place.undecided.flatMap(({ unread }) => unread));
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

function uncounted(
  { latest, late }: StandingReviews,
  judged: readonly JudgedReview[],
  { files, entries }: Tally,
  { until }: ApprovalAsk,
): readonly UncountedReview[] {
  const places: readonly Count[] = [...files, ...entries];
  return [
    ...judged.flatMap(({ review, reasons }) => {
      if (reasons.length > 0) return [{ review, why: reasons.join(' ') }];
      return places.some((count) => mayCount(review, count)) ? [] : [{ review, why: ownsNoneOfTheFiles() }];
    }),
    ...latest.filter(({ state }) => state === 'dismissed').map((review) => ({ review, why: wasDismissed() })),
    ...late.map((review) => ({ review, why: givenAfterTheMerge(until) })),
  ];
}

function mayCount({ id }: Review, { counted, undecided }: Count): boolean {
  return counted.some(({ review }) => review === id) || undecided.some(({ review }) => review.id === id);
}

/** Two files of one folder have one line, and one complaint about it. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
