import { describe, expect, test } from 'vitest';
import { judgeApproval, type ApprovalAsk } from '../../../src/core/approval/approval.ts';
import type { Account, ApprovalFacts } from '../../../src/core/approval/facts.ts';
import { read, unread, type Fact } from '../../../src/core/problem.ts';
import * as a from './builders.ts';

type Members = Readonly<Record<string, Fact<readonly Account[] | undefined>>>;

function judge(members: Members, given: a.Given = {}, ask: Partial<ApprovalAsk> = {}) {
  const facts: ApprovalFacts = {
    ...a.facts({ reviews: [], ...given }),
    teamMembers: new Map(Object.entries(members)),
  };
  return judgeApproval(facts, a.ask(ask));
}

const payments = (...members: readonly Account[]): Members => ({ 'acme/payments': read(members) });
const many = (count: number): readonly Account[] =>
  Array.from({ length: count }, (_, index) => ({ login: `p${index}`, id: 2_000 + index }));
const whats = ({ problems }: ReturnType<typeof judge>) => problems.map(({ what }) => what);

test('once everything is approved nobody is looked for', () => {
  expect(whats(judge(payments(), { reviews: [a.aReview()] }))).toEqual([]);
});

test('where several can approve, they are named', () => {
  const { missing, only } = judge(payments(a.BOB, a.CAROL));

  expect(missing[0]?.people).toEqual(['bob', 'carol']);
  expect(only).toEqual([]);
});

test('where many can approve, nobody is named', () => {
  expect(judge(payments(...many(6))).missing[0]?.people).toBeUndefined();
});

describe('who can still give each of several approvals is named', () => {
  const WEB = 'access-requests/prod-eu/web/debugger/alice.yaml';
  const both: Partial<ApprovalAsk> = {
    files: [a.REQUEST, WEB],
    codeowners: a.codeowners(
      '/access-requests/*/payments/ @acme/payments',
      '/access-requests/*/web/ @acme/web',
    ),
  };
  const people = (members: Members, given: a.Given = {}, ask: Partial<ApprovalAsk> = {}) =>
    judge(members, given, { ...both, ...ask }).missing.map((one) => one.people);

  test('by the owners of each file', () => {
    expect(people({ ...payments(a.CAROL, a.BOB), 'acme/web': read([a.DAVE]) })).toEqual([
      ['bob', 'carol'],
      ['dave'],
    ]);
  });

  test('but for those who have', () => {
    const members = { ...payments(a.BOB, a.CAROL), 'acme/web': read([a.DAVE, a.CAROL]) };
    const given = { reviews: [a.aReview({ by: a.BOB })] };
    expect(people(members, given, { approvals: 2 })).toEqual([['carol'], ['carol', 'dave']]);
  });

  test('five of them, and not six', () => {
    const members = { ...payments(...many(5)), 'acme/web': read(many(6)) };
    expect(people(members)).toEqual([['p0', 'p1', 'p2', 'p3', 'p4'], undefined]);
  });
});

test('where one approval is missing, whoever sets free one who has approved is named as well', () => {
  const members = { ...payments(a.BOB, a.CAROL), 'acme/security': read([a.CAROL, a.DAVE]) };
  const given = { reviews: [a.aReview({ by: a.CAROL })] };

  const { missing } = judge(members, given, { alsoApprovedBy: ['@acme/security'] });

  expect(missing.map(({ people }) => people)).toEqual([['bob', 'dave']]);
});

test('five who are all needed are said to be, and six are not', () => {
  const all = many(6);

  expect(judge(payments(...all.slice(1)), {}, { approvals: 5 }).only).toHaveLength(5);
  expect(judge(payments(...all), {}, { approvals: 6 }).only).toEqual([]);
  expect(judge(payments(...all), {}, { approvals: 5 }).only).toEqual([]);
});

test('a review that was dismissed is told to count for nothing', () => {
  const dismissed = a.aReview({ state: 'dismissed' });

  const { uncounted } = judge(payments(a.BOB), { reviews: [dismissed, a.aReview({ by: a.CAROL })] });

  expect(uncounted).toEqual([{ review: dismissed, why: expect.stringContaining('dismissed') }]);
});

test.each([1, 0])(
  'reviews that cannot be read are missed where %d must approve: an owner may have objected',
  (approvals) => {
    const instead = { reviews: unread('GitHub: 502') };

    expect(judge({}, { instead }, { approvals }).unread).toContain('GitHub: 502');
  },
);

test('where one alone can approve, that is said', () => {
  expect(judge(payments(a.ALICE, a.BOB)).only).toEqual(['bob']);
});

test('of several who are all needed, those are named who have not approved yet', () => {
  const reviews = [a.aReview({ by: a.BOB })];

  expect(judge(payments(a.BOB, a.CAROL), { reviews }, { approvals: 2 }).only).toEqual(['carol']);
});

describe('nobody can approve', () => {
  const NOBODY = [`Nobody can approve \`${a.REQUEST}\`, and it needs 1 approval.`];

  test('where the owning team has nobody but the author', () => {
    expect(whats(judge(payments(a.ALICE)))).toEqual(NOBODY);
  });

  test('where all others took part in a commit', () => {
    const contributors = [a.by(a.ALICE), a.by(a.BOB), a.by(a.CAROL)];
    expect(whats(judge(payments(a.ALICE, a.BOB, a.CAROL), { contributors }))).toEqual(NOBODY);
  });

  test('where all others have the subject’s username', () => {
    const usernameOf = () => 'one@acme.com';
    expect(whats(judge(payments(a.ALICE, a.BOB), {}, { usernameOf }))).toEqual(NOBODY);
  });

  test('for an entry whose only member asks for it', () => {
    const members = { ...payments(a.BOB), 'acme/security': read([a.ALICE]) };
    expect(whats(judge(members, {}, { alsoApprovedBy: ['@acme/security'] }))).toEqual([
      'Nobody can approve for `@acme/security`, and the policy asks for one more person for it.',
    ]);
  });
});

test('where fewer are left than the places, though each place has somebody, that is said', () => {
  const members = { ...payments(a.CAROL), 'acme/security': read([a.CAROL]) };

  expect(whats(judge(members, {}, { alsoApprovedBy: ['@acme/security'] }))).toEqual([
    'Only `carol` can approve, and that is too few for everybody whom the policy asks for.',
  ]);
});

test('a file whose owners are known to be too few is refused, though those of another are not known', () => {
  const files = [a.REQUEST, 'access-requests/prod-eu/web/debugger/alice.yaml'];
  const codeowners = a.codeowners(
    '/access-requests/*/payments/ @alice',
    '/access-requests/*/web/ @acme/payments',
  );

  expect(whats(judge({}, {}, { files, codeowners }))).toEqual([
    `Nobody can approve \`${a.REQUEST}\`, and it needs 1 approval.`,
  ]);
});

describe('nothing is said against it', () => {
  test.each<[string, Members]>([
    ['where the members were not asked for', {}],
    ['where they could not be read', { 'acme/payments': unread('GitHub: 502') }],
    ['where they are more than were read', { 'acme/payments': read(undefined) }],
    ['where GitHub gave an empty list', payments()],
  ])('%s', (_, members) => {
    const approval = judge(members);
    expect(whats(approval)).toEqual([]);
    expect(approval.missing).toMatchObject([{ people: undefined }]);
  });

  test('where a list that is minutes old lacks somebody who approved', () => {
    const reviews = [a.aReview({ by: a.CAROL })];
    expect(whats(judge(payments(a.BOB), { reviews }, { approvals: 2 }))).toEqual([]);
  });
});
