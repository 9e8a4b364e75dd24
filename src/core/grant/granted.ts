/** A proved request as the event that will grant it, and the window that it opens (§3.1). */
import type { Approval } from '../approval/approval.ts';
import { ownersOf } from '../approval/codeowners.ts';
import type { PullRequest } from '../approval/facts.ts';
import type { ByPolicy, EventApproval, MergedPullRequest, Unplaced } from '../ledger/event.ts';
import { grantIdOf } from '../ledger/grant-id.ts';
import type { Oid } from '../repository.ts';
import type { Guardrails } from '../request/guardrails.ts';
import { rulesDigest } from '../permissions/rules.ts';
import { formatInstant, plus, type Instant } from '../time.ts';
import { homeOf } from './agreement.ts';
import type { Askable } from './askable.ts';
import { rulesFit } from './granted-rules.ts';
import { windowOf } from './window.ts';

/** A grant that waits only for the API server's word and for its commit. */
export interface ProvedGrant {
  readonly cluster: string;
  readonly event: Unplaced<'granted'>;
}

/** The `guardrails` event in force, and the commit that brought it. */
export interface InForceVersion {
  readonly commit: Oid;
  readonly event: Unplaced<'guardrails'>;
}

/** What all requests of one merge share. */
export interface ProvedMerge {
  readonly repository: number;
  readonly pullRequest: PullRequest;
  readonly mergedAt: Instant;
  readonly pr: MergedPullRequest;
  readonly approval: Approval;
  readonly guardrails: Guardrails;
  /** The guardrails in force. */
  readonly inForce: InForceVersion;
  readonly now: Instant;
}

export function provedGrant(askable: Askable, merge: ProvedMerge): ProvedGrant {
  const { cluster } = askable;
  return {
    cluster: cluster.name,
    event: { ...whatIsGranted(askable, merge), ...whoAgreed(askable, merge) },
  };
}

type Granted = Unplaced<'granted'>;
type Agreement = Pick<Granted, 'pr' | 'guardrails' | 'codeowners' | 'approvals' | 'byPolicy' | 'review'>;

function whatIsGranted(
  askable: Askable,
  { repository, pullRequest, mergedAt, pr, now }: ProvedMerge,
): Omit<Granted, keyof Agreement> {
  const { request, located, replaces, username, clusterRole, actions, rules, cluster, namespace } = askable;
  const { login, id } = pullRequest.author;
  const { opensAt, expiresAt } = windowOf(askable, mergedAt);
  const path = located.path.text;
  return {
    type: 'granted',
    at: formatInstant(now),
    grant: grantIdOf(repository, path, pr.merge),
    path,
    request: { blob: request.blob, sha256: request.sha256 },
    author: { login, id },
    subject: { login, id, username },
    role: located.path.role,
    clusterRole,
    ...(actions === undefined ? {} : { actions: actions.map(({ text }) => text) }),
    reason: located.request.reason,
    ...(located.request.ticket === undefined ? {} : { ticket: located.request.ticket }),
    ...(rulesFit(rules) ? { rules } : {}),
    digest: rulesDigest(rules),
    cluster: { name: cluster.name, uid: cluster.uid },
    namespace,
    grantedAt: formatInstant(mergedAt),
    opensAt: formatInstant(opensAt),
    expiresAt: formatInstant(expiresAt),
    replaces: replaces?.event.grant ?? null,
  };
}

function whoAgreed(askable: Askable, merge: ProvedMerge): Agreement {
  const { pr, inForce, guardrails } = merge;
  const { codeowners } = guardrails;
  const path = askable.located.path.text;
  const line = ownersOf(codeowners, path)?.line;
  if (line === undefined) throw new Error(`${path} was proved without an owner`);
  const approvals = approvalsOf(askable, merge);
  return {
    pr,
    guardrails: inForce.commit,
    codeowners: { path: codeowners.path, line },
    approvals,
    ...(approvals.length === 0 ? { byPolicy: approvedPolicy(inForce.event) } : {}),
    ...reviewOwed(askable, merge),
  };
}

/** Of its owners, of the owners of a service account's own namespace, and for each entry of `alsoApprovedBy`. */
function approvalsOf(askable: Askable, { approval }: ProvedMerge): readonly EventApproval[] {
  const files = [askable.located.path.text, homeOf(askable)];
  const all = [
    ...approval.counted.filter(({ file }) => files.includes(file)).flatMap(({ approvals }) => approvals),
    ...approval.also,
  ];
  return [...new Map(all.map((one) => [`${one.review} ${one.for}`, one])).values()];
}

/** NB: only an owner of the very path has looked at it; whoever the pull request needed besides has not. */
function reviewOwed(
  { judgement, located }: Askable,
  { approval, mergedAt }: ProvedMerge,
): Pick<Granted, 'review'> {
  const within = judgement.allowance?.reviewWithin;
  const looked = approval.counted.some(
    ({ file, approvals }) => file === located.path.text && approvals.length > 0,
  );
  return within === undefined || looked ? {} : { review: { by: formatInstant(plus(mergedAt, within)) } };
}

/** Who approved the policy that is itself the approval; an operator trusted it where no pull request brought it. */
function approvedPolicy({ pr, approvals = [] }: Unplaced<'guardrails'>): ByPolicy {
  return pr === undefined ? { by: 'operator' } : { pr: pr.number, approvals };
}
