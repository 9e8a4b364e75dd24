/** Asking many things of the world at once, and keeping "it did not answer" apart from every answer. */
import { read, unread, type Fact } from '../../core/problem.ts';
import { Unavailable } from '../../ports.ts';

/** An answer, or `unread` with the reason. NB: only what the world did not answer; a fault of ours is thrown on. */
export async function asFact<T>(asked: Promise<T>): Promise<Fact<T>> {
  try {
    return read(await asked);
  } catch (error) {
    if (error instanceof Unavailable) return unread(error.message);
    throw error;
  }
}

/** Asks about each key once, all at the same time. */
export async function factsOf<T>(
  keys: Iterable<string>,
  ask: (key: string) => Promise<T>,
): Promise<ReadonlyMap<string, Fact<T>>> {
  const asked = [...new Set(keys)].map(async (key) => [key, await asFact(ask(key))] as const);
  return new Map(await Promise.all(asked));
}

/** Runs `work` over the items, so many at a time, and keeps their order. Rejects with the first failure, after all have ended. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    while (next < items.length) {
      const index = next++;
      try {
        results[index] = await work(items[index]!); // index < length
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** The same, but that what the world did not answer is left out, and told. */
export async function attemptAll<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<{ readonly done: readonly R[]; readonly failures: readonly string[] }> {
  const facts = await inParallel(items, width, async (item) => asFact(work(item)));
  return {
    done: facts.flatMap((fact) => (fact.kind === 'read' ? [fact.value] : [])),
    failures: facts.flatMap((fact) => (fact.kind === 'unread' ? [fact.why] : [])),
  };
}
