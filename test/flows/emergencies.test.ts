// Emergencies: granted at the merge, before an owner has looked; a review is owed, and paid by an owner's approval.
import { expect, test } from 'vitest';
import { days, hours, minutes } from '../../src/core/time.ts';
import { policyText, recordOf, requestText } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import type { PullRequest } from '../sandbox/github/state.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { approvedBy, aStage, fileOf, pathOf, policyWithRoles } from './agreement-stage.ts';
import { story } from './expectations.ts';

const INCIDENT = pathOf('incident');

/** alice asks, nobody has looked, she merges, and has it. */
async function anIncident(world: MemoryWorld, path = INCIDENT): Promise<PullRequest> {
  const pull = await world.alice.asks({ path, duration: '1h' });
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();
  return pull;
}

/** The one comment of ours. */
function saidOn({ github: { state } }: MemoryWorld, { number }: PullRequest): string {
  return state.comments.find(({ pull, author }) => pull === number && author === state.app.bot)?.body ?? '';
}

const debtsOf = async (world: MemoryWorld): Promise<number> => (await world.ledger()).debts.size;
const alertsOf = ({ journal }: MemoryWorld) => journal.alerts.filter(({ kind }) => kind === 'debt');

test('access is there with the merge, and everything that is written says that a review is owed', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: INCIDENT, duration: '1h' });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'success',
    title: expect.stringMatching(
      /^Nobody has to approve first, and a review is due within 1 day: alice may /,
    ),
    summary: expect.stringContaining('Then one of `@acme/payments` must review it within 1 day'),
  });
  await world.alice.merge(pull, 'squash');
  await world.turn();

  expect(world.canExec('alice')).toBe(true);
  const due = '2026-11-21T16:00:00Z';
  expect((await world.events()).at(-1)).toMatchObject({
    type: 'granted',
    approvals: [],
    byPolicy: { by: 'operator' },
    review: { by: due },
  });
  expect(await fileOf(world, recordOf(INCIDENT))).toContain(`reviewDueBy: ${due}`);
  expect(world.bindings()[0]?.annotations).toMatchObject({ 'daypass.dev/review-due-by': due });
  const { message } = (await world.commits()).at(-1)!;
  expect(message.replaceAll('\n', ' ')).toContain("An owner's review is due by 2026-11-21 16:00Z.");
});

test('an owner who approves the merged pull request pays, and history says who', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  expect((await world.reconcile()).debts).toEqual({ owed: 1, overdue: 0 });
  expect(saidOn(world, pull)).toContain('one has to approve this pull request by 16:00Z on 21 November');

  await world.clock.advance(minutes(10));
  world.bob.approve(pull);
  await world.turn();

  expect((await world.events()).at(-1)).toMatchObject({
    type: 'reviewed',
    path: INCIDENT,
    approvals: [{ by: { login: 'bob' }, for: '@acme/payments', at: '2026-11-20T16:10:00Z' }],
  });
  expect((await world.log()).at(-1)).toBe('Record a review of incident in prod-eu/payments');
  expect((await world.reconcile()).debts).toEqual({ owed: 0, overdue: 0 });
  expect(saidOn(world, pull)).toContain('before an owner had looked; one has approved it since');
  expect(world.canExec('alice')).toBe(true);
  await world.pass(days(3));
  expect(await story(world)).toEqual(['granted', 'reviewed', 'expired']);
  expect(alertsOf(world)).toEqual([]);
});

test('the review is owed after the end of the access too, and a controller that remembers nothing finds it', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  await world.pass(hours(2));
  expect(await story(world)).toEqual(['granted', 'expired']);

  world.restart();
  world.carol.approve(pull);
  await world.turn();

  expect(await story(world)).toEqual(['granted', 'expired', 'reviewed']);
});

test('all that was granted with one merge is reviewed at once, each with its own event', async () => {
  const world = await aStage();
  const other = pathOf('incident', 'alice-two');
  const files = { [INCIDENT]: requestText({ duration: '1h' }), [other]: requestText({ duration: '30m' }) };
  const pull = await world.alice.asks({ files });
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();
  expect(await debtsOf(world)).toBe(2);

  await world.clock.advance(minutes(10));
  world.bob.approve(pull);
  await world.turn();

  expect((await world.log()).at(-1)).toBe('Record 2 reviews');
  expect(await debtsOf(world)).toBe(0);
});

