import { describe, expect, test } from 'vitest';
import { judgeApproval, type Approval, type ApprovalAsk } from '../../../src/core/approval/approval.ts';
import type { Review } from '../../../src/core/approval/facts.ts';
import { unread } from '../../../src/core/problem.ts';
import { days } from '../../../src/core/time.ts';
import * as a from './builders.ts';
import { outcome } from './outcome.ts';

type Given = a.Given & { readonly ask?: Partial<ApprovalAsk> };

const WAITING = {
  missing: [`\`${a.REQUEST}\` lacks the approval of one of \`@acme/payments\`.`],
};

function why({ uncounted }: Approval) {
  return uncounted.map(({ review, why }) => `${review.by.login}: ${why}`);
}

describe('the plain case', () => {
  test('[02] without any review nothing is approved, whoever pressed Merge', () => {
    const approval = judgeApproval(a.facts({ reviews: [], pullRequest: a.aMergedPullRequest() }), a.ask());
    expect(approval).toEqual({
      problems: [],
      unread: [],
      missing: [
        {
          file: a.REQUEST,
          line: 2,
          owners: ['@acme/payments'],
          have: 0,
          need: 1,
          problem: {
            what: WAITING.missing[0],
            why: 'They are its code owners.',
            mend: 'Ask one of them to review this pull request on its present commit.',
          },
        },
      ],
      counted: [{ file: a.REQUEST, approvals: [], owners: expect.objectContaining({ line: 2 }) }],
      also: [],
      only: [],
      uncounted: [],
    });
  });

  test('[01] an owner’s approval of the head, after the check, is enough and is told whole', () => {
    const approval = judgeApproval(a.facts({ pullRequest: a.aMergedPullRequest() }), a.ask());
    expect(outcome(approval)).toBe('approved');
    expect(approval.uncounted).toEqual([]);
    expect(approval.counted).toEqual([
      {
        file: a.REQUEST,
        approvals: [
          {
            review: 502,
            at: '2026-11-20T16:10:00Z',
            commit: a.HEAD,
            by: { login: 'bob', id: 1002 },
            for: '@acme/payments',
            permission: 'write',
            membership: 'acme/payments',
          },
        ],
        owners: { line: 2, pattern: '/access-requests/*/payments/', owners: ['@acme/payments'] },
      },
    ]);
  });

  test('an owner named by login counts for that entry, before any team', () => {
    const codeowners = a.codeowners('/access-requests/ @acme/payments @Bob');
    const [counted] = judgeApproval(a.facts(), a.ask({ codeowners })).counted;
    expect(counted?.approvals).toMatchObject([{ for: '@Bob', membership: null }]);
  });

  test('[18] whom GitHub counts as a member through a team below counts', () => {
    const approval = judgeApproval(
      a.facts({ reviews: [a.aReview({ by: a.DAVE })], members: { 'acme/payments': ['dave'] } }),
      a.ask(),
    );
    expect(outcome(approval)).toBe('approved');
  });
});

describe('which review of a person stands', () => {
  test.each([
    [
      '[08] a comment displaces nothing',
      [
        ['approved', 10],
        ['commented', 20],
      ],
      'approved',
    ],
    ['[06] a dismissed approval is none', [['dismissed', 10]], WAITING],
    [
      'an approval dismissed after a second one leaves the second',
      [
        ['dismissed', 10],
        ['approved', 20],
      ],
      'approved',
    ],
    [
      'a second one dismissed leaves nothing',
      [
        ['approved', 10],
        ['dismissed', 20],
      ],
      WAITING,
    ],
    [
      'an approval after a wish for changes stands',
      [
        ['changes requested', 10],
        ['approved', 20],
      ],
      'approved',
    ],
    ['a review that was not sent yet is none', [['pending', 10]], WAITING],
  ] as const)('%s', (_, reviews, expected) => {
    const given = reviews.map(([state, minute], id) => a.aReview({ state, at: a.at(minute), id }));
    expect(outcome(judgeApproval(a.facts({ reviews: given }), a.ask()))).toEqual(expected);
  });

  test('[08] an approval and then a wish for changes is no approval, and blocks', () => {
    const reviews = [a.aReview({ id: 1 }), a.aReview({ id: 2, state: 'changes requested', at: a.at(11) })];
    expect(outcome(judgeApproval(a.facts({ reviews }), a.ask()))).toEqual({
      refuted: ['`bob`, a code owner, asked for changes.'],
    });
  });

  test('two in one second are ordered by their ids', () => {
    const reviews = [a.aReview({ id: 2, state: 'changes requested' }), a.aReview({ id: 3 })];
    expect(outcome(judgeApproval(a.facts({ reviews }), a.ask()))).toBe('approved');
  });

  test('[22] a decisive review behind a hundred others is found', () => {
    const comments = Array.from({ length: 150 }, (_, id) =>
      a.aReview({ id, state: 'commented', by: a.DAVE }),
    );
    const reviews = [...comments, a.aReview({ id: 700 })];
    expect(outcome(judgeApproval(a.facts({ reviews }), a.ask()))).toBe('approved');
  });
});

