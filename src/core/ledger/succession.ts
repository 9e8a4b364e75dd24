/** How one version of the guardrails succeeds another: only by a merged pull request that the version in force approves (§5). */
import type { Alert } from '../alert.ts';
import { judgeApproval, type Approval } from '../approval/approval.ts';
import { contentKind } from '../approval/change.ts';
import type { ApprovalFacts } from '../approval/facts.ts';
import { mergedFilesAreTheApproved, type RecordedMerge } from '../approval/merge.ts';
import { ownership } from '../approval/ownership.ts';
import { digestOfChanges } from '../approval/shown.ts';
import type { Parsed } from '../problem.ts';
import type { Commit } from '../repository.ts';
import { usernameOf, type Guardrails } from '../request/guardrails.ts';
import { formatInstant, type Instant } from '../time.ts';
import * as words from '../words/succession.ts';
import type { EventApproval, UnplacedEvent } from './event.ts';
import { sameFiles } from './guardrail-states.ts';
import type { Files } from './history.ts';

export type GuardrailsDecision =
  /** The branch holds the version in force, or none was ever trusted. */
  | { readonly kind: 'in force' }
  | { readonly kind: 'succeed'; readonly event: Extract<UnplacedEvent, { readonly type: 'guardrails' }> }
  /** The branch holds another version: merged requests wait, ends go on. */
  | {
      readonly kind: 'wait';
      readonly alert: Alert;
      /** Whether something is only missing yet: no alert before patience has run out. */
      readonly patient: boolean;
    };

/** The merge that left the version in force, read whole. */
export interface Departure {
  readonly approval: ApprovalFacts;
  readonly recorded: RecordedMerge;
  /** The commits of the recorded merge. */
  readonly commits: readonly Commit[];
  /** The guardrail files before and after the recorded merge, and where the pull request began. */
  readonly before: Files;
  readonly after: Files;
  readonly atMergeBase: Files;
  /** What the files after it say. */
  readonly version: Parsed<Guardrails>;
}

export interface SuccessionContext {
  readonly inForce: { readonly files: Files; readonly guardrails: Guardrails };
  /** The public half of the controller's own seal key. */
  readonly sealKey: string;
  readonly now: Instant;
}

export type Succession =
  | { readonly kind: 'proved'; readonly event: Extract<UnplacedEvent, { readonly type: 'guardrails' }> }
  | { readonly kind: 'refuted' | 'missing' | 'not yet'; readonly why: readonly string[] };

export function succeeds(departure: Departure, context: SuccessionContext): Succession {
  const { approval, recorded, commits } = departure;
  const { pullRequest, content } = approval;
  if (pullRequest.merged === undefined)
    return { kind: 'not yet', why: [words.notMerged(pullRequest.number)] };
  if (recorded.kind === 'unread') return { kind: 'not yet', why: [recorded.why] };
  if (content.kind === 'unread') return { kind: 'not yet', why: [content.why] };
  if (recorded.kind !== 'merge')
    return { kind: recorded.kind, why: recorded.problems.map(({ what }) => what) };
  const judged = judgeApproval(approval, {
    codeowners: context.inForce.guardrails.codeowners,
    kind: 'guardrail',
    files: content.value.changes.map(({ path }) => path),
    approvals: 1,
    alsoApprovedBy: [],
    subject: undefined,
    usernameOf: (account) => usernameOf(context.inForce.guardrails, account),
    digest: digestOfChanges(content.value.changes),
    pendingTimeout: context.inForce.guardrails.policy.pendingTimeout,
    until: pullRequest.merged.at,
  });
  const change = contentKind(content.value);
  const problems = [
    ...(change.kind === 'guardrails' ? change.problems : [words.isNoGuardrailChange(pullRequest.number)]),
    ...mergedFilesAreTheApproved({ content: content.value, commits }),
    ...judged.problems,
  ];
  const refuted = [
    ...problems.map(({ what }) => what),
    ...startsElsewhere(departure, context),
    ...unusable(departure, context),
  ];
  if (refuted.length > 0) return { kind: 'refuted', why: refuted };
  if (judged.unread.length > 0) return { kind: 'not yet', why: judged.unread };
  if (judged.missing.length > 0)
    return { kind: 'missing', why: judged.missing.map(({ problem }) => problem.what) };
  return { kind: 'proved', event: eventOf(departure, recorded, approvalsOf(judged), context.now) };
}

/**
 * NB: what was approved is a difference. On any other ground than the version in force it would bring along what nobody
 * approved: a line that was pushed past protection before.
 */
function startsElsewhere(
  { before, atMergeBase }: Departure,
  { inForce }: SuccessionContext,
): readonly string[] {
  const same = sameFiles(before, inForce.files) && sameFiles(atMergeBase, inForce.files);
  return same ? [] : [words.startsFromAnotherVersion()];
}

/** Why a version can never be in force, whoever approved it. Empty where it can. */
export function unusableVersion(
  version: Parsed<Guardrails>,
  files: Files,
  sealKey: string,
): readonly string[] {
  if (version.kind === 'invalid') return version.problems.map(({ what }) => what);
  const { policy, codeowners } = version.value;
  const listsUs = policy.sealKeys.some(({ publicKey }) => publicKey === sealKey);
  const unowned = Object.keys(files).flatMap((path) => {
    const owned = ownership(codeowners, path, 'guardrail');
    return owned.kind === 'owned' ? [] : owned.problems.map(({ what }) => what);
  });
  return [...(listsUs ? [] : [words.listsNoKeyOfOurs()]), ...unowned];
}

function unusable({ version, after }: Departure, { sealKey }: SuccessionContext): readonly string[] {
  return unusableVersion(version, after, sealKey);
}

/** Each once, however many of the files its reviewer owns by that entry. */
function approvalsOf({ counted }: Approval): readonly EventApproval[] {
  const all = counted.flatMap(({ approvals }) => approvals);
  return [...new Map(all.map((one) => [`${one.review} ${one.for}`, one])).values()];
}

function eventOf(
  { approval, after }: Departure,
  recorded: Extract<RecordedMerge, { kind: 'merge' }>,
  approvals: readonly EventApproval[],
  now: Instant,
): Extract<UnplacedEvent, { readonly type: 'guardrails' }> {
  const { number, head, title } = approval.pullRequest;
  const { base, merge, method } = recorded;
  const pr = { number, head: head.oid, base, merge, method };
  return {
    type: 'guardrails',
    at: formatInstant(now),
    files: after,
    pr,
    approvals,
    reason: words.reasonOf(number, title),
  };
}
