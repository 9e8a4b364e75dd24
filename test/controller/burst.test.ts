// Many signs at once lead to one ask, and none is forgotten.
import { expect, test } from 'vitest';
import { afterTheBurst } from '../../src/controller/burst.ts';
import { milliseconds, seconds } from '../../src/core/time.ts';
import { handClock } from '../sandbox/memory/clock.ts';

function aBurst() {
  const clock = handClock('2026-11-20T16:00:00Z');
  let asked = 0;
  const sign = afterTheBurst(clock, { quiet: milliseconds(250), atMost: seconds(5) }, () => (asked += 1));
  return { clock, sign, asked: () => asked };
}

test('without a sign nothing is asked', async () => {
  const { clock, asked } = aBurst();

  await clock.advance(seconds(60));

  expect(asked()).toBe(0);
});

test('signs in quick succession lead to one ask, once it is quiet', async () => {
  const { clock, sign, asked } = aBurst();

  sign();
  await clock.advance(milliseconds(200));
  sign();
  await clock.advance(milliseconds(200));
  expect(asked()).toBe(0);

  await clock.advance(milliseconds(50));
  expect(asked()).toBe(1);
});

test('signs that never stop are not waited for', async () => {
  const { clock, sign, asked } = aBurst();

  for (let span = 0; span < 5_000; span += 100) {
    sign();
    await clock.advance(milliseconds(100));
  }

  expect(asked()).toBe(1);
});

test('a sign after the ask leads to another', async () => {
  const { clock, sign, asked } = aBurst();

  sign();
  await clock.advance(seconds(1));
  sign();
  await clock.advance(seconds(1));

  expect(asked()).toBe(2);
});
