import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectClusters } from '../../../src/adapters/kubernetes/connect-clusters.ts';
import { handClock } from '../../sandbox/memory/clock.ts';

const clock = handClock('2026-11-20T16:00:00Z');
let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-kubeconfig-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Context {
  readonly name: string;
  readonly cluster?: string;
  readonly user?: string;
}

const verified = { server: 'https://127.0.0.1:6443' };

function aFile(
  contexts: readonly Context[],
  clusters: Readonly<Record<string, object>>,
  users = ['us'],
): string {
  count += 1;
  const path = join(folder, `${count}.kubeconfig`);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    contexts: contexts.map(({ name, cluster = 'one', user = 'us' }) => ({
      name,
      context: { cluster, user },
    })),
    clusters: Object.entries(clusters).map(([name, cluster]) => ({ name, cluster })),
    users: users.map((name) => ({ name, user: { token: 'secret' } })),
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

function connected(...files: readonly string[]): readonly string[] {
  const outcome = connectClusters({ kind: 'kubeconfig', files }, { clock });
  return outcome.kind === 'valid'
    ? outcome.value.map(({ name }) => name)
    : outcome.problems.map(({ what }) => what);
}

test('every context is a cluster, by its own name', () => {
  expect(connected(aFile([{ name: 'prod-eu' }, { name: 'staging' }], { one: verified }))).toEqual([
    'prod-eu',
    'staging',
  ]);
});

test('files are joined as kubectl joins them: the first entry of a name counts', () => {
  const first = aFile([{ name: 'prod-eu', cluster: 'far' }], {}, []);
  const second = aFile([{ name: 'prod-eu', cluster: 'nowhere' }], { far: verified });

  expect(connected(first, second)).toEqual(['prod-eu']);
});

test('all problems are told at once', () => {
  const file = aFile(
    [
      { name: 'fine' },
      { name: 'no-cluster', cluster: 'missing' },
      { name: 'no-user', user: 'nobody' },
      { name: 'unverified', cluster: 'two' },
      { name: 'plain', cluster: 'three' },
    ],
    {
      one: verified,
      two: { ...verified, 'insecure-skip-tls-verify': true },
      three: { server: 'http://127.0.0.1:8080' },
    },
  );

  expect(connected(file)).toEqual([
    'The context no-cluster names the cluster missing, which no kubeconfig has.',
    'The context no-user names the user nobody, which no kubeconfig has.',
    'The context unverified would not verify who answers (insecure-skip-tls-verify, or plain http).',
    'The context plain would not verify who answers (insecure-skip-tls-verify, or plain http).',
  ]);
});

test('a kubeconfig without contexts, or that cannot be read, is a problem', () => {
  expect(connected(aFile([], {}))).toEqual(['The kubeconfig has no context.']);
  expect(connected(join(folder, 'missing'))).toEqual([expect.stringContaining('ENOENT')]);
});

test('the cluster of the pod is there only in a pod', () => {
  const outcome = connectClusters({ kind: 'in pod', name: 'prod-eu' }, { clock });

  expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ mend: 'Set KUBECONFIG instead.' }] });
});
