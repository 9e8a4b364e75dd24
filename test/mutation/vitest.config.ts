// How the tests run against mutants: those of the core alone, which start no process and ask no clock.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/core/**/*.test.ts'], testTimeout: 15_000 },
});
