/** A queue of one: each piece of work begins when the one before it has ended, well or badly. */
import { milliseconds, type Duration } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';

export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * NB: waiting has an end: while GitHub hangs, those behind the first must not each wait for it anew. Who waited longer
 * than `patience` gets Unavailable.
 */
export function makeQueue(patience: Duration = milliseconds(Infinity)): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const latest = Date.now() + patience;
    const turn = async () => {
      if (Date.now() > latest) throw new Unavailable('The mirror of the access repository is busy');
      return work();
    };
    const mine = last.then(turn, turn);
    last = mine.catch(() => undefined); // whoever asked for the work hears of its failure
    return mine;
  };
}
