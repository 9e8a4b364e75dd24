// The duration of what is held is changed by a pull request: never a moment without access, never longer than was approved.
import { describe, expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { Unavailable } from '../../src/ports.ts';
import { policyText, recordOf, REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';
import { granted } from './granted.ts';

type Pull = Awaited<ReturnType<MemoryWorld['alice']['asks']>>;

/** Asked for, approved and merged; not decided yet. */
async function changed(world: MemoryWorld, duration: string, path = REQUEST): Promise<Pull> {
  const pull = await world.alice.asks({ path, duration });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
  await world.alice.merge(pull, 'squash');
  return pull;
}

/** The cluster does not answer such calls. */
function fails({ prodEu }: MemoryWorld, name: string): void {
  prodEu.intercept((call) => {
    if (call.name === name) throw new Unavailable(`${name}: timed out`);
  });
}

test('[48] the check says until when it would last, and how much longer that is', async () => {
  const world = await granted();
  await world.pass(minutes(30));
  const pull = await world.alice.asks({ duration: '4h' });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'action_required',
    title:
      'If you approve, alice keeps the right to read pods and logs and run commands in any pod of prod-eu/payments until 20:00Z on 20 November, 2 hours longer than now.',
  });
});

test('[48] [127] a longer one is a new grant from the first opening, bound before the old one goes', async () => {
  const world = await granted();
  await world.pass(hours(1));
  const [old] = world.bindings();

  const pull = await changed(world, '4h');
  const before = world.prodEu.writes.length;
  const allowed: boolean[] = [];
  world.prodEu.intercept(() => void allowed.push(world.canExec('alice')));
  await world.turn();

  const writes = world.prodEu.writes.slice(before).map(({ kind }) => kind);
  expect(writes.filter((kind) => kind !== 'checkpoint')).toEqual(['apply', 'remove']);
  expect(new Set(allowed)).toEqual(new Set([true]));
  expect(world.bindings()).toHaveLength(1);
  expect(world.bindings()).not.toEqual([old]);
  const [first, second, end] = (await world.events()).slice(-3);
  expect(second).toMatchObject({
    type: 'granted',
    opensAt: '2026-11-20T16:00:00Z',
    expiresAt: '2026-11-20T20:00:00Z',
    replaces: (first as { grant: string }).grant,
  });
  expect(end).toMatchObject({
    type: 'replaced',
    grant: (first as { grant: string }).grant,
    bound: true,
    by: { kind: 'subject', login: 'alice', pr: pull.number },
  });
  expect(await world.files()).toEqual([recordOf(REQUEST), REQUEST]);

  await world.pass(hours(2));
  expect(world.canExec('alice')).toBe(true);
  await world.pass(hours(1));
  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced', 'expired']);
  expect(await world.files()).toEqual([]);
});

test('a shorter one works the same way, and says so', async () => {
  const world = await granted();
  const pull = await world.alice.asks({ duration: '1h' });
  await world.review();
  expect(world.check(pull).title).toContain('until 17:00Z on 20 November, 1 hour shorter than now.');
  world.bob.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.pass(minutes(50));
  expect(world.canExec('alice')).toBe(true);

  await world.pass(minutes(10));
  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced', 'expired']);
});

test('[48] all of it together never lasts longer than the policy allows from the first opening', async () => {
  const world = await granted();
  await world.pass(hours(1));
  await changed(world, '4h');
  await world.turn();
  const pull = await world.alice.asks({ duration: '5h' });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringMatching(/5h is longer than the role debugger is given for/),
  });
});

test('a second one goes on from the first opening too', async () => {
  const world = await granted();
  await changed(world, '3h');
  await world.turn();
  await changed(world, '4h');
  await world.turn();

  expect((await world.events()).at(-2)).toMatchObject({
    type: 'granted',
    opensAt: '2026-11-20T16:00:00Z',
    expiresAt: '2026-11-20T20:00:00Z',
  });
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced', 'granted', 'replaced']);
  expect(world.bindings()).toHaveLength(1);
});

test('and one that takes back what the one before it gave, with the very bytes of the first', async () => {
  const world = await granted();
  await changed(world, '4h');
  await world.turn();
  await changed(world, '2h');
  await world.turn();

  expect(await world.files()).toEqual([recordOf(REQUEST), REQUEST]);
  await world.pass(hours(2));
  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced', 'granted', 'replaced', 'expired']);
});

test('what would be over already is refused, put back, and the old grant goes on', async () => {
  const world = await granted();
  await world.pass(minutes(90));
  const pull = await world.alice.asks({ duration: '1h' });
  await world.review();
  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: 'The access would have ended at 17:00Z on 20 November, before it could be granted.',
  });
  world.bob.approve(pull);

  await world.bypass(pull);
  await world.turn();

  expect(await world.github.file(REQUEST)).toBe(requestText());
  expect(world.canExec('alice')).toBe(true);
  await world.pass(minutes(30));
  expect(await story(world)).toEqual(['granted', 'refused', 'expired']);
});

