// How the tests run: the pure ones first and in parallel, then those that start processes, two files at a time.
import { defineConfig } from 'vitest/config';
import { plainCounts } from './test/plain-counts.ts';

/** Their tests start servers, Git and clusters: more than two at once would only wait for each other. */
const withProcesses = ['adapters', 'bench', 'cli', 'deploy', 'e2e', 'flows', 'sandbox', 'timeline'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    reporters: ['default', plainCounts()],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: withProcesses,
          testTimeout: 15_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: withProcesses,
          testTimeout: 60_000,
          hookTimeout: 90_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
