// What somebody who can write, and owns nothing, tries against everybody else's access.
import { expect, test } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import { readHistory } from '../../src/flows/read/read-history.ts';
import { newMemory } from '../../src/flows/world.ts';
import { Unavailable } from '../../src/ports.ts';
import { REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';

/** Files of ten requests in which every line is wrong. */
function asWrongAsCanBe(): Readonly<Record<string, string>> {
  const line = (number: number) => `wrong_${number}_${'x'.repeat(60)}: [1, {a: &x 1}]\n`;
  const text = Array.from({ length: 60 }, (_, number) => line(number)).join('');
  return Object.fromEntries(
    Array.from({ length: 10 }, (_, number) => [REQUEST.replace('alice', `mallory-${number}`), text]),
  );
}

test('a pull request with more problems than GitHub takes in one text is refused, and holds up no other check', async () => {
  const world = await memoryWorld();
  const worst = await world.mallory.asks({ files: asWrongAsCanBe() });
  const honest = await world.alice.asks();

  await world.review();

  expect(world.check(worst).conclusion).toBe('failure');
  expect(world.check(honest).conclusion).toBe('action_required');
});

test.each(['access-requests/policy.yaml', 'access-requests/people.yaml', '.github/CODEOWNERS'])(
  'a pull request that puts a submodule in the place of %s is refused, and holds up no other check',
  async (path) => {
    const world = await memoryWorld();
    const submodule = { mode: '160000', content: 'a'.repeat(40) };
    const odd = await world.mallory.asks({ files: { [path]: submodule } });
    const honest = await world.alice.asks();

    await world.review();

    expect(world.check(odd).conclusion).toBe('failure');
    expect(world.check(honest).conclusion).toBe('action_required');
  },
);

test('a pull request that GitHub does not answer for slows no other check down', async () => {
  const world = await memoryWorld();
  const silent = await world.mallory.asks({ path: REQUEST.replace('alice', 'mallory') });
  const honest = await world.alice.asks();
  world.github.intercept(({ name, of }) => {
    if (name === 'pullRequest' && of === `${silent.number}`) throw new Unavailable('GitHub: 502');
  });

  await world.review();

  expect(world.check(honest).conclusion).toBe('action_required');
  expect(world.check(silent).conclusion).toBeNull();
  expect(world.check(silent).summary).toMatch(/GitHub: 502/);
});

test('a comment that cannot be written holds up no check, and follows when it can', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  const fault = world.github.faults.cut('comments', 'createComment');

  await world.review();
  expect([world.check(pull).conclusion, world.github.state.comments]).toEqual(['action_required', []]);

  fault.lift();
  await world.review();
  expect(world.github.state.comments).toHaveLength(1);
});

test('messages that name policies which never were the policy cost no search of the repository', async () => {
  const world = await memoryWorld();
  const claims = Array.from({ length: 50 }, (_, number) => {
    const files = { 'access-requests/policy.yaml': String(number).padStart(40, 'a') };
    return `Access-Event: ${JSON.stringify({ files, type: 'guardrails' })}`;
  });
  await world.github.directPush(
    { 'README.md': 'words' },
    { by: 'mallory', message: `Explain\n\n${claims.join('\n')}\n` },
  );
  const { git } = world.world;
  const asked: string[] = [];
  const blob: typeof git.blob = async (oid, most) => {
    asked.push(oid);
    return git.blob(oid, most);
  };

  const { inForce } = await readHistory({ ...world.world, git: { ...git, blob } }, newMemory());

  expect(inForce).toBeDefined();
  expect(asked.filter((oid) => oid.startsWith('aaaa'))).toEqual([]);
});

