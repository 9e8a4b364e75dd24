// The stories of the contract that Git tells: the branch, blobs, and what a pull request brings.
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../src/ports.ts';
import { pathsOf, request, type Scene } from './scene.ts';

export function branchStories(here: Scene): void {
  describe('the branch', () => {
    test('is its first-parent chain, each commit with what it changed, and the files at its head', async () => {
      const first = here.hands.head();
      const second = await here.hands.directPush(
        { a: 'two\n', b: 'new\n', 'README.md': null },
        { message: 'Change' },
      );

      const branch = await here.git.branch('main');

      expect(branch.commits.map(({ oid, parents }) => ({ oid, parents }))).toEqual([
        { oid: first, parents: [] },
        { oid: second, parents: [first] },
      ]);
      expect(branch.commits.map(({ changes }) => pathsOf(changes))).toEqual([
        ['README.md', 'a'],
        ['README.md', 'a', 'b'],
      ]);
      expect(await here.git.messages([second, first])).toMatchObject(['Change\n', expect.any(String)]);
      expect([...branch.tree.keys()]).toEqual(['a', 'b']);
      expect([...(await here.git.tree(first)).keys()]).toEqual(['README.md', 'a']);
    });

    test('that did not move is the same value', async () => {
      expect(await here.git.branch('main')).toBe(await here.git.branch('main'));
    });

    test('that was rewritten is what it is now', async () => {
      const first = here.hands.head();
      await here.hands.directPush({ a: 'two\n' });
      await here.git.branch('main');
      await here.hands.rewriteTo(first);

      const branch = await here.git.branch('main');

      expect(branch.commits.map(({ oid }) => oid)).toEqual([first]);
    });

    test('that is not there is not answered', async () => {
      await expect(here.git.branch('other')).rejects.toThrow(Unavailable);
    });
  });

  test('a blob is its exact bytes, too large, or not there', async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);
    await here.hands.directPush({ strange: bytes });
    const { tree } = await here.git.branch('main');
    const { blob } = tree.get('strange')!; // it was just pushed

    expect(await here.git.blob(blob, 4)).toEqual({ kind: 'bytes', bytes: new Uint8Array(bytes) });
    expect(await here.git.blob(blob, 3)).toEqual({ kind: 'too large', size: 4 });
    expect(await here.git.blob('0'.repeat(40), 4)).toBeUndefined();
  });

  describe('what a pull request brings', () => {
    test('is told net, and by each commit', async () => {
      const base = here.hands.head();
      const { number } = await here.asks();
      await here.alice().pushTo(number, { other: 'x\n' });
      await here.alice().pushTo(number, { other: null });
      const { head, commitCount, fileCount } = await here.read(number);

      const content = await here.git.pullRequestContent(head.oid, base);

      expect(content).toMatchObject({ head: head.oid, mergeBase: base });
      expect(pathsOf(content.changes)).toEqual([request]);
      expect(content.commits.map(({ changes }) => pathsOf(changes))).toEqual([
        [request],
        ['other'],
        ['other'],
      ]);
      expect({ commitCount, fileCount }).toEqual({ commitCount: 3, fileCount: 1 });
    });

    test('has nothing of the default branch that was merged in', async () => {
      const { number } = await here.asks();
      await here.hands.directPush({ a: 'two\n' });
      await here.alice().updateBranch(number);
      const { head } = await here.read(number);

      const content = await here.git.pullRequestContent(head.oid, here.hands.head());

      expect(pathsOf(content.changes)).toEqual([request]);
      expect(content.commits.map(({ changes }) => pathsOf(changes))).toEqual([[request], []]);
    });

    test('[37] has what a merge commit itself changed', async () => {
      const { number, head } = await here.asks();
      const main = await here.hands.directPush({ a: 'two\n' });
      const tip = await here.hands.git.commit(head.sha);
      const evil = await here.hands.git.commitTree({
        ...tip,
        tree: await here.hands.git.changeTree(main, { [request]: 'v: evil\n', a: 'evil\n' }),
        parents: [tip.sha, main],
        message: 'Merge main\n',
      });
      await here.alice().pointBranch('ask', evil);

      const content = await here.git.pullRequestContent((await here.read(number)).head.oid, main);

      expect(pathsOf(content.changes)).toEqual(['a', request]);
      expect(content.commits.map(({ changes }) => pathsOf(changes))).toEqual([[request], ['a', request]]);
    });

    test('is not answered where there is no common history', async () => {
      const tip = await here.hands.git.commit(here.hands.head());
      const alone = await here.hands.git.commitTree({ ...tip, parents: [], message: 'Alone\n' });
      await here.alice().pointBranch('alone', alone);

      await expect(here.git.pullRequestContent(alone, here.hands.head())).rejects.toThrow(Unavailable);
    });
  });
}
