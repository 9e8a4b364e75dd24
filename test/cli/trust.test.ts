// `daypass trust`: an operator sees the guardrails and the keys, says yes, and only then anything is written.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../src/core/crypto.ts';
import { environmentOf } from '../sandbox/environment.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { freePort } from '../sandbox/kubernetes/processes.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { daypass } from './a-terminal.ts';

let sandbox: Sandbox;
let variables: Readonly<Record<string, string>>;
beforeEach(async () => {
  sandbox = await startSandbox({ clusters: 'memory', started: false, trusted: false });
  variables = { ...environmentOf(sandbox.settings), PORT: '3000', KUBECONFIG: await anAwayCluster() };
});
afterEach(() => sandbox?.close());

test('every setting that is missing is told at once', async () => {
  const { code, err } = await daypass(['trust', 'abc'], { variables: {} });

  expect(code).toBe(1);
  for (const name of ['APP_ID', 'SEAL_KEY', 'DAYPASS_REPOSITORY', 'KUBECONFIG']) expect(err).toContain(name);
});

test('without a commit it says what is missing', async () => {
  expect(await daypass(['trust'], { variables })).toMatchObject({ code: 2, out: '' });
});

test('it shows the files and the fingerprints of the keys, and writes nothing where the answer is no', async () => {
  const head = sandbox.github.head();
  const key = /publicKey: (\S+)}/.exec((await sandbox.github.file('access-requests/policy.yaml')) ?? '')?.[1];

  const { code, err } = await daypass(['trust', head], { variables, answer: '' });

  expect(code).toBe(1);
  expect(err).toContain(`The guardrails at ${head}:`);
  expect(err).toMatch(/access-requests\/policy\.yaml +[0-9a-f]{40}\n/);
  expect(err).toContain(sha256(Buffer.from(key ?? '', 'base64')));
  expect(err).toContain('prod-eu  does not answer');
  expect(err).toContain('Nothing was written.');
  expect(sandbox.github.head()).toBe(head);
});

test('where there is nobody to ask, it asks for --yes', async () => {
  const head = sandbox.github.head();

  const { code, err } = await daypass(['trust', head], { variables });

  expect(code).toBe(1);
  expect(err).toContain('--yes');
  expect(sandbox.github.head()).toBe(head);
});

test('with yes it commits the event and its reason, and tells which cluster did not answer', async () => {
  const head = sandbox.github.head();

  const said = await daypass(['trust', head, '--reason', 'We begin.', '-o', 'json'], {
    variables,
    answer: 'yes',
  });

  expect(said.code).toBe(1);
  expect(JSON.parse(said.out)).toMatchObject({
    kind: 'trusted',
    root: sandbox.github.head(),
    clusters: [{ name: 'prod-eu', failure: expect.stringContaining('prod-eu') as string }],
  });
  expect(await sandbox.github.git.run(['log', '-1', '--format=%B', 'main'])).toContain('"We begin."');
});

test('a commit that is not on the branch is refused', async () => {
  const { code, err } = await daypass(['trust', '0'.repeat(40), '--yes'], { variables });

  expect(code).toBe(1);
  expect(err).toContain('is not on the default branch');
});

test('a reason of several lines is a misuse', async () => {
  const { code } = await daypass(['trust', 'abc', '--reason', 'a\nb'], { variables });

  expect(code).toBe(2);
});

describeOnCluster('daypass trust with a real cluster', () => {
  test(
    'writes the checkpoint with exactly the permissions of the controller, and may be run again',
    async () => {
      const real = await startSandbox({ clusters: 'real', started: false, trusted: false });
      try {
        const settings = { ...environmentOf(real.settings), PORT: '3000' };

        const first = await daypass(['trust', real.github.head(), '--yes'], { variables: settings });
        const second = await daypass(['trust', real.github.head(), '--yes'], { variables: settings });

        expect([first.code, second.code]).toEqual([0, 0]);
        expect(first.out).toContain('prod-eu: its checkpoint is written');
        expect(second.err).toContain('They are in force; no event is committed.');
        expect(second.out).toContain(`has its root at ${real.github.head()}`);
      } finally {
        await real.close();
      }
    },
    clusterStartTimeout,
  );
});

async function anAwayCluster(): Promise<string> {
  const path = join(sandbox.folder, 'away.kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${await freePort()}` } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'prod-eu', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}
