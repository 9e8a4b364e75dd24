// Whose approval counts, told through the flows: from the pull request to the binding, or to none.
import { expect, test } from 'vitest';
import { days, formatInstant, hours, minutes, plus } from '../../src/core/time.ts';
import { REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';
import { expectRefusal, story } from './expectations.ts';

test('nothing was asked, and nothing is done', async () => {
  const world = await memoryWorld();
  const head = world.github.head();

  await world.pass(minutes(10));

  expect([world.github.head(), world.bindings(), world.journal.alerts]).toEqual([head, [], []]);
});

test.each(['merge', 'squash', 'rebase'] as const)(
  '[01] [38] what an owner approved is one binding after a %s, until its duration has passed since the merge',
  async (method) => {
    const world = await memoryWorld();
    const pull = await world.alice.asks();
    await world.alice.pushTo(pull, { [REQUEST]: requestText({ duration: '1h' }) });
    await world.alice.pushTo(pull, { [REQUEST]: requestText({ duration: '3h' }) });
    await world.review();
    world.bob.approve(pull);
    await world.review();
    await world.clock.advance(minutes(5));
    await world.alice.merge(pull, method);
    const mergedAt = world.clock.now();

    await world.pass(minutes(2));

    expect(world.bindings()).toHaveLength(1);
    expect(await story(world)).toEqual(['granted']);
    expect((await world.events()).at(-1)).toMatchObject({
      pr: { method },
      grantedAt: formatInstant(mergedAt),
      expiresAt: formatInstant(plus(mergedAt, hours(3))),
      approvals: [{ by: { login: 'bob' }, for: '@acme/payments' }],
    });
    expect(world.canExec('alice')).toBe(true);
  },
);

test('[02] what nobody reviewed and an administrator merged is no grant', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();

  await world.bypass(pull);

  await expectRefusal(world, /approv/);
});

test('[04] an approval does not hold for what was pushed after it', async () => {
  const world = await memoryWorld();
  world.github.setRules({ dismissStaleReviews: false, adminsMayBypass: true });
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  await world.alice.pushTo(pull, { [REQUEST]: requestText({ duration: '4h' }) });
  await world.review();
  expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });

  await world.bypass(pull);

  await expectRefusal(world, /approv/);
});

test('[05] an approval that GitHub carries to a new commit of the same tree does not count for it', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  await world.clock.advance(minutes(1));
  await world.alice.forcePush(pull.head.ref);
  expect(world.github.state.reviews.map(({ state, commit }) => [state, commit])).toEqual([
    ['APPROVED', pull.head.sha],
  ]);
  await world.review();
  expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });

  await world.bypass(pull);

  await expectRefusal(world, /approv/);
});

test('[06] an approval that was dismissed is none', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  const approval = world.bob.approve(pull);
  world.root.dismiss(approval);

  await world.bypass(pull);

  await expectRefusal(world, /approv/);
});

test('[07] one owner approves and another asks for changes: refused at once', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  world.carol.requestChanges(pull);
  await world.review();
  expect(world.check(pull).conclusion).not.toBe('success');

  await world.bypass(pull);
  await world.reconcile();

  expect(await story(world)).toEqual(['refused']);
  expect(world.bindings()).toEqual([]);
});

test('[08] a remark after an approval leaves it standing, a request for changes does not', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  world.bob.reviewComment(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');

  world.bob.requestChanges(pull);
  await world.review();
  expect(world.check(pull).conclusion).not.toBe('success');

  await world.bypass(pull);
  await expectRefusal(world, /changes/);
});

test('[09] the approval of a bot is none', async () => {
  const world = await memoryWorld();
  world.github.setTeam('payments', { members: ['github-actions[bot]', 'carol'], permission: 'write' });
  const pull = await world.alice.asks();
  await world.review();
  world.github.as('github-actions[bot]').approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('action_required');

  await world.bypass(pull);

  await expectRefusal(world, /approv/);
});

test('[13] whoever pushed to the request cannot approve it', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.bob.pushTo(pull, { [REQUEST]: requestText({ duration: '3h' }) });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('action_required');

  await world.bypass(pull);

  await expectRefusal(world, /approv/);
});

