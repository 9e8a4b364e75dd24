/** A queue of one: each piece of work begins when the one before it has ended, well or badly. */
import { milliseconds, type Duration } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';

/** `rank`: of those that wait, the lowest begins next, and of the same rank whoever came first. */
export type Queue = <T>(work: () => Promise<T>, rank?: number) => Promise<T>;

interface Waiting {
  readonly rank: number;
  /** Never rejects. */
  readonly begin: () => Promise<void>;
}

/**
 * NB: waiting has an end: while GitHub hangs, those behind the first must not each wait for it anew. Who waited longer
 * than `patience` gets Unavailable.
 */
export function makeQueue(patience: Duration = milliseconds(Infinity)): Queue {
  const waiting: Waiting[] = [];
  let isBusy = false;
  const turn = async () => {
    if (isBusy) return;
    isBusy = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.begin();
    isBusy = false;
  };
  return (work, rank = 0) =>
    new Promise((resolve, reject) => {
      const latest = Date.now() + patience;
      const begin = async () => {
        if (Date.now() > latest) reject(new Unavailable('The mirror of the access repository is busy'));
        else await work().then(resolve, reject);
      };
      const behind = waiting.findIndex((one) => one.rank > rank);
      waiting.splice(behind === -1 ? waiting.length : behind, 0, { rank, begin });
      void turn();
    });
}
