// What a check says of permissions: what is new, what is dangerous, and what changed since somebody read it.
import { expect, test } from 'vitest';
import type { Rule } from '../../src/core/permissions/rules.ts';
import { hours, minutes } from '../../src/core/time.ts';
import { REQUEST, ROLES } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';

const VIEWER = REQUEST.replace('debugger', 'log-viewer');
/** A role that changed moves no pull request; it is found when all are looked at again. */
const A_ROUND = minutes(6);

const moreOf = (verb: string, resource: string): Rule => {
  return { apiGroups: [''], resources: [resource], verbs: [verb], resourceNames: [], nonResourceURLs: [] };
};
const widen = (world: MemoryWorld, by: Rule) =>
  world.prodEu.setRole('daypass-debugger', [...ROLES['daypass-debugger']!, by]); // it is one of ours

test('the check says what is new, and until when the rest is allowed by another grant', async () => {
  const world = await memoryWorld();
  await world.merged({ path: VIEWER, duration: '1h' });
  await world.turn();

  const pull = await world.alice.asks();
  await world.review();

  const { title, summary } = world.check(pull);
  expect(title).toBe(
    'If you approve, alice may run commands in any pod of prod-eu/payments, for 2 hours from the merge, and for as long read pods and logs there, which is allowed already until 17:00Z on 20 November.',
  );
  expect(summary).toContain('- `get and list pods and pods/log`\n- `create pods/exec`');
});

test('once the other grant is over, all of it is new again', async () => {
  const world = await memoryWorld();
  await world.merged({ path: VIEWER, duration: '1h' });
  await world.turn();
  const pull = await world.alice.asks();
  await world.review();

  await world.pass(hours(1));
  await world.pass(A_ROUND);

  expect(world.check(pull).title).toContain('alice may read pods and logs and run commands in any pod of');
});

test('a role that changes while a pull request is open is told rule by rule, and the old approval is none', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  widen(world, moreOf('get', 'services'));

  await world.pass(A_ROUND);

  const check = world.check(pull);
  expect(check.conclusion).toBe('action_required');
  expect(check.summary).toContain(
    '### What changed in the role since the last check\n- Now also: `get services`\nWhat was approved before',
  );
  await world.pass(A_ROUND);
  expect(world.check(pull).summary).toContain('- Now also: `get services`');
});

test('[118] a role that gains a write that no list knows fails the check, with what it means', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  widen(world, { ...moreOf('patch', 'databases'), apiGroups: ['example.com'] });

  await world.review();

  const check = world.check(pull);
  expect(check.conclusion).toBe('failure');
  expect(check.title).toBe(
    'The role debugger allows patch databases.example.com, which is dangerous and not accepted by the policy.',
  );
  expect(check.summary).toContain('`accepts: [databases.example.com]`');
});
