/** The machine's own clock and its timers. */
import { instantOf } from '../core/time.ts';
import type { Clock } from '../ports.ts';

/** A timer counts on while somebody sets the clock: the clock is looked at this often, in milliseconds. */
const LONGEST_SLEEP = 60_000;

/** NB: a timer never takes longer than the span it was set for, even where the clock is set back meanwhile: look again. */
export const systemClock: Clock = {
  now: () => instantOf(Date.now()),
  at: (instant, wake) => {
    const latest = performance.now() + Math.max(instant - Date.now(), 0) + 1;
    let timer: NodeJS.Timeout;
    const sleep = () => {
      const left = Math.min(instant - Date.now(), latest - performance.now());
      timer = setTimeout(wakeOrSleep, Math.min(Math.max(left, 0), LONGEST_SLEEP));
    };
    // NB: a timer of Node may fire a millisecond early by the clock, and nothing may end before its end.
    const wakeOrSleep = () => (Date.now() >= instant || performance.now() >= latest ? wake() : sleep());
    sleep();
    return () => clearTimeout(timer);
  },
};