describe('objections', () => {
  const objection = { state: 'changes requested' } as const;

  test('[07] one owner’s wish for changes outweighs another owner’s approval', () => {
    const reviews = [a.aReview(), a.aReview({ ...objection, by: a.CAROL })];
    expect(outcome(judgeApproval(a.facts({ reviews }), a.ask()))).toEqual({
      refuted: ['`carol`, a code owner, asked for changes.'],
    });
  });

  test('it stands whichever commit it was given on, and after the merge too', () => {
    const late = a.aReview({ ...objection, by: a.CAROL, commit: a.oid('9'), at: a.at(40) });
    const facts = a.facts({ reviews: [a.aReview(), late], pullRequest: a.aMergedPullRequest() });
    expect(outcome(judgeApproval(facts, a.ask()))).toHaveProperty('refuted');
  });

  test('an approval after the merge does not settle it', () => {
    const reviews = [a.aReview({ ...objection, id: 1 }), a.aReview({ id: 2, at: a.at(40) })];
    const facts = a.facts({ reviews, pullRequest: a.aMergedPullRequest() });
    expect(outcome(judgeApproval(facts, a.ask()))).toHaveProperty('refuted');
  });

  test.each([
    ['somebody who owns nothing', a.DAVE, {}],
    ['an owner without write permission', a.CAROL, { standings: { carol: 'read' } as const }],
    ['an account that took over an owner’s login', { login: 'carol', id: 6666 }, {}],
  ])('one of %s blocks nothing', (_, by, given) => {
    const reviews = [a.aReview(), a.aReview({ ...objection, by, id: 9 })];
    expect(outcome(judgeApproval(a.facts({ reviews, ...given }), a.ask()))).toBe('approved');
  });

  test('one of a bot blocks nothing, and nobody needs to be asked about it', () => {
    const robot = { login: 'linter[bot]', id: 77, kind: 'bot' } as const;
    const reviews = [a.aReview(), { ...a.aReview({ ...objection, id: 9 }), by: robot }];
    expect(outcome(judgeApproval(a.facts({ reviews }), a.ask()))).toBe('approved');
  });

  test('one of somebody whose membership could not be read: not yet', () => {
    const facts = a.facts({ reviews: [a.aReview(), a.aReview({ ...objection, by: a.DAVE })] });
    const memberships = new Map([
      ...facts.memberships,
      ['acme/payments dave', unread('GitHub did not answer')],
    ]);
    expect(outcome(judgeApproval({ ...facts, memberships }, a.ask()))).toEqual({
      unread: ['GitHub did not answer'],
    });
  });
});

