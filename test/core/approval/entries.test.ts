import { describe, expect, test } from 'vitest';
import { judgeApproval, type ApprovalAsk } from '../../../src/core/approval/approval.ts';
import type { Team } from '../../../src/core/approval/facts.ts';
import { unread } from '../../../src/core/problem.ts';
import * as a from './builders.ts';
import { outcome } from './outcome.ts';

const GUARDED: Partial<ApprovalAsk> = { alsoApprovedBy: ['@acme/security'] };
const BOTH = [a.aReview({ by: a.BOB }), a.aReview({ by: a.CAROL })];

const judge = (given: a.Given = {}, ask: Partial<ApprovalAsk> = GUARDED) =>
  judgeApproval(a.facts(given), a.ask(ask));

test('without entries nobody is asked besides the owners', () => {
  expect(judge({}, { alsoApprovedBy: [] }).also).toEqual([]);
});

test('an owner and one more person for the entry are enough', () => {
  const approval = judge({ reviews: BOTH });

  expect(outcome(approval)).toBe('approved');
  expect(approval.counted[0]?.approvals.map(({ by }) => by.login)).toEqual(['bob']);
  expect(approval.also).toMatchObject([{ by: { login: 'carol' }, for: '@acme/security' }]);
});

test('[142] whoever is an owner and belongs to the entry is one person', () => {
  const approval = judge({ reviews: [a.aReview({ by: a.CAROL })] });

  expect(approval.missing.map(({ problem }) => problem.what)).toEqual([
    'The approval of `@acme/security` is missing, besides that of the owners of the files.',
  ]);
});

test('[142] two entries are two people', () => {
  const alsoApprovedBy = ['@acme/security', '@carol'];

  expect(judge({ reviews: BOTH }, { alsoApprovedBy }).missing).toHaveLength(1);
});

test('an entry of one person is for that person alone', () => {
  expect(outcome(judge({ reviews: BOTH }, { alsoApprovedBy: ['@carol'] }))).toBe('approved');
  expect(judge({ reviews: BOTH }, { alsoApprovedBy: ['@dave'] }).missing).toHaveLength(1);
});

describe('[142] an approval for the entry does not count', () => {
  test.each<[string, Partial<ApprovalAsk>, a.Given]>([
    ['by the subject', { subject: a.CAROL }, {}],
    ['by whoever has the subject’s username', { usernameOf: () => 'one@acme.com' }, {}],
    ['by whoever took part in a commit', {}, { contributors: [a.by(a.ALICE), a.by(a.CAROL)] }],
    ['by somebody who cannot write', {}, { standings: { carol: 'read' } }],
    ['on another commit', {}, { reviews: [a.aReview(), a.aReview({ by: a.CAROL, commit: a.BASE })] }],
  ])('%s', (_, ask, given) => {
    expect(outcome(judge({ reviews: BOTH, ...given }, { ...GUARDED, ...ask }))).not.toBe('approved');
  });
});

describe('an entry that cannot be used refuses, whoever approves', () => {
  test.each<[string, string, a.Given]>([
    ['a team of another organisation', '@evil/security', {}],
    ['a team that GitHub does not show', '@acme/hidden', { teams: { 'acme/hidden': undefined as Team } }],
    ['a team that may only read', '@acme/security', { teams: { 'acme/security': { permission: 'read' } } }],
    ['somebody who may only read', '@erin', {}],
    ['nobody', '@ghost', { standings: { ghost: undefined } }],
  ])('%s', (_, entry, given) => {
    const { problems } = judge({ reviews: BOTH, ...given }, { alsoApprovedBy: [entry] });
    expect(problems[0]?.what).toContain('whose approval the policy asks for by `alsoApprovedBy`');
  });
});

test('a membership that could not be read is waited for', () => {
  const facts = a.facts({ reviews: BOTH });
  const memberships = new Map([
    ...facts.memberships,
    ['acme/security carol', unread('GitHub: 502')] as const,
  ]);

  const approval = judgeApproval({ ...facts, memberships }, a.ask(GUARDED));

  expect(approval.unread).toEqual(['GitHub: 502']);
});

test('[07] somebody of the entry who asks for changes stops it', () => {
  const reviews = [...BOTH, a.aReview({ by: a.DAVE, state: 'changes requested' })];

  expect(judge({ reviews }, { alsoApprovedBy: ['@carol'] }).problems).toEqual([]);
  expect(outcome(judge({ reviews }, { alsoApprovedBy: ['@dave'] }))).not.toBe('approved');
});

describe('where the policy is itself the approval', () => {
  const NONE: Partial<ApprovalAsk> = { approvals: 0 };
  const merged = a.aMergedPullRequest();
  const shown = [a.aCheck({ conclusion: 'success' })];

  test('nobody is asked', () => {
    expect(outcome(judge({ reviews: [], checks: [] }, NONE))).toBe('approved');
  });

  test('what was merged is what the check allowed', () => {
    expect(outcome(judge({ reviews: [], pullRequest: merged, checks: shown }, NONE))).toBe('approved');
  });

  test.each([
    ['no check', []],
    ['a check of something else', [a.aCheck({ conclusion: 'success', externalId: 'e'.repeat(64) })]],
    ['a check that failed', [a.aCheck({ conclusion: 'failure' })]],
    ['a check of another commit', [a.aCheck({ conclusion: 'success', head: a.BASE })]],
    ['a check after the merge', [a.aCheck({ conclusion: 'success', completedAt: a.at(31) })]],
    ['a later check that failed', [...shown, a.aCheck({ id: 901, conclusion: 'failure' })]],
  ])('[141] with %s before the merge it is not approved, and waited for a while', (_, checks) => {
    const { problems } = judge({ reviews: [], pullRequest: merged, checks }, NONE);

    expect(problems).toMatchObject([{ absence: true }]);
  });

  test('checks that could not be read are waited for', () => {
    const instead = { checks: unread('GitHub: 502') };

    expect(judge({ reviews: [], pullRequest: merged, instead }, NONE).unread).toEqual(['GitHub: 502']);
  });

  test('[141] a commit that somebody else took part in is refused, and they are named', () => {
    const contributors = [a.by(a.ALICE), a.by(a.DAVE)];

    expect(judge({ reviews: [], contributors }, NONE).problems[0]?.what).toMatch(/^`dave` took part/);
  });

  test('what GitHub itself committed for the author is the author’s', () => {
    const contributors = [a.by(a.ALICE), a.by(a.WEB_FLOW)];

    expect(outcome(judge({ reviews: [], contributors }, NONE))).toBe('approved');
  });

  test('reviews that could not be read are waited for: one may be an objection', () => {
    expect(judge({ instead: { reviews: unread('GitHub: 502') } }, NONE).unread).toEqual(['GitHub: 502']);
  });

  test('[113] a path that nobody owns is refused', () => {
    const codeowners = a.codeowners('* @bob');

    expect(judge({ reviews: [] }, { ...NONE, codeowners }).problems).toHaveLength(1);
  });

  test('one more person for an entry is asked all the same, and then the commits may be of several', () => {
    const contributors = [a.by(a.ALICE), a.by(a.DAVE)];
    const ask = { ...NONE, ...GUARDED };

    expect(judge({ reviews: [], contributors }, ask).missing).toHaveLength(1);
    expect(outcome(judge({ reviews: [a.aReview({ by: a.CAROL })], contributors }, ask))).toBe('approved');
  });
});
