import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeApproval } from '../../../src/core/approval/approval.ts';
import type { CheckRun, Review } from '../../../src/core/approval/facts.ts';
import { unread } from '../../../src/core/problem.ts';
import { days, hours } from '../../../src/core/time.ts';
import * as a from './builders.ts';
import { outcome } from './outcome.ts';

function judged(given: a.Given, ask: Parameters<typeof a.ask>[0] = {}) {
  return outcome(judgeApproval(a.facts(given), a.ask(ask)));
}

describe('the pull request itself', () => {
  test.each([
    ['[43] from a fork', { head: { oid: a.HEAD, repository: 8 } }, 'comes from a fork'],
    ['[43] from a fork that is gone', { head: { oid: a.HEAD, repository: undefined } }, 'comes from a fork'],
    ['[41] to another branch', { base: { branch: 'stage', oid: a.BASE, repository: 7 } }, 'goes to `stage`'],
    [
      'to the default branch of another repository',
      { base: { branch: 'main', oid: a.BASE, repository: 8 } },
      'goes to `main`',
    ],
    ['[42] a draft', { draft: true }, 'is a draft'],
    ['[42] closed without a merge', { state: 'closed' as const }, 'was closed without being merged'],
    ['[44] of 3,001 files', { fileCount: 3_001 }, '1 commit and 3001 files'],
    ['of 101 commits', { commitCount: 101 }, '101 commits and 1 file'],
  ])('%s is refused, whoever approved it', (_, over, text) => {
    expect(judged({ pullRequest: a.aPullRequest(over) })).toEqual({
      refuted: [expect.stringContaining(text)],
    });
  });

  test('a branch name cannot do anything in what we say of it', () => {
    const base = { branch: '`@acme/all` <img>', oid: a.BASE, repository: 7 };
    expect(judged({ pullRequest: a.aPullRequest({ base }) })).toEqual({
      refuted: ['This pull request goes to `` `@acme/all` <img> ``.'],
    });
  });

  test('content of an older head is not yet the content', () => {
    expect(judged({ content: a.someContent({ head: a.oid('9') }) })).toEqual({
      unread: ['What was read is commit `9999999999`, and the head of the pull request is `aaaaaaaaaa`.'],
    });
  });

  test('[44] less content than GitHub counts is not yet all of it', () => {
    expect(judged({ pullRequest: a.aPullRequest({ commitCount: 2, fileCount: 3 }) })).toEqual({
      unread: [
        '1 of 2 commits of the pull request could be read.',
        '1 of 3 files of the pull request could be read.',
      ],
    });
  });

  test('more content than we would read is refused, whatever GitHub counts', () => {
    const changes = Array.from({ length: 101 }, (_, n) => a.added(`access-requests/a/b/c/n${n}.yaml`));
    expect(judged({ content: a.someContent({ changes }) })).toHaveProperty('refuted');
  });
});

describe('who took part', () => {
  test('[12] somebody whom GitHub does not know refuses, and the commit is named', () => {
    expect(judged({ contributors: [a.by(a.ALICE), a.by(undefined)] })).toEqual({
      refuted: ['GitHub does not know who `Somebody` in commit `aaaaaaaaaa` is.'],
    });
  });

  test('GitHub’s own committer beside a person is passed over', () => {
    expect(judged({ contributors: [a.by(a.ALICE), a.by(a.WEB_FLOW)] })).toBe('approved');
  });

  test('a commit that hides its author behind GitHub’s own account refuses', () => {
    expect(judged({ contributors: [a.by(a.WEB_FLOW)] })).toEqual({
      refuted: ['Commit `aaaaaaaaaa` names no person as its author.'],
    });
  });

  test('a commit of which GitHub said nothing is not yet known', () => {
    expect(judged({ contributors: [] })).toEqual({
      unread: ['GitHub has not said who wrote commit `aaaaaaaaaa`.'],
    });
  });
});

