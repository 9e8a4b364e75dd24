// A grant of actions on a real API server, with exactly the permissions of deploy/: what it allows, and that it ends.
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { connectClusters, type ClusterConnection } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { systemClock } from '../../src/adapters/system-clock.ts';
import { formatInstant, minutes, seconds, type Duration } from '../../src/core/time.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { sweep } from '../../src/flows/end/sweep.ts';
import { trust } from '../../src/flows/operate/trust.ts';
import { newMemory, type World } from '../../src/flows/world.ts';
import { Unavailable, type Cluster as ClusterPort } from '../../src/ports.ts';
import { story } from '../flows/expectations.ts';
import { grantActions, ONE_POD } from '../flows/granted-actions.ts';
import { startCluster, type Cluster, type Stoppable } from '../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { installDaypass } from '../sandbox/kubernetes/install-daypass.ts';
import { callApi, readKubeconfig } from '../sandbox/kubernetes/kubeconfig.ts';
import { kubectl } from '../sandbox/kubernetes/kubectl.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { until } from '../sandbox/watching.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/payments';

describeOnCluster('a grant of actions', () => {
  let sandbox: Cluster & Stoppable;
  let connection: ClusterConnection;
  let company: MemoryWorld;
  let world: World;

  const asAdmin = async (method: string, path: string, body?: unknown, type?: string): Promise<unknown> =>
    (await callApi(readKubeconfig(sandbox.adminKubeconfig), method, path, body, type)).body;
  const granted = (lasts: Duration, on: ClusterPort = connection.recordLane) =>
    grantActions(company, { cluster: 'staging', rules: ONE_POD, lasts }, { ...world, clusters: [on] });
  const turn = () => reconcile(world, newMemory());
  const mayAlice = async (verb: string, name?: string, subresource?: string): Promise<boolean> => {
    const resourceAttributes = { namespace: 'payments', verb, resource: 'pods', name, subresource };
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user: 'alice@acme.com', resourceAttributes },
    };
    const body = await asAdmin('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
    return (body as { readonly status: { readonly allowed: boolean } }).status.allowed;
  };
  const held = async () => {
    const { bindings, ownRoles } = await connection.recordLane.view();
    return [...bindings, ...ownRoles].map(({ kind }) => kind);
  };

  beforeAll(async () => {
    sandbox = await startCluster({ name: 'staging' });
    const { controllerKubeconfig } = await installDaypass(sandbox);
    const places = { kind: 'kubeconfig', files: [controllerKubeconfig] } as const;
    const connected = connectClusters(places, { clock: systemClock });
    if (connected.kind === 'invalid') throw new Error('the kubeconfig of the controller is none');
    connection = connected.value[0]!; // it has one context
    await asAdmin('POST', '/api/v1/namespaces', { metadata: { name: 'payments' } });
  }, clusterStartTimeout);

  beforeEach(async () => {
    const clock = handClock(formatInstant(systemClock.now()));
    company = await memoryWorld({ clock, ours: systemClock, trusted: false });
    world = { ...company.world, clusters: [connection.recordLane] };
    const { head } = await company.world.git.branch('main').then(({ commits }) => ({ head: commits.at(-1) }));
    const request = { commit: head?.oid ?? '', reason: 'We looked at it.', confirm: async () => true };
    expect(await trust(world, newMemory(), request)).toMatchObject({ kind: 'trusted' });
  });

  afterEach(async () => {
    for (const kind of ['rolebindings', 'roles']) await asAdmin('DELETE', `${rbac}/${kind}`);
    await asAdmin('DELETE', '/api/v1/namespaces/daypass/configmaps/daypass-checkpoint');
  });

  afterAll(async () => {
    await connection?.close();
    await sandbox?.stop();
  }, clusterStartTimeout);

  test('allows exactly its actions with exactly its objects, and is gone at its end', async () => {
    await granted(seconds(4));
    await until('alice may delete the pod', async () => (await mayAlice('delete', 'api-7d9f')) || undefined);

    expect(await mayAlice('get', 'api-7d9f', 'log')).toBe(true);
    const others = [
      await mayAlice('delete', 'web'),
      await mayAlice('delete'),
      await mayAlice('list'),
      await mayAlice('deletecollection'),
      await mayAlice('create', 'api-7d9f', 'exec'),
      await mayAlice('get', 'web', 'log'),
    ];
    expect(others).toEqual(others.map(() => false));
    await turn();
    expect([await held(), await story(company)]).toEqual([['RoleBinding', 'Role'], ['granted']]);

    await until('the end', async () => {
      const { ended } = await sweep(connection.endLane, systemClock, company.journal);
      return ended.length > 0 || undefined;
    });
    expect(await mayAlice('delete', 'api-7d9f')).toBe(false);
    expect(await held()).toEqual(['Role']);
    await turn();
    await turn();
    expect([await held(), await story(company)]).toEqual([[], ['granted', 'expired']]);
  });

  test('whose two writes were cut apart is finished by the next turn', async () => {
    let applies = 0;
    await granted(minutes(10), {
      ...connection.recordLane,
      apply: async (wanted) => {
        applies += 1;
        if (applies > 1) throw new Unavailable('staging: connection refused');
        return connection.recordLane.apply(wanted);
      },
    });
    expect([await held(), await mayAlice('delete', 'api-7d9f')]).toEqual([['Role'], false]);

    await turn();

    expect(await held()).toEqual(['RoleBinding', 'Role']);
    await until('alice may delete the pod', async () => (await mayAlice('delete', 'api-7d9f')) || undefined);
  });

  test('[76] whose role somebody widened allows no more than before at the next turn', async () => {
    await granted(minutes(10));
    const [role] = (await connection.recordLane.view()).ownRoles;
    const wider = [
      { op: 'replace', path: '/rules', value: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
    ];
    await asAdmin('PATCH', `${rbac}/roles/${role?.name}`, wider, 'application/json-patch+json');
    await until('the widened role', async () => (await mayAlice('delete', 'web')) || undefined);

    await turn();

    await until('the role as it was', async () => !(await mayAlice('delete', 'web')) || undefined);
    expect(await mayAlice('delete', 'api-7d9f')).toBe(true);
    expect(await story(company)).toEqual(['granted', 'drift']);
    expect(company.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'drift' }));
  });

  test('explains itself to kubectl describe', async () => {
    await granted(minutes(10));
    const describe = async (kind: string) =>
      (await kubectl(['describe', kind, '-n', 'payments'], sandbox.adminKubeconfig)).stdout
        .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
        .replaceAll(/daypass-[0-9a-f]{20}-\d{10}|\b[0-9a-f]{20}\b/g, '<grant>')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '<time>');

    expect(await describe('roles')).toMatchInlineSnapshot(`
      "Name:         <grant>
      Labels:       app.kubernetes.io/managed-by=daypass
                    daypass.dev/grant=<grant>
                    daypass.dev/repository=9001
      Annotations:  daypass.dev/actions: delete pods/api-7d9f; logs pods/api-7d9f
                    daypass.dev/approved-by: the policy
                    daypass.dev/commit: <commit>
                    daypass.dev/expires-at: <time>
                    daypass.dev/opens-at: <time>
                    daypass.dev/pull-request: #42
                    daypass.dev/reason: INC-4242, checkout latency, read logs and exec into api
                    daypass.dev/request: access-requests/staging/payments/actions/alice.yaml
                    daypass.dev/requested-by: alice (1001)
      PolicyRule:
        Resources  Non-Resource URLs  Resource Names  Verbs
        ---------  -----------------  --------------  -----
        pods       []                 [api-7d9f]      [get delete]
        pods/log   []                 [api-7d9f]      [get]
      "
    `);
    expect(await describe('rolebindings')).toMatchInlineSnapshot(`
      "Name:         <grant>
      Labels:       app.kubernetes.io/managed-by=daypass
                    daypass.dev/grant=<grant>
                    daypass.dev/repository=9001
      Annotations:  daypass.dev/actions: delete pods/api-7d9f; logs pods/api-7d9f
                    daypass.dev/approved-by: the policy
                    daypass.dev/commit: <commit>
                    daypass.dev/expires-at: <time>
                    daypass.dev/opens-at: <time>
                    daypass.dev/pull-request: #42
                    daypass.dev/reason: INC-4242, checkout latency, read logs and exec into api
                    daypass.dev/request: access-requests/staging/payments/actions/alice.yaml
                    daypass.dev/requested-by: alice (1001)
      Role:
        Kind:  Role
        Name:  <grant>
      Subjects:
        Kind  Name            Namespace
        ----  ----            ---------
        User  alice@acme.com  
      "
    `);
  });
});
