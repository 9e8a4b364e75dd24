/** What must hold of an approving review, whatever file it is for (§5): one rule for each way to be worth nothing. */
import type { Fact } from '../problem.ts';
import type { Duration, Instant } from '../time.ts';
import { between } from '../time.ts';
import * as say from '../words/approval-reasons.ts';
import { commitBy, isWebFlow } from './contributors.ts';
import type { Account, ApprovalFacts, CheckRun, Review } from './facts.ts';
import { canWrite, permissionOf } from './owners.ts';

export interface ReviewAsk {
  readonly subject: Account | undefined;
  readonly usernameOf: (account: Account) => string | undefined;
  readonly digest: string;
  readonly pendingTimeout: Duration;
  readonly until: Instant;
}

/** Each reason why the review does not count, and each fact that is still needed to know. */
export function reviewDoubts(
  review: Review,
  facts: ApprovalFacts,
  ask: ReviewAsk,
): { readonly reasons: readonly string[]; readonly unread: readonly string[] } {
  const doubts = RULES.map((rule) => rule(review, facts, ask)).filter((doubt) => doubt !== undefined);
  return {
    reasons: doubts.flatMap((doubt) => (doubt.kind === 'read' ? [doubt.value] : [])),
    unread: doubts.flatMap((doubt) => (doubt.kind === 'unread' ? [doubt.why] : [])),
  };
}

/** A reason against the review; `unread` where it cannot be told yet; undefined where the rule holds. */
type Rule = (review: Review, facts: ApprovalFacts, ask: ReviewAsk) => Fact<string> | undefined;

const RULES: readonly Rule[] = [
  isByAPerson,
  isOnTheHead,
  isNotTooOld,
  followsTheCheck,
  isNotByTheAuthor,
  isNotByTheSubject,
  isNotUnderTheSubjectsUsername,
  isByNobodyWhoTookPart,
  isBySomebodyWhoCanWrite,
];

function against(reason: string): Fact<string> {
  return { kind: 'read', value: reason };
}

function isByAPerson({ by }: Review) {
  return by.kind === 'person' && !isWebFlow(by) ? undefined : against(say.givenByABot());
}

function isOnTheHead({ commit }: Review, { pullRequest: { head } }: ApprovalFacts) {
  return commit === head.oid ? undefined : against(say.givenOnAnotherCommit(head.oid));
}

function isNotTooOld({ at }: Review, _: ApprovalFacts, { until, pendingTimeout }: ReviewAsk) {
  return between(at, until) <= pendingTimeout ? undefined : against(say.givenTooLongAgo(pendingTimeout));
}

/**
 * NB: GitHub moves an old approval to a new head after a force push that changes no patch, so the commit alone proves
 * nothing: a check of that head must have been there for the reviewer to see. And it is the last one before the review
 * that must have shown what is granted, for that is the one that they saw.
 */
function followsTheCheck({ at }: Review, { pullRequest, checks }: ApprovalFacts, { digest }: ReviewAsk) {
  if (checks.kind === 'unread') return checks;
  const seen = checks.value
    .filter((run) => run.head === pullRequest.head.oid && run.completedAt <= at)
    .reduce<CheckRun | undefined>((last, run) => (last && isAfter(last, run) ? last : run), undefined);
  if (seen === undefined) return against(say.givenBeforeTheCheck());
  return seen.externalId === digest ? undefined : against(say.checkShowedSomethingElse());
}

function isAfter(one: CheckRun, other: CheckRun): boolean {
  return one.completedAt > other.completedAt || (one.completedAt === other.completedAt && one.id > other.id);
}

function isNotByTheAuthor({ by }: Review, { pullRequest }: ApprovalFacts) {
  return by.id === pullRequest.author.id ? against(say.givenByTheAuthor()) : undefined;
}

function isNotByTheSubject({ by }: Review, _: ApprovalFacts, { subject }: ReviewAsk) {
  return by.id === subject?.id ? against(say.givenByTheSubject()) : undefined;
}

/** NB: one person may hold two accounts; what they get in the cluster is one. */
function isNotUnderTheSubjectsUsername({ by }: Review, _: ApprovalFacts, { subject, usernameOf }: ReviewAsk) {
  if (subject === undefined || by.id === subject.id) return undefined;
  const username = usernameOf(by);
  return username !== undefined && username === usernameOf(subject)
    ? against(say.usernameIsTheSubjects())
    : undefined;
}

function isByNobodyWhoTookPart({ by }: Review, { contributors }: ApprovalFacts) {
  if (contributors.kind === 'unread') return contributors;
  const commit = commitBy(by, contributors.value);
  return commit === undefined ? undefined : against(say.tookPartIn(commit));
}

function isBySomebodyWhoCanWrite({ by }: Review, facts: ApprovalFacts) {
  const permission = permissionOf(by, facts);
  if (permission.kind === 'unread') return permission;
  if (permission.value === undefined) return against(say.loginIsAnothers());
  return canWrite(permission.value) ? undefined : against(say.cannotWrite(permission.value));
}
