// A request that nobody decides: who can approve is reminded once, and in the end it is closed and history tells of it.
import { expect, test } from 'vitest';
import { days, hours, minutes } from '../../src/core/time.ts';
import { REMINDER_MARK, TIMED_OUT_MARK } from '../../src/core/words/pending.ts';
import { policyText, REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import type { PullRequest } from '../sandbox/github/state.ts';

async function aWorld(): Promise<MemoryWorld> {
  const policy = (key: string) =>
    policyText({ keys: { 'key-1': key }, more: '  remindAfter: 4h\n  escalateAfter: 1d\n' });
  return memoryWorld({ files: (key) => ({ 'access-requests/policy.yaml': policy(key) }) });
}

function saidOn({ github }: MemoryWorld, { number }: PullRequest, mark: string): readonly string[] {
  return github.state.comments
    .filter((comment) => comment.pull === number && comment.body.includes(mark))
    .map(({ body }) => body.replace(`${mark}\n\n`, ''));
}

const declines = async (world: MemoryWorld) =>
  (await world.events()).filter(({ type }) => type === 'declined');

test('those who can approve are reminded once, by name, whatever restarts', async () => {
  const world = await aWorld();
  const pull = await world.alice.asks();
  await world.review();
  await world.pass(minutes(3 * 60 + 50));
  expect(saidOn(world, pull, REMINDER_MARK)).toEqual([]);

  await world.pass(minutes(20));
  world.restart();
  await world.pass(hours(6));

  expect(saidOn(world, pull, REMINDER_MARK)).toEqual([
    '@acme/payments: `alice` has been waiting for 4 hours. If you approve, alice may read pods and logs and run commands in any pod of prod-eu/payments, for 2 hours from the merge.',
  ]);
});

test('nobody is reminded of what is refused, or was approved', async () => {
  const world = await aWorld();
  const wrong = await world.alice.asks({ duration: '9h' });
  const approved = await world.erin.asks({ path: REQUEST.replace('alice', 'erin') });
  await world.review();
  world.bob.approve(approved);
  await world.pass(hours(5));
  for (const pull of [wrong, approved]) expect(saidOn(world, pull, REMINDER_MARK)).toEqual([]);
});

test('what waited for too long is closed with a sentence, and history tells that nobody decided', async () => {
  const world = await aWorld();
  const pull = await world.alice.asks();
  await world.review();
  await world.pass(days(3));
  await world.pass(minutes(10));

  expect(world.github.state.pulls.get(pull.number)?.state).toBe('closed');
  expect(saidOn(world, pull, TIMED_OUT_MARK)).toHaveLength(1);
  expect(await declines(world)).toMatchObject([
    {
      pr: { number: pull.number, head: pull.head.sha },
      paths: [REQUEST],
      author: { login: 'alice', id: 1001 },
      why: 'timed out',
      by: { kind: 'time' },
    },
  ]);
});

test('opened again it is closed again, and an approval of then grants nothing', async () => {
  const world = await aWorld();
  const pull = await world.alice.asks();
  await world.review();
  await world.pass(days(3));
  await world.pass(minutes(10));
  await world.alice.reopen(pull.number);
  world.bob.approve(pull);
  await world.pass(minutes(10));

  expect(world.github.state.pulls.get(pull.number)?.state).toBe('closed');
  expect(saidOn(world, pull, TIMED_OUT_MARK)).toHaveLength(1);
  expect(world.prodEu.bindings()).toEqual([]);
  await world.pass(minutes(61));
  expect(await declines(world)).toHaveLength(1);
});

test('what was withdrawn, opened again and denied is told as both', async () => {
  const world = await aWorld();
  const pull = await world.alice.asks();
  await world.review();
  await world.alice.close(pull);
  await world.turn();
  await world.pass(minutes(10));
  await world.alice.reopen(pull.number);
  await world.bob.close(pull);
  await world.pass(minutes(10));
  expect(await declines(world)).toHaveLength(1);

  await world.pass(minutes(61));

  expect((await declines(world)).map((event) => 'why' in event && event.why)).toEqual([
    'withdrawn',
    'denied',
  ]);
});

test('who opens and closes the same ones each hour fills no history, and hides no refusal in it', async () => {
  const world = await aWorld();
  const pulls: PullRequest[] = [];
  for (let one = 0; one < 21; one += 1)
    pulls.push(await world.mallory.asks({ path: REQUEST.replace('alice', `m-${one}`) }));
  const theirs = await world.alice.asks();
  for (let hour = 0; hour < 4; hour += 1) {
    for (const pull of pulls) {
      if (hour > 0) await world.mallory.reopen(pull.number);
      await world.mallory.close(pull);
    }
    if (hour === 2) await world.bob.close(theirs);
    await world.pass(minutes(61));
  }

  const told = (await declines(world)).map((event) => (event.type === 'declined' ? event.pr.number : 0));
  expect(told).toContain(theirs.number);
  expect(told.length).toBe(new Set(told).size);
});

test('a change of guardrails may wait for as long as it likes', async () => {
  const world = await aWorld();
  const pull = await world.dave.asks({
    files: { 'access-requests/people.yaml': 'apiVersion: daypass.dev/v1\n' },
  });
  await world.review();
  await world.pass(days(4));
  expect(world.github.state.pulls.get(pull.number)?.state).toBe('open');
});

test('who withdrew it, or denied it, is told by history', async () => {
  const world = await aWorld();
  const ask = async (name: string) => world.alice.asks({ path: REQUEST.replace('alice', name) });
  const [withdrawn, objected, closed, strange] = [
    await ask('a'),
    await ask('b'),
    await ask('c'),
    await ask('d'),
  ];
  await world.review();
  world.bob.requestChanges(objected);
  await world.alice.close(withdrawn);
  await world.alice.close(objected);
  await world.bob.close(closed);
  await world.mallory.close(strange);
  await world.turn();
  await world.turn();

  const told = (await declines(world)).map((event) =>
    event.type === 'declined' ? [event.pr.number, event.why, event.by.kind, event.by.login] : [],
  );
  expect(told.toSorted(([one], [other]) => Number(one) - Number(other))).toEqual([
    [withdrawn.number, 'withdrawn', 'subject', 'alice'],
    [objected.number, 'denied', 'owner', 'bob'],
    [closed.number, 'denied', 'owner', 'bob'],
    [strange.number, 'denied', 'git', 'mallory'],
  ]);
});

test('who opens and closes again and again makes us write one commit an hour, or none besides others', async () => {
  const world = await aWorld();
  const commits = () => world.github.calls.filter(({ name }) => name === 'commit').length;
  const closeOne = async (name: string) => {
    const pull = await world.mallory.asks({ path: REQUEST.replace('alice', name) });
    await world.mallory.close(pull);
    await world.turn();
  };
  await closeOne('first');
  const before = commits();
  for (let one = 1; one <= 8; one += 1) await closeOne(`again-${one}`);
  expect(commits()).toBe(before);

  await world.merged();
  await world.turn();
  expect(commits()).toBe(before + 1);
  expect(await declines(world)).toHaveLength(9);

  await closeOne('late');
  expect(commits()).toBe(before + 1);
  await world.pass(minutes(61));
  expect(await declines(world)).toHaveLength(10);
});

test('an hour counts from the commit, whenever what it tells of was closed', async () => {
  const world = await aWorld();
  const commits = () => world.github.calls.filter(({ name }) => name === 'commit').length;
  const closeOne = async (name: string) => {
    await world.mallory.close(await world.mallory.asks({ path: REQUEST.replace('alice', name) }));
    await world.turn();
  };
  await closeOne('first');
  const before = commits();
  await world.pass(minutes(5));
  await closeOne('second');
  await world.pass(minutes(55));
  expect(commits()).toBe(before + 1);
  expect((await declines(world)).at(-1)).toMatchObject({ at: '2026-11-20T17:00:00Z' });

  await closeOne('third');
  await world.pass(minutes(59));

  expect(commits()).toBe(before + 1);
});

test('what asked for nothing, came from a fork, or ended before there were guardrails is no request', async () => {
  const world = await memoryWorld({ trusted: false });
  const early = await world.alice.asks({ path: REQUEST.replace('alice', 'early') });
  await world.alice.close(early);
  await world.clock.advance(minutes(1));
  await world.trusts();
  const code = await world.alice.asks({ files: { 'src/index.ts': '1;\n' } });
  const fork = await world.alice.openPullRequest({
    branch: 'mine',
    title: 'Ask',
    fork: true,
    files: { [REQUEST]: requestText({ subject: 'alice' }) },
  });
  for (const pull of [code, fork]) await world.alice.close(pull);
  await world.turn();
  await world.turn();
  expect(await declines(world)).toEqual([]);
});
