// What a proof waits for, what it refutes, and whose approvals each of its grants names.
import { describe, expect, test } from 'vitest';
import { proveMerged } from '../../../src/core/grant/prove.ts';
import * as a from '../approval/builders.ts';
import { anAskedRequest, context, digestOf, guardrails, merged, REQUEST } from './a-merge.ts';

describe('a proof', () => {
  const problem = { what: 'Its merge is not on the branch.', why: '', mend: '' };

  test('[115] lacks a merge that was read and is not there, and is refuted where GitHub itself speaks against it', () => {
    const recorded = { kind: 'missing', problems: [problem] } as const;
    const elsewhere = a.aMergedPullRequest({ base: { branch: 'stage', oid: a.BASE, repository: 7 } });

    expect(proveMerged(merged({ recorded, commits: [] }), context())).toEqual(recorded);
    expect(
      proveMerged(merged({ recorded, commits: [], given: { pullRequest: elsewhere } }), context()).kind,
    ).toBe('refuted');
  });

  test('[115] lacks a team of the requester that GitHub does not show, and is not refuted by it', () => {
    const { approval } = merged();
    const memberships = new Map(approval.memberships).set('acme/engineers alice', {
      kind: 'read',
      value: false,
    });
    const given = { reviews: [a.aReview()] };
    const proof = proveMerged({ ...merged({ given }), approval: { ...approval, memberships } }, context());

    expect(proof).toMatchObject({ kind: 'missing', problems: [{ absence: true }, {}] });
  });

  test('is refuted by one thing that no later read can change, whatever else is only missing', () => {
    const spec = ['subject: alice', 'duration: 9h', 'reason: INC-4242, a reason'];
    const proof = proveMerged(
      merged({ requests: [anAskedRequest(REQUEST, spec)], given: { reviews: [] } }),
      context(),
    );

    expect(proof.kind).toBe('refuted');
  });
});

describe('several requests of one pull request', () => {
  const web = REQUEST.replace('/payments/', '/web/');
  const codeowners = a.codeowners(
    '/access-requests/*/payments/ @acme/payments',
    '/access-requests/*/web/ @dave',
  );
  const roles = [
    'debugger: {clusterRole: daypass-debugger, maxDuration: 4h, namespaces: [payments, web], requesters: ["@acme/engineers"]}',
  ];
  const given = {
    content: a.someContent({ changes: [a.added(REQUEST), a.added(web)] }),
    pullRequest: a.aMergedPullRequest({ fileCount: 2 }),
    checks: [a.aCheck({ externalId: digestOf(REQUEST, web) })],
  };
  const namespaces = new Map(
    ['payments', 'web'].map((name) => [
      name,
      { kind: 'read', value: { uid: `uid-of-${name}`, terminating: false } } as const,
    ]),
  );
  const grants = (rules = roles, reviews = [a.aReview(), a.aReview({ by: a.DAVE })]) => {
    const proof = proveMerged(
      merged({ given: { ...given, reviews }, requests: [anAskedRequest(), anAskedRequest(web)] }),
      context({ guardrails: { ...guardrails({ roles: rules }), codeowners }, cluster: { namespaces } }),
    );
    if (proof.kind !== 'proved') throw new Error(JSON.stringify(proof));
    return proof.grants.map(({ event }) => event.approvals.map((one) => `${one.by.login} for ${one.for}`));
  };

  test('each name those who approved it, and nobody who approved another', () => {
    expect(grants()).toEqual([['bob for @acme/payments'], ['dave for @dave']]);
  });

  test('name who approved as one more person, each of them', () => {
    const also = roles.map((role) => role.replace('}', ', alsoApprovedBy: ["@carol"]}'));

    expect(grants(also, [a.aReview(), a.aReview({ by: a.DAVE }), a.aReview({ by: a.CAROL })])).toEqual([
      ['bob for @acme/payments', 'carol for @carol'],
      ['dave for @dave', 'carol for @carol'],
    ]);
  });
});
