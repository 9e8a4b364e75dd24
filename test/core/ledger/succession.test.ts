// How a version of the guardrails comes into force: only by a merged pull request that the version before it approves.
import { describe, expect, test } from 'vitest';
import { digestOfChanges } from '../../../src/core/approval/shown.ts';
import { succeeds, unusableVersion, type Departure } from '../../../src/core/ledger/succession.ts';
import { invalid, unread, valid } from '../../../src/core/problem.ts';
import type { Change } from '../../../src/core/repository.ts';
import type { Guardrails } from '../../../src/core/request/guardrails.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../../../src/core/request/path.ts';
import * as a from '../approval/builders.ts';
import { KEY, someGuardrails } from '../request/builders.ts';

const CODEOWNERS = '.github/CODEOWNERS';
const OWNERS = a.codeowners('* @erin', '/access-requests/*.yaml @dave', '/.github/ @dave');

/** The version in force: dave owns all of it. */
const IN_FORCE: Guardrails = { ...someGuardrails(), codeowners: OWNERS };
const FILES = { [POLICY_PATH]: a.oid('1'), [CODEOWNERS]: a.oid('c') };
const MERGE = a.oid('e');
const CHANGES = [a.edited(POLICY_PATH, '1', '2')];

interface Wish extends Partial<Omit<Departure, 'approval'>> {
  readonly given?: a.Given;
  readonly changes?: readonly Change[];
}

/** alice's change of the policy, approved by dave after the check. */
function aDeparture({ given = {}, changes = CHANGES, ...over }: Wish = {}): Departure {
  const approval = a.facts({
    content: a.someContent({ changes }),
    pullRequest: a.aMergedPullRequest({ fileCount: changes.length }),
    checks: [a.aCheck({ externalId: digestOfChanges(changes) })],
    reviews: [a.aReview({ by: a.DAVE })],
    ...given,
  });
  return {
    approval,
    recorded: { kind: 'merge', method: 'squash', base: a.BASE, merge: MERGE, commits: [MERGE] },
    commits: [a.aCommit(MERGE, { changes })],
    before: FILES,
    after: { ...FILES, [POLICY_PATH]: a.oid('2') },
    atMergeBase: FILES,
    version: valid(IN_FORCE),
    ...over,
  };
}

function outcome(wish: Wish = {}, inForce: Guardrails = IN_FORCE, sealKey = KEY): readonly string[] {
  const succession = succeeds(aDeparture(wish), {
    inForce: { files: FILES, guardrails: inForce },
    sealKey,
    now: a.at(31),
  });
  return succession.kind === 'proved' ? [succession.kind] : [succession.kind, ...succession.why];
}

test('[102] a change that its owners in force approved succeeds, by one event that names every file', () => {
  const succession = succeeds(aDeparture(), {
    inForce: { files: FILES, guardrails: IN_FORCE },
    sealKey: KEY,
    now: a.at(31),
  });
  expect(succession).toMatchInlineSnapshot(`
    {
      "event": {
        "approvals": [
          {
            "at": "2026-11-20T16:10:00Z",
            "by": {
              "id": 1004,
              "login": "dave",
            },
            "commit": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "for": "@dave",
            "membership": null,
            "permission": "write",
            "review": 504,
          },
        ],
        "at": "2026-11-20T16:31:00Z",
        "files": {
          ".github/CODEOWNERS": "cccccccccccccccccccccccccccccccccccccccc",
          "access-requests/policy.yaml": "2222222222222222222222222222222222222222",
        },
        "pr": {
          "base": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
          "head": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "merge": "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
          "method": "squash",
          "number": 42,
        },
        "reason": "#42: Debug the checkout",
        "type": "guardrails",
      },
      "kind": "proved",
    }
  `);
});

