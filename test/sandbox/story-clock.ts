// A clock that runs like the machine's own and can be put forward: hours of a story in seconds.
import { instantOf, plus, type Duration, type Instant } from '../../src/core/time.ts';
import type { Clock, BindingList } from '../../src/ports.ts';

export interface StoryClock extends Clock {
  /** It is so much later from now on: what was to wake by then wakes at once. */
  readonly putForward: (span: Duration) => void;
  /** The API server's clock runs as the machine's; in the story it is as late as ours. */
  readonly inTheStory: <List extends BindingList>(list: List) => List;
}

export function storyClock(): StoryClock {
  let ahead = 0;
  const everAhead = [ahead];
  const sleepers = new Set<() => void>();
  const now = (): Instant => instantOf(Date.now() + ahead);
  return {
    now,
    at: (instant, wake) => {
      let timer: NodeJS.Timeout;
      const sleep = () => {
        clearTimeout(timer);
        timer = setTimeout(wakeOrSleep, Math.max(0, Math.min(instant - now(), 60_000)));
      };
      const wakeOrSleep = () => {
        if (now() < instant) return sleep();
        sleepers.delete(sleep);
        wake();
      };
      sleepers.add(sleep);
      sleep();
      return () => {
        clearTimeout(timer);
        sleepers.delete(sleep);
      };
    },
    putForward: (span) => {
      ahead += span;
      everAhead.push(ahead);
      for (const sleep of sleepers) sleep();
    },
    // NB: by as much as we were ahead when it came: in the middle of a read the clock may have been put forward.
    inTheStory: (list) => {
      const off = (ahead: number) => Math.abs(list.readAt - ahead - list.date);
      const then = everAhead.reduce((best, ahead) => (off(ahead) < off(best) ? ahead : best), 0);
      return { ...list, date: plus(list.date, then as Duration) };
    },
  };
}
