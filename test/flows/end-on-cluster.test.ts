// The end lane on a real API server: what counts is that the person may no longer do it.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectClusters, type ClusterConnection } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { objectPath } from '../../src/adapters/kubernetes/objects.ts';
import { systemClock } from '../../src/adapters/system-clock.ts';
import { bindingOf, type Binding } from '../../src/core/grant/binding.ts';
import {
  between,
  epochSeconds,
  formatInstant,
  fromEpochSeconds,
  hours,
  plus,
  seconds,
} from '../../src/core/time.ts';
import { startEndLane, type EndLane } from '../../src/flows/end/end.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';
import { startCluster, type Cluster, type Stoppable } from '../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { startFaultProxy } from '../sandbox/kubernetes/fault-proxy.ts';
import {
  callApi,
  kubeconfigThrough,
  readKubeconfig,
  type ApiAnswer,
} from '../sandbox/kubernetes/kubeconfig.ts';
import { openJournal } from '../sandbox/memory/journal.ts';

const clock = systemClock;

describeOnCluster('the end lane on a real API server', () => {
  let sandbox: Cluster & Stoppable;
  let connection: ClusterConnection;
  const open: { readonly close: () => Promise<unknown> }[] = [];
  let count = 0;

  const asAdmin = async (method: string, path: string, body?: unknown, type?: string): Promise<ApiAnswer> =>
    callApi(readKubeconfig(sandbox.adminKubeconfig), method, path, body, type);

  const connect = (kubeconfig: string): ClusterConnection => {
    const connected = connectClusters({ kind: 'kubeconfig', files: [kubeconfig] }, { clock });
    if (connected.kind === 'invalid') throw new Error(connected.problems.map(({ what }) => what).join(' '));
    open.push(connected.value[0]!);
    return connected.value[0]!;
  };

  /** With lists far apart: what ends, ends by the lane's own timer. */
  const startLane = ({ endLane: cluster }: ClusterConnection) => {
    const late: number[] = [];
    const lane: EndLane = startEndLane({
      cluster,
      clock,
      journal: openJournal(),
      interval: hours(1),
      onEnded: ({ expiresAt }, at) => late.push(between(expiresAt, at)),
    });
    open.push({ close: () => lane.stop() });
    return { lane, late };
  };

  /** Another person's each time. It ends on a whole second. */
  const aBinding = (secondsFromNow = 4): Binding => {
    count += 1;
    const expiresAt = formatInstant(fromEpochSeconds(epochSeconds(clock.now()) + secondsFromNow));
    const grant = count.toString(16).padStart(20, '0');
    const subject = { login: 'person', id: count, username: `person-${count}@acme.com` };
    return bindingOf(aGrant({ grant, expiresAt, subject }), commit, repository);
  };

  const mayReadPods = async ({ subjects, namespace }: Binding): Promise<boolean> => {
    const { body } = await asAdmin('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user: subjects[0]?.name, resourceAttributes: { namespace, verb: 'get', resource: 'pods' } },
    });
    return (body as { status: { allowed: boolean } }).status.allowed;
  };

  const waitForTheEnd = (binding: Binding) =>
    vi.waitFor(async () => expect(await mayReadPods(binding)).toBe(false), { timeout: 15_000, interval: 10 });

  beforeAll(async () => {
    sandbox = await startCluster({ name: 'prod-eu' });
    connection = connect(sandbox.adminKubeconfig);
    await asAdmin('POST', '/api/v1/namespaces', { metadata: { name: 'payments' } });
    await asAdmin('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      metadata: { name: 'daypass-debugger' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    });
  }, clusterStartTimeout);

  afterAll(async () => {
    await Promise.all(open.map((each) => each.close()));
    await sandbox?.stop();
  }, clusterStartTimeout);

  test('a person may until the end, and no longer', async () => {
    const binding = aBinding();
    const end = fromEpochSeconds(Number(binding.name.slice(-10)));
    await connection.recordLane.apply(binding);
    const { late } = startLane(connection);
    await vi.waitFor(async () => expect(await mayReadPods(binding)).toBe(true), 3_000);

    await waitForTheEnd(binding);

    expect(between(end, clock.now())).toBeLessThan(2_000);
    await vi.waitFor(() => expect(late).toHaveLength(1), 5_000);
    expect(late[0]).toBeGreaterThanOrEqual(0);
    expect(late[0]).toBeLessThan(2_000);
  });

  test('[77] stripped labels and a later annotation postpone nothing', async () => {
    const binding = aBinding();
    const end = fromEpochSeconds(Number(binding.name.slice(-10)));
    await connection.recordLane.apply(binding);
    const { lane } = startLane(connection);
    await asAdmin(
      'PATCH',
      objectPath(binding),
      {
        metadata: {
          labels: Object.fromEntries(Object.keys(binding.labels).map((label) => [label, null])),
          annotations: { 'daypass.dev/expires-at': formatInstant(plus(clock.now(), hours(99))) },
        },
      },
      'application/merge-patch+json',
    );
    expect((await connection.recordLane.binding(binding))?.labels).toEqual({});
    lane.wake();

    await waitForTheEnd(binding);

    expect(between(end, clock.now())).toBeLessThan(2_000);
    expect(await connection.recordLane.binding(binding)).toBeUndefined();
  });

  test('[126] one way to an API server that hangs holds up no end on another', async () => {
    const proxy = await startFaultProxy(sandbox);
    open.push({ close: proxy.stop });
    const throughProxy = connect(kubeconfigThrough(sandbox.adminKubeconfig, proxy.server));
    const binding = aBinding();
    const end = fromEpochSeconds(Number(binding.name.slice(-10)));
    await connection.recordLane.apply(binding);
    const hanging = startLane(throughProxy);
    await vi.waitFor(() => expect(hanging.lane.state().lastList).toBeDefined(), 3_000);
    proxy.hang();
    hanging.lane.wake();
    startLane(connection);

    await waitForTheEnd(binding);

    expect(between(end, clock.now())).toBeLessThan(2_000);
    proxy.restore();
  });

  test('[125] what ended while no controller ran goes at the first list', async () => {
    const past = [-1, -60, -3_600].map(aBinding);
    await Promise.all(past.map((binding) => connection.recordLane.apply(binding)));

    const { lane } = startLane(connection);

    await vi.waitFor(async () => expect((await connection.endLane.list()).bindings).toEqual([]), 5_000);
    expect(lane.state()).toMatchObject({ overdue: 0, failing: undefined });
    expect(between(lane.state().lastTurn, clock.now())).toBeLessThan(seconds(3));
  });
});
