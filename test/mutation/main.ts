// Changes the core in every small way that could be a mistake, and says which of them no test notices: `npm run mutation -- approval`.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

/** Where a mistake would be somebody's access. */
const FOLDERS = ['approval', 'request', 'permissions', 'ledger', 'grant'];
const LEAST_KILLED = 85;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: '1' },
    /** Also what is read once, when a file is loaded: each such mistake costs a run of all the tests. */
    static: { type: 'boolean', default: false },
  },
});
const wanted = positionals.length > 0 ? positionals : FOLDERS;

for (const folder of wanted) {
  const source = `src/core/${folder}`;
  if (!existsSync(source)) throw new Error(`there is no ${source}`);
  process.stdout.write(`\n${source}\n`);
  await new Stryker({
    mutate: [`${source}/**/*.ts`],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    concurrency: Number(values.concurrency),
    ignoreStatic: !values.static,
    // NB: to read tsconfig.json it needs an interface that TypeScript 7 does not have; nothing here needs it read.
    tsconfigFile: 'none',
    // What was killed once is not tried again, as long as neither it nor its killer was changed.
    incremental: true,
    incrementalFile: `.mutation/${folder}.json`,
    tempDirName: '.mutation/trial',
    ignorePatterns: ['bench', 'dist', '.mutation', 'test/kube-apiserver'],
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
    thresholds: { high: 100, low: LEAST_KILLED, break: LEAST_KILLED },
  }).runMutationTest();
}