describe('approvals that do not count', () => {
  const cases: readonly [string, Review, Given, RegExp][] = [
    ['[15] [04] on an older commit', a.aReview({ commit: a.oid('9') }), {}, /another commit than the head/],
    ['whose commit GitHub no longer tells', { ...a.aReview(), commit: undefined }, {}, /another commit/],
    [
      '[05] moved to a new head by a force push, older than its check',
      a.aReview(),
      { checks: [a.aCheck({ completedAt: a.at(12) })] },
      /before the check/,
    ],
    ['given where no check of ours ran', a.aReview(), { checks: [] }, /before the check/],
    [
      'given after a check of another commit',
      a.aReview(),
      { checks: [a.aCheck({ head: a.oid('9') })] },
      /before the check/,
    ],
    [
      'given after a check that showed something else',
      a.aReview(),
      { checks: [a.aCheck({ externalId: '0' })] },
      /not what would be granted/,
    ],
    [
      '[41] given when the last check showed nothing to grant',
      a.aReview(),
      { checks: [a.aCheck(), a.aCheck({ id: 901, externalId: '', completedAt: a.at(8) })] },
      /not what would be granted/,
    ],
    [
      '[41] given after a check from before the base was changed and changed back',
      a.aReview(),
      { retargeted: { kind: 'last', at: a.at(8) } },
      /check that was there when it was given is from before 16:08Z on 20 November/,
    ],
    [
      '[41] given after a check of the very second in which the base changed',
      a.aReview(),
      { retargeted: { kind: 'last', at: a.at(5) } },
      /turned to another branch/,
    ],
    [
      '[41] given before the base was changed and changed back',
      a.aReview(),
      {
        retargeted: { kind: 'last', at: a.at(11) },
        checks: [a.aCheck(), a.aCheck({ id: 901, completedAt: a.at(12) })],
      },
      /turned to another branch/,
    ],
    [
      '[41] of one that was turned to other branches too often to be told',
      a.aReview(),
      { retargeted: { kind: 'too often' } },
      /open a new one/,
    ],
    [
      'older than the policy lets a request wait',
      a.aReview(),
      { ask: { pendingTimeout: days(1), until: a.at(24 * 60 + 11) } },
      /longer ago than 1 day/,
    ],
    ['[09] by a bot', { ...a.aReview(), by: { ...a.BOB, kind: 'bot' as const } }, {}, /by a bot/],
    [
      'by GitHub’s own account',
      a.aReview({ by: a.WEB_FLOW }),
      { members: { 'acme/payments': ['web-flow'] } },
      /by a bot/,
    ],
    [
      'by the author',
      a.aReview({ by: a.ALICE }),
      { ask: { subject: undefined }, members: { 'acme/payments': ['alice'] } },
      /by the author/,
    ],
    ['by the subject', a.aReview(), { ask: { subject: a.BOB } }, /who would get the access/],
    [
      'by another account with the subject’s username',
      a.aReview(),
      { ask: { usernameOf: () => 'alice@acme.com' } },
      /same username/,
    ],
    [
      '[13] by somebody who pushed a commit',
      a.aReview(),
      { contributors: [a.by(a.ALICE), a.by(a.BOB)] },
      /took part in commit `aaaaaaaaaa`/,
    ],
    [
      '[31] by an owner who cannot write',
      a.aReview(),
      { standings: { bob: 'triage' as const } },
      /the permission `triage`/,
    ],
    [
      '[20] by somebody whom GitHub no longer knows here',
      a.aReview(),
      { standings: { bob: undefined } },
      /another account, or to none/,
    ],
    [
      '[19] by an account that took over the login of an owner',
      a.aReview({ by: { login: 'bob', id: 6666 } }),
      {},
      /another account, or to none/,
    ],
    [
      '[16] by somebody who left the owning team',
      a.aReview(),
      { members: { 'acme/payments': ['carol'] } },
      /own none of the files/,
    ],
    ['by somebody who may write and owns nothing', a.aReview({ by: a.DAVE }), {}, /own none of the files/],
  ];

  test.each(cases)('%s', (_, review, { ask, ...given }, reason) => {
    const approval = judgeApproval(a.facts({ reviews: [review], ...given }), a.ask(ask));
    expect(outcome(approval)).toEqual(WAITING);
    expect(why(approval)).toEqual([expect.stringMatching(reason)]);
  });

  test('[112] one given after the merge', () => {
    const facts = a.facts({ reviews: [a.aReview({ at: a.at(31) })], pullRequest: a.aMergedPullRequest() });
    const approval = judgeApproval(facts, a.ask());
    expect(outcome(approval)).toEqual(WAITING);
    expect(why(approval)).toEqual(['bob: It was given after the merge at 16:30Z on 20 November.']);
  });

  test('but the one before the merge still does, when its author approves once more', () => {
    const reviews = [a.aReview({ id: 1 }), a.aReview({ id: 2, at: a.at(31) })];
    const facts = a.facts({ reviews, pullRequest: a.aMergedPullRequest() });
    expect(outcome(judgeApproval(facts, a.ask()))).toBe('approved');
  });

  test('[41] but one after a check of the new base does', () => {
    const facts = a.facts({
      retargeted: { kind: 'last', at: a.at(8) },
      checks: [a.aCheck(), a.aCheck({ id: 901, completedAt: a.at(9) })],
    });
    expect(outcome(judgeApproval(facts, a.ask()))).toBe('approved');
  });

  test('every reason is told at once', () => {
    const review = { ...a.aReview({ commit: a.oid('9') }), by: { ...a.ALICE, kind: 'bot' as const } };
    const [told] = why(judgeApproval(a.facts({ reviews: [review] }), a.ask()));
    expect(told).toBe(
      'alice: It was given by a bot, and only people approve. It was given on another commit than the head, `aaaaaaaaaa`. It was given by the author of the pull request. It was given by the person who would get the access. They took part in commit `aaaaaaaaaa` of this pull request.',
    );
  });

  test('on an open pull request GitHub’s clock may be ahead of ours', () => {
    const approval = judgeApproval(
      a.facts({ reviews: [a.aReview({ at: a.at(31) })] }),
      a.ask({ until: a.at(30) }),
    );
    expect(outcome(approval)).toBe('approved');
  });

  test('in the very second of the check and of the merge it counts', () => {
    const facts = a.facts({
      reviews: [a.aReview({ at: a.at(30) })],
      checks: [a.aCheck({ completedAt: a.at(30) })],
      pullRequest: a.aMergedPullRequest(),
    });
    expect(outcome(judgeApproval(facts, a.ask()))).toBe('approved');
  });
});

