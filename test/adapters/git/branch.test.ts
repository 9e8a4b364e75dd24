// The branch as the Git adapter reads it: its first-parent chain, exact, and never read twice.
import { describe, expect, test } from 'vitest';
import type { Branch } from '../../../src/core/repository.ts';
import { Unavailable } from '../../../src/ports.ts';
import { useSetting } from './setting.ts';

const here = useSetting();

const oids = (branch: Branch) => branch.commits.map(({ oid }) => oid);
const paths = (branch: Branch) => branch.commits.map(({ changes }) => changes.map(({ path }) => path).sort());

test.each(['', 'encoding ISO-8859-1\n'])(
  'of a message that is far larger than ours nothing is kept, %o',
  async (headers) => {
    const message = `Explain\n\n${'Access-Event: 1\n'.repeat(100_000)}`;
    here.origin.push({ a: 'one\n' }, { message, headers });

    const git = here.connect();

    expect(await git.messages(oids(await git.branch('main')))).toEqual(['']);
  },
);

test('messages are given in the order in which they are asked for, however many', async () => {
  const commits = Array.from({ length: 120 }, (_, index) =>
    here.origin.push({}, { message: `Number ${index}` }),
  );
  const git = here.connect();
  await git.branch('main');

  expect(await git.messages([])).toEqual([]);
  expect(await git.messages([commits[7]!, commits[3]!])).toEqual(['Number 7', 'Number 3']);
  expect(await git.messages(commits)).toEqual(commits.map((_, index) => `Number ${index}`));
});

test('a message of a commit that is not there is not answered', async () => {
  const root = here.origin.push({});
  const git = here.connect();
  await git.branch('main');

  await expect(git.messages([root, '1'.repeat(40)])).rejects.toThrow(Unavailable);
});

test('a branch that did not move is the same value as before', async () => {
  here.origin.push({ 'access-requests/policy.yaml': 'spec: {}\n' });
  const git = here.connect();

  const first = await git.branch('main');

  expect(await git.branch('main')).toBe(first);
});

test('a branch is its commits, oldest first, each with what it changed, and the files at its head', async () => {
  const root = here.origin.push(
    { a: 'one\n', 'd/b': 'two\n' },
    { message: 'Begin\n\nA body.\n', at: 1_795_000_001 },
  );
  const second = here.origin.push({ a: 'changed\n', 'd/b': null, c: 'new\n' }, { message: 'Go on' });

  const branch = await here.connect().branch('main');

  const { blobOf } = here.origin;
  const file = (commit: string, path: string) => ({ mode: '100644', blob: blobOf(commit, path) });
  expect(branch).toEqual({
    name: 'main',
    commits: [
      {
        oid: root,
        parents: [],
        at: 1_795_000_001_000,
        changes: [
          { path: 'a', after: file(root, 'a') },
          { path: 'd/b', after: file(root, 'd/b') },
        ],
      },
      {
        oid: second,
        parents: [root],
        at: expect.any(Number),
        changes: [
          { path: 'a', before: file(root, 'a'), after: file(second, 'a') },
          { path: 'c', after: file(second, 'c') },
          { path: 'd/b', before: file(root, 'd/b') },
        ],
      },
    ],
    tree: new Map([
      ['a', file(second, 'a')],
      ['c', file(second, 'c')],
    ]),
  });
});

test('a merge shows what it brought to the branch, an evil change included [37]', async () => {
  const root = here.origin.push({ a: '1\n' });
  const side = here.origin.commit({ b: '2\n' }, { parents: [root] });
  here.origin.push({ c: '3\n' });
  const tip = here.origin.git(['rev-parse', 'refs/heads/main']);
  const merge = here.origin.push({ b: '2\n', a: 'evil\n' }, { parents: [tip, side] });

  const branch = await here.connect().branch('main');

  expect(oids(branch)).toEqual([root, tip, merge]);
  expect(paths(branch)).toEqual([['a'], ['c'], ['a', 'b']]);
  expect(branch.commits.at(-1)?.parents).toEqual([tip, side]);
});

test('only new commits are read: those that were known stay the very same values', async () => {
  here.origin.push({ a: '1\n' });
  const git = here.connect();
  const before = await git.branch('main');
  here.origin.push({ a: '2\n' });
  const newest = here.origin.push({ a: '3\n' });

  const after = await git.branch('main');

  expect(after.commits).toHaveLength(3);
  expect(after.commits[0]).toBe(before.commits[0]);
  expect(after.commits.at(-1)?.oid).toBe(newest);
  expect(before.commits).toHaveLength(1);
  expect(after.tree.get('a')?.blob).toBe(here.origin.blobOf(newest, 'a'));
});

test('an older head is told as it is, and the newer one again afterwards [109]', async () => {
  const first = here.origin.push({ a: '1\n' });
  const second = here.origin.push({ a: '2\n' });
  const git = here.connect();
  await git.branch('main');

  here.origin.point('main', first);
  const stale = await git.branch('main');
  here.origin.point('main', second);
  const fresh = await git.branch('main');

  expect(oids(stale)).toEqual([first]);
  expect(stale.tree.get('a')?.blob).toBe(here.origin.blobOf(first, 'a'));
  expect(oids(fresh)).toEqual([first, second]);
});

test('a rewritten branch is read as it is now, whatever was read before [50]', async () => {
  const root = here.origin.push({ a: '1\n' });
  here.origin.push({ a: '2\n' });
  here.origin.push({ a: '3\n' });
  const git = here.connect();
  await git.branch('main');
  const other = here.origin.commit({ b: 'x\n' }, { parents: [root] });
  const another = here.origin.commit({ b: 'y\n' }, { parents: [other] });
  here.origin.point('main', another);

  expect(oids(await git.branch('main'))).toEqual([root, other, another]);

  const alien = here.origin.commit({ z: 'z\n' });
  here.origin.point('main', alien);
  expect(oids(await git.branch('main'))).toEqual([alien]);
});

