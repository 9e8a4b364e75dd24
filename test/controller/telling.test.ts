// The lane that tells people turns when somebody asks, when an alert is heard, and when the next thing is due.
import { expect, test } from 'vitest';
import type { AccessEvent } from '../../src/core/ledger/event.ts';
import { startTelling } from '../../src/controller/telling.ts';
import { instantOf, minutes, seconds } from '../../src/core/time.ts';
import type { Memory } from '../../src/flows/world.ts';
import type { Alert } from '../../src/ports.ts';
import { aPolicy } from '../core/request/builders.ts';
import { granted, ledgerOf } from '../core/telling/happenings.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryCluster } from '../sandbox/memory/cluster.ts';
import { openJournal } from '../sandbox/memory/journal.ts';

function aLane() {
  const clock = handClock('2026-11-20T16:00:00Z');
  const told: string[] = [];
  const inForce = { guardrails: { policy: aPolicy() } };
  // As far as telling reads it.
  const memory = { history: { ledger: ledgerOf(), inForce }, looks: new Map() } as unknown as Memory;
  let hear: (alert: Alert) => void = () => {};
  const slack = {
    name: 'slack',
    send: async ({ key }: { readonly key: string }) => {
      told.push(`${new Date(clock.now()).toISOString().slice(11, 19)} ${key.split(' ')[0]}`);
    },
  };
  const lane = startTelling({
    teller: {
      clock,
      journal: openJournal(),
      boards: [memoryCluster({ name: 'prod-eu', clock })],
      messengers: [slack],
      page: 'https://github.com/acme/access',
      count: () => {},
    },
    memory,
    onAlert: (listener) => (hear = (alert) => listener(alert, 'raised')),
    options: { clock, onFailure: ({ error }) => expect(error).toBeUndefined() },
  });
  return {
    clock,
    told,
    lane,
    hear: (alert: Alert) => hear(alert),
    happens: (...events: readonly AccessEvent[]) => {
      memory.history = { ledger: ledgerOf(...events), inForce } as unknown as Memory['history'];
    },
  };
}

test('a grant is told when somebody asks, and wakes the lane by itself five minutes before its end', async () => {
  const { clock, told, lane, happens } = aLane();
  happens(granted());
  await clock.advance(seconds(10));

  lane.ask();
  await clock.advance(minutes(180));

  expect(told).toEqual(['16:00:10 granted', '17:55:00 ending']);
});

test('an alert is told at once', async () => {
  const { clock, told, hear } = aLane();
  await clock.advance(seconds(10));

  hear({ kind: 'frozen', key: 'frozen prod-eu', message: 'Look.' });
  await clock.settle();

  expect(told).toEqual(['16:00:10 frozen']);
});

test('after the end nothing is told any more', async () => {
  const { clock, told, lane, hear, happens } = aLane();
  happens(granted());
  await clock.advance(seconds(10));
  lane.ask();
  await clock.settle();

  expect(await lane.drain(seconds(1))).toBe('drained');
  hear({ kind: 'frozen', key: 'frozen prod-eu', message: 'Look.' });
  await clock.advance(minutes(180));

  expect(told).toEqual(['16:00:10 granted']);
  expect(clock.now()).toBe(instantOf(Date.UTC(2026, 10, 20, 19, 0, 10)));
});
