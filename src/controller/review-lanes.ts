/** One lane for each pull request that was asked for, and few that run at the same time. */
import { minutes, type Duration } from '../core/time.ts';
import { oneAtATime, type Failure, type Lane, type LaneOptions } from './lane.ts';

export interface ReviewLanes {
  /** Returns at once, and never throws. */
  readonly ask: (number: number) => void;
  readonly failing: () => ReadonlyMap<number, Failure>;
  readonly drain: (within: Duration) => Promise<'drained' | 'cut short'>;
}

export interface ReviewLanesOptions extends Pick<LaneOptions, 'clock'> {
  readonly onFailure: (number: number, failure: Failure, pause: Duration) => void;
  readonly atOnce?: number;
}

const LONGEST_PAUSE = minutes(5);

export function byNumber(run: (number: number) => Promise<void>, options: ReviewLanesOptions): ReviewLanes {
  const { clock, onFailure, atOnce = 4 } = options;
  const lanes = new Map<number, Lane>();
  const inTurn = atMost(atOnce);
  let isOpen = true;

  /** What still waits for its turn when everything ends, is not begun. */
  const runIfOpen = (number: number) => inTurn(() => (isOpen ? run(number) : Promise.resolve()));

  function laneOf(number: number): Lane {
    const lane =
      lanes.get(number) ??
      oneAtATime(() => runIfOpen(number), {
        clock,
        onFailure: (failure, pause) => onFailure(number, failure, pause),
        onIdle: () => lanes.delete(number),
        longestPause: LONGEST_PAUSE,
      });
    lanes.set(number, lane);
    return lane;
  }

  return {
    ask: (number) => {
      if (isOpen) laneOf(number).ask();
    },
    failing: () =>
      new Map(
        [...lanes].flatMap(([number, lane]) => {
          const { failing } = lane.standing();
          return failing === undefined ? [] : [[number, failing]];
        }),
      ),
    drain: async (within) => {
      isOpen = false;
      const ends = await Promise.all([...lanes.values()].map((lane) => lane.drain(within)));
      return ends.includes('cut short') ? 'cut short' : 'drained';
    },
  };
}

/** Lets so many run at once; the others wait in the order in which they came. */
function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift(); // it takes this place over, so that nobody who comes now can pass it
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