test('[12] a commit of somebody whom GitHub does not know is never approved, and is named', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  const stranger = { name: 'Nobody', email: 'nobody@nowhere.example' };
  const commit = await world.alice.pushTo(
    pull,
    { [REQUEST]: requestText({ duration: '3h' }) },
    { author: stranger },
  );
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).not.toBe('success');
  expect(world.check(pull).summary).toContain(commit.slice(0, 7));

  await world.bypass(pull);

  await expectRefusal(world, new RegExp(commit.slice(0, 7)));
});

test('[15] a review of an older commit, given after a newer one was pushed, does not count', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  const older = pull.head.sha;
  await world.alice.pushTo(pull, { [REQUEST]: requestText({ duration: '4h' }) });
  await world.review();
  world.bob.approve(pull, '', older);
  await world.review();
  expect(world.check(pull).conclusion).toBe('action_required');

  await world.bypass(pull);

  await expectRefusal(world, /approv/);
});

test('[16] an approver who left the owning team before the merge is no owner', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  await world.review();
  world.github.removeFromTeam('payments', 'bob');

  await world.alice.merge(pull, 'squash');

  await expectRefusal(world, /approv/);
});

test('[22] the decisive review is found on the second page', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  for (let count = 0; count < 105; count += 1) world.erin.reviewComment(pull, `Remark ${count}`);
  world.bob.approve(pull);
  await world.review();

  await world.alice.merge(pull, 'squash');
  await world.turn();

  expect(world.canExec('alice')).toBe(true);
});

test('[112] an approval after the merge does not count', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  await world.bypass(pull);
  await world.clock.advance(minutes(1));
  world.bob.approve(pull);

  await expectRefusal(world, /approv/);
});

test('[112] an approval that waited longer for its merge than the policy lets it does not count', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  await world.review();
  world.clock.jump(days(4));

  await world.alice.merge(pull, 'squash');

  await expectRefusal(world, /approv/);
});

test('[206] [115] what a lagging replica does not show yet is waited for, and then granted', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  const lag = world.github.faults.stale('reviews');
  world.bob.approve(pull);
  await world.bypass(pull);
  await world.pass(minutes(3));
  expect(await story(world)).toEqual([]);

  lag.lift();
  await world.turn();

  expect(await story(world)).toEqual(['granted']);
  expect(world.canExec('alice')).toBe(true);
});

test.each(['engineers', 'payments'] as const)(
  '[115] nor is a team of @acme/%s that a lagging replica does not show yet a refusal',
  async (name) => {
    const world = await memoryWorld();
    const pull = await world.alice.asks();
    await world.review();
    world.bob.approve(pull);
    await world.review();
    const teams = { engineers: ['alice', 'erin', 'mallory', 'bob'], payments: ['bob', 'carol'] };
    world.github.setTeam(name, { members: [], permission: 'write', privacy: 'secret' });
    const lag = world.github.faults.stale('isMember', 'team');
    world.github.setTeam(name, { members: teams[name], permission: 'write', privacy: 'closed' });
    await world.alice.merge(pull, 'squash');

    await world.pass(minutes(2));
    expect([world.bindings(), await story(world)]).toEqual([[], []]);
    lag.lift();
    await world.pass(minutes(1));

    expect(world.canExec('alice')).toBe(true);
  },
);

test('[115] a merge that no pull request is named for yet is waited for, and then granted', async () => {
  const world = await memoryWorld();
  const lag = world.github.faults.stale('pullRequestsOf');
  await world.merged();
  await world.pass(minutes(4));
  expect(await story(world)).toEqual([]);

  lag.lift();
  await world.turn();

  expect(world.canExec('alice')).toBe(true);
});

test('[207] lists that come back empty grant nothing and take nothing away', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  const path = REQUEST.replace('alice', 'second');
  const pull = await world.alice.asks({ path });
  await world.review();
  world.bob.approve(pull);
  const lists = world.github.faults.empty();

  await world.bypass(pull);
  await world.pass(minutes(4));
  expect(await story(world)).toEqual(['granted']);
  expect(world.bindings()).toHaveLength(1);

  lists.lift();
  await world.turn();
  expect(world.bindings()).toHaveLength(2);
});
