// What came to the default branch, and how: only what was shown, approved and merged becomes access.
import { expect, test } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import { newMemory } from '../../src/flows/world.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { recordOf, REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';
import { expectRefusal, story } from './expectations.ts';

test('[36] a request that was pushed to the branch by hand is no grant', async () => {
  const world = await memoryWorld();

  await world.github.directPush({ [REQUEST]: requestText() }, { by: 'root' });

  await expectRefusal(world, /pull request/);
});

test('[36] nor is one that was pushed over an open pull request with an approval', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);

  await world.github.directPush({ [REQUEST]: requestText({ duration: '4h' }) }, { by: 'root' });

  await expectRefusal(world, /pull request/);
});

test('[37] a merge commit that holds another file than its head is no grant', async () => {
  const world = await memoryWorld();
  const { git } = world.github;
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  const main = await git.commit(world.github.head());
  const evil = await git.commitTree({
    ...main,
    tree: await git.changeTree(main.tree, { [REQUEST]: requestText({ duration: '4h' }) }),
    parents: [main.sha, pull.head.sha],
    message: 'Merge pull request #1 from acme/ask-1\n',
  });

  await world.github.rewriteTo(evil);

  await expectRefusal(world, /approved|differ|merge/);
});

test('[42] a draft, and one that was closed, is never merged and never granted', async () => {
  const world = await memoryWorld();
  const draft = await world.alice.asks();
  world.alice.markDraft(draft);
  const closed = await world.erin.asks({ path: REQUEST.replace('alice', 'erin') });
  await world.review();
  for (const pull of [draft, closed]) world.bob.approve(pull);
  await world.erin.close(closed);
  await world.review();

  expect(world.check(draft).conclusion).not.toBe('success');
  await world.pass(minutes(6));
  expect([world.bindings(), await story(world)]).toEqual([[], ['declined']]);
});

test('[43] a pull request from a fork is refused, and its merge is no grant', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.openPullRequest({
    branch: 'mine',
    title: 'Ask from my fork',
    files: { [REQUEST]: requestText() },
    fork: true,
  });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull)).toMatchObject({ conclusion: 'failure' });
  expect(world.check(pull).summary).toMatch(/fork/);

  await world.bypass(pull);

  await expectRefusal(world, /fork/);
});

test('[44] a pull request of 3,001 files is refused, and none of them is granted', async () => {
  const world = await memoryWorld();
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`notes/${index}.txt`, 'x\n']));
  const pull = await world.alice.asks({ files: { [REQUEST]: requestText(), ...many } });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).not.toBe('success');

  await world.bypass(pull);
  await world.pass(minutes(6));

  expect([world.bindings(), world.canExec('alice')]).toEqual([[], false]);
  expect(await story(world)).not.toContain('granted');
});

test('[45] a request beside source code is refused', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ files: { [REQUEST]: requestText(), 'src/index.ts': '1;\n' } });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull);

  await expectRefusal(world, /src\/index\.ts/);
});

test('[45] [103] also where only one of its commits touched the code, and another took it back', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.alice.pushTo(pull, { 'src/index.ts': '1;\n' });
  await world.alice.pushTo(pull, { 'src/index.ts': null });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull, 'rebase');

  await expectRefusal(world, /src\/index\.ts/);
});

test.each([
  ['a symbolic link', { mode: '120000', content: '../../../policy.yaml' }],
  ['an executable', { mode: '100755', content: requestText() }],
  ['a submodule', { mode: '160000', content: '1'.repeat(40) }],
])('[54] %s is no request', async (_, file) => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ files: { [REQUEST]: file } });
  const other = await world.erin.asks({ path: REQUEST.replace('alice', 'erin') });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');
  expect(world.check(other).conclusion).toBe('action_required');

  await world.bypass(pull);
  await world.pass(minutes(6));

  expect([world.bindings(), await world.files()]).toEqual([[], []]);
  expect(await story(world)).toEqual(['refused']);
});

test.each([
  ['16 KiB and one byte', 16 * 1024 + 1],
  ['2 MB', 2_000_000],
])('[57] a request of %s is refused for its size, not taken for an empty one', async (_, size) => {
  const world = await memoryWorld();
  const padding = `# ${'x'.repeat(size)}`;
  const text = `${requestText()}${padding.slice(0, size - requestText().length - 1)}\n`;
  const pull = await world.alice.asks({ files: { [REQUEST]: text } });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');
  expect(world.check(pull).summary).toMatch(/bytes|KiB|large/);

  await world.bypass(pull);

  await expectRefusal(world, /bytes|KiB|large/);
});

test('[53] [52] a path that is none of a request is never access, and is left alone and reported', async () => {
  const world = await memoryWorld();
  const strange = 'access-requests/prod-eu/payments/debugger/Alice.yaml';
  const pull = await world.alice.asks({ files: { [strange]: requestText() } });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).not.toBe('success');

  await world.bypass(pull);
  await world.pass(minutes(6));

  expect(await world.files()).toEqual([strange]);
  expect([world.bindings(), await story(world)]).toEqual([[], []]);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'stray file' }));
});

test('[86] ten reconciles at once make one binding and one commit', async () => {
  const world = await memoryWorld();
  await world.merged();
  const before = (await world.log()).length;

  await Promise.all(Array.from({ length: 10 }, async () => reconcile(world.world, newMemory())));
  await world.reconcile();

  expect(world.bindings()).toHaveLength(1);
  expect(await story(world)).toEqual(['granted']);
  expect((await world.log()).length).toBe(before + 1);
  expect(world.prodEu.writes.filter(({ kind }) => kind === 'apply')).toHaveLength(1);
});

test('[87] with every webhook lost, the next turn finds everything that happened meanwhile', async () => {
  const world = await memoryWorld();
  const first = await world.merged();
  const second = await world.erin.asks({ path: REQUEST.replace('alice', 'erin') });
  const third = await world.alice.asks({ path: REQUEST.replace('payments', 'web') });
  await world.review();
  world.bob.approve(second);

  await world.turn();

  expect(world.check(second).conclusion).toBe('success');
  expect(world.check(third).conclusion).toBe('failure');
  expect(world.bindings()).toHaveLength(1);
  expect(await world.files()).toEqual([recordOf(REQUEST), REQUEST]);
  expect(first.merge).not.toBeNull();
});

test('[110] a pull request that touches a record is refused', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ files: { [recordOf(REQUEST)]: 'grant: mine\n' } });
  await world.review();
  world.bob.approve(pull);
  world.dave.approve(pull);
  await world.review();

  expect(world.check(pull).conclusion).toBe('failure');
});
