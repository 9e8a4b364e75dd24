// `daypass setup`: the page that makes the GitHub App, from the manifest of this project.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { keepSettings } from '../../src/cli/env-file.ts';
import { freePort } from '../sandbox/kubernetes/processes.ts';
import { daypass } from './a-terminal.ts';

const root = join(import.meta.dirname, '..', '..');
let started: ChildProcess | undefined;
afterEach(() => started?.kill('SIGKILL'));

test('the page sends the manifest of this project to GitHub', async () => {
  const port = await freePort();
  started = spawn(process.execPath, ['src/cli/main.ts', 'setup', '--port', String(port)], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => started?.stdout?.once('data', resolve));

  const page = await (await fetch(`http://127.0.0.1:${port}/probot`)).text();

  const html = page.replaceAll('&quot;', '"').replaceAll('&#34;', '"');
  expect(html).toContain('https://github.com/settings/apps/new');
  expect(html).toContain('"pull_requests":"write"');
});

test('the manifest asks for what Daypass uses, and for no event that would need more', () => {
  const manifest = parse(readFileSync(join(root, 'app.yml'), 'utf8')) as Record<string, unknown>;

  expect(manifest).toMatchObject({
    public: false,
    default_permissions: {
      contents: 'write',
      pull_requests: 'write',
      checks: 'write',
      members: 'read',
      merge_queues: 'read',
      metadata: 'read',
    },
    default_events: ['pull_request', 'pull_request_review', 'push', 'merge_group'],
  });
});

test('where there is an App already, the page is not started', async () => {
  expect(await daypass(['setup'], { variables: { APP_ID: '1' } })).toEqual({
    code: 1,
    out: '',
    err: 'daypass setup: APP_ID is set, so there is an App already. Unset it to make another one.\n',
  });
});

test('what GitHub answers is kept beside what was there, for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-env-'));
  const file = join(folder, '.env');
  const pem = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n';

  keepSettings(file, { PORT: '3000' });
  keepSettings(file, { APP_ID: '42', PRIVATE_KEY: `"${pem}"`, WEBHOOK_SECRET: null });
  const kept = keepSettings(file, {});

  expect(kept).toEqual({ PORT: '3000', APP_ID: '42', PRIVATE_KEY: pem });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});
