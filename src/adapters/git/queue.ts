/** A queue of one: each piece of work begins when the one before it has ended, well or badly. */

export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

export function makeQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined); // whoever asked for the work hears of its failure
    return mine;
  };
}
