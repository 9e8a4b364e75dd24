// What somebody does in a cluster by hand, and what a cluster answers: put right, left alone, waited for, or told.
import { expect, test } from 'vitest';
import { bindingName } from '../../src/core/grant/binding.ts';
import type { Rule } from '../../src/core/permissions/rules.ts';
import { hours, instantOf, minutes, plus } from '../../src/core/time.ts';
import { newMemory } from '../../src/flows/world.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { reviewPullRequests } from '../../src/flows/check/review-pull-request.ts';
import { REQUEST, ROLES } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { expectRefusal, PATIENCE, story } from './expectations.ts';
import { granted } from './granted.ts';

const theBinding = (world: MemoryWorld) => world.bindings()[0]!; // each story has one

test('[74] a binding whose name is not of the reserved form is never touched, whatever its labels', async () => {
  const world = await granted();
  const foreign = world.prodEu.put({ ...theBinding(world), name: 'daypass-of-somebody' });

  await world.pass(hours(3));

  expect(world.bindings()).toEqual([foreign]);
});

test('[74] a managed binding to another role is deleted, never adopted', async () => {
  const world = await granted();
  world.prodEu.put({ ...theBinding(world), roleRef: { kind: 'ClusterRole', name: 'cluster-admin' } });

  await world.turn();

  expect(world.bindings()).toEqual([]);
  expect((await world.events()).at(-1)).toMatchObject({ type: 'revoked', by: { kind: 'cluster' } });
});

test('[76] a subject that somebody added is taken out at the next turn, recorded and told', async () => {
  const world = await granted();
  const binding = theBinding(world);
  const mallory = { kind: 'User', name: 'mallory@acme.com' };
  world.prodEu.put({ ...binding, subjects: [...binding.subjects, mallory] });
  expect(world.canExec('mallory')).toBe(true);

  await world.turn();

  expect(theBinding(world)).toEqual(binding);
  expect(await story(world)).toEqual(['granted', 'drift']);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'drift' }));
});

test('[77] a longer expiry annotation and missing labels are put back, and it ends at its own time', async () => {
  const world = await granted();
  const binding = theBinding(world);
  const annotations = { ...binding.annotations, 'daypass.dev/expires-at': '2030-01-01T00:00:00Z' };
  world.prodEu.put({ ...binding, labels: {}, annotations });

  await world.turn();
  expect(theBinding(world)).toEqual(binding);

  world.prodEu.put({ ...binding, labels: {}, annotations: {} });
  world.github.faults.cut();
  await world.pass(hours(2));
  expect(world.bindings()).toEqual([]);
  world.github.faults.clear();
  await world.turn();
  expect(await story(world)).toEqual(['granted', 'expired']);
});

test('[77] the end is recorded only after a read by name has answered that it is gone', async () => {
  const world = await granted();
  world.prodEu.intercept(({ name }) => {
    if (name === 'remove') throw new Error('this end lane is broken');
  });

  await world.clock.advance(hours(3));
  await world.endLanes();
  await world.reconcile();

  expect(await story(world)).toEqual(['granted']);
  world.prodEu.intercept(undefined);
  await world.pass(minutes(1));
  expect(await story(world)).toEqual(['granted', 'expired']);
});

test('[77] what is still there after its deletion was accepted is not recorded as gone', async () => {
  const world = await granted();
  const binding = theBinding(world);
  const pull = await world.alice.asks({ files: { [REQUEST]: null } });
  await world.review();
  await world.alice.merge(pull, 'squash');
  world.prodEu.intercept(({ name }) => {
    if (name === 'binding') world.prodEu.put(binding);
  });
  await world.turn();
  expect(await story(world)).toEqual(['granted']);

  world.prodEu.intercept(undefined);
  await world.turn();
  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'released']);
});

test.each([
  ['with our labels', { 'app.kubernetes.io/managed-by': 'daypass' }],
  ['without any', {}],
])(
  '[78] a binding of the reserved form that nothing explains goes after five minutes, %s',
  async (_, labels) => {
    const world = await granted();
    const name = bindingName('f'.repeat(20), instantOf(plus(world.clock.now(), hours(9))));
    world.prodEu.put({
      ...theBinding(world),
      name,
      labels,
      subjects: [{ kind: 'User', name: 'mallory@acme.com' }],
    });

    await world.pass(minutes(3));
    expect(world.canExec('mallory')).toBe(true);
    await world.pass(minutes(4));

    expect(world.canExec('mallory')).toBe(false);
    expect(world.canExec('alice')).toBe(true);
    expect(await story(world)).toEqual(['granted', 'drift']);
    expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'unexplained' }));
  },
);

test('[218] [121] what another replica has just recorded and applied is no drift', async () => {
  const world = await granted();
  const stale = world.github.faults.staleGit();
  const second = await world.merged({ path: 'access-requests/prod-eu/payments/debugger/second.yaml' });
  stale.lift();
  await world.reconcile();
  expect(world.bindings()).toHaveLength(2);

  const lag = world.github.faults.staleGit();
  await reconcile(world.world, newMemory());
  lag.lift();
  await world.turn();

  expect(second.merge).not.toBeNull();
  expect(world.bindings()).toHaveLength(2);
  expect(await story(world)).toEqual(['granted', 'granted']);
  expect(world.journal.alerts).toEqual([]);
});

