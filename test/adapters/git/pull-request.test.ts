// What a pull request brings, as the Git adapter reads it: net and in each commit, and never without bounds.
import { expect, test } from 'vitest';
import type { Change, PullRequestContent } from '../../../src/core/repository.ts';
import { Unavailable } from '../../../src/ports.ts';
import { useSetting } from './setting.ts';

const here = useSetting();

const pathsOf = (changes: readonly Change[]) => changes.map(({ path }) => path).sort();
const story = (content: PullRequestContent) =>
  content.commits.map(({ oid, changes }) => [oid, ...pathsOf(changes)]);

test('a head that is its base brings nothing', async () => {
  const root = here.origin.push({ a: '1\n' });

  const content = await here.connect().pullRequestContent(root, root);

  expect(content).toEqual({ head: root, mergeBase: root, changes: [], commits: [] });
});

test('a head that no branch holds is fetched by its id, and told net and by commit, oldest first', async () => {
  const root = here.origin.push({ a: '1\n' });
  const one = here.origin.commit({ b: '1\n', c: '1\n' }, { parents: [root] });
  const two = here.origin.commit({ b: null }, { parents: [one], message: 'Take b back\n' });
  const base = here.origin.push({ z: '1\n' });

  const git = here.connect();
  const content = await git.pullRequestContent(two, base);

  expect(content).toMatchObject({ head: two, mergeBase: root });
  expect(content.changes).toEqual([
    { path: 'c', after: { mode: '100644', blob: here.origin.blobOf(two, 'c') } },
  ]);
  expect(story(content)).toEqual([
    [one, 'b', 'c'],
    [two, 'b'],
  ]);
  expect(await git.messages([two])).toEqual(['Take b back\n']);
});

test('merging the default branch in counts for nothing; what the merge itself changed counts', async () => {
  const root = here.origin.push({ a: '1\n', shared: '1\n' });
  const one = here.origin.commit({ mine: '1\n' }, { parents: [root] });
  const base = here.origin.push({ theirs: '1\n', shared: '2\n' });
  const clean = here.origin.commit({ theirs: '1\n', shared: '2\n' }, { parents: [one, base] });
  const evil = here.origin.commit({ a: 'evil\n' }, { parents: [clean, base], from: clean });

  const content = await here.connect().pullRequestContent(evil, base);

  expect(pathsOf(content.changes)).toEqual(['a', 'mine']);
  expect(story(content)).toEqual([[one, 'mine'], [clean], [evil, 'a']]);
});

test('a merge of three says what differs from every one', async () => {
  const root = here.origin.push({ a: '1\n', b: '1\n' });
  const one = here.origin.commit({ b: '2\n' }, { parents: [root] });
  const two = here.origin.commit({ c: '1\n' }, { parents: [root] });
  const three = here.origin.commit({ d: '1\n' }, { parents: [root] });
  const octopus = here.origin.commit(
    { b: '3\n', c: '1\n', d: '1\n', 'new\n': '1\n' },
    { parents: [one, two, three] },
  );

  const content = await here.connect().pullRequestContent(octopus, root);

  const merge = content.commits.at(-1);
  expect(merge?.parents).toEqual([one, two, three]);
  expect(merge?.changes).toEqual([
    {
      path: 'b',
      before: { mode: '100644', blob: here.origin.blobOf(one, 'b') },
      after: { mode: '100644', blob: here.origin.blobOf(octopus, 'b') },
    },
    { path: 'new\n', after: { mode: '100644', blob: here.origin.blobOf(octopus, 'new\n') } },
  ]);
});

test('a renamed file is a removal and an addition', async () => {
  const root = here.origin.push({ old: 'the very same text\n' });
  const head = here.origin.commit({ old: null, fresh: 'the very same text\n' }, { parents: [root] });

  const content = await here.connect().pullRequestContent(head, root);

  expect(pathsOf(content.changes)).toEqual(['fresh', 'old']);
  expect(story(content)).toEqual([[head, 'fresh', 'old']]);
});

test('a submodule that asks to be ignored is told all the same [54]', async () => {
  const root = here.origin.push({
    '.gitmodules': '[submodule "m"]\n\tpath = m\n\turl = https://acme.com/m\n\tignore = all\n',
    m: { mode: '160000', content: '1'.repeat(40) },
  });
  const head = here.origin.commit({ m: { mode: '160000', content: '2'.repeat(40) } }, { parents: [root] });

  const content = await here.connect().pullRequestContent(head, root);

  expect(content.changes[0]?.after).toEqual({ mode: '160000', blob: '2'.repeat(40) });
  expect(story(content)).toEqual([[head, 'm']]);
});

test('more commits than a pull request may have are not read', async () => {
  const root = here.origin.push({ a: '1\n' });
  let head = root;
  for (let count = 0; count < 101; count += 1) head = here.origin.commit({}, { parents: [head] });

  await expect(here.connect().pullRequestContent(head, root)).rejects.toThrow(/more than 100 commits/);
});

test('more files than a pull request may have are not read', async () => {
  const root = here.origin.push({ a: '1\n' });
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`f${index}`, '1\n']));
  const head = here.origin.commit(many, { parents: [root] });

  await expect(here.connect().pullRequestContent(head, root)).rejects.toThrow(Unavailable);
});

test('a head without common history is unread, not empty', async () => {
  const root = here.origin.push({ a: '1\n' });
  const alien = here.origin.commit({ a: '1\n' });

  await expect(here.connect().pullRequestContent(alien, root)).rejects.toThrow(/no common history/);
});

test.each(['1'.repeat(40), 'main', '--output=x', 'HEAD~1', ''])('the head %j is unread', async (head) => {
  const root = here.origin.push({ a: '1\n' });
  const git = here.connect();
  await git.branch('main');

  await expect(git.pullRequestContent(head, root)).rejects.toThrow(Unavailable);
});

test('the common ancestor of two commits is told, and that two have none', async () => {
  const root = here.origin.push({ a: '1\n' });
  const one = here.origin.commit({ b: '1\n' }, { parents: [root] });
  const two = here.origin.push({ c: '1\n' });
  const alien = here.origin.commit({ d: '1\n' });
  const git = here.connect();
  await git.pullRequestContent(one, two);
  await git.pullRequestContent(alien, alien);

  expect(await git.mergeBase(one, two)).toBe(root);
  expect(await git.mergeBase(one, alien)).toBeUndefined();
  await expect(git.mergeBase(one, '1'.repeat(40))).rejects.toThrow(Unavailable);
});
