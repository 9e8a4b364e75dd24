import { expect, test } from 'vitest';
import { bindingOf, type Binding } from '../../src/core/grant/binding.ts';
import {
  formatInstant,
  hours,
  instantOf,
  minutes,
  plus,
  seconds,
  type Instant,
} from '../../src/core/time.ts';
import { read, unread } from '../../src/core/problem.ts';
import { sweep } from '../../src/flows/end/sweep.ts';
import { Unavailable } from '../../src/ports.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryCluster } from '../sandbox/memory/cluster.ts';
import { openJournal } from '../sandbox/memory/journal.ts';

function aWorld() {
  const clock = handClock('2026-11-20T16:00:00Z');
  const cluster = memoryCluster({ name: 'prod-eu', clock, namespaces: ['payments'] });
  return { clock, cluster, journal: openJournal() };
}

function aBinding(expiresAt: Instant, number: number): Binding {
  const grant = number.toString(16).padStart(20, '0');
  return bindingOf(aGrant({ grant, expiresAt: formatInstant(expiresAt) }), commit, repository);
}

test('a sweep of a cluster in which nothing ended does nothing', async () => {
  const { clock, cluster, journal } = aWorld();
  cluster.put(aBinding(plus(clock.now(), seconds(1)), 1));

  expect(await sweep(cluster, clock, journal)).toEqual({ ended: [], left: [], freeze: read(undefined) });
  expect([cluster.writes, journal.notes]).toEqual([[], []]);
});

test('[92] a sweep deletes all that ended, with nothing but the cluster and the clock', async () => {
  const { clock, cluster, journal } = aWorld();
  for (let number = 0; number < 40; number += 1)
    cluster.put(aBinding(plus(clock.now(), minutes(-number)), number));
  const coming = cluster.put(aBinding(plus(clock.now(), hours(1)), 100));
  const foreign = cluster.put({ ...aBinding(instantOf(0), 101), name: 'payments-debugger' });

  const report = await sweep(cluster, clock, journal);

  expect([report.ended.length, report.left]).toEqual([40, []]);
  expect(cluster.bindings()).toEqual([coming, foreign]);
});

test('a sweep goes by the clock of the API server where that is ahead', async () => {
  const { clock, cluster, journal } = aWorld();
  cluster.skew(hours(2));
  cluster.put(aBinding(plus(clock.now(), hours(1)), 1));

  expect((await sweep(cluster, clock, journal)).ended).toHaveLength(1);
});

test('a deletion that fails holds up none of the others, and is reported', async () => {
  const { clock, cluster, journal } = aWorld();
  const names = [1, 2, 3].map((number) => cluster.put(aBinding(plus(clock.now(), minutes(-1)), number)).name);
  cluster.intercept(({ name, object }) => {
    if (name === 'remove' && object === names[0]) throw new Unavailable('answered 500');
  });

  const { ended, left } = await sweep(cluster, clock, journal);

  expect(ended.map(({ binding }) => binding.name)).toEqual(names.slice(1));
  expect(left.map(({ binding, why }) => [binding.name, why])).toEqual([[names[0], 'answered 500']]);
});

test('a cluster that cannot be listed is an error', async () => {
  const { clock, cluster, journal } = aWorld();
  cluster.cut();

  await expect(sweep(cluster, clock, journal)).rejects.toThrow(Unavailable);
});

test('a sweep ends what a freeze names, whoever froze it', async () => {
  const { clock, cluster, journal } = aWorld();
  const [named, other] = [1, 2].map((number) => cluster.put(aBinding(plus(clock.now(), hours(1)), number)));
  cluster.setFreeze({ reason: 'INC-4242', grants: '1'.padStart(20, '0') });

  const { ended } = await sweep(cluster, clock, journal);

  expect(ended.map(({ binding, frozenFor }) => [binding.name, frozenFor])).toEqual([
    [named!.name, 'INC-4242'],
  ]);
  expect(cluster.bindings()).toEqual([other]);
});

test('[250] a freeze that cannot be read keeps nothing that is past its end', async () => {
  const { clock, cluster, journal } = aWorld();
  const past = cluster.put(aBinding(plus(clock.now(), minutes(-1)), 1));
  const coming = cluster.put(aBinding(plus(clock.now(), hours(1)), 2));
  let endedFirst: readonly string[] = [];
  cluster.intercept(async ({ name }) => {
    if (name !== 'freeze') return;
    await clock.advance(seconds(0));
    endedFirst = cluster.writes.map(({ object }) => object);
    throw new Unavailable('answered 403');
  });

  const { ended, freeze } = await sweep(cluster, clock, journal);

  expect([ended.length, freeze]).toEqual([1, unread('answered 403')]);
  expect(endedFirst).toEqual([past.name]);
  expect(cluster.bindings()).toEqual([coming]);
});

test.each([
  ['one that was lifted', { reason: 'INC-4242', all: 'true', lifted: '2026-11-20T15:00:00Z' }],
  ['what is no freeze', { all: 'true' }],
])('%s ends nothing', async (_, data) => {
  const { clock, cluster, journal } = aWorld();
  cluster.put(aBinding(plus(clock.now(), hours(1)), 1));
  cluster.setFreeze(data);

  expect((await sweep(cluster, clock, journal)).ended).toEqual([]);
});
