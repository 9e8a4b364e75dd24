// What a bench gives: lines of a table, each a number beside the bare number of the same run and its limit.

export type Unit = 'ms' | 'count' | 'MiB';

export interface Line {
  readonly name: string;
  readonly unit: Unit;
  readonly measured: number;
  /** The same work by bare calls in the same run; undefined where there is none to compare with. */
  readonly bare: number | undefined;
  /** The most that is allowed: as a ratio to `bare`, or in the line's own unit; undefined where the line only informs. */
  readonly limit:
    | { readonly ratio: number }
    | { readonly ms: number }
    | { readonly most: number }
    | undefined;
  readonly note?: string;
}

export interface Judged extends Line {
  readonly ratio: number | undefined;
  /** Undefined where there is no limit. */
  readonly ok: boolean | undefined;
}

export function judge(line: Line): Judged {
  const { measured, bare, limit } = line;
  const ratio = bare === undefined ? undefined : measured / bare;
  return { ...line, ratio, ok: limit === undefined ? undefined : isWithin(measured, ratio, limit) };
}

function isWithin(measured: number, ratio: number | undefined, limit: NonNullable<Line['limit']>): boolean {
  if ('ms' in limit) return measured <= limit.ms;
  if ('most' in limit) return measured <= limit.most;
  return ratio !== undefined && ratio <= limit.ratio;
}

/** The value below which the share `p` of all values lies (nearest rank). */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

export const p50 = (values: readonly number[]): number => percentile(values, 0.5);

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs the work over the items, so many at a time, and stops at the first failure. */
export async function eachOf<T>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      await work(items[index]!, index); // index < length
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
