// Whose review, given when, pays for what was granted before an owner had looked; and whose does not.
import { describe, expect, test } from 'vitest';
import type { ApprovalFacts, PullRequest } from '../../../src/core/approval/facts.ts';
import { paymentsOf, type PaymentInput } from '../../../src/core/grant/paid.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import { unread } from '../../../src/core/problem.ts';
import * as a from '../approval/builders.ts';
import { aGrant, commit, repository } from './a-grant.ts';
import { guardrails } from './a-merge.ts';

/** alice's grant, which #42 brought half an hour after it was opened, and no owner had seen. */
function aDebt(over: Parameters<typeof aGrant>[0] = {}): GrantState {
  const event = {
    ...aGrant({
      approvals: [],
      byPolicy: { by: 'operator' },
      review: { by: '2026-11-21T16:30:00Z' },
      path: a.REQUEST,
      digest: a.DIGEST,
      ...over,
    }),
    repository,
    parent: 'b'.repeat(40),
    key: '2026-11',
  };
  return { commit, index: 7, event, closed: undefined };
}

type Wish = Partial<PaymentInput> & { readonly given?: a.Given; readonly pullRequest?: Partial<PullRequest> };

/** An hour and a half after the merge. */
function paid({ given = {}, pullRequest = {}, ...over }: Wish = {}): readonly string[] {
  const debts = over.debts ?? [aDebt()];
  const input: PaymentInput = {
    debts,
    granted: debts,
    facts: theFacts(given, pullRequest),
    guardrails: guardrails(),
    now: a.at(120),
    ...over,
  };
  return paymentsOf(input).map(
    ({ path, approvals }) =>
      `${path} by ${approvals.map(({ by, for: owner }) => `${by.login} for ${owner}`).join()}`,
  );
}

function theFacts(given: a.Given, pullRequest: Partial<PullRequest>): ApprovalFacts {
  const reviews = given.reviews ?? [a.aReview({ at: a.at(60) })];
  const checks = given.checks ?? [a.aCheck({ conclusion: 'success' })];
  return a.facts({ pullRequest: a.aMergedPullRequest(pullRequest), ...given, reviews, checks });
}

const PAID = [`${a.REQUEST} by bob for @acme/payments`];

test('nobody reviewed it: nothing is paid', () => {
  expect(paid({ given: { reviews: [] } })).toEqual([]);
});

describe('an owner’s approval pays', () => {
  test('after the merge, with no check before it, and with another one beside it', () => {
    expect(paid()).toEqual(PAID);
    expect(paid({ given: { checks: [] } })).toEqual(PAID);
    const later = a.aCheck({ id: 901, externalId: 'e'.repeat(64), completedAt: a.at(59) });
    expect(paid({ given: { checks: [a.aCheck(), later] } })).toEqual(PAID);
  });

  test('however long after the merge', () => {
    const year = 365 * 24 * 60;
    const reviews = [a.aReview({ at: a.at(year) })];
    expect(paid({ given: { reviews }, now: a.at(year + 60 * 24 * 30) })).toEqual(PAID);
  });

  test('before the merge, where a check had shown what was granted', () => {
    const reviews = [a.aReview({ at: a.at(10) })];
    expect(paid({ given: { reviews } })).toEqual(PAID);
  });

  test('by two owners counts both', () => {
    const reviews = [a.aReview({ at: a.at(60) }), a.aReview({ by: a.CAROL, at: a.at(61) })];
    expect(paid({ given: { reviews } })).toEqual([
      `${a.REQUEST} by bob for @acme/payments,carol for @acme/payments`,
    ]);
  });

  test('for each of the grants of one pull request by itself', () => {
    const other = aDebt({ path: a.REQUEST.replace('payments', 'web'), grant: '0'.repeat(20) });
    expect(paid({ debts: [aDebt(), other] })).toEqual(PAID);
  });

  test('where a comment, or the subject’s own word, came after it', () => {
    const reviews = [a.aReview({ at: a.at(60) }), a.aReview({ id: 700, at: a.at(61), state: 'commented' })];
    expect(paid({ given: { reviews } })).toEqual(PAID);
  });
});

