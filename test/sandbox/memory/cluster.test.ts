// The cluster in memory keeps the contract that the real one keeps, and its switches do what they say.
import { expect, test } from 'vitest';
import { bindingOf } from '../../../src/core/grant/binding.ts';
import { minutes, seconds } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { actionsContract } from '../../contracts/actions.contract.ts';
import { clusterContract } from '../../contracts/cluster.contract.ts';
import { aGrant, commit, repository } from '../../core/grant/a-grant.ts';
import { handClock } from './clock.ts';
import { memoryCluster } from './cluster.ts';

const start = '2026-11-20T16:00:00Z';
const binding = bindingOf(aGrant(), commit, repository);
const debuggerRole = [
  {
    apiGroups: ['apps'],
    resources: ['deployments/scale'],
    verbs: ['patch'],
    resourceNames: [],
    nonResourceURLs: [],
  },
];

function aCluster() {
  const clock = handClock(start);
  const roles = { 'daypass-debugger': debuggerRole };
  return { clock, cluster: memoryCluster({ name: 'prod-eu', clock, roles, namespaces: ['payments'] }) };
}

clusterContract('the cluster in memory', async () => {
  const clock = handClock(start);
  const cluster = memoryCluster({ name: 'prod-eu', clock });
  return {
    cluster,
    clock,
    addNamespace: async (name) => cluster.addNamespace(name),
    terminate: async (name) => cluster.terminate(name),
    setRole: async (name, rules) => cluster.setRole(name, rules),
    put: async (binding) => void cluster.put(binding),
    putRole: async (role, over) => void cluster.putRole(role, over),
    takeAway: async (key) => cluster.takeAway(key),
    setCheckpoint: async (data) => cluster.setCheckpoint(data),
    freezer: cluster,
    setFreeze: async (data) => cluster.setFreeze(data),
  };
});

actionsContract('the cluster in memory, where actions are asked for', async () => {
  const cluster = memoryCluster({ name: 'prod-eu', clock: handClock(start) });
  return {
    cluster,
    addNamespace: async (name) => cluster.addNamespace(name),
    addPod: async (namespace, name, kind) => {
      const whole = name.endsWith('-') ? `${name}x2v8k` : name;
      cluster.putObject(
        { resource: 'pods', namespace, name: whole },
        { nameIsGenerated: whole !== name, controller: kind && { group: 'apps', kind } },
      );
      return whole;
    },
    addNode: async (name) => cluster.putObject({ resource: 'nodes', namespace: undefined, name }),
    installGuard: async (namespace) => cluster.installGuard(namespace),
  };
});

test('a person may do what a binding says, where it says so, and nothing else', async () => {
  const { cluster } = aCluster();
  await cluster.apply(binding);
  const asked = { username: 'alice@acme.com', verb: 'patch', resource: 'deployments.apps/scale' };

  expect(cluster.canI({ ...asked, namespace: 'payments' })).toBe(true);
  expect(cluster.canI({ ...asked, namespace: 'web' })).toBe(false);
  expect(cluster.canI({ ...asked, namespace: 'payments', username: 'bob@acme.com' })).toBe(false);
  expect(cluster.canI({ ...asked, namespace: 'payments', resource: 'deployments.apps' })).toBe(false);
});

test('only what really changed is a write, at its time', async () => {
  const { clock, cluster } = aCluster();
  await cluster.apply(binding);
  await clock.advance(minutes(1));
  await cluster.apply(binding);
  await cluster.remove((await cluster.binding(binding))!);

  const at = clock.now();
  expect(cluster.writes).toEqual([
    { at: at - minutes(1), kind: 'apply', object: binding.name },
    { at, kind: 'remove', object: binding.name },
  ]);
});

test('a cluster that is cut is unavailable at once; one that hangs, after the deadline', async () => {
  const { clock, cluster } = aCluster();
  cluster.cut();
  await expect(cluster.view()).rejects.toThrow(Unavailable);

  cluster.hang();
  let outcome = 'nothing';
  void cluster.view().catch((error: unknown) => (outcome = String(error)));
  await clock.advance(seconds(9));
  expect(outcome).toBe('nothing');
  await clock.advance(seconds(1));
  expect(outcome).toContain('no answer within 10 s');

  cluster.restore();
  expect((await cluster.view()).bindings).toEqual([]);
});

test('admission refuses in its own words, at the dry run too', async () => {
  const { cluster } = aCluster();
  cluster.admit(({ namespace }) => (namespace === 'payments' ? 'not on a Friday' : undefined));
  const refusal = { kind: 'refused', message: 'not on a Friday' };

  expect(await cluster.dryRun(binding)).toEqual(refusal);
  expect(await cluster.apply(binding)).toEqual(refusal);
});

test('the clock of the API server can be ahead', async () => {
  const { clock, cluster } = aCluster();
  cluster.skew(minutes(5));

  const { date, readAt } = await cluster.view();

  expect(date - readAt).toBe(minutes(5));
  expect(readAt).toBe(clock.now());
});
