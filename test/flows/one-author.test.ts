// What one person can make the checks write and ask leaves enough for everybody else.
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import type { PullRequest } from '../sandbox/github/state.ts';

const pathOf = (name: string) => REQUEST.replace('alice', name);

/** Pushes the same request again and again, each time as another commit, and is looked at each time. */
async function pushesOn(world: MemoryWorld, pull: PullRequest, times: number): Promise<void> {
  for (let time = 1; time <= times; time += 1) {
    const files = {
      [pathOf('mallory')]: requestText({ subject: 'mallory', reason: `Number ${time} of them` }),
    };
    const commit = await world.github.makeCommit({
      parents: [world.github.head()],
      tree: world.github.head(),
      files,
      message: `Push ${time}`,
    });
    await world.mallory.pointBranch(pull.head.ref, commit);
    await world.clock.advance(seconds(5));
    await world.review(pull.number);
  }
}

test('who pushes again and again gets no more checks and comments for a while, and others get theirs', async () => {
  const world = await memoryWorld();
  const pull = await world.mallory.asks({ path: pathOf('mallory') });
  const before = world.github.calls.length;

  await pushesOn(world, pull, 100);

  const written = world.github.calls
    .slice(before)
    .filter(({ name }) => ['publishCheck', 'createComment', 'updateComment'].includes(name));
  expect(written.length).toBeLessThanOrEqual(130);
  expect(() => world.check(pull)).toThrow('nothing was checked');
  const alices = await world.alice.asks();
  await world.review();
  expect(world.check(alices).conclusion).toBe('action_required');

  await world.pass(minutes(70));
  expect(world.check(pull).conclusion).toBe('action_required');
}, 60_000);

test('a success is taken back all the same', async () => {
  const world = await memoryWorld();
  const pull = await world.mallory.asks({ path: pathOf('mallory') });
  await pushesOn(world, pull, 55);
  world.bob.approve(pull);
  await world.review(pull.number);
  expect(world.check(pull).conclusion).toBe('success');
  const other = await world.mallory.asks({ path: pathOf('other') });
  await pushesOn(world, other, 20);

  world.carol.requestChanges(pull);
  await world.clock.advance(seconds(5));
  await world.review(pull.number);

  expect(world.check(pull).conclusion).not.toBe('success');
}, 60_000);

test('branches named like the queue’s, pushed by hand, have few questions asked and few checks written', async () => {
  const world = await memoryWorld();
  const head = world.github.head();
  for (let one = 1; one <= 200; one += 1) {
    const group = await world.github.makeCommit({
      parents: [head],
      tree: head,
      files: { [pathOf(`trash-${one}`)]: 'anything\n' },
      message: `Trash ${one} (#${9000 + one})`,
    });
    await world.mallory.pointBranch(`gh-readonly-queue/main/pr-${8000 + one}-${head}`, group);
  }
  const before = world.github.calls.length;

  await world.review();
  await world.pass(minutes(3));

  const calls = world.github.calls.slice(before).map(({ name }) => name);
  expect(calls.filter((name) => name === 'publishCheck').length).toBeLessThanOrEqual(120);
  expect(calls.filter((name) => name === 'pullRequest').length).toBeLessThanOrEqual(200);
  const alices = await world.alice.asks();
  await world.review();
  expect(world.check(alices).conclusion).toBe('action_required');
}, 60_000);

test('a hundred that can never be read are asked about once a tick, not without end', async () => {
  const world = await memoryWorld();
  for (let one = 1; one <= 100; one += 1) await world.mallory.asks({ path: pathOf(`mallory-${one}`) });
  world.github.faults.cut('reviews');
  await world.review();
  const before = world.github.calls.length;

  await world.pass(minutes(1));

  const calls = world.github.calls.slice(before).filter(({ name }) => name === 'reviews');
  expect(calls.length).toBeLessThanOrEqual(100);
}, 60_000);
