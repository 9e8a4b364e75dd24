// Several clusters, and several controllers with contexts of their own, over one access repository.
import { expect, test } from 'vitest';
import { hours, minutes, type Duration } from '../../src/core/time.ts';
import { POLICY_PATH } from '../../src/core/request/path.ts';
import type { Unserved } from '../../src/core/grant/unserved.ts';
import { policyText } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { openJournal } from '../sandbox/memory/journal.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

const IN_STAGING = 'access-requests/staging/payments/debugger/alice.yaml';

/** One controller for prod-eu and one for staging, each another process with nothing but its own context. */
function twoControllers(world: MemoryWorld) {
  const of = (name: string) => {
    const journal = openJournal();
    const clusters = world.world.clusters.filter((cluster) => cluster.name === name);
    return { journal, ...aController({ ...world.world, clusters, journal }, world.clock) };
  };
  const [prod, staging] = [of('prod-eu'), of('staging')];
  const pass = async (span: Duration) => {
    const end = world.clock.now() + span;
    while (world.clock.now() < end) {
      await world.clock.advance(minutes(1));
      await prod.turn();
      await staging.turn();
    }
  };
  return { prod, staging, pass };
}

/** Asked, approved and merged, with no controller but these. */
async function asked(world: MemoryWorld, review: () => Promise<void>, path?: string) {
  const pull = await world.alice.asks(path === undefined ? {} : { path });
  await review();
  world.bob.approve(pull);
  await review();
  await world.alice.merge(pull, 'squash');
  return pull;
}

const checksOn = (world: MemoryWorld, sha: string) =>
  world.github.state.checkRuns.filter(({ headSha }) => headSha === sha);

test('[212] a cluster that is away delays only its own grants and ends', async () => {
  const world = await memoryWorld();
  await world.merged();
  await world.merged({ path: IN_STAGING });
  await world.turn();
  await world.merged({ path: 'access-requests/prod-eu/payments/debugger/second.yaml' });
  await world.merged({ path: 'access-requests/staging/payments/debugger/second.yaml' });
  world.prodEu.cut();

  await world.pass(minutes(121));
  expect([world.prodEu.bindings().length, world.staging.bindings()]).toEqual([1, []]);
  expect((await story(world)).filter((type) => type === 'expired')).toHaveLength(2);

  world.prodEu.restore();
  await world.pass(minutes(2));
  expect(world.bindings()).toEqual([]);
  expect((await story(world)).toSorted()).toEqual([
    'expired',
    'expired',
    'expired',
    'granted',
    'granted',
    'granted',
    'refused',
  ]);
});

test('[226] each controller grants and ends its own, and nobody touches what is another’s', async () => {
  const world = await memoryWorld();
  const { prod, staging, pass } = twoControllers(world);
  await asked(world, prod.review);
  await asked(world, staging.review, IN_STAGING);

  await staging.reconcile();
  expect([world.prodEu.bindings(), world.staging.bindings().length]).toEqual([[], 1]);
  await prod.reconcile();
  expect([world.prodEu.bindings().length, world.staging.bindings().length]).toEqual([1, 1]);

  await pass(minutes(30));
  expect(world.bindings()).toHaveLength(2);
  await pass(minutes(100));

  expect(world.bindings()).toEqual([]);
  expect(await story(world)).toEqual(['granted', 'granted', 'expired', 'expired']);
  expect([prod.journal.alerts, staging.journal.alerts]).toEqual([[], []]);
});

test('a change of the guardrails is brought into force by whichever controller comes first', async () => {
  const world = await memoryWorld();
  const { prod, staging } = twoControllers(world);
  const keys = { 'key-1': world.sealKey.publicKey };
  const files = { [POLICY_PATH]: policyText({ keys, debugger: '1h' }) };
  const pull = await world.carol.asks({ files });
  await staging.review();
  world.dave.approve(pull);
  await staging.review();
  await world.carol.merge(pull, 'squash');

  await staging.reconcile();
  await prod.reconcile();
  await prod.reconcile();

  const events = await world.events();
  expect(events.filter(({ type }) => type === 'guardrails')).toHaveLength(2);
});

test('[226] a controller says nothing of a request for a cluster that another one serves', async () => {
  const world = await memoryWorld();
  const { prod, staging, pass } = twoControllers(world);
  const pull = await world.alice.asks({ path: IN_STAGING });

  await prod.review();
  expect(checksOn(world, pull.head.sha)).toEqual([]);
  await staging.review();
  const [first] = checksOn(world, pull.head.sha);
  expect(first).toMatchObject({ conclusion: 'action_required' });

  world.bob.approve(pull);
  await pass(minutes(30));
  const runs = checksOn(world, pull.head.sha);
  expect(runs.map(({ conclusion }) => conclusion)).toEqual(['action_required', 'success']);
});

