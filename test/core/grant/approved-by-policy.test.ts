// What the policy approves by itself, and what never passes for it.
import { describe, expect, test } from 'vitest';
import type { CheckRun } from '../../../src/core/approval/facts.ts';
import { proveMerged, type MergedFacts, type ProofContext } from '../../../src/core/grant/prove.ts';
import { unread } from '../../../src/core/problem.ts';
import * as a from '../approval/builders.ts';
import { anAskedRequest, context, digestOf, guardrails, merged, OTHER, REQUEST } from './a-merge.ts';

const QUICK = [
  'debugger: {clusterRole: daypass-debugger, maxDuration: 4h, namespaces: [payments], requesters: ["@acme/engineers"], approvals: 0}',
];
const quick = (over: Parameters<typeof context>[0] = {}): ProofContext =>
  context({ guardrails: guardrails({ roles: QUICK }), ...over });
const green = (...paths: readonly string[]): readonly CheckRun[] => [
  a.aCheck({ externalId: digestOf(...paths), conclusion: 'success' }),
];
const kindOf = (facts: MergedFacts, given = quick()): string => proveMerged(facts, given).kind;

describe('where the policy is itself the approval, a merged request', () => {
  const asked = { checks: green(REQUEST), reviews: [] };

  test('is granted without a review, and its event says who approved the policy', () => {
    const proof = proveMerged(merged({ given: asked }), quick());
    const { inForce } = context();

    expect(proof).toMatchObject({ kind: 'proved', grants: [{ event: { approvals: [] } }] });
    expect(proof).toMatchObject({
      grants: [{ event: { byPolicy: { pr: 12, approvals: inForce.event.approvals } } }],
    });
  });

  test('names the operator where no pull request brought the policy, and nobody where a pull request brought it so', () => {
    const { inForce } = context();
    const { pr, approvals: _, ...event } = inForce.event;
    const grantBy = (given: ProofContext['inForce']['event']) => {
      const proof = proveMerged(merged({ given: asked }), quick({ inForce: { ...inForce, event: given } }));
      return proof.kind === 'proved' ? proof.grants[0]?.event.byPolicy : proof;
    };

    expect(grantBy({ ...event, by: 'operator' })).toEqual({ by: 'operator' });
    expect(grantBy(pr === undefined ? event : { ...event, pr })).toEqual({ pr: 12, approvals: [] });
  });

  test('[141] is missing a review where its pull request takes something away beside it', () => {
    const taken = REQUEST.replace('alice-inc-4242', 'bob');
    const changes = [a.added(REQUEST), a.removed(taken)];
    const given = {
      ...asked,
      content: a.someContent({ changes }),
      pullRequest: a.aMergedPullRequest({ fileCount: 2 }),
    };

    expect(kindOf(merged({ given: asked }))).toBe('proved');
    expect(kindOf(merged({ given }))).toBe('missing');
    expect(kindOf(merged({ given: { ...given, reviews: [a.aReview()] } }))).toBe('proved');
  });

  test('[141] is missing a review where it changes what was asked for before', () => {
    const given = { ...asked, content: a.someContent({ changes: [a.edited(REQUEST)] }) };

    expect(kindOf(merged({ given }))).not.toBe('proved');
  });

  test('[141] is missing what the check did not show, in whole or in part', () => {
    const given = {
      content: a.someContent({ changes: [a.added(REQUEST), a.added(OTHER)] }),
      pullRequest: a.aMergedPullRequest({ fileCount: 2 }),
      reviews: [],
    };
    const both = { requests: [anAskedRequest(), anAskedRequest(OTHER)] };

    expect(kindOf(merged({ given: { ...given, checks: green(REQUEST, OTHER) }, ...both }))).toBe('proved');
    expect(kindOf(merged({ given: { ...given, checks: green(REQUEST) }, ...both }))).toBe('missing');
    expect(kindOf(merged({ given: { ...given, checks: [] }, ...both }))).toBe('missing');
  });

  test('asks its owners all the same where another request of its pull request needs them', () => {
    const roles = [
      ...QUICK,
      QUICK[0]!.replace('debugger: ', 'pair: ').replace('approvals: 0', 'approvals: 2'),
    ]; // QUICK has one
    const pair = REQUEST.replace('/debugger/', '/pair/');
    const given = {
      content: a.someContent({ changes: [a.added(REQUEST), a.added(pair)] }),
      pullRequest: a.aMergedPullRequest({ fileCount: 2 }),
      checks: green(REQUEST, pair),
    };
    const facts = (...by: readonly (typeof a.BOB)[]): MergedFacts =>
      merged({
        given: { ...given, reviews: by.map((one) => a.aReview({ by: one })) },
        requests: [anAskedRequest(), anAskedRequest(pair)],
      });
    const both = quick({ guardrails: guardrails({ roles }) });

    expect(kindOf(facts(), both)).toBe('missing');
    expect(kindOf(facts(a.BOB), both)).toBe('missing');
    expect(kindOf(facts(a.BOB, a.CAROL), both)).toBe('proved');
  });
});

test('what the pull request changes is waited for, and nothing of it is approved by nobody', () => {
  const content = unread('the mirror cannot be fetched');
  const facts = merged({ given: { instead: { content } } });

  expect(proveMerged(facts, context())).toEqual({ kind: 'not yet', why: ['the mirror cannot be fetched'] });
  expect(kindOf(facts)).toBe('not yet');
});
