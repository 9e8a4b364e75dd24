// Where honour turns: what stands behind a grant no longer, by one commit, one place or one word.
import { describe, expect, test } from 'vitest';
import { instantIn } from '../../../src/core/ledger/event.ts';
import { honoured, recordPath, undecided, type Honour } from '../../../src/core/ledger/honour.ts';
import {
  aTrustedBranch,
  blobOf,
  grantEvent,
  grantOn,
  PATH,
  RECORD,
  refusalOf,
  type Branch,
  type Unplaced,
} from './a-branch.ts';

function honourOf(branch: Branch, { grant }: Unplaced<'granted'>): Honour {
  const ledger = branch.ledger();
  const state = ledger.grants.get(grant);
  if (state === undefined) throw new Error('the grant is not in history');
  return honoured(ledger, branch.tree, state);
}

describe('a grant is not honoured', () => {
  test('where its request never was on the branch', () => {
    const branch = aTrustedBranch();
    const base = branch.head();
    const merge = branch.push({ 'README.md': blobOf('words') });
    const event = grantEvent({ base, merge, blob: blobOf('asked') });
    const commit = branch.record([event], { [RECORD]: blobOf('record') });

    expect(honourOf(branch, event)).toMatchObject({ by: 'request removed', commit });
  });

  test('[36] where its request was there before the merge that it names', () => {
    const branch = aTrustedBranch();
    const pushed = branch.push({ [PATH]: blobOf('pushed') });
    const merge = branch.push({ 'README.md': blobOf('words') });
    const event = grantEvent({ base: pushed, merge, blob: blobOf('pushed') });
    branch.record([event], { [RECORD]: blobOf('record') });

    expect(honourOf(branch, event)).toMatchObject({ by: 'request changed', commit: pushed });
  });

  test('where the merge that it names is not of this history', () => {
    for (const elsewhere of [{ base: 'f'.repeat(40) }, { merge: 'f'.repeat(40) }]) {
      const branch = aTrustedBranch();
      const base = branch.head();
      const merge = branch.push({ [PATH]: blobOf('asked') });
      const event = grantEvent({ base, merge, blob: blobOf('asked'), ...elsewhere });
      branch.record([event], { [RECORD]: blobOf('record') });

      expect(honourOf(branch, event)).toMatchObject({ by: 'request changed', commit: merge });
    }
  });

  test('where its record never was written', () => {
    const branch = aTrustedBranch();
    const base = branch.head();
    const merge = branch.push({ [PATH]: blobOf('asked') });
    const event = grantEvent({ base, merge, blob: blobOf('asked') });
    const commit = branch.record([event], { 'access-grants/ledger.yaml': blobOf('2 events') });

    expect(honourOf(branch, event)).toMatchObject({ by: 'record removed', commit });
  });

  test('where no commit of the chain brought the record that is there', () => {
    const branch = aTrustedBranch();
    const base = branch.head();
    const merge = branch.push({ [PATH]: blobOf('asked') });
    const event = grantEvent({ base, merge, blob: blobOf('asked') });
    branch.record([event], { 'access-grants/ledger.yaml': blobOf('2 events') });
    branch.tree.set(RECORD, { mode: '100644', blob: blobOf('record') });

    expect(honourOf(branch, event)).toMatchObject({ by: 'record altered' });
  });

  test('[127] once the change of its request was granted in its place, and goes on there', () => {
    const branch = aTrustedBranch();
    const { event } = grantOn(branch);
    const base = branch.head();
    const merge = branch.push({ [PATH]: blobOf('for longer') });
    const successor = { ...grantEvent({ base, merge, blob: blobOf('for longer') }), replaces: event.grant };
    branch.record([successor], { [RECORD]: blobOf('record of the successor') });

    expect(honourOf(branch, successor)).toEqual({ kind: 'honoured' });
    expect(honourOf(branch, event)).toMatchObject({
      kind: 'replaced',
      by: { event: { grant: successor.grant } },
    });
    expect(undecided(branch.ledger(), branch.tree)).toEqual([]);
  });

  test('once its request was granted anew, even where its record was left', () => {
    const branch = aTrustedBranch();
    const { event } = grantOn(branch);
    const base = branch.head();
    const merge = branch.push({ [PATH]: blobOf('for longer') });
    branch.record([grantEvent({ base, merge, blob: blobOf('for longer') })]);

    expect(honourOf(branch, event)).toMatchObject({ by: 'request changed', commit: merge });
  });
});

describe('a refusal', () => {
  test('speaks for the edit before it alone: what people change afterwards is undecided again', () => {
    const branch = aTrustedBranch();
    const { event } = grantOn(branch);
    const edit = branch.push({ [PATH]: blobOf('edited') });
    branch.record([refusalOf(PATH, edit)], { [PATH]: event.request.blob });
    branch.push({ [PATH]: blobOf('edited again') });
    const undone = branch.push({ [PATH]: event.request.blob });

    expect(honourOf(branch, event)).toMatchObject({ kind: 'undecided change', commit: undone });
    expect(undecided(branch.ledger(), branch.tree)).toMatchObject([
      { held: { event: { grant: event.grant } } },
    ]);
  });
});

describe('what could only be a fault of ours is thrown', () => {
  test('a sealed event with a path that is none, or a time that is none', () => {
    expect(() => recordPath('access-requests/../policy.yaml')).toThrow(/bears the path/);
    expect(() => instantIn('tomorrow')).toThrow(/bears the time "tomorrow"/);
  });

  test('a tree with a request that no commit of the chain brought', () => {
    const branch = aTrustedBranch();
    branch.tree.set(PATH, { mode: '100644', blob: blobOf('from elsewhere') });

    expect(() => undecided(branch.ledger(), branch.tree)).toThrow(/no commit of the chain brought it/);
  });
});
