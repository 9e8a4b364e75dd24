// Pull requests that GitHub lets move in odd ways: turned to another branch, merged by the way, two with one head.
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';

test('[41] what was approved while it went to another branch needs a new approval once it is turned to the default one', async () => {
  const world = await memoryWorld();
  await world.alice.pointBranch('aside', world.github.head());
  const pull = await world.alice.asks();
  await world.alice.retarget(pull, 'aside');
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.clock.advance(seconds(1));
  await world.alice.retarget(pull, 'main');
  await world.review();
  expect(world.check(pull).conclusion).toBe('action_required');

  await world.clock.advance(seconds(1));
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
});

test('an approved pull request that comes along with another one is not granted by that one’s approval', async () => {
  const world = await memoryWorld();
  const alices = await world.alice.asks();
  const path = REQUEST.replace('alice', 'erin');
  const onTop = await world.erin.openPullRequest({
    branch: 'on-top',
    title: 'Ask on top of it',
    files: { [path]: `apiVersion: daypass.dev/v1\n` },
    from: alices.head.ref,
  });
  await world.review();
  world.bob.approve(alices);
  await world.review();

  await world.bypass(onTop, 'merge');
  expect([alices.state, alices.merge?.method]).toEqual(['closed', 'indirect']);

  await world.pass(minutes(7));
  expect(world.canExec('erin')).toBe(false);
  expect(await world.files()).toEqual(
    world.canExec('alice') ? [REQUEST.replace('requests', 'grants'), REQUEST].toSorted() : [],
  );
});

test('of two pull requests with one head the worse one says what the check shows, and none of them flickers', async () => {
  const world = await memoryWorld();
  await world.alice.pointBranch('aside', world.github.head());
  const pull = await world.alice.asks();
  const twin = await world.mallory.asks({ path: REQUEST.replace('alice', 'mallory'), branch: 'twin' });
  await world.mallory.retarget(twin, 'aside');
  await world.mallory.pointBranch('twin', pull.head.sha);
  expect(twin.head.sha).toBe(pull.head.sha);
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  const runs = world.github.state.checkRuns.length;
  await world.pass(minutes(4));
  expect(world.github.state.checkRuns).toHaveLength(runs);

  await world.mallory.close(twin);
  await world.review();
  expect(world.check(pull).conclusion).not.toBe('failure');
});

test('a draft says what it would allow, and is not merged by anybody', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  world.alice.markDraft(pull);
  await world.review();
  world.bob.approve(pull);
  await world.review();

  await expect(world.alice.merge(pull)).rejects.toThrow('still a draft');
  world.alice.markReady(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
});