test('an owner who approved before the merge has looked: nothing is owed', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: INCIDENT, duration: '1h' });
  expect(await approvedBy(world, pull, 'bob')).toBe('success');
  expect(world.check(pull).title).toMatch(/^Approved: /);
  await world.alice.merge(pull, 'squash');
  await world.turn();

  const granted = (await world.events()).at(-1);
  expect(granted).toMatchObject({ type: 'granted', approvals: [{ by: { login: 'bob' } }] });
  expect(granted).not.toHaveProperty('review');
  expect(await debtsOf(world)).toBe(0);
});

test('[145] a review that nobody gave in time is an alert, is counted, and stops the next such request with the link', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  const later = await world.alice.asks({ path: pathOf('incident', 'again'), duration: '1h' });
  await world.pass(hours(23));
  expect(alertsOf(world)).toEqual([]);
  expect(world.check(later).conclusion).toBe('success');

  await world.pass(hours(2));

  expect(alertsOf(world)).toEqual([
    expect.objectContaining({
      key: `debt ${pull.number}`,
      message: expect.stringContaining(`#${pull.number} gave alice incident in prod-eu/payments`),
    }),
  ]);
  expect((await world.reconcile()).debts).toEqual({ owed: 0, overdue: 1 });
  expect(world.check(later)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining(`Nobody has reviewed #${pull.number} yet`),
    summary: expect.stringContaining(` See #${pull.number}.`),
  });

  world.bob.approve(pull);
  await world.pass(minutes(10));

  expect(world.check(later).conclusion).toBe('success');
  expect(await debtsOf(world)).toBe(0);
});

test('[145] who merges past the check gets nothing while a review is overdue', async () => {
  const world = await aStage();
  await anIncident(world);
  await world.pass(hours(25));
  const next = await world.alice.asks({ path: pathOf('incident', 'again'), duration: '1h' });
  await world.review();

  await world.bypass(next);
  await world.pass(minutes(10));

  expect(world.bindings()).toEqual([]);
  expect((await world.events()).at(-1)).toMatchObject({
    type: 'refused',
    why: expect.arrayContaining([expect.stringContaining('Nobody has reviewed #')]),
  });
});

test('an overdue review holds up its own subject and role, and nobody else and nothing else', async () => {
  const world = await aStage();
  await anIncident(world);
  await world.pass(hours(25));
  const others = await world.erin.asks({ path: pathOf('incident', 'erin'), duration: '1h' });
  const role = await world.alice.asks({ path: pathOf('quick') });
  await world.review();

  expect(world.check(others).conclusion).toBe('success');
  expect(world.check(role).conclusion).toBe('success');
});

test('[145] a policy that asks for an approval first since leaves what is owed, and takes a review as before', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  const text = policyWithRoles(world.sealKey.publicKey).replace(', review: after', '');
  const change = await world.alice.asks({ files: { 'access-requests/policy.yaml': text } });
  expect(await approvedBy(world, change, 'carol')).toBe('success');
  await world.alice.merge(change, 'squash');
  await world.pass(hours(25));
  expect(alertsOf(world)).toHaveLength(1);

  world.bob.approve(pull);
  await world.turn();

  expect(await debtsOf(world)).toBe(0);
});

test('an owner who takes the access away has not approved it: the review is owed all the same', async () => {
  const world = await aStage();
  await anIncident(world);
  const removal = await world.bob.asks({ files: { [INCIDENT]: null } });
  await world.review();
  await world.bob.merge(removal, 'squash');
  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  expect(await debtsOf(world)).toBe(1);
});

test('a GitHub that does not say who reviewed holds up nothing else, and is asked again', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  world.bob.approve(pull);
  const fault = world.github.faults.cut('reviews');
  const back = await world.alice.asks({ files: { [INCIDENT]: null } });
  await world.bypass(back);
  await world.turn();
  expect(await story(world)).toEqual(['granted', 'released']);

  fault.lift();
  await world.turn();

  expect(await story(world)).toEqual(['granted', 'released', 'reviewed']);
});

