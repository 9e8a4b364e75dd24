// The end lane on a cluster in memory, with time moved by hand.
import { describe, expect, test } from 'vitest';
import { bindingOf, type Binding } from '../../src/core/grant/binding.ts';
import { PATIENCE_WITH_AN_END } from '../../src/core/grant/ending.ts';
import {
  between,
  formatInstant,
  hours,
  instantOf,
  milliseconds,
  minutes,
  plus,
  seconds,
  type Instant,
} from '../../src/core/time.ts';
import { startEndLane, type EndLane } from '../../src/flows/end/end.ts';
import { Unavailable, type BindingList, type EndLaneCluster } from '../../src/ports.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryCluster } from '../sandbox/memory/cluster.ts';
import { openJournal } from '../sandbox/memory/journal.ts';

const start = '2026-11-20T16:00:00Z';
const interval = minutes(1);

function aWorld() {
  const clock = handClock(start);
  const journal = openJournal();
  const ends: { name: string; late: number }[] = [];
  const metrics = { overdue: new Map<string, number>(), lags: [] as number[], frozen: [] as boolean[] };
  const aCluster = (name: string) => memoryCluster({ name, clock, namespaces: ['payments'] });
  const startLane = (cluster: EndLaneCluster): EndLane =>
    startEndLane({
      cluster,
      clock,
      journal,
      interval,
      metrics: {
        overdue: (name, count) => metrics.overdue.set(name, count),
        revoked: (lag) => metrics.lags.push(lag),
        frozen: (_, isFrozen) => {
          if (metrics.frozen.at(-1) !== isFrozen) metrics.frozen.push(isFrozen);
        },
      },
      onEnded: ({ binding, expiresAt }, at) =>
        ends.push({ name: binding.name, late: between(expiresAt, at) }),
    });
  return { clock, journal, ends, metrics, aCluster, startLane };
}

function aBinding(expiresAt: Instant, number = 1, differences: Partial<Binding> = {}): Binding {
  const grant = number.toString(16).padStart(20, '0');
  const granted = aGrant({ grant, expiresAt: formatInstant(expiresAt) });
  return { ...bindingOf(granted, commit, repository), ...differences };
}

