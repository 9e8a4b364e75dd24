// Events that could count, and do not; and what stays in the ledger when it is read on.
import { describe, expect, test } from 'vitest';
import { readLedger } from '../../../src/core/ledger/fold.ts';
import { guardrailStanding, heldTheVersionInForce } from '../../../src/core/ledger/guardrail-states.ts';
import { countEvents, versionInForce } from '../../../src/core/ledger/history.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../../../src/core/request/path.ts';
import {
  aBranch,
  aTrustedBranch,
  blobOf,
  CODEOWNERS,
  context,
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

function findingsOf(branch: Branch): readonly string[] {
  return branch.ledger().findings.map(({ why }) => why);
}

describe('a version of the guardrails', () => {
  test('comes alone: of two in one commit the first counts', () => {
    const branch = aTrustedBranch();
    branch.push({ [POLICY_PATH]: policyWith(key, otherKey) });
    const first = trust(branch);
    const second = { ...first, files: { [POLICY_PATH]: policyWith(key) }, reason: 'Another one' };
    branch.record([first, second]);

    expect(branch.ledger().versions).toHaveLength(2);
    expect(versionInForce(branch.ledger())?.event.reason).toBe(first.reason);
    expect([...branch.ledger().keys.keys()]).toEqual([key.id, otherKey.id]);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('this is a second one')]);
  });

  test.each([
    ['does not parse', blobOf('no policy')],
    ['lists no key', policyWith()],
  ])('[105] never takes the keys away: one whose policy %s does not count', (_, policy) => {
    const branch = aTrustedBranch();
    branch.push({ [POLICY_PATH]: policy });
    branch.record([trust(branch)]);
    grantOn(branch);

    expect(branch.ledger().versions).toHaveLength(1);
    expect([...branch.ledger().keys.keys()]).toEqual([key.id]);
    expect(branch.ledger().open.size).toBe(1);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('does not parse, or lists no key')]);
  });
});

describe('the commit that held the version in force', () => {
  test('is none before a version is in force', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key) });

    expect(heldTheVersionInForce(branch.ledger())).toBeUndefined();
  });

  test('is the last at which all of its files stood, whatever came after', () => {
    const branch = aTrustedBranch();
    const before = branch.commits[0]?.oid;
    const people = branch.push({ [PEOPLE_PATH]: blobOf('people') });
    const departed = heldTheVersionInForce(branch.ledger());
    const back = branch.push({ [PEOPLE_PATH]: null });
    branch.push({ 'README.md': blobOf('words') });

    expect(departed).toBe(before);
    expect(heldTheVersionInForce(branch.ledger())).toBe(back);
    expect(people).not.toBe(back);
  });

  test('is none where the branch never held that version', () => {
    const branch = aBranch();
    branch.push({ 'README.md': blobOf('words') });
    const files = { [POLICY_PATH]: policyWith(key) };
    branch.record([{ ...trust(branch), files }]);

    expect(heldTheVersionInForce(branch.ledger())).toBeUndefined();
    expect(guardrailStanding(branch.ledger())).toEqual({ kind: 'unrelated', files: {} });
  });
});

describe('a branch that left its guardrails twice', () => {
  test('[128] holds what the last change left, and left them at the first', () => {
    const branch = aTrustedBranch();
    const since = branch.push({ [CODEOWNERS]: blobOf('other owners') });
    branch.push({ [PEOPLE_PATH]: blobOf('people') });

    expect(guardrailStanding(branch.ledger())).toMatchObject({
      kind: 'departed',
      since: { commit: since },
      files: { [CODEOWNERS]: blobOf('other owners'), [PEOPLE_PATH]: blobOf('people') },
    });
  });
});

describe('a ledger that is read on', () => {
  test('[104] keeps what it found before', () => {
    const branch = aTrustedBranch();
    branch.push({ 'README.md': blobOf('words') }, 'Title\n\nAccess-Event: forged\n');
    const before = branch.ledger();
    branch.push({ 'README.md': blobOf('more words') });
    const after = readLedger(before, branch.commits.slice(-1), context);

    expect(after.findings).toEqual(before.findings);
    expect(after.findings).toHaveLength(1);
  });

  test('remembers who touched requests, records and guardrails, and nothing else', () => {
    const branch = aTrustedBranch();
    grantOn(branch);
    branch.push({ 'README.md': blobOf('words'), 'src/main.ts': blobOf('code') });
    const paths = [...branch.ledger().lastTouched.entries()].map(([path]) => path);

    expect(new Set(paths)).toEqual(new Set([POLICY_PATH, CODEOWNERS, PATH, RECORD]));
  });
});

describe('an event', () => {
  test('that replaces a grant ends it, and one of drift ends nothing', () => {
    const branch = aTrustedBranch();
    const kept = grantOn(branch);
    const replaced = grantOn(branch, PATH.replace('alice', 'bob'));
    branch.record([
      endOf(replaced, 'replaced'),
      {
        type: 'drift',
        at: '2026-11-20T16:10:00Z',
        grant: kept.event.grant,
        path: PATH,
        why: 'The subjects were put back.',
        object: { cluster: 'prod-eu', kind: 'RoleBinding', namespace: 'payments', name: 'x', uid: 'u' },
      },
    ]);
    const ledger = branch.ledger();

    expect([...ledger.open.keys()]).toEqual([kept.event.grant]);
    expect(ledger.closings.get(replaced.event.grant)?.event.type).toBe('replaced');
    expect(countEvents(ledger)).toBe(5);
    expect(ledger.findings).toEqual([]);
  });
});
