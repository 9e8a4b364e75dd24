// How the tests run against mutants: those of the core alone, which start no process; a busy machine fails none of them.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/core/**/*.test.ts'], testTimeout: 120_000 },
});
