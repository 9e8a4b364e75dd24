/** A merged pull request with all that its proof asks for: everything is well unless a test says otherwise. */
import type { ApprovalFacts } from '../../../src/core/approval/facts.ts';
import { digestOfRules } from '../../../src/core/approval/shown.ts';
import type { AskedRequest } from '../../../src/core/grant/asked.ts';
import type { MergedFacts, ProofContext } from '../../../src/core/grant/prove.ts';
import { read } from '../../../src/core/problem.ts';
import { parseAccessRequest } from '../../../src/core/request/access-request.ts';
import type { Guardrails } from '../../../src/core/request/guardrails.ts';
import * as a from '../approval/builders.ts';
import { aPath, bytes, requestText, someGuardrails, type PolicyLines } from '../request/builders.ts';
import { aCluster, RULES, type ClusterWish } from './a-cluster.ts';

export const { REQUEST } = a;
/** Of the same owners. */
export const OTHER = REQUEST.replace('alice-inc-4242', 'alice-too');
export const MERGE = a.oid('e');

/** What the check shows of requests at these paths, in the role's own rules. */
export function digestOf(...paths: readonly string[]): string {
  return digestOfRules(new Map(paths.map((path) => [path, RULES])));
}

export function anAskedRequest(path: string = REQUEST, spec?: readonly string[]): AskedRequest {
  const located = aPath(path);
  return {
    path: located,
    blob: a.oid('1'),
    sha256: 'f'.repeat(64),
    written: parseAccessRequest(located, bytes(requestText(spec))),
  };
}

/** The approval of the facts of `builders.ts`, with alice in the team that may ask. */
function approvalFacts(given: a.Given = {}): ApprovalFacts {
  const checks = given.checks ?? [a.aCheck({ externalId: digestOf(REQUEST) })];
  const facts = a.facts({ pullRequest: a.aMergedPullRequest(), ...given, checks });
  return { ...facts, memberships: new Map([['acme/engineers alice', read(true)], ...facts.memberships]) };
}

export type MergeWish = Partial<Omit<MergedFacts, 'approval'>> & { readonly given?: a.Given };

export function merged({ given = {}, ...over }: MergeWish = {}): MergedFacts {
  const changes = given.content?.changes ?? [a.added(REQUEST)];
  return {
    approval: approvalFacts(given),
    recorded: { kind: 'merge', method: 'squash', base: a.BASE, merge: MERGE, commits: [MERGE] },
    commits: [a.aCommit(MERGE, { changes })],
    requests: [anAskedRequest()],
    ...over,
  };
}

export function guardrails(lines?: PolicyLines): Guardrails {
  return { ...someGuardrails(lines), codeowners: a.OWNED_BY_PAYMENTS };
}

/** Brought by #12, which carol approved. */
const IN_FORCE: ProofContext['inForce'] = {
  commit: '1'.repeat(40),
  event: {
    type: 'guardrails',
    at: '2026-11-19T10:00:00Z',
    files: {},
    pr: { number: 12, head: a.oid('7'), base: a.oid('8'), merge: a.oid('9'), method: 'squash' },
    approvals: [
      {
        review: 77,
        at: '2026-11-19T09:00:00Z',
        commit: a.oid('7'),
        by: a.CAROL,
        for: '@acme/platform',
        permission: 'write',
        membership: 'acme/platform',
      },
    ],
    reason: 'Let everybody read logs',
  },
};

/** A minute after the merge. */
export function context(over: Partial<ProofContext> & { readonly cluster?: ClusterWish } = {}): ProofContext {
  const { cluster, ...others } = over;
  return {
    guardrails: guardrails(),
    inForce: IN_FORCE,
    debts: new Map(),
    held: new Map(),
    clusters: new Map([['prod-eu', aCluster({ now: a.at(31), ...cluster })]]),
    now: a.at(31),
    ...others,
  };
}
