// Who asks, for whom, and under which name in the cluster; and which place a role may be asked for.
import { expect, test } from 'vitest';
import { policyText, REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { expectRefusal } from './expectations.ts';

const PEOPLE = 'access-requests/people.yaml';
const people = (entries: string) =>
  `apiVersion: daypass.dev/v1\nkind: AccessPeople\nspec: {people: {${entries}}}\n`;

async function expectsFailure(
  world: MemoryWorld,
  ask: Parameters<MemoryWorld['alice']['asks']>[0],
  why: RegExp,
) {
  const pull = await world.alice.asks(ask);
  await world.review();
  world.bob.approve(pull);
  world.carol.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');
  await world.bypass(pull);
  await expectRefusal(world, why);
}

test('[111] mallory cannot write herself into the request that alice opened', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.mallory.pushTo(pull, { [REQUEST]: requestText({ subject: 'mallory' }) });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull);

  await expectRefusal(world, /mallory/);
});

test('a request for somebody else than its author is refused', async () => {
  await expectsFailure(await memoryWorld(), { subject: 'erin' }, /erin/);
});

test('[116] a person without a username is refused', async () => {
  const world = await memoryWorld({
    files: (key) => ({
      'access-requests/policy.yaml': policyText({ keys: { 'key-1': key } }).replace(
        /^ {2}identities.*\n/m,
        '',
      ),
    }),
  });

  await expectsFailure(world, {}, /username|alice/);
});

test('[116] a people file that names a user of the system never comes into force', async () => {
  const world = await memoryWorld({
    trusted: false,
    files: () => ({ [PEOPLE]: people('alice: {id: 1001, username: "system:admin"}') }),
  });

  expect(await world.trusts()).toMatchObject({ kind: 'refused' });
});

test('[19] an account that only bears the login of the people file is somebody else', async () => {
  const world = await memoryWorld({
    files: () => ({ [PEOPLE]: people('alice: {id: 4, username: alice@acme.com}') }),
  });

  await expectsFailure(world, {}, /username|alice/);
});

test('an approver who is the subject in the cluster under another login does not count', async () => {
  const world = await memoryWorld({
    files: () => ({ [PEOPLE]: people('bob: {id: 1003, username: "bob@acme.com"}') }),
  });
  world.github.user('alice-too', { id: 77 });
  world.github.setTeam('payments', { members: ['alice-too', 'carol'], permission: 'write' });
  const pull = await world.alice.asks();
  await world.review();
  world.github.as('alice-too').approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
});

test.each([
  [
    '[117] a role of one namespace for the whole cluster',
    'access-requests/prod-eu/_cluster/debugger/alice.yaml',
  ],
  [
    '[117] a role of the whole cluster for one namespace',
    'access-requests/prod-eu/payments/node-drainer/alice.yaml',
  ],
  ['a protected namespace', 'access-requests/staging/kube-system/log-viewer/alice.yaml'],
  ['the controller’s own namespace', 'access-requests/staging/daypass/log-viewer/alice.yaml'],
])('%s is refused', async (_, path) => {
  await expectsFailure(await memoryWorld(), { path }, /cluster|namespace/);
});

test('whoever is no requester of the role is refused', async () => {
  const world = await memoryWorld();
  const pull = await world.dave.asks();
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull);

  await expectRefusal(world, /dave|ask/);
});

test('a role for the whole cluster is granted by a binding of the whole cluster', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks({
    path: 'access-requests/prod-eu/_cluster/node-drainer/alice.yaml',
    duration: '1h',
  });
  await world.review();
  world.dave.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'rebase');

  await world.turn();

  expect(world.bindings().map(({ kind, roleRef }) => [kind, roleRef.name])).toEqual([
    ['ClusterRoleBinding', 'daypass-node-drainer'],
  ]);
});
