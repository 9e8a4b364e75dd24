import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergedFilesAreTheApproved, recordedMerge } from '../../../src/core/approval/merge.ts';
import { read, unread } from '../../../src/core/problem.ts';
import type { Change, Commit } from '../../../src/core/repository.ts';
import * as a from './builders.ts';

/** A first-parent chain of commits with these ids, oldest first. */
function chain(...letters: readonly string[]): readonly Commit[] {
  return letters.map((letter, n) =>
    a.aCommit(a.oid(letter), { parents: n === 0 ? [] : [a.oid(letters[n - 1]!)], changes: [] }),
  );
}

function withLast(commits: readonly Commit[], over: Partial<Commit>): readonly Commit[] {
  return [...commits.slice(0, -1), { ...commits.at(-1)!, ...over }];
}

const LISTED = () => read(true);
const NOT_LISTED = () => read(false);

/** The merge is commit `e`, and the head `a`. */
function recorded(commits: readonly Commit[], over: Partial<Parameters<typeof recordedMerge>[0]> = {}) {
  return recordedMerge({
    commits,
    pullRequest: a.aMergedPullRequest(),
    content: a.someContent(),
    listedOn: NOT_LISTED,
    ...over,
  });
}

describe('which commits the merge added', () => {
  test('none yet, where GitHub does not call it merged or the branch does not have it', () => {
    expect(recorded(chain('1', 'e'), { pullRequest: a.aPullRequest() }).kind).toBe('unread');
    expect(recorded(chain('1', '2')).kind).toBe('missing');
  });

  test('a merge is one commit, whose second parent is the head', () => {
    const commits = withLast(chain('1', '2', 'e'), { parents: [a.oid('2'), a.HEAD] });
    expect(recorded([...commits, ...chain('f')])).toEqual({
      kind: 'merge',
      method: 'merge',
      base: a.oid('2'),
      merge: a.oid('e'),
      commits: [a.oid('e')],
    });
  });

  test.each([
    ['another head', [a.oid('2'), a.oid('9')]],
    ['several branches at once', [a.oid('2'), a.HEAD, a.oid('9')]],
  ])('[37] a merge of %s is refuted', (_, parents) => {
    expect(recorded(withLast(chain('1', '2', 'e'), { parents }))).toMatchObject({
      kind: 'refuted',
      problems: [{ what: 'Commit `eeeeeeeeee` does not merge `aaaaaaaaaa`, the head of #42.' }],
    });
  });

  test('a merge that is the first commit of the branch is refuted', () => {
    expect(recorded(chain('e')).kind).toBe('refuted');
  });

  test('a squash is one commit, however many the pull request has', () => {
    const content = a.someContent({ commits: ['7', '8', 'a'].map((letter) => a.aCommit(a.oid(letter))) });
    const commits = withLast(chain('1', '2', '3', 'e'), { changes: [a.added(a.REQUEST)] });
    const pullRequest = a.aMergedPullRequest({ commitCount: 3 });
    expect(recorded(commits, { content, pullRequest })).toEqual({
      kind: 'merge',
      method: 'squash',
      base: a.oid('3'),
      merge: a.oid('e'),
      commits: [a.oid('e')],
    });
  });

  describe('of a rebase', () => {
    const content = a.someContent({ commits: ['7', '8', 'a'].map((letter) => a.aCommit(a.oid(letter))) });
    const pullRequest = a.aMergedPullRequest({ commitCount: 3 });
    const commits = chain('1', '2', '3', 'd', 'e');

    test('[38] those that GitHub lists it for', () => {
      expect(recorded(commits, { content, pullRequest, listedOn: LISTED })).toEqual({
        kind: 'merge',
        method: 'rebase',
        base: a.oid('2'),
        merge: a.oid('e'),
        commits: [a.oid('3'), a.oid('d'), a.oid('e')],
      });
    });

    test('no more than it has, merges left out', () => {
      const merging = a.aCommit(a.oid('8'), { parents: [a.oid('7'), a.oid('1')] });
      const withMerge = a.someContent({ commits: [a.aCommit(a.oid('7')), merging, a.aCommit(a.HEAD)] });
      const found = recorded(commits, { content: withMerge, pullRequest, listedOn: LISTED });
      expect(found).toMatchObject({ base: a.oid('3'), commits: [a.oid('d'), a.oid('e')] });
    });

    test('no more than GitHub counts, whatever the mirror shows', () => {
      const two = a.aMergedPullRequest({ commitCount: 2 });
      const found = recorded(commits, { content, pullRequest: two, listedOn: LISTED });
      expect(found).toMatchObject({ base: a.oid('3'), commits: [a.oid('d'), a.oid('e')] });
    });

    test('none beyond the first that is another’s', () => {
      const listedOn = (oid: string) => read(oid === a.oid('d'));
      const changes = [a.added(a.REQUEST)];
      const found = recorded(withLast(commits, { changes }), { content, pullRequest, listedOn });
      expect(found).toMatchObject({ method: 'rebase', commits: [a.oid('d'), a.oid('e')] });
    });

    test('not yet, where GitHub lists it for fewer and these lack one of its files', () => {
      expect(recorded(commits, { content, pullRequest })).toMatchObject({
        kind: 'missing',
        problems: [
          {
            what: 'GitHub lists #42 for 1 commit of the default branch, which do not hold all of its files; it has 3 commits.',
          },
        ],
      });
    });

    test('not yet, where GitHub did not answer', () => {
      const found = recorded(commits, { content, pullRequest, listedOn: () => unread('no answer') });
      expect(found).toEqual({ kind: 'unread', why: 'no answer' });
    });

    test('never the first commit of the branch, before which there is nothing', () => {
      const found = recorded(chain('d', 'e'), { content, pullRequest, listedOn: LISTED });
      expect(found).toMatchObject({ base: a.oid('d'), commits: [a.oid('e')] });
    });
  });

  test('[39] of pull requests merged in one go, each has its own commit', () => {
    const group = [
      a.aCommit(a.oid('1'), { parents: [] }),
      a.aCommit(a.oid('2'), { parents: [a.oid('1'), a.oid('7')] }),
      a.aCommit(a.oid('e'), { parents: [a.oid('2'), a.HEAD] }),
      a.aCommit(a.oid('f'), { parents: [a.oid('e'), a.oid('9')] }),
    ];
    expect(recorded(group)).toMatchObject({ method: 'merge', base: a.oid('2'), commits: [a.oid('e')] });
  });
});

