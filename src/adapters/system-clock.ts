/** The machine's own clock and its timers. */
import { instantOf } from '../core/time.ts';
import type { Clock } from '../ports.ts';

/** A timer counts on while somebody sets the clock: the clock is looked at this often, in milliseconds. */
const LONGEST_SLEEP = 60_000;

export const systemClock: Clock = {
  now: () => instantOf(Date.now()),
  at: (instant, wake) => {
    let timer: NodeJS.Timeout;
    const sleep = () => {
      timer = setTimeout(wakeOrSleep, Math.min(Math.max(instant - Date.now(), 0), LONGEST_SLEEP));
    };
    // NB: a timer of Node may fire a millisecond early by the clock, and nothing may end before its end.
    const wakeOrSleep = () => (Date.now() < instant ? sleep() : wake());
    sleep();
    return () => clearTimeout(timer);
  },
};
