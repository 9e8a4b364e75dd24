// `npm start`: bad settings end it at once; a world that is away does not.
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../sandbox/kubernetes/processes.ts';

let folder: string;
let started: ReturnType<typeof start> | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-start-'));
});
afterEach(() => {
  started?.child.kill('SIGKILL');
  started = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function start(variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said, ended };
}

test('bad settings are told all at once, without their values, and the exit code is 1', async () => {
  started = start({ APP_ID: 'none', WEBHOOK_SECRET: 'hunter2', SEAL_KEY: 'hunter3' });

  expect(await started.ended).toBe(1);

  const { out, err } = started.said;
  for (const name of [
    'APP_ID',
    'PRIVATE_KEY',
    'WEBHOOK_SECRET',
    'SEAL_KEY',
    'DAYPASS_REPOSITORY',
    'KUBECONFIG',
  ]) {
    expect(err).toMatch(new RegExp(`^- .*\\b${name}\\b`, 'm'));
  }
  expect(out + err).not.toMatch(/hunter/);
});

test('with GitHub and the cluster away it starts, says so to people, is healthy, and ends in order', async () => {
  const away = `127.0.0.1:${await freePort()}`;
  const url = `http://127.0.0.1:${await freePort()}`;
  started = start(settingsFor(away, url));

  await vi.waitFor(async () => expect((await fetch(`${url}/healthz`)).status).toBe(200), 20_000);
  await vi.waitFor(
    async () => expect(await (await fetch(`${url}/readyz`)).text()).toContain('prod-eu'),
    20_000,
  );
  const ready = await fetch(`${url}/readyz`);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  started.child.kill('SIGTERM');

  expect([ready.status, await started.ended]).toEqual([503, 0]);
  expect(metrics).toContain('daypass_cluster_reachable');
  expect(started.said.out).toContain('"msg":"stopped"');
  expect(started.said.err).toBe('');
});

function settingsFor(away: string, url: string): Readonly<Record<string, string>> {
  const kubeconfig = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: `https://${away}` } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'prod-eu', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const seal = generateKeyPairSync('ed25519').privateKey;
  return {
    APP_ID: '1',
    PRIVATE_KEY: rsa.export({ type: 'pkcs1', format: 'pem' }).toString(),
    SEAL_KEY: seal.export({ type: 'pkcs8', format: 'pem' }).toString(),
    DAYPASS_REPOSITORY: 'acme/access',
    GITHUB_API_URL: `http://${away}`,
    GITHUB_SERVER_URL: `http://${away}`,
    KUBECONFIG: kubeconfig,
    HOST: '127.0.0.1',
    PORT: new URL(url).port,
  };
}