describe('the approval', () => {
  test('that nobody gave is missing', () => {
    expect(outcome({ given: { reviews: [] } })[0]).toBe('missing');
  });

  test('is that of the owners in force, not of those that the change names', () => {
    const codeowners = a.codeowners('/access-requests/*.yaml @bob', '/.github/ @bob');
    const given = { reviews: [a.aReview({ by: a.BOB })] };
    const version = valid({ ...IN_FORCE, codeowners });
    expect(outcome({ given, version })[0]).toBe('missing');
  });

  test('is of every file', () => {
    const inForce = {
      ...IN_FORCE,
      codeowners: a.codeowners('/access-requests/*.yaml @dave', '/.github/ @bob'),
    };
    const changes = [...CHANGES, a.edited(CODEOWNERS, 'c', 'd')];
    const after = { [POLICY_PATH]: a.oid('2'), [CODEOWNERS]: a.oid('d') };
    expect(outcome({ changes, after }, inForce)[0]).toBe('missing');
  });

  test('is none of its author’s', () => {
    const given = { reviews: [a.aReview({ by: a.ALICE })] };
    const inForce = {
      ...IN_FORCE,
      codeowners: a.codeowners('/access-requests/*.yaml @alice @dave', '/.github/ @dave'),
    };
    expect(outcome({ given }, inForce)[0]).toBe('missing');
  });

  test('came after a check that showed exactly these bytes', () => {
    const checks = [a.aCheck({ externalId: digestOfChanges([a.edited(POLICY_PATH, '1', '3')]) })];
    expect(outcome({ given: { checks } })[0]).toBe('missing');
    expect(outcome({ given: { checks: [a.aCheck({ externalId: digestOfChanges([]) })] } })[0]).toBe(
      'missing',
    );
  });

  test('[113] is refuted where only a pattern at any depth owns the file', () => {
    const inForce = { ...IN_FORCE, codeowners: a.codeowners('policy.yaml @dave', '* @dave') };
    expect(outcome({}, inForce)[0]).toBe('refuted');
  });

  test('is not yet known where it could not be read', () => {
    expect(outcome({ given: { instead: { reviews: unread('503') } } })).toEqual(['not yet', '503']);
    expect(outcome({ given: { instead: { content: unread('no mirror') } } })).toEqual([
      'not yet',
      'no mirror',
    ]);
  });
});

describe('the ground that it stands on', () => {
  const OTHER = { ...FILES, [CODEOWNERS]: a.oid('f') };
  const elsewhere = 'The change was made on top of guardrails that are not in force.';

  test('[128] is the version in force where the merge came', () => {
    expect(outcome({ before: OTHER })).toEqual(['refuted', elsewhere]);
  });

  test('[128] is the version in force where the pull request began', () => {
    expect(outcome({ atMergeBase: OTHER })).toEqual(['refuted', elsewhere]);
  });

  test('is not the version in force where a file of it was absent', () => {
    expect(outcome({ atMergeBase: { [POLICY_PATH]: a.oid('1') } })).toEqual(['refuted', elsewhere]);
    expect(outcome({ before: { ...FILES, [PEOPLE_PATH]: a.oid('7') } })).toEqual(['refuted', elsewhere]);
  });

  test('is no other CODEOWNERS that GitHub would have used', () => {
    const moved = { [POLICY_PATH]: a.oid('1'), 'docs/CODEOWNERS': a.oid('c') };
    expect(outcome({ before: moved })).toEqual(['refuted', elsewhere]);
  });
});

