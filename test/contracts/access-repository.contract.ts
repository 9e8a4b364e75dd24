// What every access repository behind the ports does: the one in memory, and the adapters over the simulated GitHub.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headOf, type Change } from '../../src/core/repository.ts';
import { minutes } from '../../src/core/time.ts';
import { Unavailable, type GitHubReader, type GitHubWriter, type GitReader } from '../../src/ports.ts';
import type { makeControl } from '../sandbox/github/control.ts';
import type { HandClock } from '../sandbox/memory/clock.ts';

export interface AccessRepositoryUnderTest {
  readonly hands: ReturnType<typeof makeControl>;
  readonly git: GitReader;
  readonly github: GitHubReader & GitHubWriter;
  readonly clock: HandClock;
  readonly close: () => Promise<void>;
}

/** The files of the first commit. */
export const firstFiles = { 'README.md': 'Access requests.\n', a: 'one\n' } as const;

const request = 'access-requests/prod-eu/payments/debugger/alice.yaml';
const pathsOf = (changes: readonly Change[]) => changes.map(({ path }) => path);

export function accessRepositoryContract(
  title: string,
  make: () => Promise<AccessRepositoryUnderTest>,
): void {
  describe(title, () => {
    let subject: AccessRepositoryUnderTest;
    let hands: AccessRepositoryUnderTest['hands'];
    let git: GitReader;
    let github: GitHubReader & GitHubWriter;

    beforeEach(async () => {
      subject = await make();
      ({ hands, git, github } = subject);
      hands.user('alice', { id: 1001, permission: 'write' });
      hands.setTeam('payments', { members: ['bob', 'carol'], permission: 'write' });
      hands.user('root', { orgRole: 'admin' });
    });
    afterEach(async () => subject.close());

    const alice = () => hands.as('alice');
    const bob = () => hands.as('bob');
    const asks = async (files: Record<string, string> = { [request]: 'v: 1\n' }, branch = 'ask') =>
      alice().openPullRequest({ branch, title: 'Ask for access', files });
    const read = async (number: number) => {
      const found = await github.pullRequest(number);
      if (found === undefined) throw new Error(`there is no #${number}`);
      return found;
    };
    const merge = async (number: number, method: 'merge' | 'squash' | 'rebase') =>
      hands.as('root').merge(number, method, { bypass: true });

    describe('the branch', () => {
      test('is its first-parent chain, each commit with what it changed, and the files at its head', async () => {
        const first = hands.head();
        const second = await hands.directPush(
          { a: 'two\n', b: 'new\n', 'README.md': null },
          { message: 'Change' },
        );

        const branch = await git.branch('main');

        expect(branch.commits.map(({ oid, parents }) => ({ oid, parents }))).toEqual([
          { oid: first, parents: [] },
          { oid: second, parents: [first] },
        ]);
        expect(branch.commits.map(({ changes }) => pathsOf(changes))).toEqual([
          ['README.md', 'a'],
          ['README.md', 'a', 'b'],
        ]);
        expect(branch.commits[1]?.message).toBe('Change\n');
        expect([...branch.tree.keys()]).toEqual(['a', 'b']);
        expect([...(await git.tree(first)).keys()]).toEqual(['README.md', 'a']);
      });

      test('that did not move is the same value', async () => {
        expect(await git.branch('main')).toBe(await git.branch('main'));
      });

      test('that was rewritten is what it is now', async () => {
        const first = hands.head();
        await hands.directPush({ a: 'two\n' });
        await git.branch('main');
        await hands.rewriteTo(first);

        const branch = await git.branch('main');

        expect(branch.commits.map(({ oid }) => oid)).toEqual([first]);
      });

      test('that is not there is not answered', async () => {
        await expect(git.branch('other')).rejects.toThrow(Unavailable);
      });
    });

    test('a blob is its exact bytes, too large, or not there', async () => {
      const bytes = Buffer.from([0, 255, 10, 13]);
      await hands.directPush({ strange: bytes });
      const { tree } = await git.branch('main');
      const { blob } = tree.get('strange')!; // it was just pushed

      expect(await git.blob(blob, 4)).toEqual({ kind: 'bytes', bytes: new Uint8Array(bytes) });
      expect(await git.blob(blob, 3)).toEqual({ kind: 'too large', size: 4 });
      expect(await git.blob('0'.repeat(40), 4)).toBeUndefined();
    });

    describe('what a pull request brings', () => {
      test('is told net, and by each commit', async () => {
        const base = hands.head();
        const { number } = await asks();
        await alice().pushTo(number, { other: 'x\n' });
        await alice().pushTo(number, { other: null });
        const { head, commitCount, fileCount } = await read(number);

        const content = await git.pullRequestContent(head.oid, base);

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
        const { number } = await asks();
        await hands.directPush({ a: 'two\n' });
        await alice().updateBranch(number);
        const { head } = await read(number);

        const content = await git.pullRequestContent(head.oid, hands.head());

        expect(pathsOf(content.changes)).toEqual([request]);
        expect(content.commits.map(({ changes }) => pathsOf(changes))).toEqual([[request], []]);
      });

      test('[37] has what a merge commit itself changed', async () => {
        const { number, head } = await asks();
        const main = await hands.directPush({ a: 'two\n' });
        const tip = await hands.git.commit(head.sha);
        const evil = await hands.git.commitTree({
          ...tip,
          tree: await hands.git.changeTree(main, { [request]: 'v: evil\n', a: 'evil\n' }),
          parents: [tip.sha, main],
          message: 'Merge main\n',
        });
        await alice().pointBranch('ask', evil);

        const content = await git.pullRequestContent((await read(number)).head.oid, main);

        expect(pathsOf(content.changes)).toEqual(['a', request]);
        expect(content.commits.map(({ changes }) => pathsOf(changes))).toEqual([[request], ['a', request]]);
      });

      test('is not answered where there is no common history', async () => {
        const tip = await hands.git.commit(hands.head());
        const alone = await hands.git.commitTree({ ...tip, parents: [], message: 'Alone\n' });
        await alice().pointBranch('alone', alone);

        await expect(git.pullRequestContent(alone, hands.head())).rejects.toThrow(Unavailable);
      });
    });

    describe('a merge', () => {
      test.each(['merge', 'squash', 'rebase'] as const)(
        'by %s is the commits that it added',
        async (method) => {
          const { number } = await asks();
          await alice().pushTo(number, { [request]: 'v: 2\n' });
          await alice().pushTo(number, { [request]: 'v: 3\n' });
          const base = await hands.directPush({ a: 'two\n' });
          await subject.clock.advance(minutes(1));
          const merged = await merge(number, method);

          const { commits, tree } = await git.branch('main');
          const pull = await read(number);

          const added = commits.slice(commits.findIndex(({ oid }) => oid === base) + 1);
          expect(added.map(({ changes }) => pathsOf(changes))).toEqual(
            method === 'rebase' ? [[request], [request], [request]] : [[request]],
          );
          expect(added.at(-1)?.parents.length).toBe(method === 'merge' ? 2 : 1);
          expect(pull).toMatchObject({
            state: 'closed',
            merged: { at: subject.clock.now(), commit: merged },
            commitCount: 3,
          });
          expect(commits.at(-1)?.oid).toBe(merged);
          expect((await git.pullRequestContent(pull.head.oid, base)).changes[0]?.after).toEqual(
            tree.get(request),
          );
          for (const { oid } of added) {
            expect((await github.pullRequestsOf(oid)).map((one) => one.number)).toEqual([number]);
          }
          expect(await github.pullRequestsOf(base)).toEqual([]);
        },
      );

      test('that somebody pushed by hand counts as one', async () => {
        const { number, head } = await asks();
        await hands.rewriteTo(head.sha);

        expect(await read(number)).toMatchObject({ state: 'closed', merged: { commit: head.sha } });
        expect((await github.pullRequestsOf(head.sha)).map((one) => one.number)).toEqual([number]);
      });
    });

    test('a pull request says who opened it when, from where, and whether it is open', async () => {
      const openedAt = subject.clock.now();
      const one = await asks();
      const draft = await alice().openPullRequest({
        branch: 'draft',
        title: 'A draft',
        files: { b: '1\n' },
        draft: true,
      });
      const fork = await alice().openPullRequest({
        branch: 'fork',
        title: 'F',
        files: { c: '1\n' },
        fork: true,
      });
      await alice().pointBranch('release', hands.head());
      await alice().retarget(draft, 'release');
      await alice().close(fork);

      const { id } = await github.repository();
      const open = await github.openPullRequests();

      expect(open.map(({ number }) => number)).toEqual([one.number, draft.number]);
      expect(open[0]).toEqual({
        number: one.number,
        state: 'open',
        draft: false,
        title: 'Ask for access',
        author: { login: 'alice', id: 1001, kind: 'person' },
        openedAt,
        head: { oid: one.head.sha, repository: id },
        base: { branch: 'main', oid: hands.head(), repository: id },
        commitCount: 1,
        fileCount: 1,
      });
      expect(open[1]).toMatchObject({ draft: true, base: { branch: 'release' } });
      const closed = await read(fork.number);
      expect(closed).toMatchObject({ state: 'closed' });
      expect(closed.merged).toBeUndefined();
      expect(closed.head.repository).not.toBe(id);
      expect(await github.pullRequest(99)).toBeUndefined();
    });

    describe('reviews', () => {
      test('come in the order in which they were given, as they stand', async () => {
        const { number, head } = await asks();
        const approval = bob().approve(number);
        await subject.clock.advance(minutes(1));
        hands.as('carol').requestChanges(number);
        await subject.clock.advance(minutes(1));
        bob().reviewComment(number);
        hands.as('root').dismiss(approval);

        const reviews = await github.reviews(number);

        const at = subject.clock.now();
        expect(
          reviews.map(({ by, state, at: given, commit }) => ({
            by: by.login,
            state,
            ago: at - given,
            commit,
          })),
        ).toEqual([
          { by: 'bob', state: 'dismissed', ago: minutes(2), commit: head.sha },
          { by: 'carol', state: 'changes requested', ago: minutes(1), commit: head.sha },
          { by: 'bob', state: 'commented', ago: 0, commit: head.sha },
        ]);
      });

      test('[09] say whether a bot gave them', async () => {
        const { number } = await asks();
        hands.setPermission('github-actions[bot]', 'write');
        hands.as('github-actions[bot]').approve(number);

        expect((await github.reviews(number)).map(({ by }) => by.kind)).toEqual(['bot']);
      });

      test('[05] are bound to the new head by a force push of the same tree', async () => {
        const { number } = await asks();
        bob().approve(number);
        await alice().forcePush('ask');

        const { head } = await read(number);
        expect((await github.reviews(number)).map(({ state, commit }) => ({ state, commit }))).toEqual([
          { state: 'approved', commit: head.oid },
        ]);
      });

      test('are dismissed by a push that changes the pull request', async () => {
        const { number, head } = await asks();
        const before = head.sha;
        bob().approve(number);
        await alice().pushTo(number, { [request]: 'v: 2\n' });

        expect((await github.reviews(number)).map(({ state, commit }) => ({ state, commit }))).toEqual([
          { state: 'dismissed', commit: before },
        ]);
      });

      test('[112] can be given after the merge', async () => {
        const { number } = await asks();
        await merge(number, 'squash');
        await subject.clock.advance(minutes(1));
        bob().approve(number);

        const [review] = await github.reviews(number);
        expect(review?.at).toBe((await read(number)).merged!.at + minutes(1)); // merged above
      });

      test('[22] are read beyond one page', async () => {
        const { number } = await asks();
        for (let count = 0; count < 105; count += 1) bob().reviewComment(number, `Remark ${count}`);
        hands.as('carol').approve(number);

        expect((await github.reviews(number)).map(({ state }) => state)).toEqual([
          ...Array.from({ length: 105 }, () => 'commented'),
          'approved',
        ]);
      });
    });

    test('check runs are ours, completed, and in their order', async () => {
      const { number, head } = await asks();
      const result = {
        head: head.sha,
        externalId: 'first',
        title: 'A title',
        summary: 'A summary.',
        annotations: [{ place: { file: request, line: 1, column: 1 }, title: 'Wrong', message: 'Mend it.' }],
      };
      await github.publishCheck({ ...result, outcome: 'in progress' });
      await github.publishCheck({ ...result, outcome: 'failure' });
      await subject.clock.advance(minutes(1));
      await github.publishCheck({ ...result, externalId: 'second', outcome: 'action_required' });
      hands.postCheck(head.sha, { name: 'daypass', conclusion: 'success' }, 'github-actions');

      const runs = await github.checkRuns(head.sha);

      const at = subject.clock.now();
      expect(runs).toMatchObject([
        { head: head.sha, externalId: 'first', conclusion: 'failure', completedAt: at - minutes(1) },
        { head: head.sha, externalId: 'second', conclusion: 'action_required', completedAt: at },
      ]);
      expect(await github.checkRuns(hands.head())).toEqual([]);
      expect(number).toBe(1);
    });

    test('[12] the contributors of a commit are its author, co-authors and committer, known or not', async () => {
      const { number, head } = await asks();
      const first = head.sha;
      const stranger = { name: 'Stranger', email: 'stranger@nowhere.example' };
      const bobs = { name: 'Bob', email: hands.user('bob').emails[0]! }; // everybody has one
      const second = await alice().pushTo(number, { b: '1\n' }, { author: stranger, coAuthors: [bobs] });
      await hands.directPush({ a: 'two\n' });
      const third = await alice().updateBranch(number);

      const contributors = await github.contributors([first, second, third]);

      const told = contributors.map(({ commit, account }) => `${commit} ${account?.login ?? 'nobody'}`);
      expect(told.toSorted()).toEqual(
        [
          `${first} alice`,
          `${second} bob`,
          `${second} nobody`,
          `${third} alice`,
          `${third} web-flow`,
        ].toSorted(),
      );
      await expect(github.contributors(['0'.repeat(40)])).rejects.toThrow(Unavailable);
    });

    test('what a person may do is told by who they are now', async () => {
      hands.user('mallory', { orgRole: 'none' });
      hands.user('reader');
      hands.setPermission('alice', 'maintain');

      const permissions = await Promise.all(
        ['alice', 'ALICE', 'bob', 'root', 'reader', 'mallory'].map(async (login) => github.standing(login)),
      );

      expect(permissions.map((standing) => standing?.permission)).toEqual([
        'maintain',
        'maintain',
        'write',
        'admin',
        'read',
        'none',
      ]);
      expect(permissions[1]?.account).toEqual({ login: 'alice', id: 1001 });
      expect(await github.standing('nobody')).toBeUndefined();
      hands.rename('alice', 'alicia');
      expect(await github.standing('alice')).toBeUndefined();
    });

    test('[17] [18] a team has its permission and its members, and is none where it is secret', async () => {
      hands.setTeam('parents', { permission: 'maintain' });
      hands.setTeam('children', { parent: 'parents', members: ['dora'], pending: ['eve'] });
      hands.setTeam('hidden', { privacy: 'secret', permission: 'write', members: ['dora'] });
      hands.setTeam('outside', { members: ['dora'] });

      expect(await github.team('acme/payments')).toEqual({ permission: 'write' });
      expect(await github.team('acme/children')).toEqual({ permission: 'maintain' });
      expect(await github.team('acme/outside')).toEqual({ permission: 'none' });
      expect(await github.team('acme/hidden')).toBeUndefined();
      expect(await github.team('acme/nothing')).toBeUndefined();
      expect(await github.isMember('acme/parents', 'dora')).toBe(true);
      expect(await github.isMember('acme/children', 'eve')).toBe(false);
      expect(await github.isMember('acme/payments', 'dora')).toBe(false);
      expect(await github.isMember('acme/nothing', 'dora')).toBe(false);
    });

    test('the lines that GitHub calls wrong are told', async () => {
      const lines = ['/access-requests/ @acme/payments', '/a @acme/nothing', '!/b @bob', ''];
      await hands.directPush({ '.github/CODEOWNERS': lines.join('\n') });

      const errors = await github.codeownersErrors(hands.head());

      expect(errors.map(({ line, kind }) => ({ line, kind }))).toEqual([
        { line: 2, kind: 'Unknown owner' },
        { line: 3, kind: 'Invalid pattern' },
      ]);
    });

    test('comments come in their order, and say which are ours', async () => {
      const { number } = await asks();
      await github.createComment(number, 'Ours');
      await subject.clock.advance(minutes(1));
      alice().comment(number, 'Hers');
      const [first] = await github.comments(number);
      await github.updateComment(first!.id, 'Ours, changed'); // it was just made

      expect((await github.comments(number)).map(({ body, ours }) => ({ body, ours }))).toEqual([
        { body: 'Ours, changed', ours: true },
        { body: 'Hers', ours: false },
      ]);
    });

    describe('a commit of ours', () => {
      const message = 'Grant access to alice\n\nShe asked for it.\n\nAccess-Event: {"type":"granted"}\n';

      test('is one commit on the branch, with the message as it was given', async () => {
        const expected = hands.head();

        const written = await github.commit('main', expected, message, {
          write: new Map<string, string | Uint8Array>([
            ['text', 'text\n'],
            ['bytes', new Uint8Array([0, 255])],
          ]),
          remove: ['a'],
        });

        const branch = await git.branch('main');
        expect(written).toEqual({ kind: 'committed', oid: headOf(branch) });
        expect(branch.commits.at(-1)).toMatchObject({ parents: [expected], message });
        expect([...branch.tree.keys()]).toEqual(['README.md', 'bytes', 'text']);
        expect(await git.blob(branch.tree.get('bytes')!.blob, 10)).toEqual({
          kind: 'bytes',
          bytes: new Uint8Array([0, 255]),
        }); // it was just written
      });

      test('is not made where the head moved, and nothing is written', async () => {
        const expected = hands.head();
        const moved = await hands.directPush({ a: 'two\n' });

        expect(
          await github.commit('main', expected, message, { write: new Map([['text', '']]), remove: [] }),
        ).toEqual({ kind: 'moved' });
        expect(hands.head()).toBe(moved);
      });

      test.each([
        ['removes what is not there', new Map(), ['nothing']],
        ['changes nothing', new Map([['a', 'one\n']]), []],
      ])('that %s is refused by GitHub', async (_, write, remove) => {
        const expected = hands.head();

        await expect(github.commit('main', expected, message, { write, remove })).rejects.toThrow(
          Unavailable,
        );
        expect(hands.head()).toBe(expected);
      });
    });

    test('[92] a suspended App reads and writes nothing', async () => {
      const { number } = await asks();
      await github.reviews(number);
      hands.state.installation.suspendedAt = subject.clock.now();

      await expect(github.repository()).rejects.toThrow(Unavailable);
      await expect(github.reviews(number)).rejects.toThrow(Unavailable);
      await expect(git.branch('main')).rejects.toThrow(Unavailable);
      await expect(github.createComment(number, 'Hello')).rejects.toThrow(Unavailable);
    });
  });
}
