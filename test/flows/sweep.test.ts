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
import { sweep } from '../../src/flows/sweep.ts';
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

  expect(await sweep(cluster, clock, journal)).toEqual({ ended: [], left: [] });
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
