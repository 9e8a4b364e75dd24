// What `daypass freeze` and `unfreeze` do in one cluster.
import { expect, test } from 'vitest';
import { bindingOf } from '../../src/core/grant/binding.ts';
import { freezeData, type Freeze } from '../../src/core/grant/freeze.ts';
import { formatInstant, hours, minutes, plus } from '../../src/core/time.ts';
import { wouldFreeze, wouldUnfreeze, writeFreeze, writeUnfreeze } from '../../src/flows/operate/freeze.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryCluster } from '../sandbox/memory/cluster.ts';

const id = (number: number) => number.toString(16).padStart(20, '0');

function aWish(over: Partial<Freeze> = {}): Freeze {
  return { reason: 'INC-4242', all: false, subjects: [], grants: [], liftedAt: undefined, ...over };
}

function aWorld() {
  const clock = handClock('2026-11-20T16:00:00Z');
  const cluster = memoryCluster({ name: 'prod-eu', clock, namespaces: ['payments'] });
  const put = (number: number, span = hours(1)) => {
    const expiresAt = formatInstant(plus(clock.now(), span));
    return cluster.put(bindingOf(aGrant({ grant: id(number), expiresAt }), commit, repository));
  };
  const standing = async () => {
    const held = await cluster.freeze();
    return held?.freeze.kind === 'valid' ? held.freeze.value : held?.freeze;
  };
  return { clock, cluster, put, standing };
}

test('a look says what would end, and writes nothing', async () => {
  const { cluster, put, standing } = aWorld();
  const [one] = [put(1), put(2), put(3, minutes(-1))];

  const { ends, changes } = await wouldFreeze(cluster, aWish({ grants: [id(1), id(3)] }));

  expect([ends, changes]).toEqual([[one], true]);
  expect(await standing()).toBeUndefined();
});

test('who is named in addition is added to who is frozen', async () => {
  const { cluster, standing } = aWorld();
  await writeFreeze(cluster, aWish({ subjects: ['alice'] }));

  await writeFreeze(cluster, aWish({ reason: 'INC-4243', subjects: ['bob', 'alice'], grants: [id(1)] }));

  expect(await standing()).toEqual(
    aWish({ reason: 'INC-4242; INC-4243', subjects: ['alice', 'bob'], grants: [id(1)] }),
  );
});

test('the newer reason stands where both are too long for one', async () => {
  const { cluster, standing } = aWorld();
  await writeFreeze(cluster, aWish({ reason: 'a'.repeat(400), all: true }));

  await writeFreeze(cluster, aWish({ reason: 'b'.repeat(400), all: true }));

  expect(await standing()).toMatchObject({ reason: 'b'.repeat(400) });
});

test('the same again changes nothing', async () => {
  const { cluster } = aWorld();
  await writeFreeze(cluster, aWish({ all: true }));
  const { length } = cluster.writes;

  expect(await writeFreeze(cluster, aWish({ all: true }))).toMatchObject({ changes: false });
  expect(cluster.writes).toHaveLength(length);
});

test('what another operator freezes at the same moment stays frozen', async () => {
  const { cluster, standing } = aWorld();
  let isFirst = true;
  cluster.intercept(({ name }) => {
    if (name === 'writeFreeze' && isFirst) {
      isFirst = false;
      cluster.setFreeze(freezeData(aWish({ subjects: ['mallory'] })));
    }
  });

  await writeFreeze(cluster, aWish({ subjects: ['alice'] }));

  expect(await standing()).toMatchObject({ subjects: ['mallory', 'alice'] });
});

test('a freeze is lifted by the clock of the API server, and stands as a note', async () => {
  const { cluster, standing, clock } = aWorld();
  await writeFreeze(cluster, aWish({ all: true }));
  cluster.skew(minutes(10));

  await writeUnfreeze(cluster);

  expect(await standing()).toEqual(aWish({ all: true, liftedAt: plus(clock.now(), minutes(10)) }));
  expect(await wouldUnfreeze(cluster)).toMatchObject({ changes: false });
});

test('one that was lifted is no part of the next', async () => {
  const { cluster, standing } = aWorld();
  await writeFreeze(cluster, aWish({ all: true }));
  await writeUnfreeze(cluster);

  await writeFreeze(cluster, aWish({ reason: 'INC-4243', subjects: ['bob'] }));

  expect(await standing()).toEqual(aWish({ reason: 'INC-4243', subjects: ['bob'] }));
});

test('where nothing is frozen nothing is lifted', async () => {
  const { cluster } = aWorld();

  expect(await writeUnfreeze(cluster)).toMatchObject({ changes: false });
  expect(cluster.writes).toEqual([]);
});

test('what is no freeze is taken away, or written over', async () => {
  const { cluster, standing } = aWorld();
  cluster.setFreeze({ all: 'perhaps' });
  await writeUnfreeze(cluster);
  expect(await standing()).toBeUndefined();

  cluster.setFreeze({ all: 'perhaps' });
  await writeFreeze(cluster, aWish({ all: true }));
  expect(await standing()).toEqual(aWish({ all: true }));
});

test('a cluster that refuses it is an error, with its words', async () => {
  const { cluster } = aWorld();
  const refusing = {
    ...cluster,
    writeFreeze: async () => ({ kind: 'refused', message: 'configmaps is forbidden' }) as const,
  };

  await expect(writeFreeze(refusing, aWish({ all: true }))).rejects.toThrow('configmaps is forbidden');
});
