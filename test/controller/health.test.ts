// Health: a lane turns as long as its runs end, well or not.
import { expect, test } from 'vitest';
import { STUCK_AFTER, standsStill } from '../../src/controller/health.ts';
import { instantOf, minutes, plus, seconds } from '../../src/core/time.ts';

const started = instantOf(Date.UTC(2026, 10, 21, 8));
const never = { runningSince: undefined, lastEnd: undefined };

test('a lane that has just started turns, and one whose last run ended turns', () => {
  const lastEnd = plus(started, minutes(30));

  expect(standsStill('the record lane', never, started, started)).toBeUndefined();
  expect(
    standsStill('the record lane', { ...never, lastEnd }, started, plus(lastEnd, minutes(1))),
  ).toBeUndefined();
});

test('a lane whose run does not end stands still, and so does one that never ran', () => {
  const now = plus(plus(started, STUCK_AFTER), seconds(70));

  expect(standsStill('the record lane', never, started, now)).toBe('the record lane has not turned for 11m');
  expect(
    standsStill('the end lane of prod-eu', { lastEnd: started, runningSince: started }, started, now),
  ).toBe('the end lane of prod-eu has not turned for 11m');
});
