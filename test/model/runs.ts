// How often the model is run, and from which seed: both can be given, and the seed is always told.
import fc from 'fast-check';

/** `DAYPASS_MODEL_RUNS`: runs of each property; `DAYPASS_MODEL_SEED`: plays a told seed again. */
export async function holds(
  title: string,
  usualRuns: number,
  property: fc.IAsyncProperty<unknown[]>,
): Promise<void> {
  const numRuns = Number(process.env['DAYPASS_MODEL_RUNS'] ?? usualRuns);
  const seed = Number(process.env['DAYPASS_MODEL_SEED'] ?? Date.now() % 2 ** 31);
  process.stdout.write(`${title}: ${numRuns} runs, DAYPASS_MODEL_SEED=${seed}\n`);
  // What a run leaves in `interrupted` was not looked at: it would be a pass that proves nothing.
  await fc.assert(property, { numRuns, seed, markInterruptAsFailure: true });
}

/** Longer than any number of runs that a person waits for. */
export const NO_LIMIT = 24 * 3_600_000;