describe('the end lane', () => {
  test('leaves alone what has not ended', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    cluster.put(aBinding(plus(clock.now(), hours(2))));
    startLane(cluster);

    await clock.advance(milliseconds(hours(2) - 1));

    expect([cluster.writes, ends]).toEqual([[], []]);
  });

  test('deletes a binding in the very millisecond of its end, with no list in front of it', async () => {
    const { clock, aCluster, startLane, ends, metrics } = aWorld();
    const cluster = aCluster('prod-eu');
    const binding = aBinding(plus(clock.now(), seconds(90)));
    cluster.put(binding);
    startLane(cluster);

    await clock.advance(milliseconds(seconds(90) - 1));
    const lists = cluster.calls.filter(({ name }) => name === 'list').length;
    await clock.advance(milliseconds(1));

    expect(cluster.writes).toEqual([{ at: clock.now(), kind: 'remove', object: binding.name }]);
    expect(cluster.calls.filter(({ name }) => name === 'list')).toHaveLength(lists);
    expect(ends).toEqual([{ name: binding.name, late: 0 }]);
    expect(metrics.lags).toEqual([0]);
  });

  test('[125] deletes at its start what ended while nobody looked', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const [past, coming] = [
      aBinding(plus(clock.now(), minutes(-30)), 1),
      aBinding(plus(clock.now(), hours(1)), 2),
    ];
    cluster.put(past);
    cluster.put(coming);

    startLane(cluster);
    await clock.settle();

    expect(ends).toEqual([{ name: past.name, late: minutes(30) }]);
    expect(cluster.bindings().map(({ name }) => name)).toEqual([coming.name]);
  });

  test('[74] never touches what bears another name, whatever its labels say', async () => {
    const { clock, aCluster, startLane } = aWorld();
    const cluster = aCluster('prod-eu');
    const ended = aBinding(plus(clock.now(), hours(-1)));
    for (const name of [`${ended.name}-copy`, 'daypass-debugger', ended.name.toUpperCase()]) {
      cluster.put({ ...ended, name });
    }
    startLane(cluster);

    await clock.advance(minutes(5));

    expect(cluster.writes).toEqual([]);
  });

  test('[77] ends on time what somebody stripped of its labels or gave another annotation', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const end = plus(clock.now(), seconds(90));
    const stripped = aBinding(end, 1, { labels: {}, annotations: {} });
    const lengthened = aBinding(end, 2, {
      annotations: { 'daypass.dev/expires-at': '2036-11-20T18:00:00Z' },
    });
    cluster.put(stripped);
    startLane(cluster);
    await clock.settle();
    cluster.put(lengthened);

    await clock.advance(seconds(90));

    expect(ends).toEqual([stripped, lengthened].map(({ name }) => ({ name, late: 0 })));
  });

  test('[217] finds within the interval what was made meanwhile, and at once when it is woken', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const lane = startLane(cluster);
    await clock.advance(seconds(10));
    cluster.put(aBinding(plus(clock.now(), seconds(-1)), 1));
    await clock.advance(interval);
    const afterInterval = ends.length;

    cluster.put(aBinding(plus(clock.now(), seconds(-1)), 2));
    lane.wake();
    await clock.settle();

    expect([afterInterval, ends.length]).toEqual([1, 2]);
  });

  test('a wake while a list is under way brings one more list, however many wakes there are', async () => {
    const { clock, aCluster, startLane } = aWorld();
    const cluster = aCluster('prod-eu');
    const lane = startLane(cluster);
    for (let count = 0; count < 100; count += 1) lane.wake();

    await clock.settle();

    expect(cluster.calls.filter(({ name }) => name === 'list')).toHaveLength(2);
  });

  test('1,000 ends at one instant go at it, 16 deletions at a time', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const end = plus(clock.now(), seconds(30));
    for (let number = 0; number < 1_000; number += 1) cluster.put(aBinding(end, number));
    let [underWay, most] = [0, 0];
    cluster.intercept(async ({ name }) => {
      if (name !== 'remove') return;
      most = Math.max(most, (underWay += 1));
      await Promise.resolve();
      underWay -= 1;
    });
    startLane(cluster);

    await clock.advance(seconds(30));

    expect(cluster.bindings()).toEqual([]);
    expect(new Set(ends.map(({ late }) => late))).toEqual(new Set([0]));
    expect(most).toBe(16);
  });

  test('a list that was under way while a binding ended does not bring it back', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const binding = aBinding(plus(clock.now(), seconds(30)));
    cluster.put(binding);
    const slow = Promise.withResolvers<BindingList>();
    let isSlow = false;
    const lane = startLane({ ...cluster, list: () => (isSlow ? slow.promise : cluster.list()) });
    await clock.settle();
    const stale = await cluster.list();
    isSlow = true;
    lane.wake();

    await clock.advance(seconds(30));
    slow.resolve(stale);
    isSlow = false;
    await clock.advance(minutes(2));

    expect(ends).toHaveLength(1);
    expect(cluster.calls.filter(({ name }) => name === 'remove')).toHaveLength(1);
  });
});

