/** What must hold of an approving review, whatever file it is for (§5): one rule for each way to be worth nothing. */
import { compareWithSeen } from '../permissions/compare-seen.ts';
import type { Fact } from '../problem.ts';
import type { Oid } from '../repository.ts';
import type { Duration, Instant } from '../time.ts';
import { between } from '../time.ts';
import * as say from '../words/approval-reasons.ts';
import { isWebFlow } from './contributors.ts';
import type { ApprovalFacts, CheckRun, Review } from './facts.ts';
import { canWrite, permissionOf } from './owners.ts';
import { PARTS, type SubjectAsk } from './part.ts';
import { showedThisBase } from './retargeted.ts';

export interface ReviewAsk extends SubjectAsk {
  /** The `external_id` of the check that showed what would be granted. */
  readonly digest: string;
  readonly pendingTimeout: Duration;
  /** When the pull request was merged; of an open one, now. */
  readonly until: Instant;
  /** Of what is granted already, when it was merged: a review given later is one of what history says, whatever a check showed. */
  readonly grantedAt?: Instant | undefined;
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
  followsTheBase,
  ...PARTS.map(
    (part): Rule =>
      ({ by }, facts, ask) =>
        part(by, facts, ask),
  ),
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
function followsTheCheck({ at }: Review, { pullRequest, checks }: ApprovalFacts, ask: ReviewAsk) {
  const { digest } = ask;
  if (isOfWhatIsGranted(at, ask)) return undefined;
  if (checks.kind === 'unread') return checks;
  const seen = lastCheckBefore(at, pullRequest.head.oid, checks.value);
  if (seen === undefined) return against(say.givenBeforeTheCheck());
  const compared = compareWithSeen({ digest: seen.externalId }, { digest });
  return compared.kind === 'same' ? undefined : against(say.checkShowedSomethingElse());
}

/**
 * NB: whoever can write may turn a pull request to another branch and back: GitHub then shows the reviewer other changes than
 * the check was made of, and the check stays where it is. It must have been made anew since.
 */
function followsTheBase({ at }: Review, { pullRequest, checks, retargeted }: ApprovalFacts, ask: ReviewAsk) {
  if (isOfWhatIsGranted(at, ask)) return undefined;
  if (retargeted.kind === 'unread') return retargeted;
  if (retargeted.value.kind === 'too often') return against(say.baseChangedTooOften());
  if (retargeted.value.kind === 'never' || checks.kind === 'unread') return undefined; // said of the check itself
  const seen = lastCheckBefore(at, pullRequest.head.oid, checks.value);
  return seen === undefined || showedThisBase(seen, retargeted.value)
    ? undefined
    : against(say.baseChangedAfterTheCheck(retargeted.value.at));
}

/** NB: only what is granted already is looked at without a check; before that, a reviewer must have seen what they approve. */
function isOfWhatIsGranted(at: Instant, { grantedAt }: ReviewAsk): boolean {
  return grantedAt !== undefined && at > grantedAt;
}

export function lastCheckBefore(at: Instant, head: Oid, checks: readonly CheckRun[]): CheckRun | undefined {
  return checks
    .filter((run) => run.head === head && run.completedAt <= at)
    .reduce<CheckRun | undefined>((last, run) => (last && isAfter(last, run) ? last : run), undefined);
}

function isAfter(one: CheckRun, other: CheckRun): boolean {
  return one.completedAt > other.completedAt || (one.completedAt === other.completedAt && one.id > other.id);
}

function isBySomebodyWhoCanWrite({ by }: Review, facts: ApprovalFacts) {
  const permission = permissionOf(by, facts);
  if (permission.kind === 'unread') return permission;
  if (permission.value === undefined) return against(say.loginIsAnothers());
  return canWrite(permission.value) ? undefined : against(say.cannotWrite(permission.value));
}
