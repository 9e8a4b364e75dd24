// `npm run demo` on a machine that has nothing but Node and Git.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

async function demo(...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts'), ...args], {
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: folder, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said, ended, left: () => readdirSync(folder) };
}

test('it says that the cluster is in memory, tells the story, and leaves nothing behind', async () => {
  const { said, ended, left } = await demo();

  expect(await ended).toBe(0);
  expect(said.err).toBe('');
  expect(said.out).toMatch(
    /^Daypass on this machine alone: .* a cluster in memory, because this\nmachine has no API server/,
  );
  expect(said.out.match(/^ \d\. /gm)).toHaveLength(7);
  expect(said.out.match(/^ {4}(yes|no)$/gm)?.map((answer) => answer.trim())).toEqual([
    'no',
    'yes',
    'no',
    'no',
  ]);
  expect(said.out).toContain("Expire alice's debugger in prod-eu/payments");
  expect(said.out).not.toContain('\u001b[');
  expect(left()).toEqual([]);
});

test('with --keep it goes on until it is ended, and leaves nothing behind then', async () => {
  const { child, said, ended, left } = await demo('--keep');
  await new Promise<void>((resolve) => {
    child.stdout.on('data', () => (/merge_method/.test(said.out) ? resolve() : undefined));
  });

  const url = /git clone (\S+)/.exec(said.out)?.[1] ?? '';
  const [, credentials = '', rest = ''] = /^http:\/\/([^@]+)@(.*)$/.exec(url) ?? [];
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const refs = await fetch(`http://${rest}/info/refs?service=git-upload-pack`, {
    headers: { authorization },
  });
  child.kill('SIGINT');

  expect(refs.status).toBe(200);
  expect(await ended).toBe(0);
  expect(left()).toEqual([]);
});
