// The sandbox's clusters behave like real ones, and leave nothing behind.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCluster, startClusters, type Cluster, type Stoppable } from './cluster.ts';
import { clusterStartTimeout, describeOnCluster } from './describe-on-cluster.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { callApi, joinKubeconfigs, kubeconfigThrough, readKubeconfig } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { accepts } from './processes.ts';

describeOnCluster('a sandbox cluster', () => {
  let cluster: Cluster & Stoppable;
  let admin: (...args: readonly string[]) => Promise<string>;

  beforeAll(async () => {
    cluster = await startCluster({ name: 'prod-eu' });
    admin = async (...args) => {
      const { code, stdout, stderr } = await kubectl(args, cluster.adminKubeconfig);
      expect(stderr.replace(/^Warning:.*\n/gm, '') + String(code)).toBe('0');
      return stdout;
    };
  }, clusterStartTimeout);

  afterAll(() => cluster?.stop(), clusterStartTimeout);

  test('view and edit have rules', async () => {
    const view = await admin('describe', 'clusterrole', 'view');
    const edit = await admin('describe', 'clusterrole', 'edit');

    expect(view).toMatch(/pods\/log .*get list watch/);
    expect(edit).toMatch(/pods\/exec .*create/);
  });

  test('a person may do what a binding says, by certificate, and nothing else', async () => {
    await admin('create', 'namespace', 'payments');
    await admin(
      'create',
      'rolebinding',
      'alice-views',
      '--clusterrole=view',
      '--user=alice@acme.com',
      '-n',
      'payments',
    );
    const alice = cluster.kubeconfigFor('alice@acme.com');

    const inside = await kubectl(['auth', 'can-i', 'get', 'pods', '-n', 'payments'], alice);
    const outside = await kubectl(['auth', 'can-i', 'get', 'pods', '-n', 'default'], alice);

    expect([inside.stdout, outside.stdout]).toEqual(['yes\n', 'no\n']);
  });

  test('a person is a member of the groups of the certificate', async () => {
    const alice = cluster.kubeconfigFor('alice@acme.com', ['engineers', 'oncall']);

    const whoami = await kubectl(['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.groups}'], alice);

    expect(whoami.stdout).toBe('["engineers","oncall","system:authenticated"]');
  });

  test('a service account has a kubeconfig with a token', async () => {
    await admin('create', 'serviceaccount', 'robot', '-n', 'default');

    const robot = await cluster.kubeconfigForServiceAccount('default/robot');

    const whoami = await kubectl(['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'], robot);
    expect(whoami.stdout).toBe('system:serviceaccount:default:robot');
    await expect(cluster.kubeconfigForServiceAccount('default/nobody')).rejects.toThrow(
      'no token for default/nobody',
    );
  });

  test('a deleted namespace really goes, with what is in it', async () => {
    await admin('create', 'namespace', 'gone');
    await admin('create', 'configmap', 'left', '-n', 'gone');

    await admin('delete', 'namespace', 'gone', '--wait=true', '--timeout=30s');

    expect((await kubectl(['get', 'namespace', 'gone'], cluster.adminKubeconfig)).stderr).toContain(
      'NotFound',
    );
  }, 40_000);

  test('a new namespace gets the certificate authority of the cluster', async () => {
    await admin('create', 'namespace', 'fresh');

    await vi.waitFor(() => admin('get', 'configmap', 'kube-root-ca.crt', '-n', 'fresh'), 10_000);
  });

  test('the audit log tells what people do and which binding let them', async () => {
    await admin('create', 'clusterrolebinding', 'bob-views', '--clusterrole=view', '--user=bob@acme.com');

    await kubectl(['get', 'pods', '-n', 'default'], cluster.kubeconfigFor('bob@acme.com'));

    const log = readFileSync(cluster.auditLog, 'utf8');
    expect(log).toMatch(
      /"verb":"list","user":\{"username":"bob@acme.com".*ClusterRoleBinding \\"bob-views\\"/,
    );
    expect(log).toMatch(/"verb":"create".*"clusterrolebindings","name":"bob-views"/);
  });

  test('a fault proxy hangs, cuts and slows the way to the API server, and restores it', async () => {
    const proxy = await startFaultProxy(cluster);
    const through = readKubeconfig(kubeconfigThrough(cluster.adminKubeconfig, proxy.server));
    const version = async () => (await callApi(through, 'GET', '/version')).status;

    proxy.hang();
    const hanging = version();
    const first = await Promise.race([
      hanging,
      new Promise((resolve) => setTimeout(resolve, 300, 'nothing')),
    ]);
    proxy.restore();
    const afterwards = await hanging;
    proxy.cut();
    const whileCut = await version().catch((error: unknown) => String(error));
    proxy.delay(100);
    const start = performance.now();
    const slow = await version();
    const took = performance.now() - start;
    await proxy.stop();

    expect([first, afterwards, slow]).toEqual(['nothing', 200, 200]);
    expect(whileCut).toMatch(/ECONNRESET|socket/);
    expect(took).toBeGreaterThan(200);
  });
});

describeOnCluster('several sandbox clusters', () => {
  test(
    'share an etcd, not their objects, and leave nothing behind when they stop',
    async () => {
      const { clusters, stop } = await startClusters(['prod-eu', 'staging']);
      const [one, other] = [clusters[0]!, clusters[1]!];
      const admin = readKubeconfig(one.adminKubeconfig);
      const joined = joinKubeconfigs(
        join(one.folder, 'both.kubeconfig'),
        clusters.map((each) => each.adminKubeconfig),
      );

      await kubectl(['--context=prod-eu', 'create', 'namespace', 'payments'], joined);
      const here = await kubectl(['--context=prod-eu', 'get', 'namespace', 'payments'], joined);
      const there = await kubectl(['--context=staging', 'get', 'namespace', 'payments'], joined);
      await stop();

      expect([here.code, there.code]).toEqual([0, 1]);
      expect([one, other].map(({ folder }) => existsSync(folder))).toEqual([false, false]);
      await expect(callApi(admin, 'GET', '/version')).rejects.toThrow('ECONNREFUSED');
    },
    clusterStartTimeout,
  );

  test(
    'leave nothing behind when the process that started them is killed',
    async () => {
      const script = `
      import { startCluster } from ${JSON.stringify(join(import.meta.dirname, 'cluster.ts'))};
      const { folder, port } = await startCluster({ name: 'doomed' });
      console.log(folder, port);
      process.kill(process.pid, 'SIGKILL');`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));

      const signal = await new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));

      const [folder, port] = output.trim().split(' ');
      expect(signal).toBe('SIGKILL');
      await vi.waitFor(async () => {
        expect(existsSync(folder!)).toBe(false);
        expect(await accepts(Number(port!))).toBe(false);
      }, 10_000);
    },
    clusterStartTimeout,
  );
});
