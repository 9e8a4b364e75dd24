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
  const many = Array.from({ length: 6 }, (_, index) => ({ login: `p${index}`, id: 2_000 + index }));

  expect(judge(payments(...many)).missing[0]?.people).toBeUndefined();
});

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