test('of guardrails it is the author whose other account cannot approve', () => {
  const usernameOf = ({ login }: { login: string }) =>
    login === 'bob' ? 'alice@acme.com' : `${login}@acme.com`;
  const files = ['access-requests/policy.yaml'];
  const asked = { kind: 'guardrail', files, subject: undefined, usernameOf } as const;
  const codeowners = a.codeowners('/access-requests/ @acme/payments');
  expect(why(judgeApproval(a.facts(), a.ask({ ...asked, codeowners })))).toEqual([
    'bob: In the cluster they have the same username as `alice`, who asks for it.',
  ]);
});

describe('every file needs its own', () => {
  const OTHER = 'access-requests/prod-eu/shop/debugger/alice.yaml';
  const codeowners = a.codeowners('/access-requests/*/payments/ @bob', '/access-requests/*/shop/ @carol');

  test('an approval for one file is none for another', () => {
    const approval = judgeApproval(a.facts(), a.ask({ codeowners, files: [a.REQUEST, OTHER] }));
    expect(outcome(approval)).toEqual({
      missing: [`\`${OTHER}\` lacks the approval of one of \`@carol\`.`],
    });
    expect(approval.counted.map(({ approvals }) => approvals.length)).toEqual([1, 0]);
    expect(approval.uncounted).toEqual([]);
  });

  test('the owner of each approves, and each file is counted apart', () => {
    const reviews = [a.aReview(), a.aReview({ by: a.CAROL })];
    const approval = judgeApproval(a.facts({ reviews }), a.ask({ codeowners, files: [a.REQUEST, OTHER] }));
    expect(outcome(approval)).toBe('approved');
    expect(approval.counted.map(({ approvals }) => approvals.map(({ for: entry }) => entry))).toEqual([
      ['@bob'],
      ['@carol'],
    ]);
  });

  test('no file at all is refused', () => {
    expect(outcome(judgeApproval(a.facts(), a.ask({ files: [] })))).toEqual({
      refuted: ['This pull request touches no file that could be approved.'],
    });
  });
});

describe('how many', () => {
  test('[114] one person in two owning teams is one approval', () => {
    const codeowners = a.codeowners('/access-requests/ @acme/payments @acme/security');
    const facts = a.facts({ reviews: [a.aReview({ by: a.CAROL })] });
    const [missing] = judgeApproval(facts, a.ask({ codeowners, approvals: 2 })).missing;
    expect(missing).toMatchObject({ have: 1, need: 2 });
    expect(missing?.problem.what).toMatch(/lacks the approval of one of .* \(1 of 2 have approved\)\.$/);
  });

  test('two people are two', () => {
    const facts = a.facts({ reviews: [a.aReview(), a.aReview({ by: a.CAROL })] });
    expect(outcome(judgeApproval(facts, a.ask({ approvals: 2 })))).toBe('approved');
  });

  test('one who approves twice is one', () => {
    const facts = a.facts({ reviews: [a.aReview({ id: 1 }), a.aReview({ id: 2 })] });
    expect(judgeApproval(facts, a.ask({ approvals: 2 })).missing).toMatchObject([{ have: 1 }]);
  });

  test('a number that is none is never reached', () => {
    expect(judgeApproval(a.facts(), a.ask({ approvals: Number.NaN })).missing).toHaveLength(1);
  });
});