test('[127] one that nobody approved is refused after the patience, and the old grant stands throughout', async () => {
  const world = await granted();
  const pull = await world.alice.asks({ duration: '4h' });
  await world.review();

  await world.bypass(pull);
  for (let turn = 0; turn < 10; turn += 1) {
    await world.pass(minutes(1));
    expect(world.canExec('alice')).toBe(true);
  }

  expect(await world.github.file(REQUEST)).toBe(requestText());
  expect(await story(world)).toEqual(['granted', 'refused']);
  await world.pass(hours(2));
  expect(await story(world)).toEqual(['granted', 'refused', 'expired']);
});

test('one that nobody approved in time ends with the grant that it would have changed', async () => {
  const world = await granted();
  await world.pass(minutes(117));
  const pull = await world.alice.asks({ duration: '4h' });
  await world.review();

  await world.bypass(pull);
  await world.pass(minutes(10));

  expect([world.canExec('alice'), world.bindings()]).toEqual([false, []]);
  expect(await story(world)).toEqual(['granted', 'expired', 'refused']);
  expect(await world.files()).toEqual([]);
});

test.each([
  ['its reason', { reason: 'INC-4242, something else altogether' }, /changes `reason`/],
  ['its start', { startsAt: '2026-11-20T16:30:00Z', duration: '4h' }, /changes `startsAt`/],
])('a change of %s is refused with what to do instead, and put back', async (_, wish, why) => {
  const world = await granted();
  const pull = await world.alice.asks(wish);
  await world.review();
  expect(world.check(pull)).toMatchObject({ conclusion: 'failure', summary: expect.stringMatching(why) });
  expect(world.check(pull).summary).toContain('add a file under another name');
  world.bob.approve(pull);

  await world.bypass(pull);
  await world.turn();

  expect((await world.events()).at(-1)).toMatchObject({ type: 'refused', why: [expect.stringMatching(why)] });
  expect(await world.github.file(REQUEST)).toBe(requestText());
  expect(world.canExec('alice')).toBe(true);
});

describe('where the grant ends meanwhile', () => {
  test('[240] what was approved is no new grant: its time would begin anew', async () => {
    // Given a change that was approved while the grant was held, and merged after it had ended.
    const world = await granted();
    await world.pass(minutes(115));
    const pull = await world.alice.asks({ duration: '4h' });
    await world.review();
    world.bob.approve(pull);
    await world.review();
    world.github.faults.cut();
    await world.pass(minutes(6));
    expect(world.canExec('alice')).toBe(false);
    world.github.faults.clear();

    await world.bypass(pull);
    await world.pass(minutes(10));

    expect(world.canExec('alice')).toBe(false);
    expect(await story(world)).toEqual(['granted', 'expired', 'refused']);
    expect((await world.events()).at(-1)).toMatchObject({
      why: [expect.stringContaining('holds no access')],
    });
    expect(await world.files()).toEqual([]);
  });

  test('[241] by hand in the cluster, nothing is made in its place', async () => {
    const world = await granted();
    await world.pass(minutes(5));
    await changed(world, '4h');

    world.prodEu.takeAway(world.bindings()[0]!); // it was just there
    await world.pass(minutes(10));

    expect(world.bindings()).toEqual([]);
    expect(await story(world)).toEqual(['granted', 'revoked', 'refused']);
    expect(await world.files()).toEqual([]);
  });

  test('[241] or between the record of the new one and its binding', async () => {
    const world = await granted();
    await world.pass(minutes(5));
    await changed(world, '4h');
    fails(world, 'apply');
    await world.turn();
    expect(await story(world)).toEqual(['granted', 'granted']);

    world.prodEu.takeAway(world.bindings()[0]!); // the old one
    world.prodEu.intercept(undefined);
    await world.pass(minutes(10));

    expect(world.bindings()).toEqual([]);
    expect((await story(world)).toSorted()).toEqual(['granted', 'granted', 'revoked', 'revoked']);
    expect(await world.files()).toEqual([]);
  });
});

test('[243] an approval for one grant counts for no later one at the same path, though its bytes be the same', async () => {
  // Given a change that was approved, the grant given back, and one with the same bytes granted an hour later.
  const world = await granted();
  const pull = await world.alice.asks({ duration: '4h' });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  const removal = await world.alice.asks({ files: { [REQUEST]: null }, branch: 'give-back' });
  await world.review();
  await world.alice.merge(removal, 'squash');
  await world.pass(hours(1));
  await world.merged();
  await world.turn();
  expect(world.canExec('alice')).toBe(true);

  // When the old change is merged, which GitHub still calls approved.
  await world.bypass(pull);
  await world.pass(minutes(10));

  // Then the later grant keeps its own end.
  expect((await story(world)).at(-1)).toBe('refused');
  expect(world.bindings()).toHaveLength(1);
  expect(await world.github.file(REQUEST)).toBe(requestText());
});

