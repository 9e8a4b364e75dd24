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
  await world.clock.advance(seconds(1));
  await world.review();
  expect(world.check(pull).conclusion).toBe('action_required');

  await world.clock.advance(seconds(1));
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
});

/** Waits for bob, checked a minute ago; then mallory, who may write, shows him something else and turns it back. */
async function turnedAside() {
  const world = await memoryWorld();
  const { alice, bob, mallory, clock } = world;
  await mallory.pointBranch('aside', world.github.head());
  const pull = await alice.asks();
  await world.review();
  await clock.advance(minutes(1));
  await mallory.retarget(pull, 'aside');
  await clock.advance(seconds(1));
  await mallory.retarget(pull, 'main');
  await clock.advance(seconds(1));
  return { world, pull, bob, mallory };
}

test('[41] an approval does not count while its check is from before the base was moved aside and back', async () => {
  const { world, pull, bob } = await turnedAside();
  bob.approve(pull);
  await world.review();
  expect(world.check(pull)).toMatchObject({
    conclusion: 'action_required',
    summary: expect.stringContaining('turned to another branch'),
  });

  await world.clock.advance(seconds(1));
  bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
});

test('[41] merged all the same it is not granted, and taken out again', async () => {
  const { world, pull, bob } = await turnedAside();
  bob.approve(pull);
  await world.bypass(pull);

  await world.pass(minutes(7));

  expect(world.canExec('alice')).toBe(false);
  expect(await world.files()).toEqual([]);
});

test('[41] what waits is shown anew once its base was moved aside and back, also by a controller that began since', async () => {
  const { world, pull, bob } = await turnedAside();
  world.restart();
  await world.review();
  const runs = world.github.state.checkRuns.length;
  await world.clock.advance(seconds(1));
  bob.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.pass(minutes(1));

  expect(world.canExec('alice')).toBe(true);
  expect(runs).toBe(2);
});

test('[41] a check of the very second in which the base changed is made once more', async () => {
  const { world, pull, bob, mallory } = await turnedAside();
  await mallory.retarget(pull, 'aside');
  await mallory.retarget(pull, 'main');
  await world.review();
  await world.pass(minutes(1));

  await world.clock.advance(seconds(1));
  bob.approve(pull);
  await world.review();

  expect(world.check(pull).conclusion).toBe('success');
});

test('[41] an approval counts no more once the base was moved aside and back after it', async () => {
  const world = await memoryWorld();
  await world.mallory.pointBranch('aside', world.github.head());
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  await world.review();
  await world.clock.advance(minutes(1));

  await world.mallory.retarget(pull, 'aside');
  await world.mallory.retarget(pull, 'main');
  await world.review();

  expect(world.check(pull).conclusion).toBe('action_required');
});

test('[41] who moves the base of what needs nobody again and again has nothing written', async () => {
  const world = await memoryWorld();
  await world.mallory.pointBranch('aside', world.github.head());
  const pull = await world.mallory.openPullRequest({
    branch: 'note',
    title: 'A note',
    files: { 'notes.md': 'x' },
  });
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
  const runs = world.github.state.checkRuns.length;

  for (let turn = 0; turn < 30; turn += 1) {
    await world.clock.advance(seconds(10));
    await world.mallory.retarget(pull, 'aside');
    await world.mallory.retarget(pull, 'main');
    await world.review();
  }

  expect(world.github.state.checkRuns).toHaveLength(runs);
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
