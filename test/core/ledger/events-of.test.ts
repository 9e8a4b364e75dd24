// What one commit brings into history, up to the last event that fits; and which policies its lines are allowed to name.
import { describe, expect, test } from 'vitest';
import { policiesNamed } from '../../../src/core/ledger/events-of.ts';
import { countEvents } from '../../../src/core/ledger/history.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../../../src/core/request/path.ts';
import {
  aBranch,
  aTrustedBranch,
  blobOf,
  CODEOWNERS,
  endOf,
  grantOn,
  key,
  otherKey,
  PATH,
  policyWith,
  RECORD,
  trust,
  type Branch,
} from './a-branch.ts';

function claimed(...claims: readonly string[]): Branch {
  const branch = aTrustedBranch();
  const lines = claims.map((claim) => `Access-Event: ${claim}\n`);
  branch.push({ 'README.md': blobOf('words') }, `Title\n\n${lines.join('')}`);
  return branch;
}

describe('a commit', () => {
  test('carries fifty events, and not one more', () => {
    const branch = aTrustedBranch();
    const end = endOf(grantOn(branch));
    branch.record(Array.from({ length: 50 }, () => end));

    expect(countEvents(branch.ledger())).toBe(52);
    expect(branch.ledger().findings).toEqual([]);
  });

  test('of which more is claimed brings nothing, and the first line is told', () => {
    const branch = claimed(...Array.from({ length: 51 }, (_, index) => `{"claim":${index}}`));
    const ledger = branch.ledger();

    expect(countEvents(ledger)).toBe(1);
    expect(ledger.findings).toMatchObject([{ commit: branch.head(), excerpt: '{"claim":0}' }]);
  });

  test('of which ten lines are no events is told line by line, and no more is said', () => {
    const branch = claimed(...Array.from({ length: 10 }, (_, index) => `line ${index}`));

    expect(branch.ledger().findings.map(({ excerpt }) => excerpt)).toEqual(
      Array.from({ length: 10 }, (_, index) => `line ${index}`),
    );
  });

  test('of which eleven are no events is told by ten, and that there was one more', () => {
    const { findings } = claimed(...Array.from({ length: 11 }, (_, index) => `line ${index}`)).ledger();

    expect(findings).toHaveLength(11);
    expect(findings.at(-1)).toMatchObject({ excerpt: '', why: expect.stringContaining('1 more') });
  });

  test('is told with the line that is no event, cut after 160 characters and never within one', () => {
    const excerpts = ['x'.repeat(160), 'x'.repeat(161), `${'x'.repeat(159)}😀`].map(
      (line) => claimed(line).ledger().findings[0]?.excerpt,
    );

    expect(excerpts).toEqual(['x'.repeat(160), `${'x'.repeat(160)}…`, `${'x'.repeat(159)}\uFFFD…`]);
  });
});

describe('the policies that commits name', () => {
  const line = (blob: string, type = 'guardrails'): string =>
    `Access-Event: {"files":{"${POLICY_PATH}":"${blob}"},"type":"${type}"}\n`;
  const named = (message: string, policies: readonly string[]): readonly string[] => {
    const branch = aBranch();
    for (const blob of policies) branch.push({ [POLICY_PATH]: blob });
    branch.push({ 'README.md': blobOf('words') }, message);
    return [...policiesNamed(branch.commits)];
  };

  test('are none where no event brings guardrails into force', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key) });

    expect([...policiesNamed(branch.commits)]).toEqual([]);
    expect(named(`Title\n\n${line(blobOf('one'), 'granted')}`, [blobOf('one')])).toEqual([]);
    expect(named(`Title\n\n${line('no blob')}`, [blobOf('one')])).toEqual([]);
    expect(named(`Title\n\n${line(blobOf('one'))}\nwords\n`, [blobOf('one')])).toEqual([]);
  });

  test('are each version that was sealed', () => {
    const branch = aTrustedBranch();
    branch.push({ [POLICY_PATH]: policyWith(key, otherKey) });
    branch.record([trust(branch)]);

    expect([...policiesNamed(branch.commits)]).toEqual([policyWith(key), policyWith(key, otherKey)]);
    expect([...policiesNamed(branch.commits.slice(-1), branch.commits)]).toEqual([policyWith(key, otherKey)]);
  });

  test('were the policy on the branch once: no other file is looked for, wherever it is', () => {
    const branch = aTrustedBranch();
    const people = blobOf('people');
    branch.push({ [PEOPLE_PATH]: people, [CODEOWNERS]: null, [POLICY_PATH]: null });
    branch.push({}, `Title\n\n${line(people)}${line(blobOf('elsewhere'))}${line(policyWith(key))}`);

    expect([...policiesNamed(branch.commits)]).toEqual([policyWith(key)]);
  });

  test('are those of fifty lines of a commit at most', () => {
    const blobs = Array.from({ length: 60 }, (_, index) => blobOf(`policy ${index}`));
    const message = `Title\n\n${blobs.map((blob) => line(blob)).join('')}`;

    expect(named(message, blobs)).toEqual(blobs.slice(0, 50));
  });
});

test('a line that does not count makes no commit ours', () => {
  const branch = aTrustedBranch();
  const { event } = grantOn(branch);
  branch.record([event], { [PATH]: blobOf('put back'), [RECORD]: blobOf('a second record') });
  const ledger = branch.ledger();

  expect(ledger.findings).toHaveLength(1);
  expect(ledger.lastTouched.get(PATH)?.events).toEqual([]);
});