describe('the merge', () => {
  test('[103] that weakened, asked and restored is refused, though nothing remains of it in the end', () => {
    const weakened = a.aCommit(a.oid('7'), { changes: [a.edited(CODEOWNERS, 'c', 'd')] });
    const asked = a.aCommit(a.oid('8'), { changes: [a.added(a.REQUEST)] });
    const restored = a.aCommit(a.HEAD, { changes: [a.edited(CODEOWNERS, 'd', 'c')] });
    const commits = [weakened, asked, restored];
    const changes = [a.added(a.REQUEST)];
    const given = {
      content: a.someContent({ changes, commits }),
      contributors: commits.map(({ oid }) => a.by(a.ALICE, oid)),
      pullRequest: a.aMergedPullRequest({ commitCount: 3 }),
    };
    expect(outcome({ given, changes, after: FILES })[0]).toBe('refuted');
  });

  test('of guardrails and anything else is refused', () => {
    expect(outcome({ changes: [...CHANGES, a.edited('README.md')] })[0]).toBe('refuted');
  });

  test('that changes no guardrails is refused', () => {
    expect(outcome({ changes: [a.edited('README.md')] })[0]).toBe('refuted');
  });

  test('[37] that brought other bytes than the approved is refused', () => {
    const commits = [a.aCommit(MERGE, { changes: [a.edited(POLICY_PATH, '1', '9')] })];
    expect(outcome({ commits })[0]).toBe('refuted');
  });

  test('[37] that brought a CODEOWNERS which nobody approved is refused', () => {
    const commits = [a.aCommit(MERGE, { changes: [...CHANGES, a.added('docs/CODEOWNERS')] })];
    expect(outcome({ commits })[0]).toBe('refuted');
  });

  test('[54] that makes a link of the policy is refused', () => {
    const link: Change = { ...CHANGES[0]!, after: { mode: '120000', blob: a.oid('2') } }; // CHANGES has one
    expect(outcome({ changes: [link] })[0]).toBe('refuted');
  });

  test('that GitHub does not call one, or that is not on the branch, is not yet one', () => {
    expect(outcome({ given: { pullRequest: a.aPullRequest() } })[0]).toBe('not yet');
    expect(outcome({ recorded: { kind: 'unread', why: 'It is not on the branch.' } })).toEqual([
      'not yet',
      'It is not on the branch.',
    ]);
  });

  test('[43] from a fork is refused', () => {
    const pullRequest = a.aMergedPullRequest({ head: { oid: a.HEAD, repository: 8 } });
    expect(outcome({ given: { pullRequest } })[0]).toBe('refuted');
  });
});

describe('a version never comes into force', () => {
  const why = (version: Parameters<typeof unusableVersion>[0], files = FILES, key = KEY) =>
    unusableVersion(version, files, key);

  test('and a good one can', () => {
    expect(why(valid(IN_FORCE))).toEqual([]);
  });

  test('where it does not parse', () => {
    const version = invalid([{ what: 'It has no roles.', why: '', mend: '' }]);
    expect(why(version)).toEqual(['It has no roles.']);
    expect(outcome({ version })).toEqual(['refuted', 'It has no roles.']);
  });

  test('where it lists no key of ours', () => {
    expect(why(valid(IN_FORCE), FILES, 'another key')).toHaveLength(1);
    expect(outcome({}, IN_FORCE, 'another key')[0]).toBe('refuted');
  });

  test.each([
    ['its policy', ['/.github/ @dave']],
    ['its CODEOWNERS', ['/access-requests/*.yaml @dave']],
    ['its CODEOWNERS, but for a catch-all', ['* @dave', '.github/ @dave', '/access-requests/*.yaml @dave']],
    ['what a later line gives up', ['/access-requests/*.yaml @dave', '/.github/ @dave', '/.github/']],
  ])('where nobody owns %s', (_, lines) => {
    const version = valid({ ...IN_FORCE, codeowners: a.codeowners(...lines) });
    expect(why(version)).toHaveLength(1);
    expect(outcome({ version })[0]).toBe('refuted');
  });

  test('where nobody owns its people', () => {
    const codeowners = a.codeowners('/access-requests/policy.yaml @dave', '/.github/ @dave');
    const files = { ...FILES, [PEOPLE_PATH]: a.oid('7') };
    expect(why(valid({ ...IN_FORCE, codeowners }), files)).toHaveLength(1);
    expect(why(valid({ ...IN_FORCE, codeowners }))).toEqual([]);
  });
});

test('every reason is told at once', () => {
  const version = valid({ ...IN_FORCE, codeowners: a.codeowners('* @dave') });
  const reasons = outcome(
    { version, before: {}, changes: [...CHANGES, a.edited('README.md')] },
    IN_FORCE,
    'x',
  );
  expect(reasons[0]).toBe('refuted');
  expect(reasons.length).toBeGreaterThanOrEqual(5);
});
