// What history must say for a grant to be honoured, and which requests it has not decided.
import { describe, expect, test } from 'vitest';
import { honoured, undecided, type Honour } from '../../../src/core/ledger/honour.ts';
import {
  aTrustedBranch,
  blobOf,
  endOf,
  grantEvent,
  grantOn,
  PATH,
  RECORD,
  refusalOf,
  type Branch,
  type Granted,
} from './a-branch.ts';

function honourOf(branch: Branch, { event }: Granted): Honour {
  const ledger = branch.ledger();
  const state = ledger.grants.get(event.grant);
  if (state === undefined) throw new Error('the grant is not in history');
  return honoured(ledger, branch.tree, state);
}

function undecidedPaths(branch: Branch): readonly string[] {
  return undecided(branch.ledger(), branch.tree).map(({ path }) => path.text);
}

describe('a grant', () => {
  test('is honoured as it was recorded', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);

    expect(honourOf(branch, granted)).toEqual({ kind: 'honoured' });
    expect(undecidedPaths(branch)).toEqual([]);
  });

  test('is honoured after commits that touch other files', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.push({ 'README.md': blobOf('words'), 'access-requests/examples/one.yaml': blobOf('sample') });

    expect(honourOf(branch, granted)).toEqual({ kind: 'honoured' });
  });

  test('is honoured where a rebase brought the request in several commits', () => {
    const branch = aTrustedBranch();
    const base = branch.head();
    branch.push({ [PATH]: blobOf('granted') });
    const merge = branch.push({ 'README.md': blobOf('words') });
    const event = grantEvent({ base, merge, blob: blobOf('granted') });
    const commit = branch.record([event], { [RECORD]: blobOf('record') });

    expect(honourOf(branch, { event, merge, commit })).toEqual({ kind: 'honoured' });
    expect(undecidedPaths(branch)).toEqual([]);
  });

  test('is not honoured once it is closed', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.record([endOf(granted)], { [PATH]: null, [RECORD]: null });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'closed' });
  });

  test('[49] is not honoured once its request was removed', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const commit = branch.push({ [PATH]: null });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'request removed', commit });
  });

  test('[49] is not honoured either where the removed request came back before anybody looked', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const blob = branch.tree.get(PATH)?.blob ?? '';
    const commit = branch.push({ [PATH]: null });
    branch.push({ [PATH]: blob });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'request removed', commit });
    expect(undecidedPaths(branch)).toEqual([PATH]);
  });

  test('[46] is not honoured after its request moved to another cluster, where it is to be proved on its own', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const elsewhere = PATH.replace('prod-eu', 'prod-us');
    branch.push({ [PATH]: null, [elsewhere]: branch.tree.get(PATH)?.blob ?? '' });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'request removed' });
    expect(undecided(branch.ledger(), branch.tree)).toMatchObject([
      { path: { text: elsewhere }, held: undefined, closed: undefined },
    ]);
  });

  test('stands while an edit of its request is undecided', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const commit = branch.push({ [PATH]: blobOf('edited') });

    expect(honourOf(branch, granted)).toEqual({
      kind: 'undecided change',
      entry: { mode: '100644', blob: blobOf('edited') },
      commit,
    });
    expect(undecided(branch.ledger(), branch.tree)).toMatchObject([
      { path: { text: PATH }, held: { event: { grant: granted.event.grant } } },
    ]);
  });

  test('is honoured again once a refusal has put its bytes back', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const edit = branch.push({ [PATH]: blobOf('edited') });
    branch.record([refusalOf(PATH, edit)], { [PATH]: granted.event.request.blob });

    expect(honourOf(branch, granted)).toEqual({ kind: 'honoured' });
    expect(undecidedPaths(branch)).toEqual([]);
  });

  test('stands while an edit and its undoing by people are undecided, and is honoured once they were refused', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.push({ [PATH]: blobOf('edited') });
    const undone = branch.push({ [PATH]: granted.event.request.blob });
    const before = honourOf(branch, granted);
    branch.record([refusalOf(PATH, undone)], { 'access-grants/ledger.yaml': blobOf('12 events') });

    expect(before).toMatchObject({ kind: 'undecided change', commit: undone });
    expect(honourOf(branch, granted)).toEqual({ kind: 'honoured' });
  });

  test('is not put back by a commit whose event is about another path', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const edit = branch.push({ [PATH]: blobOf('edited') });
    branch.record([refusalOf(PATH.replace('alice', 'bob'), edit)], { [PATH]: granted.event.request.blob });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'undecided change' });
  });

  test('does not take another mode of its file for the request that was granted', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.tree.set(PATH, { mode: '120000', blob: granted.event.request.blob });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'request changed' });
  });

  test('[110] is not honoured once somebody else wrote its record', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const commit = branch.push({ [RECORD]: blobOf('expiresAt: 2099') });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'record altered', commit });
    expect(undecidedPaths(branch)).toEqual([]);
  });

  test('[110] is not honoured either once the record was altered and put back by hand', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const blob = branch.tree.get(RECORD)?.blob ?? '';
    branch.push({ [RECORD]: blobOf('altered') });
    branch.push({ [RECORD]: blob });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'record altered' });
  });

  test('[110] is not honoured without its record', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.push({ [RECORD]: null });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'record removed' });
  });

  test('[108] is not granted again by a revert of the commit that closed it', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const [request, record] = [branch.tree.get(PATH)?.blob ?? '', branch.tree.get(RECORD)?.blob ?? ''];
    branch.record([endOf(granted, 'released')], { [PATH]: null, [RECORD]: null });
    const message = branch.commits.find(({ oid }) => oid === granted.commit)?.message;
    branch.push({ [PATH]: request, [RECORD]: record }, message);

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'not honoured', by: 'closed' });
    expect(branch.ledger().open.size).toBe(0);
    expect(undecidedPaths(branch)).toEqual([PATH]);
  });
});