describe('an API server that is away', () => {
  test('[212] [126] holds up no end in another cluster', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const [hung, cut, well] = [aCluster('hung'), aCluster('cut'), aCluster('well')];
    const binding = aBinding(plus(clock.now(), seconds(90)));
    for (const cluster of [hung, cut, well]) cluster.put(binding);
    for (const cluster of [hung, cut, well]) startLane(cluster);
    await clock.settle();
    hung.hang();
    cut.cut();

    await clock.advance(seconds(90));

    expect(ends).toEqual([{ name: binding.name, late: 0 }]);
    expect(well.bindings()).toEqual([]);
  });

  test('[210] is asked again for ever, at least each 30 s, and everything ends soon after it is back', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const end = plus(clock.now(), seconds(30));
    for (let number = 0; number < 50; number += 1) cluster.put(aBinding(end, number));
    startLane(cluster);
    await clock.settle();
    cluster.cut();
    await clock.advance(hours(6));
    const whileAway = ends.length;

    cluster.restore();
    await clock.advance(seconds(31));

    expect([whileAway, ends.length]).toEqual([0, 50]);
  });

  test('is not called in a tight loop', async () => {
    const { clock, aCluster, startLane } = aWorld();
    const cluster = aCluster('prod-eu');
    cluster.put(aBinding(plus(clock.now(), seconds(30))));
    startLane(cluster);
    await clock.settle();
    cluster.cut();

    await clock.advance(hours(1));

    // Two kinds of calls, each at most every 30 s after the first few; and a look at the freeze.
    const looks = cluster.calls.filter(({ name }) => name === 'freeze').length;
    expect(looks).toBeLessThanOrEqual(3_600 / 5 + 1);
    expect(cluster.calls.length - looks).toBeLessThan(2 * (120 + 12));
  });

  test('[210] is alerted about two minutes after the end, once, until the binding is gone', async () => {
    const { clock, aCluster, startLane, journal, metrics } = aWorld();
    const cluster = aCluster('prod-eu');
    const binding = aBinding(plus(clock.now(), seconds(30)));
    cluster.put(binding);
    startLane(cluster);
    await clock.settle();
    cluster.cut();

    await clock.advance(seconds(30 + 119));
    const early = journal.alerts.length;
    await clock.advance(seconds(2));
    const alert = journal.alerts.find(({ key }) => key.includes(binding.name));
    await clock.advance(minutes(30));
    const overdue = metrics.overdue.get('prod-eu');
    cluster.restore();
    await clock.advance(seconds(31));

    expect(early).toBe(0);
    expect(alert).toMatchInlineSnapshot(`
      {
        "key": "overdue prod-eu RoleBinding payments/daypass-00000000000000000001-1795190430",
        "kind": "overdue",
        "message": "The RoleBinding daypass-00000000000000000001-1795190430 in prod-eu/payments ended at 16:00Z on 20 November and still allows access: prod-eu: connection refused. Daypass keeps trying; by hand: kubectl --context prod-eu --namespace payments delete rolebinding daypass-00000000000000000001-1795190430",
      }
    `);
    expect(journal.alerts.filter(({ kind, key }) => kind === 'overdue' && key === alert?.key)).toHaveLength(
      1,
    );
    expect([overdue, metrics.overdue.get('prod-eu')]).toEqual([1, 0]);
    expect(journal.standing()).toEqual([]);
  });

  test('whose list fails from the start is alerted about too, and told by the state', async () => {
    const { clock, aCluster, startLane, journal } = aWorld();
    const cluster = aCluster('prod-eu');
    cluster.cut();
    const since = clock.now();
    const lane = startLane(cluster);

    await clock.advance(milliseconds(PATIENCE_WITH_AN_END + seconds(31)));
    const whileAway = lane.state();
    const [alert] = journal.alerts;
    cluster.restore();
    await clock.advance(seconds(31));

    expect(whileAway).toMatchObject({
      lastList: undefined,
      failing: { since, why: 'prod-eu: connection refused' },
    });
    expect(alert?.message).toMatchInlineSnapshot(
      `"The bindings of prod-eu could not be listed since 16:00Z on 20 November: prod-eu: connection refused. What was made there meanwhile may outlive its end. Daypass keeps trying; look at the API server and at the controller's credentials."`,
    );
    expect(lane.state()).toMatchObject({ failing: undefined, lastList: expect.any(Number) });
    expect(journal.standing()).toEqual([]);
  });

  test('[211] that asks to be left alone is, and then everything goes on', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const end = plus(clock.now(), seconds(30));
    for (let number = 0; number < 100; number += 1) cluster.put(aBinding(end, number));
    startLane(cluster);
    await clock.settle();
    cluster.intercept(({ name }) => {
      if (name === 'remove') throw new Unavailable('answered 429', { retryAfter: seconds(5) });
    });
    await clock.advance(seconds(30));
    const refused = cluster.calls.filter(({ name }) => name === 'remove').length;
    await clock.advance(milliseconds(4_999));
    const quiet = cluster.calls.filter(({ name }) => name === 'remove').length;
    cluster.intercept(undefined);
    await clock.advance(seconds(2));

    expect([refused, quiet]).toEqual([16, 16]);
    expect(ends).toHaveLength(100);
  });

  test('[211] that hangs for one lot of bindings lets the next end pass', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    for (let number = 0; number < 100; number += 1)
      cluster.put(aBinding(plus(clock.now(), seconds(10)), number));
    const other = aBinding(plus(clock.now(), minutes(5)), 200);
    cluster.put(other);
    cluster.intercept(async ({ name, object }) => {
      if (name !== 'remove' || object === other.name) return;
      await new Promise<void>((resolve) => clock.at(plus(clock.now(), seconds(10)), resolve));
      throw new Unavailable('no answer within 10 s');
    });
    startLane(cluster);

    await clock.advance(minutes(6));

    expect(ends).toEqual([{ name: other.name, late: 0 }]);
  });

  test('that refuses a deletion is asked again', async () => {
    const { clock, aCluster, startLane, ends, journal } = aWorld();
    const cluster = aCluster('prod-eu');
    const binding = aBinding(plus(clock.now(), seconds(30)));
    cluster.put(binding);
    let isRefused = true;
    const refusal = { kind: 'refused', message: 'admission says no' } as const;
    startLane({ ...cluster, remove: async (held) => (isRefused ? refusal : cluster.remove(held)) });
    await clock.advance(minutes(10));
    const [alert] = journal.alerts;
    isRefused = false;
    await clock.advance(seconds(31));

    expect(alert?.message).toContain('still allows access: admission says no.');
    expect(ends).toHaveLength(1);
  });

  test('whose answer to a deletion was lost: the next list tells that it is gone', async () => {
    const { clock, aCluster, startLane, ends, journal } = aWorld();
    const cluster = aCluster('prod-eu');
    const binding = aBinding(plus(clock.now(), seconds(59)));
    const held = cluster.put(binding);
    startLane({
      ...cluster,
      remove: async () => {
        cluster.takeAway(held);
        throw new Unavailable('no answer within 10 s');
      },
    });

    await clock.advance(minutes(3));

    expect(ends).toEqual([{ name: binding.name, late: expect.any(Number) }]);
    expect(ends[0]?.late).toBeLessThan(3_000);
    expect(journal.alerts).toEqual([]);
  });
});