test('where the new one is recorded and then refused by the API server, both end, each with its reason', async () => {
  const world = await granted();
  await world.pass(minutes(5));
  await changed(world, '4h');
  fails(world, 'apply');
  await world.turn();
  world.prodEu.intercept(undefined);
  world.prodEu.admit(() => 'no such luck');

  await world.pass(minutes(10));

  expect(world.bindings()).toEqual([]);
  const ends = (await world.events()).filter(({ type }) => type === 'revoked');
  expect(ends).toMatchObject([
    {
      by: { kind: 'cluster' },
      why: expect.stringMatching(/^The API server refused the binding.*no such luck$/),
    },
    {
      by: { kind: 'cluster' },
      why: expect.stringMatching(/^The grant that was taking its place was taken away/),
    },
  ]);
  expect(await world.files()).toEqual([]);
});

test('the old one stands for as long as the cluster does not take the new one', async () => {
  const world = await granted();
  await world.pass(minutes(5));
  await changed(world, '4h');
  fails(world, 'apply');
  await world.pass(minutes(30));
  expect(world.canExec('alice')).toBe(true);
  expect(await story(world)).toEqual(['granted', 'granted']);

  world.prodEu.intercept(undefined);
  await world.pass(minutes(2));
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
  expect(world.bindings()).toHaveLength(1);
});

describe('where the policy bounds how many somebody holds', () => {
  const SECOND = REQUEST.replace('alice', 'second');
  const limitedTo = (most: number): string => `  limits: {activePerSubject: ${most}}\n`;
  const aWorld = async (most: number): Promise<MemoryWorld> =>
    memoryWorld({
      files: (key) => ({
        'access-requests/policy.yaml': policyText({ keys: { 'key-1': key }, more: limitedTo(most) }),
      }),
    });

  test('what is gone on with does not count twice', async () => {
    const world = await aWorld(1);
    await world.merged();
    await world.turn();

    await changed(world, '4h');
    await world.turn();

    expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
  });

  test('nor beside what is merged within the same minute', async () => {
    const world = await aWorld(2);
    await world.merged();
    await world.merged({ path: SECOND });
    await world.turn();

    await changed(world, '4h');
    await changed(world, '3h', SECOND);
    await world.turn();

    expect((await story(world)).toSorted()).toEqual([
      'granted',
      'granted',
      'granted',
      'granted',
      'replaced',
      'replaced',
    ]);
    expect(world.bindings()).toHaveLength(2);
  });

  test('one that is refused by a bound that is stricter now is put back, and the old grant goes on', async () => {
    // Given two that are held, a change of one of them that was approved, and a policy that allows one from now on.
    const world = await aWorld(2);
    await world.merged();
    await world.merged({ path: SECOND });
    await world.turn();
    const pull = await world.alice.asks({ duration: '4h' });
    await world.review();
    world.bob.approve(pull);
    await world.review();
    const stricter = policyText({ keys: { 'key-1': world.sealKey.publicKey }, more: limitedTo(1) });
    const policy = await world.alice.asks({ files: { 'access-requests/policy.yaml': stricter } });
    await world.review();
    world.dave.approve(policy);
    await world.review();
    await world.alice.merge(policy, 'squash');
    await world.reconcile();

    await world.bypass(pull);
    await world.pass(minutes(10));

    expect(await story(world)).toEqual(['granted', 'granted', 'refused']);
    expect(await world.github.file(REQUEST)).toBe(requestText());
    expect(world.bindings()).toHaveLength(2);
  });
});

test('a scheduled one is changed as well, and nothing is bound before its start', async () => {
  const world = await memoryWorld();
  await world.merged({ startsAt: '2026-11-20T20:00:00Z' });
  await world.turn();
  const pull = await world.alice.asks({ startsAt: '2026-11-20T20:00:00Z', duration: '3h' });
  await world.review();
  expect(world.check(pull).title).toContain(
    'from 20:00Z on 20 November until 23:00Z on 20 November, 1 hour longer than now.',
  );
  world.bob.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
  expect((await world.events()).at(-1)).toMatchObject({ type: 'replaced', bound: false });

  await world.pass(minutes(241));
  expect(world.canExec('alice')).toBe(true);
  await world.pass(hours(3));
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced', 'expired']);
});

test('giving it back after it was changed ends it, whichever of the two is bound', async () => {
  const world = await granted();
  await changed(world, '4h');
  fails(world, 'apply');
  await world.turn();
  const removal = await world.alice.asks({ files: { [REQUEST]: null }, branch: 'give-back' });
  await world.review();
  await world.alice.merge(removal, 'squash');

  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  world.prodEu.intercept(undefined);
  await world.pass(minutes(10));
  expect((await story(world)).toSorted()).toEqual(['granted', 'granted', 'released', 'released']);
  expect(await world.files()).toEqual([]);
});
