// A clock that a test moves by hand: timers fire in their order, and the work that each one wakes is done before the next.
import {
  between,
  instantOf,
  milliseconds,
  parseInstant,
  plus,
  type Duration,
  type Instant,
} from '../../../src/core/time.ts';
import type { Clock } from '../../../src/ports.ts';

export interface HandClock extends Clock {
  /** Time passes: every timer on the way fires at its own instant. What needs real I/O is not waited for. */
  readonly advance: (span: Duration) => Promise<void>;
  /** Somebody sets the clock, or the machine slept: it shows another time, and no timer has come nearer. */
  readonly jump: (span: Duration) => void;
  /** No time passes, and all that can go on without it goes on. */
  readonly settle: () => Promise<void>;
}

interface Timer {
  /** On the steady clock, which no jump moves. */
  readonly due: number;
  readonly wake: () => void;
}

/** `start` as an instant, or as `2026-11-21T08:00:00Z`. */
export function handClock(start: Instant | string): HandClock {
  let now = typeof start === 'string' ? instantFrom(start) : start;
  let steady = 0;
  const timers = new Set<Timer>();

  const pass = (span: number) => {
    now = instantOf(now + span);
    steady += span;
  };
  const advance = async (span: Duration) => {
    const target = steady + span;
    await immediate();
    for (let timer = soonest(timers, target); timer !== undefined; timer = soonest(timers, target)) {
      timers.delete(timer);
      pass(Math.max(0, timer.due - steady));
      timer.wake();
      await immediate();
    }
    pass(target - steady);
  };
  return {
    now: () => now,
    at: (instant, wake) => {
      const timer = { due: steady + Math.max(0, between(now, instant)), wake };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance,
    jump: (span) => {
      now = plus(now, span);
    },
    settle: () => advance(milliseconds(0)),
  };
}

function instantFrom(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`${text} is no instant`);
  return instant;
}

/** Of those that are due by then; the first that was set where several are due at once. */
function soonest(timers: ReadonlySet<Timer>, by: number): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers)
    if (timer.due <= by && (first === undefined || timer.due < first.due)) first = timer;
  return first;
}

/** An immediate runs only after every promise that is ready has been carried on. */
function immediate(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