describe('the owners', () => {
  const GHOST = { kind: 'Unknown owner', message: 'make sure @ghost exists' };

  test.each([
    [
      '[17] a team with read only',
      { teams: { 'acme/payments': { permission: 'read' as const } } },
      /its permission is `read`/,
    ],
    ['[17] a team that GitHub does not show', { teams: { 'acme/payments': undefined } }, /no such team/],
    [
      '[27] a line that GitHub calls wrong',
      { errors: [{ line: 2, kind: 'Invalid pattern', message: '' }] },
      /GitHub says `Invalid pattern`/,
    ],
    [
      'a line with an owner that GitHub does not know',
      { errors: [{ line: 2, ...GHOST }] },
      /GitHub says `Unknown owner`/,
    ],
    [
      'a line that GitHub calls wrong and we do not know',
      { errors: [{ line: 9, ...GHOST }] },
      /no line that Daypass knows/,
    ],
  ])('%s refuses', (_, given, text) => {
    expect(judged(given)).toEqual({ refuted: [expect.stringMatching(text)] });
  });

  test.each([
    ['[113] one that owns it only by `*`', ['* @bob'], /only as part of `\*`/],
    [
      '[113] one that owns it only by a pattern of any depth',
      ['payments/ @bob'],
      /only as part of `payments\/`/,
    ],
    [
      'one that owns it by a pattern that only seems to begin there',
      ['/access-requests* @bob'],
      /only as part of/,
    ],
    [
      '[29] a later line without owners',
      ['/access-requests/ @bob', '/access-requests/prod-eu/'],
      /names no owner/,
    ],
    ['no line at all', ['/docs/ @bob'], /^Nobody owns/],
    [
      '[30] an e-mail address beside a login',
      ['/access-requests/ @bob carol@acme.com'],
      /`carol@acme.com` on line 1 .* is an e-mail/,
    ],
    [
      '[31] one without write permission',
      ['/access-requests/ @erin @bob'],
      /`@erin` .* its permission is `read`/,
    ],
    ['a team of another organisation', ['/access-requests/ @evil/payments @bob'], /another organisation/],
    [
      '[27] a later line of its folder that cannot be read',
      ['/access-requests/ @bob', '/access-requests/prod-eu/[ab] @carol'],
      /a range in `\[ \]` does not work/,
    ],
  ])('%s refuses', (_, lines, text) => {
    expect(judged({}, { codeowners: a.codeowners(...lines) })).toEqual({
      refuted: [expect.stringMatching(text)],
    });
  });

  test('[27] a pattern that GitHub calls wrong may be meant for all that its beginning covers', () => {
    const codeowners = a.codeowners('/access-requests/ @bob', '/access-requests/prod-eu/?/ @carol');
    const errors = [{ line: 2, kind: 'Invalid pattern', message: '' }];
    expect(judged({ errors }, { codeowners })).toHaveProperty('refuted');
    expect(judged({}, { codeowners })).toBe('approved');
  });

  test('an account that GitHub does not know refuses', () => {
    const codeowners = a.codeowners('/access-requests/ @bob @ghost');
    expect(judged({ standings: { ghost: undefined } }, { codeowners })).toEqual({
      refuted: [expect.stringContaining('GitHub knows no such account')],
    });
  });

  test.each([
    ['an unrelated line', ['/access-requests/ @bob', '/src/[ab] @carol'], []],
    ['a line before the one that decides', ['/access-requests/[ab] @carol', '/access-requests/ @bob'], []],
    [
      'an unrelated line with an unknown owner, though its pattern begins with a wildcard',
      ['/access-requests/ @bob', '*.go @ghost'],
      [{ line: 2, ...GHOST }],
    ],
    [
      'a line that GitHub calls wrong, before the one that decides',
      ['/access-requests/?/ @carol', '/access-requests/ @bob'],
      [{ line: 1, kind: 'Invalid pattern', message: '' }],
    ],
  ])('[28] %s in error does not matter', (_, lines, errors) => {
    expect(judged({ errors }, { codeowners: a.codeowners(...lines) })).toBe('approved');
  });

  describe('where nobody is left to approve', () => {
    test('the owner who asks for it is told so at once', () => {
      expect(judged({ reviews: [] }, { codeowners: a.codeowners('/access-requests/ @alice') })).toEqual({
        refuted: [`Nobody can approve \`${a.REQUEST}\`, and it needs 1 approval.`],
      });
    });

    test('so is the one whose only other owner pushed a commit', () => {
      const contributors = [a.by(a.ALICE), a.by(a.BOB)];
      const codeowners = a.codeowners('/access-requests/ @alice @bob');
      expect(judged({ contributors }, { codeowners })).toHaveProperty('refuted');
    });

    test('a team may have somebody left, and so may an account that was not read', () => {
      const codeowners = a.codeowners('/access-requests/ @alice @acme/payments');
      expect(judged({ reviews: [] }, { codeowners })).toHaveProperty('missing');
      const instead = { contributors: unread('GitHub did not answer') };
      expect(
        judged({ reviews: [], instead }, { codeowners: a.codeowners('/access-requests/ @bob') }),
      ).toEqual({
        unread: ['GitHub did not answer'],
      });
    });
  });

  test('a guardrail is owned only from the root', () => {
    const files = ['access-requests/policy.yaml'];
    const asked = { kind: 'guardrail', files, subject: undefined } as const;
    const content = a.someContent({ changes: [a.edited(files[0]!)] });
    expect(judged({ content }, { ...asked, codeowners: a.codeowners('*.yaml @bob') })).toHaveProperty(
      'refuted',
    );
    expect(judged({ content }, { ...asked, codeowners: a.codeowners('/*/policy.yaml @bob') })).toBe(
      'approved',
    );
  });

  test('other files ask only their owners, and nobody where nobody owns them', () => {
    const other = { kind: 'other', files: ['README.md'], subject: undefined } as const;
    const content = a.someContent({ changes: [a.edited('README.md')] });
    const owned = { ...other, codeowners: a.codeowners('*.md @bob') };
    expect(judged({ content, reviews: [] }, { ...other, codeowners: a.codeowners('/src/ @bob') })).toBe(
      'approved',
    );
    expect(judged({ content, reviews: [] }, owned)).toHaveProperty('missing');
    expect(judged({ content }, owned)).toBe('approved');
  });
});