test('whoever carries an owner’s removal to a branch of their own did not give the access back', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const { alice, bob, github } = world;
  await alice.pointBranch('side', github.head());
  const carried = await alice.openPullRequest({
    branch: 'carry',
    base: 'side',
    title: 'Carry',
    files: { a: 'a' },
  });
  const removal = await bob.asks({ files: { [REQUEST]: null } });
  await world.review();
  await bob.merge(removal, 'squash');
  await alice.pointBranch('carry', await github.makeCommit({ ...onTop(github.head()), files: { a: 'b' } }));
  await alice.merge(carried, 'merge');

  await world.turn();

  expect((await world.events()).at(-1)).toMatchObject({
    type: 'revoked',
    by: { login: 'bob', pr: removal.number },
  });
});

test('whoever carries a merge to branches of their own makes its proof no dearer', async () => {
  const world = await memoryWorld();
  const { mallory, github } = world;
  await mallory.pointBranch('side', github.head());
  const carried = await mallory.openPullRequest({
    branch: 'carry',
    base: 'side',
    title: 'Carry',
    files: { a: 'a' },
  });
  const pull = await world.merged();
  await mallory.pointBranch('carry', await github.makeCommit({ ...onTop(github.head()), files: { a: 'b' } }));
  await mallory.merge(carried, 'merge');
  const before = github.calls.length;

  await world.reconcile();

  const reviews = github.calls.slice(before).filter(({ name }) => name === 'reviews');
  expect(reviews.map(({ of }) => of)).toEqual([`${pull.number}`]);
  expect(world.canExec('alice')).toBe(true);
});

test('whoever opens many on the head of another makes its proof little dearer', async () => {
  const world = await memoryWorld();
  const { alice, bob, mallory, github } = world;
  const pull = await alice.asks();
  await world.review();
  bob.approve(pull);
  await world.review();
  for (const branch of Array.from({ length: 40 }, (_, index) => `twin-${index}`)) {
    await mallory.openPullRequest({ branch, title: 'The same', files: { [branch]: 'x' } });
    await mallory.pointBranch(branch, pull.head.sha);
  }
  // GitHub calls all of them merged by this.
  await alice.merge(pull, 'merge');
  const before = github.calls.length;

  await world.reconcile();

  const calls = Map.groupBy(github.calls.slice(before), ({ name }) => name);
  expect(calls.get('reviews')).toHaveLength(41);
  const others = ['checkRuns', 'codeownersErrors', 'contributors', 'team'] as const;
  // Of the one that somebody approved it is also asked when its base changed.
  expect(others.map((name) => calls.get(name)?.length)).toEqual([1, 1, 2, 1]);
  expect(world.canExec('alice')).toBe(true);
});

function onTop(commit: string) {
  return { parents: [commit], tree: commit, message: 'Carry' };
}

test('pull requests on the head of another do not contradict its check at every turn', async () => {
  const world = await memoryWorld();
  const { alice, mallory, github } = world;
  const pull = await alice.asks();
  for (const branch of ['one', 'two', 'three']) {
    await mallory.openPullRequest({ branch, title: 'The same', files: { [branch]: 'x' } });
    await mallory.pointBranch(branch, pull.head.sha);
  }
  await world.turn();
  const runs = github.state.checkRuns.length;

  await world.pass(minutes(5));

  expect(github.state.checkRuns).toHaveLength(runs);
  expect(world.check(pull).conclusion).toBe('failure');
});

test('[161] whoever opens the same as an owner’s removal does not stop it', async () => {
  const world = await memoryWorld();
  const { bob, mallory } = world;
  await world.merged();
  await world.turn();
  const twin = await mallory.openPullRequest({ branch: 'twin', title: 'The same', files: { a: 'a' } });
  const removal = await bob.asks({ files: { [REQUEST]: null } });
  await mallory.pointBranch('twin', removal.head.sha);
  await world.review();
  expect(twin.head.sha).toBe(removal.head.sha);
  expect(world.check(removal).conclusion).toBe('success');

  await bob.merge(removal, 'squash');
  await world.turn();

  expect(world.canExec('alice')).toBe(false);
});