describe('a clock that is wrong', () => {
  test('[215] that is behind the one of the API server ends access by the later of both', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    cluster.skew(minutes(10));
    cluster.put(aBinding(plus(clock.now(), minutes(15))));
    startLane(cluster);

    await clock.advance(milliseconds(minutes(5) - 1));
    const early = ends.length;
    await clock.advance(milliseconds(1));

    expect([early, ends.length]).toEqual([0, 1]);
  });

  test('[215] that jumps ahead, as after a sleep of the machine, is noticed within a second', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    cluster.put(aBinding(plus(clock.now(), hours(3))));
    startLane(cluster);
    await clock.advance(seconds(10));

    clock.jump(hours(4));
    await clock.advance(seconds(1));

    expect(ends).toHaveLength(1);
  });

  test('[216] that is set back postpones no end', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    cluster.put(aBinding(plus(clock.now(), minutes(2))));
    startLane(cluster);
    await clock.advance(minutes(1));

    clock.jump(hours(-1));
    cluster.skew(hours(1));
    await clock.advance(seconds(59));
    const early = ends.length;
    await clock.advance(seconds(1));

    expect([early, ends.length]).toEqual([0, 1]);
  });

  test('that is set back holds up no retry', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    cluster.put(aBinding(plus(clock.now(), seconds(30))));
    startLane(cluster);
    await clock.settle();
    cluster.cut();
    await clock.advance(minutes(10));

    clock.jump(hours(-5));
    cluster.restore();
    cluster.skew(hours(5));
    await clock.advance(seconds(2));

    expect(ends).toHaveLength(1);
  });
});

describe('a lane that stops', () => {
  test('waits for what is under way and starts nothing more', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    const end = plus(clock.now(), seconds(30));
    for (let number = 0; number < 100; number += 1) cluster.put(aBinding(end, number));
    cluster.intercept(async ({ name }) => {
      if (name === 'remove')
        await new Promise<void>((resolve) => clock.at(plus(clock.now(), seconds(1)), resolve));
    });
    const lane = startLane(cluster);
    await clock.advance(seconds(30));

    const stopped = lane.stop();
    await clock.advance(minutes(5));
    await stopped;

    expect(ends).toHaveLength(16);
    expect(cluster.calls.filter(({ name }) => name === 'list')).toHaveLength(1);
  });

  test('[214] is carried on by the next one: nothing is kept but what the cluster holds', async () => {
    const { clock, aCluster, startLane, ends } = aWorld();
    const cluster = aCluster('prod-eu');
    for (let number = 0; number < 40; number += 1)
      cluster.put(aBinding(plus(clock.now(), seconds(number)), number));
    for (let restart = 0; restart < 8; restart += 1) {
      const lane = startLane(cluster);
      await clock.advance(seconds(5));
      await lane.stop();
    }

    expect(cluster.bindings()).toEqual([]);
    expect(ends).toHaveLength(40);
  });

  test('leaves no timer behind', async () => {
    const { clock, aCluster, startLane } = aWorld();
    const cluster = aCluster('prod-eu');
    const lane = startLane(cluster);
    await clock.settle();
    await lane.stop();
    const { lastTurn } = lane.state();

    await clock.advance(minutes(5));

    expect(lane.state().lastTurn).toBe(lastTurn);
    expect(instantOf(lastTurn)).toBeLessThan(clock.now());
  });
});
