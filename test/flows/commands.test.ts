// Ending by a word on the pull request: found by reading, proved by numeric id, and the same after any crash.
import { describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../src/core/time.ts';
import type { PullRequest } from '../sandbox/github/state.ts';
import { REQUEST, requestText } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

interface Scene {
  readonly world: MemoryWorld;
  readonly pull: PullRequest;
}

async function granted(): Promise<Scene> {
  const world = await memoryWorld();
  const pull = await world.merged();
  await world.turn();
  expect(world.canExec('alice')).toBe(true);
  await world.clock.advance(minutes(1));
  return { world, pull };
}

const last = async (world: MemoryWorld) => (await world.events()).at(-1);

test('[49] the subject’s /release ends her grant within one turn, and takes its record and request away', async () => {
  const { world, pull } = await granted();
  const { id } = world.alice.comment(pull, ' /release\n');

  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  expect(await world.files()).toEqual([]);
  expect(await last(world)).toMatchObject({
    type: 'released',
    by: { kind: 'subject', login: 'alice', id: 1001, pr: pull.number, comment: id },
    bound: true,
  });
});

test('an owner’s /revoke takes it away, and says who and by which comment', async () => {
  const { world, pull } = await granted();
  const { id } = world.bob.comment(pull, '/revoke');

  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  expect(await last(world)).toMatchObject({
    type: 'revoked',
    by: { kind: 'owner', login: 'bob', pr: pull.number, comment: id },
  });
  expect((await world.log()).at(-1)).toBe("Revoke alice's debugger in prod-eu/payments");
});

test('an administrator’s /revoke takes it away', async () => {
  const { world, pull } = await granted();
  world.github.as('root').comment(pull, '/revoke');

  await world.turn();

  expect(await last(world)).toMatchObject({ type: 'revoked', by: { kind: 'owner', login: 'root' } });
});

test('a pull request that was granted several requests gives all of them back at once', async () => {
  const world = await memoryWorld();
  const second = REQUEST.replace('alice', 'second');
  const pull = await world.merged({ files: { [REQUEST]: requestText(), [second]: requestText() } });
  await world.turn();
  expect(world.bindings()).toHaveLength(2);
  await world.clock.advance(minutes(1));

  world.alice.comment(pull, '/release');
  await world.turn();

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'granted', 'released', 'released']);
});

describe('[230] nothing ends by', () => {
  test.each<[string, (scene: Scene) => unknown]>([
    ['the word of somebody who may only write', ({ world, pull }) => world.erin.comment(pull, '/revoke')],
    ['a stranger’s /release', ({ world, pull }) => world.mallory.comment(pull, '/release')],
    ['an owner’s /release', ({ world, pull }) => world.bob.comment(pull, '/release')],
    ['the subject’s /revoke', ({ world, pull }) => world.alice.comment(pull, '/revoke')],
    ['a word in a sentence', ({ world, pull }) => world.alice.comment(pull, 'Shall I /release?')],
    ['a quoted word', ({ world, pull }) => world.alice.comment(pull, '> /release')],
    ['a bot', ({ world, pull }) => world.github.as('github-actions[bot]').comment(pull, '/revoke')],
    [
      '[231] an edited comment',
      ({ world, pull }) => world.alice.editComment(world.alice.comment(pull, 'I am done soon.'), '/release'),
    ],
    [
      '[231] a comment that somebody else edited',
      ({ world, pull }) =>
        world.github.as('root').editComment(world.alice.comment(pull, 'Still on it.'), '/release'),
    ],
    [
      '[231] a deleted comment',
      ({ world, pull }) => world.alice.deleteComment(world.alice.comment(pull, '/release')),
    ],
  ])('%s', async (_, say) => {
    const scene = await granted();
    say(scene);

    await scene.world.pass(minutes(10));

    expect(scene.world.canExec('alice')).toBe(true);
    expect(await story(scene.world)).toEqual(['granted']);
  });

  test('a word that was said before the merge', async () => {
    const world = await memoryWorld();
    const pull = await world.alice.asks();
    await world.review();
    world.alice.comment(pull, '/release');
    world.bob.approve(pull);
    await world.clock.advance(minutes(1));
    await world.review();
    await world.alice.merge(pull, 'squash');

    await world.pass(minutes(5));

    expect(await story(world)).toEqual(['granted']);
  });

  test('a word on another pull request', async () => {
    const { world } = await granted();
    const other = await world.alice.asks({ path: REQUEST.replace('alice', 'other') });
    world.alice.comment(other, '/release');

    await world.pass(minutes(5));

    expect(world.canExec('alice')).toBe(true);
  });

  test('[19] whoever took over the subject’s login', async () => {
    const { world, pull } = await granted();
    world.github.user('alice').login = 'alice-of-old';
    const other = world.github.user('alice', { id: 6666, permission: 'read' });
    world.github.as(other.login).comment(pull, '/release');

    await world.pass(minutes(3));

    expect(await story(world)).toEqual(['granted']);
  });
});