const early = (over: Parameters<typeof a.aReview>[0]) => ({
  reviews: [a.aReview({ at: a.at(10), ...over })],
});
const late = (over: Parameters<typeof a.aReview>[0]) => ({ reviews: [a.aReview({ at: a.at(60), ...over })] });

describe('[144] nothing is paid by', () => {
  test.each<[string, a.Given]>([
    ['somebody who can write and owns nothing', late({ by: a.DAVE })],
    ['an owner who can only read', { ...late({}), standings: { bob: 'read' } }],
    ['an owner who left the team', { ...late({}), members: { 'acme/payments': ['carol'] } }],
    ['the subject', { ...late({ by: a.ALICE }), members: { 'acme/payments': ['alice'] } }],
    ['whoever took part in a commit', { ...late({}), contributors: [a.by(a.ALICE), a.by(a.BOB)] }],
    ['a review that was dismissed', late({ state: 'dismissed' })],
    ['a comment', late({ state: 'commented' })],
    ['an approval of another commit than was merged', late({ commit: a.oid('9') })],
    ['an approval of before the first check', early({ at: a.at(4) })],
    [
      'an approval after a check of something else',
      { ...early({}), checks: [a.aCheck({ externalId: 'f'.repeat(64) })] },
    ],
    ['an approval from the future', late({ at: a.at(121) })],
    [
      'a login that belongs to somebody else now',
      { ...late({}), standings: { bob: { account: { login: 'bob', id: 9 }, permission: 'write' } } },
    ],
  ])('%s', (_, given) => {
    expect(paid({ given })).toEqual([]);
  });

  test('a machine', () => {
    const reviews = [{ ...a.aReview({ at: a.at(60) }), by: { ...a.BOB, kind: 'bot' as const } }];
    expect(paid({ given: { reviews } })).toEqual([]);
  });

  test('an owner, while another one asks for changes', () => {
    const reviews = [
      a.aReview({ at: a.at(60) }),
      a.aReview({ by: a.CAROL, at: a.at(50), state: 'changes requested' }),
    ];
    expect(paid({ given: { reviews } })).toEqual([]);
  });

  test('an owner who thought better of it', () => {
    const reviews = [
      a.aReview({ at: a.at(60) }),
      a.aReview({ id: 700, at: a.at(61), state: 'changes requested' }),
    ];
    expect(paid({ given: { reviews } })).toEqual([]);
  });

  test('a second account of the subject, also where the people file forgot the first one since', () => {
    const asUser = (username: string) => ({
      ...guardrails(),
      people: new Map([['bob', { id: a.BOB.id, username }]]),
      policy: { ...guardrails().policy, usernameTemplate: undefined },
    });
    expect(paid({ guardrails: asUser('alice@acme.com') })).toEqual([]);
    expect(paid({ guardrails: asUser('bob@acme.com') })).toEqual(PAID);
  });

  test('an approval of a pull request that is not what was granted', () => {
    expect(paid({ pullRequest: { head: { oid: a.oid('9'), repository: 7 } } })).toEqual([]);
    const open = { ...theFacts({}, {}), pullRequest: a.aPullRequest() };
    expect(paid({ facts: open })).toEqual([]);
  });

  test('an owner of a line that is in error, or that was un-owned since', () => {
    expect(paid({ given: { errors: [{ line: 2, kind: 'Invalid pattern', message: '' }] } })).toEqual([]);
    const codeowners = a.codeowners('* @acme/payments');
    expect(paid({ guardrails: { ...guardrails(), codeowners } })).toEqual([]);
  });
});

test.each(['content', 'reviews', 'contributors', 'codeownersErrors'] as const)(
  'while GitHub does not tell %s, nothing is paid and nothing is lost',
  (what) => {
    expect(paid({ given: { instead: { [what]: unread('GitHub did not answer') } } })).toEqual([]);
  },
);
