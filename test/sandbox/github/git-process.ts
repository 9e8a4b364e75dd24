// One run of the system's git, out of reach of anybody's own settings.
import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are an answer, not an error. */
  readonly allow?: readonly number[];
}

/** The environment that keeps the person's own Git settings out. */
export const cleanEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
});

/** Runs git in a folder; an exit code that was not allowed for is an error with what git said. */
export const run = (folder: string, args: readonly string[], options: RunOptions = {}) =>
  new Promise<{ code: number; stdout: string }>((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, env: { ...cleanEnvironment(), ...options.env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => {
      const stdout = Buffer.concat(out).toString('utf8');
      if (code === 0 || (code !== null && options.allow?.includes(code))) resolve({ code, stdout });
      else
        reject(
          new Error(
            `git ${args.slice(0, 3).join(' ')} failed: ${Buffer.concat(err).toString('utf8').trim()}`,
          ),
        );
    });
    child.stdin.end(options.input ?? '');
  });
