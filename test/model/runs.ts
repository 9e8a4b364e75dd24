// How often each property of the model is run, and from which seed: both can be given, and the seed is always told.
import fc from 'fast-check';

/** The usual runs of the two properties that the others, which play every story twice, are in proportion to. */
export const USUAL_RUNS = 450;

/** `DAYPASS_MODEL_RUNS`: in place of the usual runs; `DAYPASS_MODEL_SEED`: plays a told seed again. */
export async function holds<Given>(
  title: string,
  usualRuns: number,
  property: fc.IAsyncPropertyWithHooks<Given>,
): Promise<void> {
  const asked = process.env['DAYPASS_MODEL_RUNS'];
  const numRuns = asked === undefined ? usualRuns : Math.ceil((Number(asked) * usualRuns) / USUAL_RUNS);
  const seed = Number(process.env['DAYPASS_MODEL_SEED'] ?? Date.now() % 2 ** 31);
  process.stdout.write(`${title}: ${numRuns} runs, DAYPASS_MODEL_SEED=${seed}\n`);
  const watched = asked === undefined ? property : property.beforeEach(progress(title, numRuns));
  // What a run leaves in `interrupted` was not looked at: it would be a pass that proves nothing.
  await fc.assert(watched, { numRuns, seed, markInterruptAsFailure: true });
}

/** Longer than any number of runs that a person waits for. */
export const NO_LIMIT = 24 * 3_600_000;

/** A line for each twentieth of the way. */
function progress(title: string, runs: number): (before: () => unknown) => Promise<void> {
  const started = performance.now();
  let run = 0;
  return async (before) => {
    await before();
    run += 1;
    if (run % Math.max(1, Math.floor(runs / 20)) !== 0) return;
    const took = Math.round((performance.now() - started) / 1000);
    process.stdout.write(`${title}: ${Math.round((100 * run) / runs)} % after ${took} s\n`);
  };
}
