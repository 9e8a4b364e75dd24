// The merge queue: its commits are checked as they are, and what it merges is proved like everything else.
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import type { MergeMethod, PullRequest } from '../sandbox/github/state.ts';
import { story } from './expectations.ts';

const pathOf = (name: string) => REQUEST.replace('alice', name);

async function approved(world: MemoryWorld, login: 'alice' | 'erin' | 'mallory', name: string = login) {
  const pull = await world[login].asks({ path: pathOf(name) });
  await world.review();
  world.carol.approve(pull);
  await world.review();
  return pull;
}

/** The queue's commits with the last that our check says of each. */
function groups({ github }: MemoryWorld) {
  return github.state.queue.map(({ pull, group }) => {
    const run = github.state.checkRuns.findLast(({ headSha }) => headSha === group?.sha);
    return [pull, run?.conclusion, run?.output.title];
  });
}

async function reviewQueue(world: MemoryWorld): Promise<void> {
  await world.review();
  await world.github.queueSettled();
}

test.each<MergeMethod>(['merge', 'squash', 'rebase'])(
  '[39] of a queue of three by %s, one of them no longer approved, only the good ones are granted',
  async (method) => {
    const world = await memoryWorld();
    const pulls = [
      await approved(world, 'alice'),
      await approved(world, 'erin'),
      await approved(world, 'mallory'),
    ] as const;
    for (const pull of pulls) await world.alice.enqueue(pull, method);
    const [, erins] = pulls;
    world.bob.requestChanges(erins);

    // The second fails; the third is put on the first alone, and checked anew.
    await reviewQueue(world);
    await reviewQueue(world);
    await world.reconcile();

    expect(pulls.map(({ state }) => state)).toEqual(['closed', 'open', 'closed']);
    expect(world.canExec('alice') && world.canExec('mallory')).toBe(true);
    expect(world.canExec('erin')).toBe(false);
    expect(await story(world)).toEqual(['granted', 'granted']);
  },
);

test('[39] the check says which pull request is not approved, and the heads have checks of their own', async () => {
  const world = await memoryWorld();
  const [one, other] = [await approved(world, 'alice'), await approved(world, 'erin')];
  await world.alice.enqueue(one);
  await world.alice.enqueue(other);
  const shas = world.github.state.queue.map(({ group }) => group?.sha);
  world.carol.dismiss(world.github.state.reviews.at(-1)!); // the approval of the second
  await reviewQueue(world);

  const titles = shas.map(
    (sha) => world.github.state.checkRuns.findLast(({ headSha }) => headSha === sha)?.output.title,
  );
  expect(titles).toEqual([
    `Approved: the merge queue may merge #${one.number}.`,
    `#${other.number} in this group is not approved.`,
  ]);
  expect(world.check(one).conclusion).toBe('success');
});

test('[39] a group is looked at once, and again only where something could not be read', async () => {
  const world = await memoryWorld();
  const pull = await approved(world, 'alice');
  await world.alice.enqueue(pull);
  const fault = world.github.faults.cut('reviews');
  await reviewQueue(world);
  expect(groups(world)).toEqual([
    [pull.number, null, expect.stringMatching(/^Not decided yet: #1 could not be read yet/)],
  ]);

  fault.lift();
  await reviewQueue(world);
  expect(pull.state).toBe('closed');
});

test('a branch that somebody names like the queue’s gets no success for what nobody approved', async () => {
  const world = await memoryWorld();
  const pull = await approved(world, 'alice');
  const forged = await world.github.makeCommit({
    parents: [world.github.head()],
    tree: pull.head.sha,
    files: { [pathOf('mallory')]: 'anything\n' },
    message: `Merge pull request #${pull.number} from acme/ask`,
  });
  await world.mallory.pointBranch(`gh-readonly-queue/main/pr-${pull.number}-${world.github.head()}`, forged);

  await world.review();

  const run = world.github.state.checkRuns.findLast(({ headSha }) => headSha === forged);
  expect([run?.conclusion, run?.output.title]).toEqual([
    'failure',
    `The group changes ${pathOf('mallory')}, and no pull request in it does.`,
  ]);
});

test.each(['failure', 'success'])(
  '[162] nor does it put another check over that of a pull request, which is a %s',
  async (conclusion) => {
    const world = await memoryWorld();
    const pull = await approved(world, 'alice');
    const copy = await world.github.makeCommit({
      parents: [world.github.head()],
      tree: pull.head.sha,
      files: {},
      message: 'Mine',
    });
    const mine = await world.mallory.openPullRequest({ branch: 'mine', title: 'Mine', files: { a: 'a' } });
    await world.mallory.pointBranch('mine', copy);
    await world.review();
    const [head, number] = conclusion === 'failure' ? [copy, pull.number] : [pull.head.sha, mine.number];
    await world.mallory.pointBranch(`gh-readonly-queue/main/pr-${number}-${world.github.head()}`, head);

    await world.review();

    expect(world.check(conclusion === 'failure' ? mine : pull).conclusion).toBe(conclusion);
  },
);

test('what the queue merges while the default branch moved on is put on the new head and checked anew', async () => {
  const world = await memoryWorld();
  const pull = await approved(world, 'alice');
  await world.alice.enqueue(pull, 'squash');
  await world.github.directPush({ 'README.md': 'Another\n' });

  await reviewQueue(world);
  await reviewQueue(world);
  await world.reconcile();

  expect(pull.state).toBe('closed');
  expect(world.canExec('alice')).toBe(true);
});

test('what changed between the check and the merge of the queue is refused by the proof', async () => {
  const world = await memoryWorld();
  const pull: PullRequest = await approved(world, 'alice');
  await world.alice.enqueue(pull);
  await world.review();
  world.bob.requestChanges(pull);
  await world.github.queueSettled();
  await world.clock.advance(seconds(1));

  await world.pass(minutes(6));

  expect([world.bindings(), await world.files()]).toEqual([[], []]);
});
