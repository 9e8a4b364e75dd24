// Ways to get back, by a change of the duration, what was frozen or taken away: each must come to nothing.
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { memoryWorld, type Ask, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

const reason = 'INC-9000, somebody must look at it';
const startsAt = '2026-11-20T20:00:00Z';

async function granted(ask: Ask = {}): Promise<{ readonly world: MemoryWorld; readonly grant: string }> {
  const world = await memoryWorld();
  await world.merged(ask);
  await world.turn();
  const first = (await world.events()).at(-1);
  return { world, grant: first?.type === 'granted' ? first.grant : '' };
}

async function approved(world: MemoryWorld, ask: Ask): ReturnType<MemoryWorld['alice']['asks']> {
  const pull = await world.alice.asks(ask);
  await world.review();
  world.bob.approve(pull);
  await world.review();
  return pull;
}

test('[254] a freeze of a grant that is to begin later holds back its change, which is decided after it', async () => {
  const { world, grant } = await granted({ startsAt });
  world.prodEu.setFreeze({ reason, grants: grant });

  const pull = await approved(world, { startsAt, duration: '3h' });
  expect(world.check(pull)).toMatchObject({
    conclusion: 'action_required',
    summary: expect.stringContaining(reason),
  });
  await world.bypass(pull);
  await world.pass(minutes(250));
  expect([world.bindings(), await story(world)]).toEqual([[], ['granted']]);

  world.prodEu.setFreeze(undefined);
  await world.pass(minutes(2));
  expect(world.canExec('alice')).toBe(true);
});

test('[254] a freeze of a grant ends what took its place, however long ago', async () => {
  const { world, grant } = await granted();
  for (const duration of ['3h', '4h']) {
    await world.alice.merge(await approved(world, { duration }), 'squash');
    await world.turn();
  }
  expect(world.canExec('alice')).toBe(true);

  world.prodEu.setFreeze({ reason, grants: grant });
  await world.turn();

  expect(world.bindings()).toEqual([]);
  expect((await world.events()).at(-1)).toMatchObject({ type: 'revoked', by: { kind: 'operator' } });
});

test('[241] what somebody deleted by hand in its last seconds is not made again by a change', async () => {
  const { world } = await granted();
  await world.pass(minutes(119));
  await world.clock.advance(seconds(40));
  const pull = await approved(world, { duration: '4h' });
  world.prodEu.takeAway(world.bindings()[0]!); // it was just there
  await world.alice.merge(pull, 'squash');

  await world.turn();
  expect(world.bindings()).toEqual([]);
  await world.pass(minutes(10));

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'expired', 'refused']);
});
