// What the world does wrong, told through the flows: nothing is granted by it, and no end waits for it.
import { expect, test } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import { REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';
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