describe('what could not be read is neither a yes nor a no', () => {
  const lost = unread('GitHub did not answer');

  test.each(['content', 'reviews', 'checks', 'contributors', 'retargeted', 'codeownersErrors'] as const)(
    '%s',
    (fact) => {
      expect(judged({ instead: { [fact]: lost } })).toMatchObject({ unread: ['GitHub did not answer'] });
    },
  );

  test.each(['standings', 'teams', 'memberships'] as const)('%s that were not asked for', (fact) => {
    const approval = judged({ instead: { [fact]: new Map() } });
    expect(approval).toMatchObject({ unread: [expect.stringMatching(/was not asked about `@/)] });
  });

  test('[115] an approval that a lagging replica does not show yet is missing, and refutes nothing', () => {
    const pullRequest = a.aMergedPullRequest();
    expect(judged({ reviews: [], pullRequest })).toHaveProperty('missing');
    expect(judged({ pullRequest })).toBe('approved');
  });

  test('it does not matter where another approval is enough', () => {
    const facts = a.facts({ reviews: [a.aReview(), a.aReview({ by: a.DAVE })] });
    const memberships = new Map([...facts.memberships, ['acme/payments dave', lost]]);
    expect(outcome(judgeApproval({ ...facts, memberships }, a.ask()))).toBe('approved');
  });
});

describe('always and never', () => {
  const account = fc.constantFrom(a.ALICE, a.BOB, a.CAROL, a.DAVE, a.ERIN, a.WEB_FLOW);
  const minute = fc.integer({ min: 0, max: 40 }).map(a.at);
  const commit = fc.constantFrom(a.HEAD, a.HEAD, a.HEAD, a.oid('9'));
  const state = fc.constantFrom<Review['state']>(
    'approved',
    'approved',
    'changes requested',
    'commented',
    'dismissed',
  );
  const kind = fc.constantFrom<Review['by']['kind']>('person', 'person', 'person', 'bot');
  const review = fc.record({ by: account, kind, state, commit, at: minute });
  const reviews = fc
    .array(review, { maxLength: 8 })
    .map((all): readonly Review[] =>
      all.map(({ by, kind, ...one }, id) => ({ id, ...one, by: { ...by, kind } })),
    );
  const check: fc.Arbitrary<CheckRun> = fc
    .record({ externalId: fc.constantFrom(a.DIGEST, a.DIGEST, 'x'), completedAt: minute, id: fc.nat(50) })
    .map((over) => a.aCheck(over));
  const pullRequest = fc.boolean().map((merged) => (merged ? a.aMergedPullRequest() : a.aPullRequest()));
  const approvals = fc.integer({ min: 1, max: 2 });
  const world = fc.record({ reviews, checks: fc.array(check, { maxLength: 4 }), pullRequest, approvals });

  const judge = ({ approvals, ...given }: { approvals: number } & a.Given) =>
    judgeApproval(a.facts(given), a.ask({ approvals, pendingTimeout: hours(1) }));

  test('reviews of people who own nothing never make it approved, nor keep it from being', () => {
    let proved = 0;
    fc.assert(
      fc.property(world, reviews, (world, others) => {
        const strangers = others.map((one, n) => ({
          ...one,
          id: 100 + n,
          by: { login: 'dave', id: a.DAVE.id, kind: one.by.kind },
        }));
        const owners = world.reviews.filter(({ by }) => by.id !== a.DAVE.id);
        const before = outcome(judge({ ...world, reviews: owners }));
        proved += Number(before === 'approved');
        expect(outcome(judge({ ...world, reviews: [...strangers, ...owners] }))).toEqual(before);
      }),
      { numRuns: 1_000 },
    );
    expect(proved).toBeGreaterThan(20);
  });

  test('what is just enough is always missing without any one of its approvals', () => {
    let proved = 0;
    fc.assert(
      fc.property(world, (world) => {
        const approval = judge(world);
        const [counted] = approval.counted;
        if (outcome(approval) !== 'approved' || counted?.approvals.length !== world.approvals) return;
        proved += 1;
        for (const { by: approver } of counted.approvals) {
          const without = world.reviews.filter(({ by }) => by.id !== approver.id);
          expect(outcome(judge({ ...world, reviews: without }))).toHaveProperty('missing');
        }
      }),
      { numRuns: 2_000 },
    );
    expect(proved).toBeGreaterThan(20);
  });

  test('the order in which reviews, checks and contributors are listed never matters', () => {
    fc.assert(
      fc.property(world, (world) => {
        const turned = { ...world, reviews: world.reviews.toReversed(), checks: world.checks.toReversed() };
        const ids = world.checks.map(({ id }) => id);
        fc.pre(new Set(ids).size === ids.length);
        expect(judge(turned)).toEqual(judge(world));
      }),
      { numRuns: 1_000 },
    );
  });

  test('whoever is counted is a person who owns, may write, and neither asked nor took part', () => {
    fc.assert(
      fc.property(world, fc.subarray([a.BOB, a.CAROL, a.DAVE]), (world, pushed) => {
        const contributors = [a.ALICE, ...pushed].map((account) => a.by(account));
        const facts = a.facts({ ...world, contributors });
        const ids = judgeApproval(facts, a.ask()).counted.flatMap(({ approvals }) =>
          approvals.map(({ by }) => by.id),
        );
        const allowed = [a.BOB.id, a.CAROL.id].filter((id) => !pushed.some((one) => one.id === id));
        expect(allowed).toEqual(expect.arrayContaining(ids));
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test('nothing is approved without a review, whatever else is well', () => {
    expect(judged({ reviews: [] }, { pendingTimeout: days(9) })).toHaveProperty('missing');
  });
});
