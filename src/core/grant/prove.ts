/** One merged pull request, read whole, becomes grants, a refusal, or "not yet": the proof after the merge (§5). */
import { judgeApproval, type Approval } from '../approval/approval.ts';
import { requestChange } from '../approval/change.ts';
import type { ApprovalFacts } from '../approval/facts.ts';
import { mergedFilesAreTheApproved, type RecordedMerge } from '../approval/merge.ts';
import { pullRequestDoubts } from '../approval/pull-request.ts';
import type { MergedPullRequest } from '../ledger/event.ts';
import type { Problem } from '../problem.ts';
import { latest, type Instant } from '../time.ts';
import type { Commit, Oid } from '../repository.ts';
import * as words from '../words/asked.ts';
import { agreementOf, onlyAsks } from './agreement.ts';
import { idsBefore } from './askable.ts';
import { debtProblems, type Debts } from './debts.ts';
import { askedTogether, usernames, type Asked, type AskedContext, type AskedRequest } from './asked.ts';
import { heldBack } from './freeze.ts';
import { provedGrant, type InForceVersion, type ProvedGrant } from './granted.ts';
import { windowProblems } from './window.ts';

export interface MergedFacts {
  readonly approval: ApprovalFacts;
  readonly recorded: RecordedMerge;
  /** The commits of the recorded merge, as they stand on the branch. */
  readonly commits: readonly Commit[];
  /** Every request of the pull request: all of them are granted, or none. */
  readonly requests: readonly AskedRequest[];
}

export interface ProofContext extends AskedContext {
  readonly inForce: InForceVersion;
  /** Reviews that are owed for earlier grants. */
  readonly debts: Debts;
  readonly now: Instant;
}

export type Proof =
  | {
      readonly kind: 'proved';
      readonly grants: readonly ProvedGrant[];
      /** Of the recorded merge: what is proved of a file holds for the bytes that these brought. */
      readonly commits: readonly Oid[];
    }
  /** Facts that no later read can change. */
  | { readonly kind: 'refuted'; readonly problems: readonly Problem[] }
  /** Everything was read, and something is missing: it counts once patience has run out. */
  | { readonly kind: 'missing'; readonly problems: readonly Problem[] }
  | { readonly kind: 'not yet'; readonly why: readonly string[] };

export function proveMerged(facts: MergedFacts, context: ProofContext): Proof {
  const { pullRequest } = facts.approval;
  const { recorded } = facts;
  if (pullRequest.merged === undefined)
    return { kind: 'not yet', why: [words.notCalledMerged(pullRequest.number)] };
  if (recorded.kind === 'unread') return withoutTheMerge(facts, { kind: 'not yet', why: [recorded.why] });
  if (recorded.kind === 'missing') return withoutTheMerge(facts, recorded);
  if (recorded.kind === 'refuted') return { kind: 'refuted', problems: recorded.problems };
  const asked = askedTogether(facts.requests, facts.approval, context);
  const approval = approvalOf(facts, asked, pullRequest.merged.at, context);
  const problems = [
    ...contentProblems(facts),
    ...asked.problems,
    ...debtProblems(asked.askable, pullRequest.author, context.debts, pullRequest.merged.at),
    ...windowsAsked(asked, pullRequest.merged.at, context.now),
    ...approval.problems,
  ];
  if (problems.some(({ absence }) => absence !== true)) return { kind: 'refuted', problems };
  const unread = [...asked.unread, ...approval.unread];
  if (unread.length > 0) return { kind: 'not yet', why: unread };
  const missing = [...problems, ...approval.missing.map(({ problem }) => problem)];
  if (missing.length > 0) return { kind: 'missing', problems: missing };
  const pr: MergedPullRequest = {
    number: pullRequest.number,
    head: pullRequest.head.oid,
    base: recorded.base,
    merge: recorded.merge,
    method: recorded.method,
  };
  const merge = {
    ...context,
    repository: facts.approval.repository.id,
    pullRequest,
    mergedAt: pullRequest.merged.at,
    pr,
    approval,
  };
  const granting = asked.askable.map((askable) => ({ askable, grant: provedGrant(askable, merge) }));
  // NB: all of them are granted, or none; and their time runs while they wait.
  const frozen = heldBack(
    granting.map(({ askable, grant }) => ({
      ...askable,
      grants: [grant.event.grant, ...idsBefore(askable)],
    })),
  );
  if (frozen.length > 0) return { kind: 'not yet', why: frozen };
  return { kind: 'proved', grants: granting.map(({ grant }) => grant), commits: recorded.commits };
}

/**
 * What its merge brought is not known. NB: what GitHub says of the pull request itself may refute it all the same; one that is
 * too large is never read, and would be waited for without end.
 */
function withoutTheMerge({ approval }: MergedFacts, otherwise: Proof): Proof {
  const { problems } = pullRequestDoubts(approval);
  return problems.length > 0 ? { kind: 'refuted', problems } : otherwise;
}

function approvalOf(
  facts: MergedFacts,
  asked: Asked,
  mergedAt: Instant,
  { guardrails }: ProofContext,
): Approval {
  return judgeApproval(facts.approval, {
    codeowners: guardrails.codeowners,
    kind: 'request',
    ...agreementOf(asked, filesOf(facts), asksOnly(facts, asked)),
    subject: facts.approval.pullRequest.author,
    usernameOf: usernames(guardrails),
    // Where the rules could not be read no check can have shown them, and no approval counts.
    digest: asked.digest ?? '',
    pendingTimeout: guardrails.policy.pendingTimeout,
    until: mergedAt,
  });
}

/** NB: every file that it touches, what it takes away included. */
function filesOf({ approval, requests }: MergedFacts): readonly string[] {
  if (approval.content.kind === 'unread') return requests.map(({ path }) => path.text);
  return approval.content.value.changes.map(({ path }) => path);
}

function asksOnly({ approval: { content } }: MergedFacts, asked: Asked): boolean {
  return content.kind === 'read' && onlyAsks(asked, content.value.changes);
}

/** What the merge brought is what the pull request showed: exact files, and none beside them. */
function contentProblems({ approval, commits }: MergedFacts): readonly Problem[] {
  if (approval.content.kind === 'unread') return [];
  const content = approval.content.value;
  return [...requestChange(content).problems, ...mergedFilesAreTheApproved({ content, commits })];
}

/** NB: by the later of our clock and the cluster's, as everything that ends there. */
function windowsAsked({ askable }: Asked, mergedAt: Instant, now: Instant): readonly Problem[] {
  return askable.flatMap((one) => windowProblems(one, mergedAt, latest(now, one.cluster.now)));
}
