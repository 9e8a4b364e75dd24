// A lane: asks that coalesce, failures that are tried again ever more slowly, and an end in order.
import { expect, test } from 'vitest';
import { oneAtATime, type Lane } from '../../src/controller/lane.ts';
import { formatDuration, seconds, type Duration } from '../../src/core/time.ts';
import { Unavailable } from '../../src/ports.ts';
import { handClock } from '../sandbox/memory/clock.ts';

/** Work that ends when the test says so. */
function aWork() {
  const open: { succeed: () => void; fail: (error: Error) => void }[] = [];
  let runs = 0;
  return {
    run: () => {
      runs += 1;
      return new Promise<void>((resolve, reject) => open.push({ succeed: resolve, fail: reject }));
    },
    runs: () => runs,
    running: () => open.length,
    succeed: () => open.shift()?.succeed(),
    fail: (message: string) => open.shift()?.fail(new Error(message)),
  };
}

function aLane(work: () => Promise<void>) {
  const clock = handClock('2026-11-21T08:00:00Z');
  const pauses: Duration[] = [];
  const lane: Lane = oneAtATime(work, { clock, onFailure: (_failure, pause) => pauses.push(pause) });
  return { lane, clock, pauses };
}

test('nothing runs that nobody asked for', async () => {
  const work = aWork();
  const { lane, clock } = aLane(work.run);

  await clock.advance(seconds(3600));

  expect([work.runs(), lane.standing()]).toEqual([
    0,
    { runningSince: undefined, lastEnd: undefined, failing: undefined },
  ]);
});

test('asks that come while it runs become one more run', async () => {
  const work = aWork();
  const { lane, clock } = aLane(work.run);

  lane.ask();
  lane.ask();
  lane.ask();
  await clock.settle();
  expect(work.runs()).toBe(1);
  work.succeed();
  await clock.settle();
  expect(work.runs()).toBe(2);
  work.succeed();
  await clock.settle();

  expect([work.runs(), work.running()]).toEqual([2, 0]);
});

test('a run that fails is tried again after 1, 2, 4 … and at most 30 seconds, and asks do not hurry it', async () => {
  let runs = 0;
  const { lane, clock, pauses } = aLane(() => {
    runs += 1;
    return Promise.reject(new Error('GitHub does not answer'));
  });

  lane.ask();
  for (let turn = 0; turn < 8; turn += 1) {
    await clock.settle();
    lane.ask();
    await clock.settle();
    await clock.advance(pauses.at(-1) ?? seconds(0));
  }

  expect(pauses.slice(0, 8).map((pause) => formatDuration(pause))).toEqual([
    '1s',
    '2s',
    '4s',
    '8s',
    '16s',
    '30s',
    '30s',
    '30s',
  ]);
  expect(runs).toBe(9);
  expect(lane.standing().failing).toMatchObject({ inARow: 9, error: new Error('GitHub does not answer') });
});

test('where the other side asked to be left alone for a while, the next try is not sooner', async () => {
  const limited = new Unavailable('too many requests', { retryAfter: seconds(90) });
  const { lane, clock, pauses } = aLane(() => Promise.reject(limited));

  lane.ask();
  await clock.settle();

  expect(pauses).toEqual([seconds(90)]);
});

test('after a run that went well nothing is failing and the next pause is short again', async () => {
  const work = aWork();
  const { lane, clock, pauses } = aLane(work.run);
  lane.ask();
  work.fail('once');
  await clock.advance(seconds(1));
  work.succeed();
  await clock.settle();
  expect(lane.standing().failing).toBeUndefined();

  lane.ask();
  work.fail('again');
  await clock.settle();

  expect(pauses).toEqual([seconds(1), seconds(1)]);
});

test('an end waits for what runs, and begins nothing more', async () => {
  const work = aWork();
  const { lane, clock } = aLane(work.run);
  lane.ask();
  lane.ask();

  const drained = lane.drain(seconds(10));
  work.succeed();
  await clock.settle();
  lane.ask();
  await clock.settle();

  expect([await drained, work.runs()]).toEqual(['drained', 1]);
});

test('an end does not wait longer than it was told to', async () => {
  const work = aWork();
  const { lane, clock } = aLane(work.run);
  lane.ask();

  const drained = lane.drain(seconds(10));
  await clock.advance(seconds(10));

  expect(await drained).toBe('cut short');
});

test('an end does not wait for the next try of what failed', async () => {
  const work = aWork();
  const { lane, clock } = aLane(work.run);
  lane.ask();
  work.fail('once');
  await clock.settle();

  const drained = lane.drain(seconds(10));
  await clock.settle();

  expect([await drained, work.runs()]).toEqual(['drained', 1]);
});
