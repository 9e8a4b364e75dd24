// The clockwork: cron asks, a signal ends.
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endOnSignal, startSchedule } from '../../src/controller/schedule.ts';
import { seconds } from '../../src/core/time.ts';

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-21T08:00:30Z') }));
afterEach(() => vi.useRealTimers());

test('the schedule asks at its times until it is stopped', async () => {
  const asked: string[] = [];
  const schedule = startSchedule('*/20 * * * * *', () => asked.push(new Date().toISOString().slice(11, 19)));

  await vi.advanceTimersByTimeAsync(60_000);
  schedule.stop();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(asked).toEqual(['08:00:40', '08:01:00', '08:01:20']);
});

test('the first signal ends in order, with 0', async () => {
  const signals = new EventEmitter();
  const exits: number[] = [];
  endOnSignal(signals, {
    stop: () => Promise.resolve(),
    within: seconds(20),
    exit: (code) => exits.push(code),
  });

  signals.emit('SIGTERM');
  await vi.advanceTimersByTimeAsync(0);

  expect(exits).toEqual([0]);
});

test('an end that takes too long is cut, with 1', async () => {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const stop = () => new Promise<void>(() => undefined);
  endOnSignal(signals, { stop, within: seconds(20), exit: (code) => exits.push(code) });

  signals.emit('SIGTERM');
  await vi.advanceTimersByTimeAsync(19_999);
  expect(exits).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);

  expect(exits).toEqual([1]);
});

test('a second signal ends at once', () => {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const stop = () => new Promise<void>(() => undefined);
  endOnSignal(signals, { stop, within: seconds(20), exit: (code) => exits.push(code) });

  signals.emit('SIGINT');
  signals.emit('SIGINT');

  expect(exits).toEqual([1]);
});