test('what came in by the second parent is not the branch, though it was its head before', async () => {
  const root = here.origin.push({ a: '1\n' });
  const old = here.origin.push({ a: '2\n' });
  const git = here.connect();
  await git.branch('main');
  const side = here.origin.commit({ b: '1\n' }, { parents: [root] });
  const merge = here.origin.commit({ a: '2\n' }, { parents: [side, old] });
  here.origin.point('main', merge);

  expect(oids(await git.branch('main'))).toEqual([root, side, merge]);
});

test('commits whose clocks run backwards stay in the order of their parents', async () => {
  const all = [1_795_000_000, 1_600_000_000, 1_900_000_000, 0].map((at) =>
    here.origin.push({ a: `${at}\n` }, { at }),
  );

  expect(oids(await here.connect().branch('main'))).toEqual(all);
});

describe('strange content', () => {
  test.each([
    ['a line break', 'a\nb'],
    ['quotes and a backslash', `"'\\"`],
    ['a tab', 'a\tb'],
    ['another script', 'prоd-eu/é/e\u0301/日本'],
    ['the look of a change', ':100644 100644 0000000000000000000000000000000000000000 M'],
    ['the look of a commit', 'f4b6e764d29eda23bf78976a8e0b0bf5f4bf730b'],
    ['the look of an option', '--upload-pack=touch'],
    ['a space at its end', 'x.yaml '],
  ])('a file name with %s comes as it is [52] [53]', async (_, name) => {
    here.origin.push({ [name]: '1\n', after: '1\n' });
    here.origin.push({ [name]: '2\n', after: '2\n' });

    const branch = await here.connect().branch('main');

    expect(paths(branch)).toEqual([[name, 'after'].sort(), [name, 'after'].sort()]);
    expect([...branch.tree.keys()].sort()).toEqual([name, 'after'].sort());
  });

  test.each([
    ['that is empty', ''],
    ['of line breaks', '\n\n\n'],
    ['without an end', 'x'],
    ['that looks like a change', ':000000 100644 0000000000000000000000000000000000000000 A\n'],
    ['that looks like a commit', 'f4b6e764d29eda23bf78976a8e0b0bf5f4bf730b'],
    ['with spaces around its lines', '  a  \n\n  b\t\n'],
    ['in another script', 'Gewähre 日本\n'],
  ])('a message %s is kept as it was stored', async (_, message) => {
    here.origin.push({ a: '1\n' }, { message });
    here.origin.push({ a: '2\n' }, { message });
    here.origin.push({}, { message });

    const git = here.connect();
    const branch = await git.branch('main');

    expect(await git.messages(oids(branch))).toEqual([message, message, message]);
    expect(paths(branch)).toEqual([['a'], ['a'], []]);
  });

  test('a message that claims another encoding is not translated', async () => {
    here.origin.push({ a: '1\n' }, { headers: 'encoding UTF-16\n', message: 'Grant debugger to alice\n' });

    const git = here.connect();

    expect(await git.messages(oids(await git.branch('main')))).toEqual(['Grant debugger to alice\n']);
  });

  test('links, submodules and executables are told by their mode [54]', async () => {
    const module = 'f4b6e764d29eda23bf78976a8e0b0bf5f4bf730b';
    here.origin.push({
      link: { mode: '120000', content: '/etc/passwd' },
      run: { mode: '100755', content: '#!/bin/sh\n' },
      module: { mode: '160000', content: module },
      '.gitmodules': '[submodule "module"]\n\tpath = module\n\turl = https://acme.com/x\n\tignore = all\n',
    });
    const other = 'a4b6e764d29eda23bf78976a8e0b0bf5f4bf730b';
    here.origin.push({ module: { mode: '160000', content: other } });

    const branch = await here.connect().branch('main');

    expect([...branch.tree].map(([path, { mode }]) => `${mode} ${path}`)).toEqual([
      '100644 .gitmodules',
      '120000 link',
      '160000 module',
      '100755 run',
    ]);
    expect(branch.commits[1]?.changes).toEqual([
      { path: 'module', before: { mode: '160000', blob: module }, after: { mode: '160000', blob: other } },
    ]);
  });
});

test.each([
  '--upload-pack=touch',
  '-x',
  'a..b',
  '*',
  'a:b',
  'a b',
  '',
  'x.lock',
  '@{1}',
  'a\nb',
  '/a',
  'a//b',
])('a branch cannot be called %j', async (name) => {
  here.origin.push({ a: '1\n' });

  await expect(here.connect().branch(name)).rejects.toThrow(Unavailable);
});

test('a branch that is not there is no empty branch', async () => {
  here.origin.push({ a: '1\n' });
  const git = here.connect();

  await expect(git.branch('trunk')).rejects.toThrow(Unavailable);

  expect((await git.branch('main')).commits).toHaveLength(1);
});

test('a default branch that was renamed is read under its new name [51]', async () => {
  here.origin.push({ a: '1\n' });
  const git = here.connect();
  const before = await git.branch('main');
  here.origin.git(['branch', '-m', 'main', 'trunk']);

  const after = await git.branch('trunk');

  expect(after.name).toBe('trunk');
  expect(after.commits).toEqual(before.commits);
  await expect(git.branch('main')).rejects.toThrow(Unavailable);
});