test('[225] a request for a cluster that nobody serves stays pending, and its check says so after ten minutes', async () => {
  const world = await memoryWorld();
  const { prod } = twoControllers(world);
  const pull = await world.alice.asks({ path: IN_STAGING });

  await prod.pass(minutes(9));
  expect(checksOn(world, pull.head.sha)).toEqual([]);
  await prod.pass(minutes(3));

  const runs = checksOn(world, pull.head.sha);
  expect(runs).toMatchObject([{ status: 'in_progress' }]);
  expect(runs[0]?.output.summary).toContain(
    'No controller that serves the cluster staging has looked at this for 10 minutes',
  );
  expect(runs[0]?.output.title).toMatch(/^Not decided yet: No controller that serves the cluster staging/);
  await prod.pass(minutes(30));
  expect(checksOn(world, pull.head.sha)).toHaveLength(1);
});

test('[225] of a request for a cluster that nobody serves the platform team hears, until somebody does', async () => {
  const world = await memoryWorld();
  const { prod, staging } = twoControllers(world);
  const pull = await world.alice.asks({ path: IN_STAGING });

  await prod.pass(minutes(13));
  expect(prod.journal.alerts).toMatchObject([
    { kind: 'unserved', message: expect.stringMatching(/^1 open pull request for staging waits and nobody/) },
  ]);

  await staging.review();
  world.bob.approve(pull);
  await staging.review();
  await prod.pass(minutes(2));
  expect(prod.journal.standing()).toEqual([]);

  await world.alice.merge(pull, 'squash');
  await prod.pass(minutes(7));
  expect(prod.journal.standing()).toEqual(['unserved requests staging']);
  expect(prod.journal.alerts.at(-1)?.message).toMatch(/^1 merged request for staging waits and nobody/);

  await staging.turn();
  await prod.turn();
  expect(prod.journal.standing()).toEqual([]);
});

test('the controller that serves it takes the check over when it comes back', async () => {
  const world = await memoryWorld();
  const { prod, staging, pass } = twoControllers(world);
  const pull = await world.alice.asks({ path: IN_STAGING });
  await prod.pass(minutes(15));

  await staging.review();
  await pass(minutes(15));

  expect(checksOn(world, pull.head.sha).at(-1)).toMatchObject({ conclusion: 'action_required' });
});

test('what is merged for a cluster that nobody serves is neither granted nor refused, and found by who does', async () => {
  const world = await memoryWorld();
  const { prod, staging } = twoControllers(world);
  await asked(world, staging.review, IN_STAGING);

  await prod.pass(minutes(30));
  expect(await story(world)).toEqual([]);

  await staging.turn();
  expect(world.canExec('alice', 'payments', 'staging')).toBe(true);
});

test('[225] a cluster that no context serves any longer is reported as overdue, and not closed', async () => {
  const world = await memoryWorld();
  const { prod, staging } = twoControllers(world);
  await asked(world, staging.review, IN_STAGING);
  await staging.turn();
  const unserved = async (): Promise<readonly Unserved[]> => (await prod.reconcile()).unserved;

  await prod.pass(hours(2));
  expect([prod.journal.alerts, await unserved()]).toEqual([
    [],
    [{ cluster: 'staging', overdue: 0, since: undefined }],
  ]);
  await prod.pass(minutes(11));

  expect(prod.journal.alerts).toMatchObject([
    {
      kind: 'overdue',
      key: 'unserved staging',
      message: expect.stringMatching(
        /^1 grant of staging is past the end, the first since 18:00Z on 20 November/,
      ),
    },
  ]);
  expect(await unserved()).toMatchObject([{ cluster: 'staging', overdue: 1 }]);
  expect(await story(world)).toEqual(['granted']);

  await staging.turn();
  await prod.turn();
  expect(await story(world)).toEqual(['granted', 'expired']);
  expect(prod.journal.standing()).toEqual([]);
});

test('a freeze of one cluster is none of the other controller’s business', async () => {
  const world = await memoryWorld();
  const { prod, staging, pass } = twoControllers(world);
  await asked(world, prod.review);
  await asked(world, staging.review, IN_STAGING);
  await pass(minutes(2));
  world.prodEu.setFreeze({ reason: 'INC-4242', all: 'true' });

  await pass(minutes(3));

  expect([world.canExec('alice'), world.canExec('alice', 'payments', 'staging')]).toEqual([false, true]);
  expect(await story(world)).toEqual(['granted', 'granted', 'revoked']);
});
