import { expect, test } from 'vitest';
import { formatInstant, hours, instantOf, minutes, plus, seconds } from '../../../src/core/time.ts';
import { handClock } from './clock.ts';

test('timers fire in the order of their instants, each at its own', async () => {
  const clock = handClock('2026-11-20T16:00:00Z');
  const fired: string[] = [];
  for (const after of [30, 10, 20]) {
    clock.at(plus(clock.now(), seconds(after)), () => fired.push(formatInstant(clock.now())));
  }

  await clock.advance(seconds(20));

  expect(fired).toEqual(['2026-11-20T16:00:10Z', '2026-11-20T16:00:20Z']);
});

test('what a timer wakes is done before the next one fires', async () => {
  const clock = handClock(instantOf(0));
  const told: string[] = [];
  const work = async () => {
    for (let step = 0; step < 50; step += 1) await Promise.resolve();
    told.push('first done');
  };
  clock.at(instantOf(1), () => void work());
  clock.at(instantOf(1), () => told.push('second'));

  await clock.advance(seconds(1));

  expect(told).toEqual(['first done', 'second']);
});

test('a timer that is called off does not fire', async () => {
  const clock = handClock(instantOf(0));
  const callOff = clock.at(instantOf(1), () => expect.unreachable());

  callOff();

  await clock.advance(seconds(1));
});

test('a timer whose instant is past fires without time passing', async () => {
  const clock = handClock(instantOf(5_000));
  let fired = false;
  clock.at(instantOf(1), () => (fired = true));

  await clock.settle();

  expect([fired, clock.now()]).toEqual([true, 5_000]);
});

test('a jump moves the hands and brings no timer nearer', async () => {
  const clock = handClock(instantOf(0));
  let fired = false;
  clock.at(instantOf(minutes(1)), () => (fired = true));

  clock.jump(hours(1));
  await clock.advance(seconds(59));
  const before = fired;
  await clock.advance(seconds(1));

  expect([before, fired, clock.now()]).toEqual([false, true, hours(1) + minutes(1)]);
});
