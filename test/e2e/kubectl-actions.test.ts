// What each action lets its holder do, tried with a real kubectl on a real API server: it is enough, and for one object.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectClusters, type ClusterConnection } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { systemClock } from '../../src/adapters/system-clock.ts';
import { resolveAction } from '../../src/core/actions/action.ts';
import { rulesOfAction } from '../../src/core/actions/action-rules.ts';
import { readAction } from '../../src/core/actions/written-action.ts';
import { startCluster, type Cluster, type Stoppable } from '../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { callApi, readKubeconfig } from '../sandbox/kubernetes/kubeconfig.ts';
import { kubectl } from '../sandbox/kubernetes/kubectl.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const namespace = '/api/v1/namespaces/shop';
const containers = [{ name: 'c', image: 'shop/api:1' }];
const template = { metadata: { labels: { app: 'api' } }, spec: { containers } };
const spec = { replicas: 1, selector: { matchLabels: { app: 'api' } }, serviceName: 'api', template };
const eviction = (name: string) => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
const evict = (name: string) => ['create', '--raw', `${namespace}/pods/${name}/eviction`, '-f', '-'];

describeOnCluster('kubectl', () => {
  let cluster: Cluster & Stoppable;
  let connection: ClusterConnection;

  const asAdmin = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await callApi(readKubeconfig(cluster.adminKubeconfig), method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  };
  const addPod = async (name: string) =>
    asAdmin('POST', `${namespace}/pods`, { metadata: { name }, spec: { containers } });
  const addWorkload = async (resource: string, more: object) => {
    for (const name of ['api', 'web'])
      await asAdmin('POST', `/apis/apps/v1/namespaces/shop/${resource}`, {
        metadata: { name },
        spec: { ...spec, ...more },
      });
  };
  const asAlice = async (args: readonly string[], input?: string) =>
    kubectl(['--as=alice', '-n', 'shop', ...args], cluster.adminKubeconfig, input);

  /** Gives alice one action, as it would be granted, and takes it away after the story. */
  const holding = async (text: string, place: string | undefined, story: () => Promise<void>) => {
    const reading = readAction(text);
    if (reading.kind === 'none') throw new Error(text);
    const discovery = await connection.recordLane.discovery();
    const resolution = resolveAction(reading.action, discovery, 'prod-eu', place);
    if (resolution.kind !== 'action') throw new Error(JSON.stringify(resolution));
    const rules = rulesOfAction(resolution.action, undefined, false).map(
      ({ apiGroups, resources, verbs, resourceNames }) => ({ apiGroups, resources, verbs, resourceNames }),
    );
    const [kind, room] =
      place === undefined ? (['ClusterRole', ''] as const) : (['Role', '/namespaces/shop'] as const);
    const [roles, bindings] = [kind.toLowerCase(), `${kind}Binding`.toLowerCase()];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'one' };
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }];
    await asAdmin('POST', `${rbac}${room}/${roles}s`, { metadata: { name: 'one' }, rules });
    await asAdmin('POST', `${rbac}${room}/${bindings}s`, { metadata: { name: 'one' }, roleRef, subjects });
    try {
      await story();
    } finally {
      await asAdmin('DELETE', `${rbac}${room}/${bindings}s/one`);
      await asAdmin('DELETE', `${rbac}${room}/${roles}s/one`);
    }
  };

  beforeAll(async () => {
    cluster = await startCluster({ name: 'prod-eu' });
    const connected = connectClusters(
      { kind: 'kubeconfig', files: [cluster.adminKubeconfig] },
      { clock: systemClock },
    );
    if (connected.kind === 'invalid') throw new Error('the kubeconfig of the administrator is none');
    connection = connected.value[0]!; // it has one context
    await asAdmin('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
    for (const name of ['api', 'web']) {
      await addPod(name);
      await asAdmin('POST', '/api/v1/nodes', { metadata: { name } });
    }
    await addWorkload('deployments', { serviceName: undefined });
    await addWorkload('statefulsets', {});
    await addWorkload('daemonsets', { serviceName: undefined, replicas: undefined });
    await addWorkload('replicasets', { serviceName: undefined });
  }, clusterStartTimeout);

  afterAll(async () => {
    await connection?.close();
    await cluster?.stop();
  }, clusterStartTimeout);

  test.each([
    ['get pods/api'],
    ['get deployments/api'],
    ['scale deployments/api --replicas=3'],
    ['scale statefulsets/api --replicas=0'],
    ['scale replicasets/api --replicas=3'],
    ['rollout restart deployments/api'],
    ['rollout restart statefulsets/api'],
    ['rollout restart daemonsets/api'],
    ['set image deployments/api --c=shop/api:2', 'set image deployments/api c=shop/api:2'],
  ])('carries out `%s` for that object, and for no other', async (action, typed = action) => {
    await holding(action, 'shop', async () => {
      const done = await asAlice(typed.split(' '));
      const other = await asAlice(typed.replace('/api', '/web').split(' '));

      expect([done.stderr, done.code]).toEqual(['', 0]);
      expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('forbidden')]);
    });
  });

  // No node runs these pods, so that the API server lets the call through and then has no place to send it.
  test.each([
    ['logs pods/api', 'logs pods/api'],
    ['exec pods/api', 'exec pods/api -- ls'],
    ['attach pods/api', 'attach pods/api'],
    ['port-forward pods/api', 'port-forward pods/api 18080:80'],
  ])('is let through with `%s` to that pod, and to no other', async (action, typed) => {
    await holding(action, 'shop', async () => {
      const done = await asAlice(typed.split(' '));
      const other = await asAlice(typed.replace('/api', '/web').split(' '));

      expect(done.stderr).not.toContain('forbidden');
      expect(`${done.stdout}${done.stderr}`).toMatch(/host|Pending|not running|status phase|^$/i);
      expect(other.stderr).toContain('forbidden');
    });
  });

  test('carries out `delete pods/api` for that pod, and for no other', async () => {
    await holding('delete pods/api', 'shop', async () => {
      const done = await asAlice(['delete', 'pods/api']);
      const other = await asAlice(['delete', 'pods/web']);
      const all = await asAlice(['delete', 'pods', '--all']);

      expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('deleted') });
      expect([other.stderr, all.stderr]).toEqual([
        expect.stringContaining('forbidden'),
        expect.stringContaining('forbidden'),
      ]);
    });
    await addPod('api');
  });

  test('evicts with `evict pods/api` that pod, and no other', async () => {
    await holding('evict pods/api', 'shop', async () => {
      const done = await asAlice(evict('api'), JSON.stringify(eviction('api')));
      const other = await asAlice(evict('web'), JSON.stringify(eviction('web')));

      expect([done.code, other.stderr]).toEqual([0, expect.stringContaining('forbidden')]);
    });
    await addPod('api');
  });

  test.each(['cordon', 'uncordon'])(
    'carries out `%s nodes/api` for that node, and for no other',
    async (verb) => {
      await holding(`${verb} nodes/api`, undefined, async () => {
        const done = await asAlice([verb, 'nodes/api']);
        const other = await asAlice([verb, 'nodes/web']);

        expect([done.stderr, done.code]).toEqual(['', 0]);
        expect(other.stderr).toContain('forbidden');
      });
    },
  );
});
