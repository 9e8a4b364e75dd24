// Plays what chance makes for as long as one likes: `npm run soak -- --runs 10000 [--seed S]`, `npm run fuzz -- --runs 1000000`.
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

const LENGTHS = {
  /** Random stories against every invariant. */
  soak: { folder: 'test/model', name: 'MODEL', runs: '10000' },
  /** Files that somebody changed by chance. */
  fuzz: { folder: 'test/fuzz', name: 'FUZZ', runs: '250000' },
} as const;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seed: { type: 'string' } },
});
const [what] = positionals;
if (what !== 'soak' && what !== 'fuzz') throw new Error('say `soak` or `fuzz`');

const { folder, name, runs } = LENGTHS[what];
const seed = values.seed ?? String(Date.now() % 2 ** 31);
process.env[`DAYPASS_${name}_RUNS`] = values.runs ?? runs;
process.env[`DAYPASS_${name}_SEED`] = seed;
process.stdout.write(`${what}: ${values.runs ?? runs} runs, --seed ${seed}\n`);
const started = performance.now();
const vitest = await startVitest('test', [folder], { watch: false, maxWorkers: 2 });
await vitest.close();
process.stdout.write(`${what}: ${Math.round((performance.now() - started) / 1000)} s, --seed ${seed}\n`);
