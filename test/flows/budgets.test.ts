// What a round of checks asks of GitHub: little where nothing moved, and what it must where something did.
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { Unavailable } from '../../src/ports.ts';
import { policyText, REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';

const POLICY = 'access-requests/policy.yaml';
const pathOf = (name: string) => REQUEST.replace('alice', name);

/** What GitHub was asked about pull requests meanwhile, in its order and once each. */
async function asked({ github }: MemoryWorld, work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = github.calls.length;
  await work();
  const names = github.calls.slice(before).map(({ name }) => name);
  return [...new Set(names)].filter((name) => !['repository', 'branch'].includes(name));
}

/** Two that wait for an approval, and are long settled. */
async function settled(limits = '') {
  const files = (key: string) => ({ [POLICY]: policyText({ keys: { 'key-1': key }, more: limits }) });
  const world = await memoryWorld({ files });
  const pulls = [await world.alice.asks(), await world.erin.asks({ path: pathOf('erin') })] as const;
  await world.pass(minutes(3));
  return { world, pulls };
}

test('while nothing moves, a round asks for the list and the queue alone', async () => {
  const { world } = await settled();

  expect(await asked(world, () => world.review())).toEqual(['mergeGroups', 'openPullRequests']);
});

test('what moved is read again, and nothing else is', async () => {
  const { world, pulls } = await settled();
  const [alices] = pulls;
  world.bob.approve(alices);
  const before = world.github.calls.length;

  await world.review();

  const of = world.github.calls.slice(before).filter(({ name }) => name === 'reviews');
  expect(of).toEqual([{ name: 'reviews', of: `${alices.number}` }]);
  expect(world.check(alices).conclusion).toBe('success');
});

test('when the guardrails move, all are decided again, and GitHub is asked about people alone', async () => {
  const { world, pulls } = await settled();
  const keys = { 'key-1': world.sealKey.publicKey };
  const change = await world.dave.openPullRequest({
    branch: 'shorter',
    title: 'Shorter',
    files: { [POLICY]: policyText({ keys, debugger: '1h' }) },
  });
  await world.review();
  world.carol.approve(change);
  await world.review();
  await world.dave.merge(change, 'squash');
  await world.reconcile();

  const calls = await asked(world, () => world.review());

  expect(pulls.map((pull) => world.check(pull).conclusion)).toEqual(['failure', 'failure']);
  expect(calls).not.toContain('reviews');
  expect(calls).not.toContain('contributors');
});

test('who is asked about in many pull requests is asked about once', async () => {
  const { world } = await settled();
  await world.clock.advance(minutes(6));
  const before = world.github.calls.length;

  await world.review();

  const calls = world.github.calls
    .slice(before)
    .filter(({ name }) => !['repository', 'branch'].includes(name))
    .map(({ name, of }) => `${name} ${of}`);
  expect(calls.filter((call) => call.startsWith('team '))).toEqual(['team acme/payments']);
  expect(new Set(calls).size).toBe(calls.length);
});

test('a membership that changed is seen without any move of the pull request', async () => {
  const { world, pulls } = await settled();
  const [alices] = pulls;
  world.bob.approve(alices);
  await world.review();
  await world.clock.advance(minutes(2));
  await world.review();
  world.github.removeFromTeam('payments', 'bob');

  await world.pass(minutes(6));

  expect(world.check(alices).conclusion).toBe('action_required');
});

test('a stumble of GitHub takes back no check that was shown, and costs no write', async () => {
  const { world, pulls } = await settled();
  const runs = world.github.state.checkRuns.length;
  world.github.faults.cut('team', 'standing', 'isMember', 'reviews', 'codeownersErrors');

  await world.pass(minutes(7));

  expect(world.check(pulls[0]).conclusion).toBe('action_required');
  expect(world.github.state.checkRuns).toHaveLength(runs);
});

test('[203] but what moved while GitHub does not answer is pending, and says why', async () => {
  const { world, pulls } = await settled();
  const [alices] = pulls;
  const why = 'what is left of the hourly limit is kept for grants and their ends';
  world.bob.approve(alices);
  world.github.intercept(({ name }) => {
    if (name === 'reviews') throw new Unavailable(why);
  });

  await world.review();

  expect(world.check(alices)).toMatchObject({ conclusion: null, summary: expect.stringContaining(why) });
});

test('beyond the limit of its author a pull request is refused, and nothing is asked about it', async () => {
  const { world, pulls } = await settled('  limits: {openPerAuthor: 1}\n');
  const [alices] = pulls;
  const before = world.github.calls.length;
  const second = await world.alice.asks({ path: pathOf('alice-2') });

  await world.review();

  const calls = world.github.calls.slice(before);
  expect(calls.filter(({ of }) => of === `${second.number}` || of === second.head.sha)).toEqual([
    { name: 'publishCheck', of: second.head.sha },
  ]);
  expect(world.check(second)).toMatchObject({
    conclusion: 'failure',
    title: 'alice has more than 1 pull request open; this one is beyond that.',
  });

  await world.alice.close(alices);
  await world.review();
  expect(world.check(second).conclusion).toBe('action_required');
});

test('of two honest changes of guardrails the second is told to take in the first, within one round of its merge', async () => {
  const world = await memoryWorld();
  const keys = { 'key-1': world.sealKey.publicKey };
  const [shorter, people] = [
    await world.dave.openPullRequest({
      branch: 'shorter',
      title: 'Shorter',
      files: { [POLICY]: policyText({ keys, debugger: '1h' }) },
    }),
    await world.dave.openPullRequest({
      branch: 'owners',
      title: 'People',
      files: {
        'access-requests/people.yaml':
          'apiVersion: daypass.dev/v1\nkind: AccessPeople\nspec: {people: {alice: {id: 1001, username: alice.doe@acme.com}}}\n',
      },
    }),
  ];
  await world.review();
  for (const pull of [shorter, people]) world.carol.approve(pull);
  await world.clock.advance(seconds(1));
  await world.review();
  expect(world.check(people).conclusion).toBe('success');

  await world.dave.merge(shorter, 'squash');
  await world.review();
  expect(world.check(people)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining('Another version of the guardrails was merged and is not in force yet.'),
  });

  await world.reconcile();
  await world.review();
  expect(world.check(people).summary).toContain('Merge the default branch into it first');
});
