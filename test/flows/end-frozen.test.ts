// The end lane where an operator freezes its cluster: with nothing but that cluster and the clock.
import { expect, test } from 'vitest';
import { bindingOf, type Binding } from '../../src/core/grant/binding.ts';
import { between, formatInstant, hours, milliseconds, minutes, plus, seconds } from '../../src/core/time.ts';
import { startEndLane } from '../../src/flows/end/end.ts';
import { Unavailable } from '../../src/ports.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryCluster } from '../sandbox/memory/cluster.ts';
import { openJournal } from '../sandbox/memory/journal.ts';

const idOf = (number: number) => number.toString(16).padStart(20, '0');
const reason = 'INC-4242, stolen laptop';

function aWorld() {
  const clock = handClock('2026-11-20T16:00:00Z');
  const journal = openJournal();
  const cluster = memoryCluster({ name: 'prod-eu', clock, namespaces: ['payments'] });
  const lags: number[] = [];
  const frozen: boolean[] = [];
  const lane = startEndLane({
    cluster,
    clock,
    journal,
    interval: seconds(30),
    metrics: {
      overdue: () => undefined,
      revoked: (lag) => lags.push(lag),
      frozen: (_, is) => {
        if (frozen.at(-1) !== is) frozen.push(is);
      },
    },
    onEnded: () => undefined,
  });
  const aBinding = (number: number, differences: Partial<Binding> = {}): Binding => {
    const granted = aGrant({ grant: idOf(number), expiresAt: formatInstant(plus(clock.now(), hours(2))) });
    return { ...bindingOf(granted, commit, repository), ...differences };
  };
  const put = (number: number, differences: Partial<Binding> = {}) =>
    cluster.put(aBinding(number, differences)).name;
  const names = () => cluster.bindings().map(({ name }) => name);
  return { clock, journal, cluster, lane, lags, frozen, put, names };
}

test('what a freeze names is gone within 15 seconds, and nothing else is', async () => {
  const { clock, cluster, put, names, lags } = aWorld();
  const [one, two, three] = [
    put(1),
    put(2, { subjects: [{ kind: 'User', name: 'mallory@acme.com' }] }),
    put(3),
  ];
  const foreign = put(4, { name: 'daypass-of-somebody' });
  await clock.advance(seconds(11));
  expect(names()).toEqual([one, two, three, foreign]);

  const at = clock.now();
  cluster.setFreeze({ reason, subjects: 'mallory@acme.com', grants: idOf(3) });
  await clock.advance(seconds(15));

  expect(names()).toEqual([one, foreign]);
  expect(cluster.writes.map((write) => between(at, write.at) <= seconds(5))).toEqual([true, true]);
  expect(Math.max(...lags)).toBeLessThanOrEqual(seconds(1));
});

test('a freeze is told once, with its reason, until it is lifted', async () => {
  const { clock, cluster, journal, frozen } = aWorld();
  cluster.setFreeze({ reason, all: 'true' });
  await clock.advance(minutes(5));

  expect(journal.alerts).toEqual([
    {
      kind: 'frozen',
      key: 'freeze prod-eu',
      message:
        'prod-eu is frozen for everybody: INC-4242, stolen laptop. What is named has ended or is ending, and nothing is granted to it until "daypass unfreeze --cluster prod-eu".',
    },
  ]);
  cluster.setFreeze({ reason, all: 'true', lifted: '2026-11-20T16:05:00Z' });
  await clock.advance(seconds(5));
  expect([journal.standing(), frozen]).toEqual([[], [false, true, false]]);
});

test('whom a freeze names in addition is seen as soon, and told', async () => {
  const { clock, cluster, journal, put, names } = aWorld();
  const [, two] = [put(1), put(2)];
  cluster.setFreeze({ reason, grants: idOf(1) });
  await clock.advance(seconds(15));
  expect(names()).toEqual([two]);

  cluster.setFreeze({ reason, grants: `${idOf(1)}\n${idOf(2)}` });
  await clock.advance(seconds(15));

  expect(names()).toEqual([]);
  expect(journal.alerts.map(({ key }) => key)).toEqual(['freeze prod-eu', 'freeze prod-eu']);
});