test('[122] a context that answers with another cluster is granted nothing, and an alert says so', async () => {
  const world = await memoryWorld();
  const [, staging] = world.world.clusters;
  const swapped = { ...staging!, name: 'prod-eu' }; // the company has two
  const wrong = { ...world.world, clusters: [swapped] };
  await world.merged();

  const memory = newMemory();
  for (let turn = 0; turn < 8; turn += 1) {
    await world.clock.advance(minutes(1));
    await reconcile(wrong, memory);
  }

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual([]);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'another cluster' }));
});

test('[122] what that other cluster lacks says nothing against a request', async () => {
  const world = await memoryWorld();
  const [, staging] = world.world.clusters;
  const empty = { ...staging!, name: 'prod-eu', clusterRole: async () => undefined }; // the company has two
  const { head } = await world.alice.asks();
  const check = () => world.github.state.checkRuns.findLast(({ headSha }) => headSha === head.sha);

  await reviewPullRequests({ ...world.world, clusters: [empty] }, newMemory());
  expect(check()).toMatchObject({ status: 'in_progress', conclusion: null });

  await world.review();
  expect(check()).toMatchObject({ conclusion: 'action_required' });
});

test('[219] [123] what the API server would refuse is refused with its words, before any record', async () => {
  const world = await memoryWorld();
  const pull = await world.alice.asks();
  await world.review();
  world.bob.approve(pull);
  await world.review();
  world.prodEu.admit(() => 'admission webhook "acme" denied the request');

  await world.alice.merge(pull, 'squash');

  await expectRefusal(world, /admission webhook "acme" denied the request/);
  expect(await story(world)).toEqual(['refused']);
});

test('[123] [79] a namespace that is going takes no new access', async () => {
  const world = await memoryWorld();
  await world.merged();
  world.prodEu.terminate('payments');

  await expectRefusal(world, /payments/);
});

test('[123] a role that is missing is refused by the read that makes its digest', async () => {
  const world = await memoryWorld();
  await world.merged();
  world.prodEu.setRole('daypass-debugger', undefined);

  await expectRefusal(world, /daypass-debugger/);
});

const moreOf = (resource: string): Rule => {
  return { apiGroups: [''], resources: [resource], verbs: ['get'], resourceNames: [], nonResourceURLs: [] };
};
const widened = (by: Rule) => [...ROLES['daypass-debugger']!, by]; // it is one of ours

test('a role that changed between the approval and the merge is not what was approved', async () => {
  const world = await memoryWorld();
  await world.merged();
  world.prodEu.setRole('daypass-debugger', widened(moreOf('services')));

  await expectRefusal(world, /approv/);
});

test('[72] a role that became dangerous between the approval and the merge is refused for that', async () => {
  const world = await memoryWorld();
  await world.merged();
  world.prodEu.setRole('daypass-debugger', widened(moreOf('secrets')));

  await expectRefusal(world, /allows `get secrets`, which is dangerous and not accepted/);
});

test('a role that gained a rule ends its grants', async () => {
  const world = await granted();
  world.prodEu.setRole('daypass-debugger', widened(moreOf('secrets')));

  await world.turn();

  expect(world.bindings()).toEqual([]);
  expect((await world.events()).at(-1)).toMatchObject({ type: 'revoked', by: { kind: 'policy' } });
  expect(world.journal.alerts).toMatchObject([
    { kind: 'role', message: expect.stringContaining('get secrets. Their grants end') },
  ]);
});

test('[79] a namespace made anew under the old name is not granted into', async () => {
  const world = await granted();
  world.prodEu.removeNamespace('payments');
  world.prodEu.addNamespace('payments');

  await world.pass(PATIENCE);

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'revoked']);
});

test('[212] an unreachable cluster delays only its own grants', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.merged({ path: 'access-requests/staging/payments/debugger/alice.yaml' });
  world.prodEu.cut();

  await world.pass(minutes(10));
  expect(world.canExec('alice', 'payments', 'staging')).toBe(true);
  expect(await story(world)).toEqual(['granted']);

  world.prodEu.restore();
  await world.turn();
  expect(world.canExec('alice')).toBe(true);
});

test('after one answer with a wrong date what is asked for waits, and is not refused as long over', async () => {
  const world = await memoryWorld();
  world.prodEu.skew(hours(24));
  await world.turn();
  world.prodEu.skew(minutes(0));

  await world.merged();
  await world.pass(minutes(2));
  expect(await story(world)).toEqual([]);
  expect(world.journal.standing()).toContain('frozen prod-eu');

  world.restart();
  await world.pass(minutes(1));
  expect(world.canExec('alice')).toBe(true);
});

test('[215] clocks that differ by more than 30 seconds grant nothing, and ends follow the later one', async () => {
  const world = await granted();
  world.prodEu.skew(hours(1));
  await world.merged({ path: 'access-requests/prod-eu/payments/debugger/second.yaml' });

  await world.pass(minutes(59));
  expect(await story(world)).toEqual(['granted']);
  await world.pass(minutes(2));
  expect(world.bindings()).toEqual([]);
  expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'frozen' }));
});
