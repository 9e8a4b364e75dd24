/**
 * Work that must not pile up: at most one run at a time; asks that come meanwhile become one more run; a run that
 * fails is tried again, ever more slowly. Which work it is, a lane does not know.
 */
import { milliseconds, plus, seconds, type Duration, type Instant } from '../core/time.ts';
import { Unavailable, type Clock } from '../ports.ts';

export interface Lane {
  /** Returns at once, and never throws. While a failed run waits for its next try, an ask waits with it. */
  readonly ask: () => void;
  readonly standing: () => Standing;
  /** Starts nothing more, and waits for what is running: `cut short` where the time was not enough. */
  readonly drain: (within: Duration) => Promise<'drained' | 'cut short'>;
}

export interface Standing {
  readonly runningSince: Instant | undefined;
  /** When a run last ended, well or not. */
  readonly lastEnd: Instant | undefined;
  /** Undefined after a run that went well. */
  readonly failing: Failure | undefined;
}

export interface Failure {
  /** When the first of the failures in a row came. */
  readonly since: Instant;
  readonly inARow: number;
  readonly error: unknown;
}

export interface LaneOptions {
  readonly clock: Clock;
  readonly onFailure: (failure: Failure, pause: Duration) => void;
  /** Called when nothing more is asked for. */
  readonly onIdle?: () => void;
  readonly longestPause?: Duration;
}

const FIRST_PAUSE = seconds(1);
const LONGEST_PAUSE = seconds(30);

export function oneAtATime(run: () => Promise<void>, options: LaneOptions): Lane {
  const { clock, onFailure, onIdle, longestPause = LONGEST_PAUSE } = options;
  let standing: Standing = { runningSince: undefined, lastEnd: undefined, failing: undefined };
  let turning: Promise<void> | undefined;
  let isAsked = false;
  let isOpen = true;
  let endPause = () => {};

  async function turn(): Promise<void> {
    while (isOpen && isAsked) {
      isAsked = false;
      const failing = await runOnce();
      if (failing !== undefined && isOpen) await pauseAfter(failing);
    }
    turning = undefined;
    onIdle?.();
  }

  async function runOnce(): Promise<Failure | undefined> {
    standing = { ...standing, runningSince: clock.now() };
    let failing: Failure | undefined;
    try {
      await run();
    } catch (error) {
      failing = oneMore(standing.failing, clock.now(), error);
    }
    standing = { runningSince: undefined, lastEnd: clock.now(), failing };
    return failing;
  }

  async function pauseAfter(failing: Failure): Promise<void> {
    isAsked = true;
    const pause = pauseOf(failing, longestPause);
    onFailure(failing, pause);
    await new Promise<void>((resolve) => {
      const callOff = clock.at(plus(clock.now(), pause), resolve);
      endPause = () => {
        callOff();
        resolve();
      };
    });
  }

  return {
    ask: () => {
      isAsked = true;
      if (isOpen) turning ??= turn();
    },
    standing: () => standing,
    drain: (within) => {
      isOpen = false;
      endPause();
      return inTime(turning, clock, within);
    },
  };
}

/** Longer each time; and never shorter than the other side asked to be left alone for. */
function pauseOf({ inARow, error }: Failure, longest: Duration): Duration {
  const asked = error instanceof Unavailable ? (error.retryAfter ?? 0) : 0;
  return milliseconds(Math.max(asked, Math.min(FIRST_PAUSE * 2 ** (inARow - 1), longest)));
}

function oneMore(before: Failure | undefined, now: Instant, error: unknown): Failure {
  return { since: before?.since ?? now, inARow: (before?.inARow ?? 0) + 1, error };
}

function inTime(
  work: Promise<void> | undefined,
  clock: Clock,
  within: Duration,
): Promise<'drained' | 'cut short'> {
  return new Promise((resolve) => {
    const callOff = clock.at(plus(clock.now(), within), () => resolve('cut short'));
    void Promise.resolve(work).then(() => {
      callOff();
      resolve('drained');
    });
  });
}