describe('what the merge brought', () => {
  const OTHER = 'access-requests/prod-eu/shop/debugger/mallory.yaml';

  /** Problems of a merge whose commits changed these, for a pull request with these net changes. */
  function brought(approved: readonly Change[], ...steps: readonly (readonly Change[])[]) {
    const commits = steps.map((changes, n) => a.aCommit(a.oid(`${n + 1}`), { changes }));
    return mergedFilesAreTheApproved({ commits, content: a.someContent({ changes: approved }) }).map(
      ({ what }) => what,
    );
  }

  test('exactly what was approved: nothing to say', () => {
    expect(brought([a.added(a.REQUEST)], [a.added(a.REQUEST)])).toEqual([]);
    expect(brought([a.removed(a.REQUEST)], [a.removed(a.REQUEST)])).toEqual([]);
  });

  test('[38] of a rebase the last state counts', () => {
    const steps = [[a.added(a.REQUEST, '5')], [a.edited(a.REQUEST, '5', '1')], []];
    expect(brought([a.added(a.REQUEST, '1')], ...steps)).toEqual([]);
    expect(brought([a.added(a.REQUEST, '5')], ...steps)).toHaveLength(1);
  });

  test.each([
    ['other bytes', a.added(a.REQUEST, '9')],
    ['another mode', { path: a.REQUEST, after: { mode: '120000', blob: a.oid('1') } }],
    ['nothing in its place', a.removed(a.REQUEST)],
  ])('[37] %s', (_, change) => {
    expect(brought([a.added(a.REQUEST)], [change])).toEqual([
      `The merge brought \`${a.REQUEST}\` otherwise than it was approved.`,
    ]);
  });

  test('a file that the merge did not change', () => {
    expect(brought([a.added(a.REQUEST)], [])).toEqual([`The merge did not change \`${a.REQUEST}\`.`]);
  });

  test.each([
    ['another request', OTHER],
    ['the policy', 'access-requests/policy.yaml'],
    ['CODEOWNERS', 'docs/CODEOWNERS'],
    ['a record', 'access-grants/prod-eu/payments/debugger/alice.yaml'],
  ])('[37] %s that nobody approved', (_, path) => {
    expect(brought([a.added(a.REQUEST)], [a.added(a.REQUEST), a.added(path)])).toEqual([
      `The merge also changed \`${path}\`, which is not part of the pull request.`,
    ]);
  });

  test('[103] also where a later commit of the rebase undoes it', () => {
    const steps = [[a.edited('CODEOWNERS')], [a.added(a.REQUEST)], [a.edited('CODEOWNERS', '2', '1')]];
    expect(brought([a.added(a.REQUEST)], ...steps)).toHaveLength(1);
  });

  test('files that Daypass does not read are nobody’s concern here', () => {
    expect(brought([a.added(a.REQUEST)], [a.added(a.REQUEST), a.edited('src/main.c')])).toEqual([]);
  });

  test('whatever is changed in between, only the approved end passes', () => {
    const letters = fc.constantFrom('1', '2', '3');
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 5 }), letters, (states, approved) => {
        const steps = states.map((letter) => [a.added(a.REQUEST, letter)]);
        const problems = brought([a.added(a.REQUEST, approved)], ...steps);
        expect(problems.length === 0).toBe(states.at(-1) === approved);
      }),
    );
  });
});
