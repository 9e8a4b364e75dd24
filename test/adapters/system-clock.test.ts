import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/adapters/system-clock.ts';
import { days, hours, milliseconds, minutes, plus } from '../../src/core/time.ts';

test('a timer never fires before its instant by the clock', async () => {
  const instants = Array.from({ length: 20 }, (_, index) => plus(systemClock.now(), milliseconds(index * 3)));

  const late = await Promise.all(
    instants.map(
      (instant) =>
        new Promise<number>((resolve) => systemClock.at(instant, () => resolve(Date.now() - instant))),
    ),
  );

  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
});

test('an instant that is past wakes at once', async () => {
  await new Promise<void>((resolve) => systemClock.at(plus(systemClock.now(), minutes(-1)), resolve));
});

test('a timer of months does not fire at once, and one that is called off never does', () => {
  vi.useFakeTimers();
  let fired = 0;
  const callOff = systemClock.at(plus(systemClock.now(), days(40)), () => (fired += 1));
  systemClock.at(plus(systemClock.now(), days(30)), () => (fired += 10));

  vi.advanceTimersByTime(days(29));
  const early = fired;
  vi.advanceTimersByTime(days(2));
  callOff();
  vi.advanceTimersByTime(days(20));
  vi.useRealTimers();

  expect([early, fired]).toEqual([0, 10]);
});

test('a clock that is set forward is noticed within a minute', () => {
  vi.useFakeTimers();
  let fired = false;
  systemClock.at(plus(systemClock.now(), hours(5)), () => (fired = true));

  vi.setSystemTime(plus(systemClock.now(), hours(6)));
  vi.advanceTimersByTime(minutes(1));
  vi.useRealTimers();

  expect(fired).toBe(true);
});

test('a clock that is set back holds no timer up', () => {
  vi.useFakeTimers();
  let fired = false;
  systemClock.at(plus(systemClock.now(), milliseconds(1_000)), () => (fired = true));

  vi.setSystemTime(plus(systemClock.now(), hours(-1)));
  vi.advanceTimersByTime(1_010);
  vi.useRealTimers();

  expect(fired).toBe(true);
});
