// What the world does wrong, told through the flows: nothing is granted by it, and no end waits for it.
import { expect, test } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import { Unavailable } from '../../src/ports.ts';
import { REQUEST } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

const OTHER = REQUEST.replace('alice', 'later');
const POISON = REQUEST.replace('alice', 'poison');

test('[201] GitHub fails for half an hour: nothing new, ends on time, and all of it is told once afterwards', async () => {
  const world = await memoryWorld();
  await world.merged({ duration: '15m' });
  await world.turn();
  await world.merged({ path: OTHER });
  const fault = world.github.faults.cut();

  await world.pass(minutes(30));
  expect(world.bindings()).toEqual([]);

  fault.lift();
  await world.pass(minutes(2));
  expect(await story(world)).toEqual(['granted', 'expired', 'granted']);
  expect(world.bindings()).toHaveLength(1);
});

test.each([
  ['bytes that are no text', Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7) % 256))],
  ['aliases in circles', 'a: &a [*a]\nspec: *a\n'],
  ['half a file', 'apiVersion: daypass.dev/v1\nkind: Acc'],
])('[221] a poison file (%s) stops only itself, also after a restart', async (_, content) => {
  const world = await memoryWorld();
  await world.github.directPush({ [POISON]: content }, { by: 'root' });
  await world.merged();
  await world.turn();
  expect(world.canExec('alice')).toBe(true);

  world.restart();
  await world.pass(minutes(7));

  expect(world.canExec('alice')).toBe(true);
  expect((await story(world)).toSorted()).toEqual(['granted', 'refused']);
  expect(await world.files()).not.toContain(POISON);
});

test.each([
  ['policy', { 'access-requests/policy.yaml': 'apiVersion: daypass.dev/v1\nkind: AccessPolicy\nspec: {}\n' }],
  ['CODEOWNERS', { '.github/CODEOWNERS': '/access-requests/ [not-an-owner\n' }],
])('[222] a %s that cannot be read never comes into force: requests wait, ends go on', async (_, files) => {
  const world = await memoryWorld();
  await world.merged({ duration: '15m' });
  await world.turn();
  await world.bypass(await world.alice.asks({ files }));
  const pull = await world.alice.asks({ path: OTHER });
  await world.review();
  world.bob.approve(pull);
  await world.bypass(pull);

  await world.pass(minutes(20));

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'expired']);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'guardrails' }));
});

/** A controller whose commits GitHub refuses where this stands in one. */
function refusing(world: MemoryWorld, text: string): ReturnType<typeof aController> {
  const { github } = world.world;
  const commit: typeof github.commit = async (branch, expected, message, changes) => {
    if (message.includes(text)) throw new Unavailable('a secret was found in the commit');
    return github.commit(branch, expected, message, changes);
  };
  return aController({ ...world.world, github: { ...github, commit } }, world.clock);
}

test('[221] a reason for which GitHub refuses the commit holds up no other grant, and no end', async () => {
  // Given a grant that is over, and three that are to be recorded, one with words that GitHub lets nobody commit.
  const world = await memoryWorld();
  const controller = refusing(world, 'ghp_0123');
  await world.merged({ duration: '15m' });
  await controller.turn();
  await world.merged({ path: POISON, reason: 'INC-4242, ghp_0123456789abcdef' });
  for (const name of ['second', 'third']) await world.merged({ path: REQUEST.replace('alice', name) });
  await world.clock.advance(minutes(16));

  for (let turn = 0; turn < 6; turn += 1) await controller.turn();

  expect((await story(world)).toSorted()).toEqual(['expired', 'granted', 'granted', 'granted']);
  expect(world.bindings()).toHaveLength(2);

  // And what an operator deletes meanwhile stays gone.
  world.prodEu.takeAway(world.bindings()[0]!); // there are two
  for (let turn = 0; turn < 3; turn += 1) await controller.turn();
  expect(world.bindings()).toHaveLength(1);
  expect((await story(world)).at(-1)).toBe('revoked');
});
