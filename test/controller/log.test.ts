// The log of a process whose output nobody reads, or that cannot be written.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const log = new URL('../../src/controller/log.ts', import.meta.url).href;

/** Writes far more than a pipe holds and than the log keeps, then says on standard error that it went on. */
const TALKATIVE = `
  const { openLog } = await import(${JSON.stringify(log)});
  const log = openLog('info', []);
  const filler = 'x'.repeat(64 * 1024);
  for (let line = 0; line < 2_500; line += 1) {
    log.info({ filler }, 'a line');
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.stderr.write('went on with ' + Math.round(process.memoryUsage().rss / 2 ** 20) + ' MiB\\n');
`;

test('[220] a log that nobody reads holds up nothing: lines are dropped, and memory is bounded', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', TALKATIVE], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pause();

  const [told] = (await once(child.stderr, 'data')) as [Buffer];

  // NB: killed, as a kubelet does in the end: what is in the pipe is flushed at an exit, however long that takes.
  child.kill('SIGKILL');
  const [, memory = ''] = /^went on with (\d+) MiB/.exec(told.toString()) ?? [];
  expect(Number(memory)).toBeGreaterThan(0);
  expect(Number(memory)).toBeLessThan(250);
}, 30_000);