describe('a request at the head', () => {
  test('is no request of its own while the grant that it was given to is ending', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const edit = branch.push({ [PATH]: blobOf('edited') });
    branch.record([refusalOf(PATH, edit)], { [PATH]: granted.event.request.blob });
    branch.push({ [RECORD]: blobOf('altered') });

    expect(honourOf(branch, granted)).toMatchObject({ by: 'record altered' });
    expect(undecidedPaths(branch)).toEqual([]);
  });

  test('is refused again where its refusal did not put the granted bytes back', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const edit = branch.push({ [PATH]: blobOf('edited') });
    branch.record([refusalOf(PATH, edit)], { 'access-grants/ledger.yaml': blobOf('3 events') });

    expect(honourOf(branch, granted)).toMatchObject({ kind: 'undecided change' });
    expect(undecidedPaths(branch)).toEqual([PATH]);
  });

  test('is undecided after its merge', () => {
    const branch = aTrustedBranch();
    const commit = branch.push({ [PATH]: blobOf('asked') });

    expect(undecided(branch.ledger(), branch.tree)).toMatchObject([
      {
        path: { cluster: 'prod-eu', role: 'debugger' },
        entry: { blob: blobOf('asked') },
        touched: { commit },
      },
    ]);
  });

  test('[36] is undecided, and held by no grant, after a direct push', () => {
    const branch = aTrustedBranch();
    branch.push({ [PATH]: blobOf('pushed') });

    expect(branch.ledger().open.size).toBe(0);
    expect(undecidedPaths(branch)).toEqual([PATH]);
  });

  test('is left alone where its path is no request path', () => {
    const branch = aTrustedBranch();
    branch.push({ 'access-requests/notes.txt': blobOf('notes') });

    expect(undecidedPaths(branch)).toEqual([]);
  });

  test('is told as closed where it was left behind by the end of its grant', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.record([endOf(granted)], { [RECORD]: null });

    expect(undecided(branch.ledger(), branch.tree)).toMatchObject([
      { closed: { event: { type: 'expired' } } },
    ]);
  });

  test('is undecided where it was edited and the grant that it edits ended', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.push({ [PATH]: blobOf('edited') });
    branch.record([endOf(granted)], { [RECORD]: null });

    expect(undecided(branch.ledger(), branch.tree)).toMatchObject([{ held: undefined, closed: undefined }]);
  });

  test('is the request of a second grant after the first one ended', () => {
    const branch = aTrustedBranch();
    const first = grantOn(branch);
    branch.record([endOf(first)], { [PATH]: null, [RECORD]: null });
    const second = grantOn(branch);

    expect(second.event.grant).not.toBe(first.event.grant);
    expect(honourOf(branch, second)).toEqual({ kind: 'honoured' });
    expect(honourOf(branch, first)).toMatchObject({ by: 'closed' });
  });
});
