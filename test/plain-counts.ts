// The last line of every test run: the plain counts, for people and for programs.
import type { Reporter, TestModule } from 'vitest/node';

/** Counts a file that could not be read, and an error outside any test, as failed: neither may hide in a green line. */
export function plainCounts(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const { passed, failed, skipped } = count(modules);
      const line = `${passed} passed, ${failed + unhandledErrors.length} failed, ${skipped} skipped\n`;
      // NB: other reporters still speak after this call; what is said at the exit is said last.
      process.once('exit', () => process.stdout.write(line));
    },
  };
}

function count(modules: readonly TestModule[]) {
  const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
  for (const module of modules) {
    const before = counts.failed;
    for (const test of module.children.allTests()) counts[test.result().state] += 1;
    if (!module.ok() && counts.failed === before) counts.failed += 1;
  }
  return { ...counts, failed: counts.failed + counts.pending };
}
