// What a change of the guardrails is told, word for word, and whose approvals its event names.
import { describe, expect, test } from 'vitest';
import { digestOfChanges } from '../../../src/core/approval/shown.ts';
import { succeeds, unusableVersion, type Departure } from '../../../src/core/ledger/succession.ts';
import { invalid, valid } from '../../../src/core/problem.ts';
import type { Guardrails } from '../../../src/core/request/guardrails.ts';
import { POLICY_PATH } from '../../../src/core/request/path.ts';
import * as a from '../approval/builders.ts';
import { KEY, someGuardrails } from '../request/builders.ts';

const CODEOWNERS = '.github/CODEOWNERS';
const MERGE = a.oid('e');
const FILES = { [POLICY_PATH]: a.oid('1'), [CODEOWNERS]: a.oid('c') };
const CHANGES = [a.edited(POLICY_PATH, '1', '2')];

const owned = (...lines: readonly string[]): Guardrails => ({
  ...someGuardrails(),
  codeowners: a.codeowners(...lines),
});
const IN_FORCE = owned('/access-requests/*.yaml @dave', '/.github/ @dave');

function judged(over: Partial<Departure> = {}, given: a.Given = {}, changes = CHANGES, inForce = IN_FORCE) {
  const approval = a.facts({
    content: a.someContent({ changes }),
    pullRequest: a.aMergedPullRequest({ fileCount: changes.length }),
    checks: [a.aCheck({ externalId: digestOfChanges(changes) })],
    reviews: [a.aReview({ by: a.DAVE })],
    ...given,
  });
  const departure: Departure = {
    approval,
    recorded: { kind: 'merge', method: 'squash', base: a.BASE, merge: MERGE, commits: [MERGE] },
    commits: [a.aCommit(MERGE, { changes })],
    before: FILES,
    after: { ...FILES, [POLICY_PATH]: a.oid('2') },
    atMergeBase: FILES,
    version: valid(IN_FORCE),
    ...over,
  };
  return succeeds(departure, {
    inForce: { files: FILES, guardrails: inForce },
    sealKey: KEY,
    now: a.at(31),
  });
}

describe('a change of the guardrails', () => {
  test('is told why it is not merged, or what is wrong with its merge', () => {
    const problem = { what: 'Its merge is not of this branch.', why: '', mend: '' };

    expect(judged({}, { pullRequest: a.aPullRequest() })).toEqual({
      kind: 'not yet',
      why: [expect.stringContaining('#42')],
    });
    expect(judged({ recorded: { kind: 'refuted', problems: [problem] } })).toEqual({
      kind: 'refuted',
      why: ['Its merge is not of this branch.'],
    });
  });

  test('is told whose approval it lacks', () => {
    expect(judged({}, { reviews: [] })).toEqual({
      kind: 'missing',
      why: [expect.stringContaining(POLICY_PATH)],
    });
  });

  test('is not approved by its author under another account', () => {
    const username = 'alice.doe@acme.com';
    const people = new Map([a.ALICE, a.DAVE].map(({ login, id }) => [login, { id, username }] as const));

    expect(judged({}, {}, CHANGES, { ...IN_FORCE, people }).kind).toBe('refuted');
    expect(judged({}, {}, CHANGES, { ...IN_FORCE, people: new Map() }).kind).toBe('proved');
  });

  test('is told that it is none', () => {
    const refuted = judged({}, {}, [a.edited('README.md')], owned('* @erin', '/README.md @dave'));

    expect(refuted).toEqual({ kind: 'refuted', why: ['#42 does not change the guardrails.'] });
  });

  test('is told what else its pull request brings', () => {
    const refuted = judged({}, {}, [...CHANGES, a.edited('README.md')], owned('/access-requests/ @dave'));

    expect(refuted).toEqual({
      kind: 'refuted',
      why: [expect.stringContaining('README.md'), expect.stringContaining('README.md')],
    });
  });

  test('names every approval that counted, of each owner, once', () => {
    const changes = [...CHANGES, a.edited(CODEOWNERS, 'c', 'd')];
    const reviews = [a.aReview({ by: a.DAVE }), a.aReview({ by: a.BOB })];
    const inForce = owned('/access-requests/*.yaml @dave', '/.github/ @bob');
    const after = { [POLICY_PATH]: a.oid('2'), [CODEOWNERS]: a.oid('d') };
    const both = judged({ after }, { reviews }, changes, inForce);
    const one = judged({ after }, { reviews }, changes);

    const approvers = (of: typeof both): readonly string[] | undefined =>
      of.kind === 'proved' ? of.event.approvals?.map(({ by }) => by.login) : undefined;
    expect(approvers(both)).toEqual(['dave', 'bob']);
    expect(approvers(one)).toEqual(['dave']);
  });
});

describe('a version', () => {
  test('[105] may list other keys beside ours', () => {
    const other = { id: 'next', publicKey: 'another key' };
    const policy = { ...IN_FORCE.policy, sealKeys: [other, ...IN_FORCE.policy.sealKeys] };

    expect(unusableVersion(valid({ ...IN_FORCE, policy }), FILES, KEY)).toEqual([]);
    expect(
      unusableVersion(valid({ ...IN_FORCE, policy: { ...policy, sealKeys: [other] } }), FILES, KEY),
    ).toHaveLength(1);
  });

  test('is told every problem that it has, and each path that nobody owns', () => {
    const problems = ['One.', 'Two.'].map((what) => ({ what, why: '', mend: '' }));

    expect(unusableVersion(invalid(problems), FILES, KEY)).toEqual(['One.', 'Two.']);
    expect(unusableVersion(valid(owned('* @dave')), FILES, KEY)).toEqual([
      expect.stringContaining(POLICY_PATH),
      expect.stringContaining(CODEOWNERS),
    ]);
  });
});