describe('[233] what was asked to end before it is recorded', () => {
  test.each([
    ['its subject', 'alice', '/release'],
    ['an owner', 'bob', '/revoke'],
  ] as const)('by %s is refused, with that reason, and without an alert', async (_, who, word) => {
    const world = await memoryWorld();
    const pull = await world.merged();
    world[who].comment(pull, word);

    await world.turn();

    expect(world.bindings()).toEqual([]);
    expect(world.prodEu.writes.filter(({ kind }) => kind === 'apply')).toEqual([]);
    expect(await world.files()).toEqual([]);
    expect(await last(world)).toMatchObject({
      type: 'refused',
      why: [`${who} asked for its end by the comment ${word} before it was granted.`],
    });
    expect(world.journal.alerts).toEqual([]);
  });

  test('by somebody who may not is granted all the same', async () => {
    const world = await memoryWorld();
    const pull = await world.merged();
    world.mallory.comment(pull, '/revoke');

    await world.turn();

    expect(world.canExec('alice')).toBe(true);
  });

  test.each([
    ['its subject', 'alice', '/release', 'released'],
    ['an owner', 'bob', '/revoke', 'revoked'],
  ] as const)('by %s, and would have gone on with what is held, ends that too', async (_, who, word, end) => {
    const { world } = await granted();
    const longer = await world.alice.asks({ duration: '4h' });
    await world.review();
    world.bob.approve(longer);
    await world.review();
    await world.alice.merge(longer, 'squash');
    const { id } = world[who].comment(longer, word);

    await world.turn();

    expect(world.canExec('alice')).toBe(false);
    await world.pass(minutes(10));
    const [ended, refused] = (await world.events()).slice(-2);
    expect(ended).toMatchObject({ type: end, by: { login: who, pr: longer.number, comment: id } });
    expect(refused?.type).toBe('refused');
    expect(await world.files()).toEqual([]);
  });

  test('by somebody who may not, takes nothing that is held', async () => {
    const { world } = await granted();
    const longer = await world.alice.asks({ duration: '4h' });
    await world.review();
    world.bob.approve(longer);
    await world.review();
    await world.alice.merge(longer, 'squash');
    world.mallory.comment(longer, '/revoke');

    await world.turn();

    expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
  });

  test('waits while GitHub lists it, and does not know it by itself', async () => {
    const world = await memoryWorld();
    const pull = await world.merged();
    const stale = world.github.faults.stale('saidComment');
    world.alice.comment(pull, '/release');
    await world.turn();
    expect(await story(world)).toEqual([]);

    stale.lift();
    await world.turn();
    expect(await story(world)).toEqual(['refused']);
  });

  test('waits while GitHub does not tell what was said', async () => {
    const world = await memoryWorld();
    await world.merged();
    const fault = world.github.faults.cut('comments');
    await world.pass(minutes(3));
    expect(await story(world)).toEqual([]);

    fault.lift();
    await world.turn();
    expect(await story(world)).toEqual(['granted']);
  });
});

describe('a word is heard', () => {
  test('by a controller that starts anew, hours later', async () => {
    const { world, pull } = await granted();
    const fault = world.github.faults.cut('commentsSince', 'saidComment');
    world.alice.comment(pull, '/release');
    await world.pass(minutes(30));
    expect(world.canExec('alice')).toBe(true);

    fault.lift();
    world.restart();
    await world.turn();

    expect(await story(world)).toEqual(['granted', 'released']);
  });

  test('though it was read past before its grant was known, and whoever recorded that is gone', async () => {
    const { world } = await granted();
    const other = aController(world.world, world.clock);
    await other.turn();
    const pull = await world.merged({ path: REQUEST.replace('alice', 'second') });
    world.github.intercept(async ({ name }) => {
      if (name !== 'commit') return;
      world.github.intercept(undefined);
      world.alice.comment(pull, '/release');
      await world.clock.advance(minutes(5));
      world.bob.comment(pull, 'Is it good?');
      await other.hear();
    });
    await world.reconcile();
    expect(await story(world)).toEqual(['granted', 'granted']);

    await other.turn();

    expect(await story(world)).toEqual(['granted', 'granted', 'released']);
  });

  test('once GitHub knows the comment by itself, which a list showed before', async () => {
    const { world, pull } = await granted();
    const stale = world.github.faults.stale('saidComment');
    world.alice.comment(pull, '/release');
    await world.turn();
    expect(await story(world)).toEqual(['granted']);

    stale.lift();
    await world.pass(minutes(1));

    expect(await story(world)).toEqual(['granted', 'released']);
  });

  test('[232] in a flood of comments: it is only delayed', async () => {
    const { world, pull } = await granted();
    for (let count = 0; count < 640; count += 1) world.mallory.comment(pull, '/revoke');
    world.alice.comment(pull, '/release');

    await world.turn();
    await world.pass(minutes(2));

    expect(await story(world)).toEqual(['granted', 'released']);
  });

  test('[232] from somebody who says it without end, at the cost of a few questions a turn', async () => {
    const { world, pull } = await granted();
    for (let count = 0; count < 40; count += 1)
      world.alice.editComment(world.alice.comment(pull, 'Soon.'), '/release');

    await world.turn();

    expect(world.github.calls.filter(({ name }) => name === 'saidComment')).toHaveLength(3);
    expect(await story(world)).toEqual(['granted']);
  });

  test('while GitHub does not tell of comments, no other end is delayed', async () => {
    const { world } = await granted();
    world.github.faults.cut('commentsSince');
    const pull = await world.alice.asks({ files: { [REQUEST]: null } });
    await world.review();
    await world.alice.merge(pull, 'squash');

    await world.turn();

    expect(await story(world)).toEqual(['granted', 'released']);
  });

  test('and one cluster that is away only delays its own end', async () => {
    const { world, pull } = await granted();
    world.prodEu.hang();
    world.alice.comment(pull, '/release');
    world.prodEu.restore();

    await world.pass(hours(0.1));

    expect(await story(world)).toEqual(['granted', 'released']);
  });
});

