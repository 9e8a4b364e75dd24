// Where the branch left the guardrails in force, and what it holds instead.
import { describe, expect, test } from 'vitest';
import {
  guardrailsAfter,
  guardrailsAt,
  guardrailStanding,
} from '../../../src/core/ledger/guardrail-states.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../../../src/core/request/path.ts';
import {
  aBranch,
  aTrustedBranch,
  blobOf,
  CODEOWNERS,
  key,
  policyWith,
  trust,
  type Branch,
} from './a-branch.ts';

function standing(branch: Branch): ReturnType<typeof guardrailStanding> {
  return guardrailStanding(branch.ledger());
}

describe('the guardrails of a tree', () => {
  test('are the policy, the people and the first CODEOWNERS that exists', () => {
    const entry = (content: string): { mode: string; blob: string } => ({
      mode: '100644',
      blob: blobOf(content),
    });
    const tree = new Map([
      [POLICY_PATH, entry('policy')],
      ['docs/CODEOWNERS', entry('docs')],
      ['CODEOWNERS', entry('top')],
      ['README.md', entry('words')],
    ]);

    expect(guardrailsAt(tree)).toEqual({ [POLICY_PATH]: blobOf('policy'), CODEOWNERS: blobOf('top') });
  });

  test('are what the walk over history says', () => {
    const branch = aTrustedBranch();
    branch.push({ [PEOPLE_PATH]: blobOf('people'), 'docs/CODEOWNERS': blobOf('shadowed') });
    branch.push({ [CODEOWNERS]: null });
    const ledger = branch.ledger();

    expect(guardrailsAfter(ledger, 3)).toEqual(guardrailsAt(branch.tree));
    expect(guardrailsAfter(ledger, 3)).toHaveProperty('docs/CODEOWNERS', blobOf('shadowed'));
    expect(guardrailsAfter(ledger, 2)).toHaveProperty(CODEOWNERS);
    expect(guardrailsAfter(ledger, -1)).toEqual({});
  });
});

describe('the branch', () => {
  test('holds the version in force', () => {
    expect(standing(aTrustedBranch())).toMatchObject({ kind: 'in force' });
  });

  test('has no version in force before an operator trusted one', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key) });

    expect(standing(branch)).toEqual({ kind: 'none in force' });
  });

  test('[102] has left the version in force with the commit that changes a file of it', () => {
    const branch = aTrustedBranch();
    branch.push({ 'README.md': blobOf('words') });
    const commit = branch.push({ [POLICY_PATH]: blobOf('wider') });

    expect(standing(branch)).toMatchObject({
      kind: 'departed',
      since: { commit, files: { [POLICY_PATH]: blobOf('wider') } },
      files: guardrailsAt(branch.tree),
    });
  });

  test('[101] holds the version in force again once it was put back', () => {
    const branch = aTrustedBranch();
    branch.push({ [CODEOWNERS]: blobOf('weaker') });
    branch.push({ [CODEOWNERS]: blobOf('owners') });

    expect(standing(branch)).toMatchObject({ kind: 'in force' });
  });

  test('[101] has left it with the later change, after an earlier one was put back', () => {
    const branch = aTrustedBranch();
    branch.push({ [CODEOWNERS]: blobOf('weaker') });
    branch.push({ [CODEOWNERS]: blobOf('owners') });
    const commit = branch.push({ [CODEOWNERS]: blobOf('reviewed') });

    expect(standing(branch)).toMatchObject({ kind: 'departed', since: { commit } });
  });

  test('[128] has left it with the bypass push, not with the honest change on top of it', () => {
    const branch = aTrustedBranch();
    const bypass = branch.push({ [POLICY_PATH]: blobOf('wider') });
    branch.push({ [POLICY_PATH]: blobOf('wider, and an honest line') });

    expect(standing(branch)).toMatchObject({ kind: 'departed', since: { commit: bypass } });
  });

  test('has left it with a CODEOWNERS file that takes precedence over the present one', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key), CODEOWNERS: blobOf('owners') });
    branch.record([{ ...trust(branch), files: guardrailsAt(branch.tree) }]);
    const commit = branch.push({ [CODEOWNERS]: blobOf('others') });

    expect(standing(branch)).toMatchObject({ kind: 'departed', since: { commit } });
  });

  test('has not left it with a CODEOWNERS file that GitHub does not use', () => {
    const branch = aTrustedBranch();
    branch.push({ 'docs/CODEOWNERS': blobOf('shadowed') });

    expect(standing(branch)).toMatchObject({ kind: 'in force' });
  });

  test('follows two changes in the order of history, one version after the other', () => {
    const branch = aTrustedBranch();
    const first = branch.push({ [POLICY_PATH]: policyWith(key), [PEOPLE_PATH]: blobOf('people') });
    const afterFirst = guardrailsAt(branch.tree);
    const second = branch.push({ [PEOPLE_PATH]: blobOf('more people') });
    const before = standing(branch);
    branch.record([{ ...trust(branch), files: afterFirst }]);

    expect(before).toMatchObject({ kind: 'departed', since: { commit: first } });
    expect(standing(branch)).toMatchObject({ kind: 'departed', since: { commit: second } });
  });

  test('is unrelated to a version that it never held', () => {
    const branch = aTrustedBranch();
    branch.record([
      trust(branch, { files: { [POLICY_PATH]: policyWith(key), [PEOPLE_PATH]: blobOf('nowhere') } }),
    ]);

    expect(standing(branch)).toMatchObject({ kind: 'unrelated' });
  });
});
