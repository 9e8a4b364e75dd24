// The access repository in memory keeps the contract that the adapters keep, and its switches do what they say.
import { expect, test } from 'vitest';
import { seconds } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { accessRepositoryContract, firstFiles } from '../../contracts/access-repository.contract.ts';
import { handClock } from './clock.ts';
import { memoryGitHub } from './repository.ts';

const start = '2026-11-20T16:00:00Z';

async function aRepository() {
  const clock = handClock(start);
  const github = await memoryGitHub({ clock, files: firstFiles });
  github.user('alice', { permission: 'write' });
  github.user('bob', { permission: 'write' });
  const pull = await github.as('alice').openPullRequest({ branch: 'ask', title: 'Ask', files: { b: '1\n' } });
  return { clock, github, pull, ports: github.ports.github, git: github.ports.git };
}

accessRepositoryContract('the access repository in memory', async () => {
  const clock = handClock(start);
  const hands = await memoryGitHub({ clock, files: firstFiles });
  return { hands, ...hands.ports, clock, close: async () => undefined };
});

test('what is cut fails at once, and only what is named', async () => {
  const { github, ports, pull } = await aRepository();
  const fault = github.faults.cut('reviews');

  await expect(ports.reviews(pull.number)).rejects.toThrow(Unavailable);
  expect(await ports.comments(pull.number)).toEqual([]);

  fault.lift();
  expect(await ports.reviews(pull.number)).toEqual([]);
});

test('a write that is cut after it was made is made, and nobody is told', async () => {
  const { github, ports } = await aRepository();
  const before = github.head();
  github.faults.cutAfter('commit');

  const write = new Map([['text', 'x\n']]);
  await expect(ports.commit('main', before, 'Write\n', { write, remove: [] })).rejects.toThrow(Unavailable);

  expect(github.head()).not.toBe(before);
});

test('what hangs fails after its deadline', async () => {
  const { clock, github, git } = await aRepository();
  github.faults.hang();
  let outcome = 'nothing';
  void git.branch('main').catch((error: unknown) => (outcome = String(error)));

  await clock.advance(seconds(9));
  expect(outcome).toBe('nothing');
  await clock.advance(seconds(1));
  expect(outcome).toContain('no answer within 10 s');
});

test('a stale read says what was, and an empty list nothing', async () => {
  const { github, ports, pull, git } = await aRepository();
  const before = github.head();
  const lags = [github.faults.stale('reviews'), github.faults.staleGit()];
  github.as('bob').approve(pull);
  await github.directPush({ c: '1\n' });

  expect(await ports.reviews(pull.number)).toEqual([]);
  expect((await git.branch('main')).commits.at(-1)?.oid).toBe(before);

  for (const lag of lags) lag.lift();
  expect(await ports.reviews(pull.number)).toHaveLength(1);
  expect((await git.branch('main')).commits.at(-1)?.oid).toBe(github.head());

  github.faults.empty('reviews');
  expect(await ports.reviews(pull.number)).toEqual([]);
});

test('happenings are told as GitHub would tell them', async () => {
  const { github, pull } = await aRepository();
  github.as('bob').approve(pull);

  expect(github.happenings.map(({ event, action }) => [event, action])).toEqual([
    ['push', null],
    ['pull_request', 'opened'],
    ['check_suite', 'requested'],
    ['pull_request_review', 'submitted'],
  ]);
  expect(github.happenings.at(-1)?.pull).toBe(pull.number);
});
