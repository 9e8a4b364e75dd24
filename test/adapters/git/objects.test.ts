// Single objects and trees: exact bytes, never more of them than asked for, and no filter between.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Unavailable } from '../../../src/ports.ts';
import { useSetting } from './setting.ts';

const here = useSetting();

const bytes = (content: string | Buffer) => ({ kind: 'bytes', bytes: new Uint8Array(Buffer.from(content)) });

test('a blob is its exact bytes', async () => {
  const noise = randomBytes(300_000);
  const files = { text: 'a\r\nb', empty: '', noise, nul: Buffer.from([0, 10, 0]) };
  const head = here.origin.push(files);
  const git = here.connect();
  await git.branch('main');

  const read = await Promise.all(
    Object.keys(files).map((path) => git.blob(here.origin.blobOf(head, path), 1 << 20)),
  );

  expect(read).toEqual(Object.values(files).map(bytes));
});

test('a blob that is too large is told by its size and not read [57]', async () => {
  const head = here.origin.push({ small: 'x'.repeat(16_384), large: 'x'.repeat(16_385) });
  const git = here.connect();
  await git.branch('main');

  expect(await git.blob(here.origin.blobOf(head, 'small'), 16_384)).toEqual(bytes('x'.repeat(16_384)));
  expect(await git.blob(here.origin.blobOf(head, 'large'), 16_384)).toEqual({
    kind: 'too large',
    size: 16_385,
  });
});

test('what is not there, or is no blob, is no blob', async () => {
  const head = here.origin.push({ 'd/a': '1\n' });
  const git = here.connect();
  await git.branch('main');

  expect(await git.blob('1'.repeat(40), 100)).toBeUndefined();
  expect(await git.blob(head, 100)).toBeUndefined();
  expect(await git.blob(here.origin.blobOf(head, 'd'), 100)).toBeUndefined();
});

test.each(['', 'HEAD', 'HEAD:a', '--batch', `${'1'.repeat(40)}\ninfo HEAD`])(
  '%j names no blob',
  async (name) => {
    here.origin.push({ a: '1\n' });
    const git = here.connect();
    await git.branch('main');

    await expect(git.blob(name, 100)).rejects.toThrow(Unavailable);
  },
);

test('filters and attributes of the repository change nothing [58]', async () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
  const head = here.origin.push({
    '.gitattributes': '* filter=lfs diff=lfs text eol=crlf working-tree-encoding=UTF-16 export-subst ident\n',
    a: pointer,
  });
  const git = here.connect();
  await git.branch('main');

  expect(await git.blob(here.origin.blobOf(head, 'a'), 1000)).toEqual(bytes(pointer));
});

test('the tree of any commit is every file in it, by path', async () => {
  const first = here.origin.push({ 'a/b/c': '1\n', 'a "\n': { mode: '100755', content: '2\n' } });
  here.origin.push({ 'a/b/c': null });
  const git = here.connect();
  await git.branch('main');

  expect(await git.tree(first)).toEqual(
    new Map([
      ['a "\n', { mode: '100755', blob: here.origin.blobOf(first, 'a "\n') }],
      ['a/b/c', { mode: '100644', blob: here.origin.blobOf(first, 'a/b/c') }],
    ]),
  );
});

test.each(['1'.repeat(40), 'refs/heads/main', '--name-only'])('the tree of %j is unread', async (commit) => {
  here.origin.push({ a: '1\n' });
  const git = here.connect();
  await git.branch('main');

  await expect(git.tree(commit)).rejects.toThrow(Unavailable);
});
