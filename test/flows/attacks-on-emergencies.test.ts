// What somebody tries where access is granted before an owner has looked: to get it without being its subject, to owe nothing
// for it, or to have it again. mallory may ask and owns nothing; trent can write, and may ask for nothing.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { requestText } from '../sandbox/memory/company.ts';
import type { PullRequest } from '../sandbox/github/state.ts';
import type { MemoryWorld } from '../sandbox/memory/world.ts';
import { approvedBy, aStage, pathOf } from './agreement-stage.ts';
import { expectRefusal, story } from './expectations.ts';

const INCIDENT = pathOf('incident');
const HALF = { [INCIDENT]: requestText({ duration: '30m' }) };

async function asked(world: MemoryWorld): Promise<PullRequest> {
  const pull = await world.alice.asks({ path: INCIDENT, duration: '1h' });
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
  return pull;
}

async function granted(world: MemoryWorld): Promise<PullRequest> {
  const pull = await asked(world);
  await world.alice.merge(pull, 'squash');
  await world.turn();
  expect(world.canExec('alice')).toBe(true);
  return pull;
}

/** Whoever can write may open a pull request of their own on any commit. */
async function openOnTheHeadOf(world: MemoryWorld, { head }: PullRequest): Promise<PullRequest> {
  const mallory = world.github.as('mallory');
  const twin = await mallory.openPullRequest({
    branch: 'twin',
    title: 'Twin',
    files: { 'README.md': 'Twin\n' },
  });
  await mallory.pointBranch('twin', head.sha);
  return world.github.pull(twin.number);
}

const debtsOf = async (world: MemoryWorld): Promise<number> => (await world.ledger()).debts.size;

test('[141] whoever may not ask pushes onto a request that nobody approves first: refused, and no grant', async () => {
  const world = await aStage();
  const pull = await asked(world);
  await world.github.as('trent').pushTo(pull, HALF);

  await world.bypass(pull);

  await expectRefusal(world, /trent/);
});

test('[141] it is merged at once after a push that no check has seen: no grant', async () => {
  const world = await aStage();
  const pull = await asked(world);
  await world.alice.pushTo(pull, HALF);

  await world.bypass(pull);

  await expectRefusal(world, /check had not allowed/);
});

test('[143] a program is granted nothing in an emergency that its owners have not approved first', async () => {
  const world = await aStage();
  const files = { [INCIDENT]: requestText({ subject: '{serviceAccount: payments/api}' }) };
  const pull = await world.alice.asks({ files });
  await world.review();

  expect(world.check(pull).conclusion).not.toBe('success');
});

test('[144] a second account that owns nothing reviews it: the debt stays, and comes due', async () => {
  const world = await aStage();
  const pull = await granted(world);

  world.mallory.approve(pull);
  world.github.as('trent').approve(pull);
  await world.pass(hours(25));

  expect(await debtsOf(world)).toBe(1);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'debt' }));
});

test('[144] a second account that was put into the owners’ team has the username of the first: the debt stays', async () => {
  const world = await aStage();
  const people = `apiVersion: daypass.dev/v1
kind: AccessPeople
spec:
  people:
    trent: {id: 1102, username: alice@acme.com}
    alice: {id: 1001, username: alice@acme.com.old}
`;
  const change = await world.alice.asks({ files: { 'access-requests/people.yaml': people } });
  const pull = await granted(world);
  expect(await approvedBy(world, change, 'carol')).toBe('success');
  await world.alice.merge(change, 'squash');
  await world.turn();
  world.github.setTeam('payments', { members: ['bob', 'carol', 'trent'] });

  world.github.as('trent').approve(pull);
  await world.turn();

  expect(await debtsOf(world)).toBe(1);
});

test('[144] a review that was dismissed before anybody saw it pays nothing; after it was recorded it has been given', async () => {
  const world = await aStage();
  const pull = await granted(world);
  world.root.dismiss(world.bob.approve(pull));
  await world.turn();
  expect(await debtsOf(world)).toBe(1);

  const review = world.carol.approve(pull);
  await world.turn();
  world.root.dismiss(review);
  await world.pass(minutes(10));

  expect(await debtsOf(world)).toBe(0);
  expect(await story(world)).toEqual(['granted', 'reviewed']);
});

test('[144] while an owner asks for changes, another one’s approval pays nothing', async () => {
  const world = await aStage();
  const pull = await granted(world);
  world.bob.requestChanges(pull);
  world.carol.approve(pull);
  await world.turn();
  expect(await debtsOf(world)).toBe(1);

  world.bob.approve(pull);
  await world.turn();

  expect(await debtsOf(world)).toBe(0);
});

test('[144] an approval of before the first check, merged past the rules, is no look at what was granted', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: INCIDENT, duration: '1h' });
  world.bob.approve(pull);
  await world.clock.advance(minutes(1));
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.pass(minutes(3));
  expect(await debtsOf(world)).toBe(1);

  world.bob.approve(pull);
  await world.turn();

  expect(await debtsOf(world)).toBe(0);
});

test('[145] another pull request of the same head, opened afterwards, keeps nobody from reviewing the first', async () => {
  const world = await aStage();
  const pull = await granted(world);
  const twin = await openOnTheHeadOf(world, pull);
  await world.clock.advance(minutes(1));
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure'); // it is the twin's
  expect(twin.head.sha).toBe(pull.head.sha);

  world.bob.approve(pull);
  await world.turn();

  expect(await debtsOf(world)).toBe(0);
});

test('[145] a review in a commit message that nobody sealed pays nothing', async () => {
  const world = await aStage();
  await granted(world);
  const [first] = [...(await world.ledger()).debts.values()];
  const { grant, path, parent } = first!.event;
  const claim = { type: 'reviewed', at: '2026-11-20T16:05:00Z', grant, path, approvals: [], parent };
  const message = `Look\n\nAccess-Event: ${JSON.stringify({ ...claim, seal: 'AAAA' })}`;
  await world.github.directPush({ 'README.md': 'Reviewed.\n' }, { message });
  await world.turn();

  expect(await debtsOf(world)).toBe(1);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'finding' }));
});

test('[146] whoever asks for later, before a review is overdue, has nothing of it while that is', async () => {
  const world = await aStage();
  const startsAt = '2026-11-22T16:00:00Z'; // in two days
  const pull = await world.alice.asks({ path: INCIDENT, startsAt, duration: '1h' });
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();
  expect(await story(world)).toEqual(['granted']);

  await world.clock.advance(hours(48));
  await world.pass(minutes(10));
  expect([world.bindings(), await story(world)]).toEqual([[], ['granted']]);

  world.bob.approve(pull);
  await world.pass(minutes(10));
  expect(world.canExec('alice')).toBe(true);
  expect(await story(world)).toEqual(['granted', 'reviewed']);
});
