// The guardrails in force, and how a version comes into force or does not.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { CODEOWNERS, policyText, recordOf, REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { expectRefusal, story } from './expectations.ts';

const POLICY = 'access-requests/policy.yaml';
const OWNERS = '.github/CODEOWNERS';
const keysOf = (world: MemoryWorld) => ({ 'key-1': world.sealKey.publicKey });

/** A change of the guardrails as it should be: asked, approved by their owners, merged. */
async function changesGuardrails(world: MemoryWorld, files: Readonly<Record<string, string>>): Promise<void> {
  const pull = await world.erin.asks({ files });
  await world.review();
  world.dave.approve(pull);
  await world.review();
  await world.erin.merge(pull, 'squash');
}

const inForce = async (world: MemoryWorld) =>
  (await world.events()).filter(({ type }) => type === 'guardrails').length;

test('before anybody trusted the guardrails nothing is granted, and an alert says so', async () => {
  const world = await memoryWorld({ trusted: false });
  const pull = await world.alice.asks();
  world.bob.approve(pull);
  await world.bypass(pull);

  await world.pass(minutes(6));

  expect([world.bindings(), await world.events()]).toEqual([[], []]);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'guardrails' }));
});

test('[102] a change of the policy that its owners approved is in force after one sealed event', async () => {
  const world = await memoryWorld();

  await changesGuardrails(world, { [POLICY]: policyText({ keys: keysOf(world), debugger: '1h' }) });
  await world.pass(minutes(2));

  expect(await inForce(world)).toBe(2);
  expect((await world.events()).at(-1)).toMatchObject({ type: 'guardrails', pr: { number: 1 } });
  const pull = await world.alice.asks({ duration: '2h' });
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');
});

test('[33] what the policy does not allow any more at the merge is no grant, though it was approved', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ duration: '2h' });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  await changesGuardrails(world, { [POLICY]: policyText({ keys: keysOf(world), debugger: '1h' }) });
  await world.reconcile();
  expect(await inForce(world)).toBe(2);

  await world.alice.merge(pull, 'squash');

  await expectRefusal(world, /1h|longer|duration/i);
});

test('a policy that was tightened after the grant leaves it to its own end', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();

  await changesGuardrails(world, { [POLICY]: policyText({ keys: keysOf(world), debugger: '1h' }) });
  await world.pass(hours(1.5));

  expect(world.canExec('alice')).toBe(true);
});

test('[101] one push past protection weakens CODEOWNERS: nothing is granted, ends go on, an alert goes out', async () => {
  const world = await memoryWorld();
  await world.merged({ duration: '1h' });
  await world.turn();
  await world.github.directPush({ [OWNERS]: `${CODEOWNERS}/access-requests/ @mallory\n` }, { by: 'root' });
  const pull = await world.alice.asks({ path: REQUEST.replace('alice', 'later') });
  await world.pass(minutes(6));
  world.mallory.approve(pull);
  await world.bypass(pull);

  await world.pass(hours(1));

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'expired']);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'guardrails' }));

  const wished = world.github.head();
  expect(await world.trusts(wished)).toMatchObject({ kind: 'trusted' });
  expect(await inForce(world)).toBe(2);
});

test('[101] putting the version in force back ends it', async () => {
  const world = await memoryWorld();
  await world.github.directPush({ [OWNERS]: `${CODEOWNERS}/access-requests/ @mallory\n` }, { by: 'root' });
  await world.pass(minutes(6));
  const pull = await world.alice.asks();
  await world.github.directPush({ [OWNERS]: CODEOWNERS }, { by: 'root' });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'merge');

  await world.turn();

  expect(world.canExec('alice')).toBe(true);
  expect(await inForce(world)).toBe(1);
});

test('[128] an honest change on top of a policy that was widened by a push does not bring it into force', async () => {
  const world = await memoryWorld();
  const keys = keysOf(world);
  await world.github.directPush({ [POLICY]: policyText({ keys, debugger: '24h' }) }, { by: 'root' });
  await world.turn();

  const honest = await world.erin.asks({
    files: { [POLICY]: policyText({ keys, debugger: '24h', more: '# A remark.\n' }) },
  });
  await world.review();
  world.dave.approve(honest);
  await world.bypass(honest);
  await world.pass(minutes(10));

  expect(await inForce(world)).toBe(1);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'guardrails' }));
});

test('[103] a rebase that weakens CODEOWNERS, asks, and puts CODEOWNERS back is refused', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ files: { [OWNERS]: `${CODEOWNERS}* @alice\n` } });
  await world.alice.pushTo(pull, { [REQUEST]: requestText() });
  await world.alice.pushTo(pull, { [OWNERS]: CODEOWNERS });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull, 'rebase');

  await expectRefusal(world, /CODEOWNERS/);
});

test.each([
  ['[23]', { [OWNERS]: `${CODEOWNERS}/access-requests/ @alice\n`, [REQUEST]: requestText() }],
  ['[25]', { CODEOWNERS: '/access-requests/ @alice\n', [REQUEST]: requestText() }],
])('%s a request together with a change of who owns it is refused', async (_, files) => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({ files });
  await world.review();
  world.bob.approve(pull);
  world.dave.approve(pull);
  await world.review();

  expect(world.check(pull).conclusion).toBe('failure');
});

test.each([
  [
    '[27] in error, whatever an earlier line says',
    `${CODEOWNERS}/access-requests/prod-eu/*** @acme/payments\n`,
  ],
  ['[29] without an owner', `${CODEOWNERS}/access-requests/prod-eu/payments/\n`],
  ['[31] with an owner who cannot write', `${CODEOWNERS}/access-requests/prod-eu/payments/ @reader\n`],
  [
    '[113] that owns everything',
    '* @bob\n/access-requests/*.yaml @acme/platform\n/.github/ @acme/platform\n',
  ],
])('a request whose line is one %s is refused, and no grant when merged', async (_, owners) => {
  const world = await memoryWorld({ files: () => ({ [OWNERS]: owners }) });
  world.github.user('reader');
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  world.github.as('reader').approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull);

  await expectRefusal(world, /own|in error/);
});

test('[110] a grant whose record somebody else wrote is not honoured', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.turn();
  await world.github.directPush({ [recordOf(REQUEST)]: 'expiresAt: 2030-01-01T00:00:00Z\n' }, { by: 'root' });

  await world.turn();

  expect(world.canExec('alice')).toBe(false);
  expect(await story(world)).toEqual(['granted', 'revoked']);
});

test('owners that GitHub does not know, on a line that a new version adds, do not keep it out of force', async () => {
  const world = await memoryWorld();

  await changesGuardrails(world, { [OWNERS]: `${CODEOWNERS}/docs/ @acme/nobody\n` });
  await world.turn();

  expect(await inForce(world)).toBe(2);
});

test.each([
  ['broken', `${CODEOWNERS}/.github/CODEOWNERS @acme/nobody\n/access-requests/ @acme/nobody\n`],
  ['taken away', null],
])('[101] CODEOWNERS that were %s by a push are put back by a pull request', async (_, broken) => {
  const world = await memoryWorld();
  await world.github.directPush({ [OWNERS]: broken }, { by: 'root' });
  await world.turn();

  await changesGuardrails(world, { [OWNERS]: CODEOWNERS });
  await world.turn();

  await world.merged();
  await world.turn();
  expect(world.canExec('alice')).toBe(true);
});