describe('what was extended', () => {
  async function extended() {
    const { world, pull } = await granted();
    const longer = await world.alice.asks({ duration: '4h' });
    await world.review();
    world.bob.approve(longer);
    await world.review();
    await world.alice.merge(longer, 'squash');
    await world.turn();
    await world.turn();
    expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
    await world.clock.advance(minutes(1));
    return { world, pull, longer };
  }

  test.each(['pull', 'longer'] as const)(
    'is given back on the first pull request and on the last: %s',
    async (where) => {
      const scene = await extended();
      const { world } = scene;
      world.alice.comment(scene[where], '/release');

      await world.turn();

      expect(world.canExec('alice')).toBe(false);
      expect(await story(world)).toEqual(['granted', 'granted', 'replaced', 'released']);
    },
  );

  test.each([
    ['the same process', false],
    ['a process that starts anew', true],
  ])(
    '[244] ends by a word that was said before it was extended, and is heard after, by %s',
    async (_, isNew) => {
      // Given an extension that was approved, and an owner who takes the access away.
      const { world, pull } = await granted();
      const longer = await world.alice.asks({ duration: '4h' });
      await world.review();
      world.bob.approve(longer);
      await world.review();
      const { id } = world.bob.comment(pull, '/revoke');
      await world.clock.advance(seconds(10));

      // When its holder sees the word, and merges before it is heard.
      await world.alice.merge(longer, 'squash');
      await world.reconcile();
      expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
      if (isNew) world.restart();
      await world.turn();

      // Then it goes no further.
      expect(world.canExec('alice')).toBe(false);
      expect(await last(world)).toMatchObject({ type: 'revoked', by: { kind: 'owner', comment: id } });
    },
  );

  test('does not end by a word that was said on its last pull request before that was merged', async () => {
    const { world } = await granted();
    const longer = await world.alice.asks({ duration: '4h' });
    await world.review();
    world.alice.comment(longer, '/release');
    world.bob.approve(longer);
    await world.clock.advance(minutes(1));
    await world.review();
    await world.alice.merge(longer, 'squash');

    await world.pass(minutes(5));

    expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
  });

  test('is told on the first pull request', async () => {
    const { world, pull, longer } = await extended();
    const ours = world.github.state.comments.find(({ pull: number }) => number === pull.number);

    expect(ours?.body).toContain('**Another grant took the place of this one.**');
    expect(ours?.body).toContain(`Replaced by a new grant in #${longer.number} at 16:01Z on 20 November, `);
  });
});

test('[234] two controllers: what one deleted for a word and did not record, the other records as it was asked for', async () => {
  const { world, pull } = await granted();
  const other = aController(world.world, world.clock);
  await other.turn();
  world.alice.comment(pull, '/release');
  const fault = world.github.faults.cut('commit');
  await world.turn();
  expect(world.bindings()).toEqual([]);
  fault.lift();

  await other.reconcile();

  expect(await story(world)).toEqual(['granted', 'released']);
});

test('[124] what was deleted by hand is recorded as that only when what was said could be read', async () => {
  const { world } = await granted();
  const [binding] = world.bindings();
  const fault = world.github.faults.cut('commentsSince');
  world.prodEu.takeAway(binding!); // it was just granted
  await world.pass(minutes(5));
  expect(await story(world)).toEqual(['granted']);
  expect(world.bindings()).toEqual([]);

  fault.lift();
  await world.turn();
  expect(await last(world)).toMatchObject({ type: 'revoked', by: { kind: 'cluster' } });
});

test('an owner’s merged removal says that an owner did it', async () => {
  const { world } = await granted();
  const pull = await world.bob.asks({ files: { [REQUEST]: null }, branch: 'take-away' });
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
  await world.bob.merge(pull, 'squash');

  await world.turn();

  expect(await last(world)).toMatchObject({
    type: 'revoked',
    by: { kind: 'owner', login: 'bob', pr: pull.number },
  });
});