test('[253] what somebody grants who has not seen the freeze yet goes within 15 seconds', async () => {
  const { clock, cluster, put, names } = aWorld();
  cluster.setFreeze({ reason, all: 'true' });
  await clock.advance(minutes(1));
  put(1);

  await clock.advance(seconds(15));

  expect(names()).toEqual([]);
});

test('a freeze that was there before the start is carried out', async () => {
  const { clock, cluster, put, names } = aWorld();
  put(1);
  cluster.setFreeze({ reason, all: 'true' });

  await clock.advance(seconds(15));

  expect(names()).toEqual([]);
});

test('what a freeze named goes on to its own end where it was lifted before it could be deleted', async () => {
  const { clock, cluster, put, names } = aWorld();
  const one = put(1);
  cluster.intercept(({ name }) => {
    if (name === 'remove') throw new Unavailable('answered 500');
  });
  cluster.setFreeze({ reason, all: 'true' });
  await clock.advance(seconds(20));
  cluster.setFreeze(undefined);
  await clock.advance(seconds(6));
  cluster.intercept(undefined);

  await clock.advance(minutes(30));
  expect(names()).toEqual([one]);
  await clock.advance(hours(2));
  expect(names()).toEqual([]);
});

test('what cannot be deleted under a freeze is told after two minutes, with what to do by hand', async () => {
  const { clock, cluster, journal, put } = aWorld();
  put(1);
  cluster.setFreeze({ reason, all: 'true' });
  cluster.intercept(({ name }) => {
    if (name === 'remove') throw new Unavailable('answered 500');
  });

  await clock.advance(minutes(3));

  expect(journal.alerts.find(({ kind }) => kind === 'overdue')?.message).toMatch(
    /has been frozen since 16:00Z on 20 November and still allows access: answered 500\..*kubectl --context prod-eu/,
  );
});

test('[250] what is no freeze ends nothing, and is told', async () => {
  const { clock, cluster, journal, put, names } = aWorld();
  const one = put(1);
  cluster.setFreeze({ all: 'true', why: 'x' });

  await clock.advance(minutes(1));

  expect(names()).toEqual([one]);
  expect(journal.alerts.map(({ kind, message }) => [kind, message])).toEqual([
    [
      'frozen',
      expect.stringMatching(/^The ConfigMap daypass-freeze of prod-eu is no freeze: .*no key `why`/),
    ],
  ]);
});

test.each([
  [
    'fails',
    (): void => {
      throw new Unavailable('answered 403');
    },
  ],
  ['hangs', (): Promise<void> => new Promise(() => undefined)],
])('[250] a read of the freeze that %s delays no end', async (_, answer) => {
  const { clock, cluster, put, names } = aWorld();
  put(1);
  cluster.intercept(({ name }) => (name === 'freeze' ? answer() : undefined));

  await clock.advance(milliseconds(hours(2) - 1));
  expect(names()).toHaveLength(1);
  await clock.advance(milliseconds(1));

  expect(names()).toEqual([]);
});

test('a freeze that cannot be read for two minutes is told, until it can be', async () => {
  const { clock, cluster, journal } = aWorld();
  cluster.intercept(({ name }) => {
    if (name === 'freeze') throw new Unavailable('answered 403');
  });
  await clock.advance(minutes(3));
  expect(journal.alerts).toMatchObject([{ kind: 'frozen', key: 'freeze unread prod-eu' }]);

  cluster.intercept(undefined);
  await clock.advance(seconds(10));
  expect(journal.standing()).toEqual([]);
});

test('a lane that stops waits for the read that is under way', async () => {
  const { clock, cluster, lane } = aWorld();
  await clock.advance(seconds(1));
  cluster.hang();
  await clock.advance(seconds(5));
  let isStopped = false;

  const stopped = lane.stop().then(() => (isStopped = true));
  await clock.advance(seconds(1));
  expect(isStopped).toBe(false);
  await clock.advance(seconds(10));
  await stopped;
});