test('what is owed costs one question a turn, whoever approves without being an owner', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  const asked = (name: string) => world.github.calls.filter((call) => call.name === name).length;
  await world.reconcile();
  const before = asked('reviews');
  await world.reconcile();
  expect(asked('reviews') - before).toBe(1);

  world.mallory.approve(pull);
  await world.reconcile();
  const [whole, reviews] = [asked('contributors'), asked('reviews')];
  await world.reconcile();
  await world.reconcile();

  expect(asked('contributors') - whole).toBe(0);
  expect(asked('reviews') - reviews).toBe(2);
});

test('a review that comes with the next request, in one turn of the controller, holds it up no longer', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  const next = await world.alice.asks({ path: pathOf('incident', 'again'), duration: '1h' });
  await world.review();
  await world.clock.advance(hours(25));
  world.bob.approve(pull);
  await world.alice.merge(next, 'squash');

  await world.turn();

  expect((await story(world)).toSorted()).toEqual(['expired', 'granted', 'granted', 'reviewed']);
  expect(world.canExec('alice')).toBe(true);
});

test('[145] a review that is overdue is waited for, in case GitHub does not show it yet', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  const next = await world.alice.asks({ path: pathOf('incident', 'again'), duration: '1h' });
  await world.review();
  await world.clock.advance(hours(25));
  const fault = world.github.faults.stale('reviews');
  world.bob.approve(pull);
  await world.alice.merge(next, 'squash');
  await world.turn();
  expect(world.canExec('alice')).toBe(false);
  expect((await world.files()).filter((path) => path === pathOf('incident', 'again'))).toHaveLength(1);

  fault.lift();
  await world.turn();

  expect(world.canExec('alice')).toBe(true);
});

test('actions that a rule gives before an owner has looked owe a review as a role does', async () => {
  const rule =
    '{allow: [delete pods], maxDuration: 1h, namespaces: [payments], requesters: ["@acme/engineers"], review: after, reviewWithin: 2h}';
  const world = await memoryWorld({
    files: (key) => ({
      'access-requests/policy.yaml': policyText({
        keys: { 'key-1': key },
        more: `  actions:\n    - ${rule}\n`,
      }),
    }),
  });
  world.prodEu.putObject({ resource: 'pods', namespace: 'payments', name: 'api-7d9f' });
  const asksFor = async (name: string): Promise<PullRequest> => {
    const text = `${requestText({ duration: '30m' })}  actions: [delete pods/api-7d9f]\n`;
    const pull = await world.alice.asks({ files: { [pathOf('actions', name)]: text } });
    await world.review();
    return pull;
  };
  const pull = await asksFor('first');
  expect(world.check(pull).title).toMatch(
    /^Nobody has to approve first, and a review is due within 2 hours: /,
  );
  await world.alice.merge(pull, 'squash');
  await world.turn();
  expect((await world.events()).at(-1)).toMatchObject({
    role: 'actions',
    review: { by: '2026-11-20T18:00:00Z' },
  });

  await world.pass(hours(3));
  expect(world.check(await asksFor('second'))).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining(
      `Nobody has reviewed #${pull.number} yet, which gave alice actions in prod-eu/payments`,
    ),
  });
  world.bob.approve(pull);
  await world.turn();

  expect(await debtsOf(world)).toBe(0);
});

test('an emergency that takes longer goes on without an approval, and owes a review of its own', async () => {
  const world = await aStage();
  const first = await world.alice.asks({ path: INCIDENT, duration: '30m' });
  await world.review();
  await world.alice.merge(first, 'squash');
  await world.turn();
  await world.clock.advance(minutes(10));
  const second = await world.alice.asks({ path: INCIDENT, duration: '1h' });
  await world.review();
  expect(world.check(second).title).toMatch(
    /^Nobody has to approve first, and a review is due within 1 day: /,
  );
  await world.alice.merge(second, 'squash');
  await world.pass(minutes(3));

  expect(world.canExec('alice')).toBe(true);
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
  world.bob.approve(first);
  await world.turn();
  expect(await debtsOf(world)).toBe(1);
  world.bob.approve(second);
  await world.turn();
  expect(await debtsOf(world)).toBe(0);
});

test('two controllers that find the same review record it once', async () => {
  const world = await aStage();
  const pull = await anIncident(world);
  world.bob.approve(pull);
  const other = aController(world.world, world.clock);

  await Promise.all([world.turn(), other.turn()]);
  await world.turn();

  expect(await story(world)).toEqual(['granted', 'reviewed']);
});
