// `daypass sweep`: what is past its end goes, without GitHub and without a controller.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, type Cluster, type Stoppable } from '../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { kubectl } from '../sandbox/kubernetes/kubectl.ts';
import { freePort } from '../sandbox/kubernetes/processes.ts';
import { daypass } from './a-terminal.ts';

test('without clusters it says which settings are missing', async () => {
  const { code, err } = await daypass(['sweep']);

  expect(code).toBe(1);
  expect(err).toContain('Neither KUBECONFIG nor DAYPASS_CLUSTER is set.');
});

test('a cluster that does not answer is told by its name, with exit code 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-sweep-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const server = `https://127.0.0.1:${await freePort()}`;
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'prod-eu', context: { cluster: 'c', user: 'u' } }],
    }),
  );

  const said = await daypass(['sweep', '-o', 'json'], { variables: { KUBECONFIG: kubeconfig } });

  expect(said.code).toBe(1);
  expect(JSON.parse(said.out)).toMatchObject({ cluster: 'prod-eu', deleted: [], left: [] });
  rmSync(folder, { recursive: true });
});

describeOnCluster('a sweep of a real cluster', () => {
  let cluster: Cluster & Stoppable;

  beforeAll(async () => {
    cluster = await startCluster({ name: 'prod-eu' });
  }, clusterStartTimeout);
  afterAll(() => cluster?.stop(), clusterStartTimeout);

  test('deletes what is past its end, and nothing that is not or that is not of the reserved form', async () => {
    const variables = { KUBECONFIG: cluster.adminKubeconfig };
    const over = 'daypass-7f3a9c21d05be8140c62-1700000000';
    const open = 'daypass-7f3a9c21d05be8140c63-4000000000';
    for (const name of [over, open, 'daypass-by-hand-1700000000']) {
      const binding = ['create', 'rolebinding', name, '--clusterrole=view', '--user=alice', '-n', 'default'];
      expect((await kubectl(binding, cluster.adminKubeconfig)).code).toBe(0);
    }

    const first = await daypass(['sweep'], { variables });
    const second = await daypass(['sweep'], { variables });

    const left = await kubectl(
      ['get', 'rolebindings', '-n', 'default', '-o', 'name'],
      cluster.adminKubeconfig,
    );
    expect(first).toEqual({
      code: 0,
      out: `prod-eu: deleted default/${over}, which was past its end\n`,
      err: '',
    });
    expect(second).toEqual({ code: 0, out: 'prod-eu: nothing is past its end\n', err: '' });
    expect(left.stdout).toContain(open);
    expect(left.stdout).toContain('daypass-by-hand-1700000000');
    expect(left.stdout).not.toContain(over);
  });
});
