/** One merged pull request, read whole, becomes grants, a refusal, or "not yet": the proof after the merge (§5). */
import { judgeApproval, type Approval } from '../approval/approval.ts';
import { requestChange } from '../approval/change.ts';
import type { ApprovalFacts } from '../approval/facts.ts';
import { mergedFilesAreTheApproved, type RecordedMerge } from '../approval/merge.ts';
import type { Problem } from '../problem.ts';
import type { Commit } from '../repository.ts';
import type { Guardrails } from '../request/guardrails.ts';
import type { Instant } from '../time.ts';
import { notHeld, requestsTogether, type AskedRequest } from './asked.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { grantedEvent, windowOf, type ProvedGrant } from './granted.ts';

export interface MergedFacts {
  readonly approval: ApprovalFacts;
  readonly recorded: RecordedMerge;
  /** The commits of the recorded merge, as they stand on the branch. */
  readonly commits: readonly Commit[];
  /** Every request of the pull request. */
  readonly requests: readonly AskedRequest[];
}

export interface ProofContext {
  readonly guardrails: Guardrails;
  /** The commit of the `guardrails` event in force. */
  readonly inForce: string;
  readonly clusters: ReadonlyMap<string, ClusterFacts>;
  readonly now: Instant;
}

export type Proof =
  | { readonly kind: 'proved'; readonly grants: readonly ProvedGrant[] }
  /** Facts that no later read can change. */
  | { readonly kind: 'refuted'; readonly problems: readonly Problem[] }
  /** Everything was read, and something is missing: it counts once patience has run out. */
  | { readonly kind: 'missing'; readonly problems: readonly Problem[] }
  | { readonly kind: 'not yet'; readonly why: readonly string[] };

export function proveMerged(facts: MergedFacts, context: ProofContext): Proof {
  const { pullRequest } = facts.approval;
  if (pullRequest.merged === undefined)
    return { kind: 'not yet', why: ['GitHub does not call it merged yet'] };
  if (facts.recorded.kind === 'unread') return { kind: 'not yet', why: [facts.recorded.why] };
  if (facts.recorded.kind === 'refuted') return { kind: 'refuted', problems: facts.recorded.problems };
  const asked = requestsTogether(facts.requests, facts.approval, context);
  const approval = judgeApproval(facts.approval, {
    codeowners: context.guardrails.codeowners,
    kind: 'request',
    files: facts.requests.map(({ path }) => path),
    approvals: asked.approvals,
    subject: pullRequest.author,
    usernameOf: asked.usernameOf,
    digest: asked.digest,
    pendingTimeout: context.guardrails.policy.pendingTimeout,
    until: pullRequest.merged.at,
  });
  const problems = [
    ...contentProblems(facts),
    ...asked.problems,
    ...facts.requests.flatMap(notHeld),
    ...facts.requests.flatMap((request) => overAlready(request, pullRequest.merged!.at, context)), // merged: checked above
    ...approval.problems,
  ];
  if (problems.length > 0) return { kind: 'refuted', problems };
  const unread = [...asked.unread, ...approval.unread];
  if (unread.length > 0) return { kind: 'not yet', why: unread };
  const missing = approval.missing.map((one) => one.problem);
  if (missing.length > 0) return { kind: 'missing', problems: missing };
  return { kind: 'proved', grants: provedGrants(facts, approval, context) };
}

/** What the merge brought is what the pull request showed: exact files, and none beside them. */
function contentProblems({ approval, recorded, commits }: MergedFacts): readonly Problem[] {
  if (approval.content.kind === 'unread' || recorded.kind !== 'merge') return [];
  return [
    ...requestChange(approval.content.value).problems,
    ...mergedFilesAreTheApproved({ content: approval.content.value, commits }),
  ];
}
