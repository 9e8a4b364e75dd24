/** A proved request as the event that will grant it, and the window that it opens (§3.1). */
import type { Approval } from '../approval/approval.ts';
import { ownersOf } from '../approval/codeowners.ts';
import type { PullRequest } from '../approval/facts.ts';
import type { MergedPullRequest, Unplaced } from '../ledger/event.ts';
import { grantIdOf } from '../ledger/grant-id.ts';
import type { Guardrails } from '../request/guardrails.ts';
import { rulesDigest, type Rule } from '../permissions/rules.ts';
import { formatInstant, plus, type Instant } from '../time.ts';
import type { Askable } from './asked.ts';

/** Rules of more bytes than this are known by their digest alone. */
const MOST_RULES = 8 * 1024;

/** A grant that waits only for the API server's word and for its commit. */
export interface ProvedGrant {
  readonly cluster: string;
  readonly event: Unplaced<'granted'>;
}

/** What all requests of one merge share. */
export interface ProvedMerge {
  readonly repository: number;
  readonly pullRequest: PullRequest;
  readonly mergedAt: Instant;
  readonly pr: MergedPullRequest;
  readonly approval: Approval;
  readonly guardrails: Guardrails;
  /** The commit of the `guardrails` event in force. */
  readonly inForce: string;
  readonly now: Instant;
}

/** When the access of a request ends: fixed once by the merge, never recomputed. */
export function expiryOf({ located }: Askable, mergedAt: Instant): Instant {
  return plus(mergedAt, located.request.duration);
}

export function provedGrant(askable: Askable, merge: ProvedMerge): ProvedGrant {
  const { located, cluster } = askable;
  return {
    cluster: cluster.name,
    event: { ...whatIsGranted(askable, merge), ...whoAgreed(located.path.text, merge) },
  };
}

type Granted = Unplaced<'granted'>;
type Agreement = Pick<Granted, 'pr' | 'guardrails' | 'codeowners' | 'approvals'>;

function whatIsGranted(
  askable: Askable,
  { repository, pullRequest, mergedAt, pr, now }: ProvedMerge,
): Omit<Granted, keyof Agreement> {
  const { request, located, username, clusterRole, rules, cluster, namespace } = askable;
  const { login, id } = pullRequest.author;
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
    reason: located.request.reason,
    ...(located.request.ticket === undefined ? {} : { ticket: located.request.ticket }),
    ...(fits(rules) ? { rules } : {}),
    digest: rulesDigest(rules),
    cluster: { name: cluster.name, uid: cluster.uid },
    namespace,
    grantedAt: formatInstant(mergedAt),
    opensAt: formatInstant(mergedAt),
    expiresAt: formatInstant(expiryOf(askable, mergedAt)),
    replaces: null,
  };
}

function whoAgreed(path: string, { pr, inForce, guardrails, approval }: ProvedMerge): Agreement {
  const { codeowners } = guardrails;
  const line = ownersOf(codeowners, path)?.line;
  if (line === undefined) throw new Error(`${path} was proved without an owner`);
  return {
    pr,
    guardrails: inForce,
    codeowners: { path: codeowners.path, line },
    approvals: approval.counted.find(({ file }) => file === path)?.approvals ?? [],
  };
}

function fits(rules: readonly Rule[]): boolean {
  return Buffer.byteLength(JSON.stringify(rules)) <= MOST_RULES;
}
