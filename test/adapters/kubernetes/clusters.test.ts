// The adapter against a real API server: the contract, and what only a real one can do.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  connectClusters,
  type ClusterConnection,
} from '../../../src/adapters/kubernetes/connect-clusters.ts';
import { bindingObject, objectPath } from '../../../src/adapters/kubernetes/objects.ts';
import { roleObject } from '../../../src/adapters/kubernetes/own-roles.ts';
import { systemClock } from '../../../src/adapters/system-clock.ts';
import { bindingOf, type Binding } from '../../../src/core/grant/binding.ts';
import { formatInstant, hours, milliseconds, plus, seconds, type Duration } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { actionsContract, type ActionsUnderTest } from '../../contracts/actions.contract.ts';
import { clusterContract, type ClusterUnderTest } from '../../contracts/cluster.contract.ts';
import { aGrant, commit, repository } from '../../core/grant/a-grant.ts';
import { startCluster, type Cluster, type Stoppable } from '../../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../../sandbox/kubernetes/describe-on-cluster.ts';
import { startFaultProxy, type FaultProxy } from '../../sandbox/kubernetes/fault-proxy.ts';
import { callApi, kubeconfigThrough, readKubeconfig } from '../../sandbox/kubernetes/kubeconfig.ts';

const clock = systemClock;

describeOnCluster('a real cluster', () => {
  let sandbox: Cluster & Stoppable;
  let connection: ClusterConnection;
  const open: ClusterConnection[] = [];

  const connect = (kubeconfig: string, deadline?: Duration): ClusterConnection => {
    const places = { kind: 'kubeconfig', files: [kubeconfig] } as const;
    const connected = connectClusters(places, { clock, ...(deadline !== undefined && { deadline }) });
    if (connected.kind === 'invalid') throw new Error(connected.problems.map(({ what }) => what).join(' '));
    open.push(connected.value[0]!);
    return connected.value[0]!;
  };
  const asAdmin = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await callApi(readKubeconfig(sandbox.adminKubeconfig), method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const put = async (binding: Binding): Promise<void> => {
    const path = objectPath(binding);
    await asAdmin('POST', path.slice(0, path.lastIndexOf('/')), bindingObject(binding));
  };
  const aBinding = (number: number, differences: Partial<Binding> = {}): Binding => {
    const expiresAt = formatInstant(plus(clock.now(), hours(1)));
    const grant = `abc${number.toString(16).padStart(17, '0')}`;
    return { ...bindingOf(aGrant({ grant, expiresAt }), commit, repository), ...differences };
  };

  beforeAll(async () => {
    sandbox = await startCluster({ name: 'prod-eu' });
    connection = connect(sandbox.adminKubeconfig);
  }, clusterStartTimeout);

  afterAll(async () => {
    await Promise.all(open.map((each) => each.close()));
    await sandbox?.stop();
  }, clusterStartTimeout);

  clusterContract('keeps the contract', async (): Promise<ClusterUnderTest> => {
    await asAdmin('POST', '/api/v1/namespaces', { metadata: { name: 'daypass' } });
    return {
      cluster: connection.recordLane,
      clock,
      addNamespace: async (name) =>
        void (await asAdmin('POST', '/api/v1/namespaces', { metadata: { name } })),
      terminate: async (name) => {
        const held = { metadata: { name: 'holds', finalizers: ['example.com/holds'] } };
        await asAdmin('POST', `/api/v1/namespaces/${name}/configmaps`, held);
        await asAdmin('DELETE', `/api/v1/namespaces/${name}`);
      },
      setRole: async (name, rules) => {
        const role = {
          metadata: { name },
          rules: rules.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs })),
        };
        await asAdmin('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', role);
      },
      put,
      putRole: async (role, over) => {
        const path = objectPath(role);
        const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { nobody: 'bears-it' } }] };
        await asAdmin('POST', path.slice(0, path.lastIndexOf('/')), {
          ...roleObject(role),
          ...(over?.gathersRules === true && { aggregationRule }),
        });
      },
      takeAway: async (key) => void (await asAdmin('DELETE', objectPath(key))),
      setCheckpoint: async (data) => {
        const path = '/api/v1/namespaces/daypass/configmaps/daypass-checkpoint';
        await asAdmin('PUT', path, { metadata: { name: 'daypass-checkpoint' }, data });
      },
      freezer: connection.operators,
      setFreeze: async (data) => {
        const path = '/api/v1/namespaces/daypass/configmaps/daypass-freeze';
        await asAdmin('PUT', path, { metadata: { name: 'daypass-freeze' }, data });
      },
    };
  });

  actionsContract('says what actions are about', async (): Promise<ActionsUnderTest> => {
    const names = { ReplicaSet: 'replicasets', StatefulSet: 'statefulsets' } as const;
    const containers = [{ name: 'c', image: 'i' }];
    const template = { metadata: { labels: { app: 'a' } }, spec: { containers } };
    const owner = async (namespace: string, kind: 'ReplicaSet' | 'StatefulSet') => {
      const path = `/apis/apps/v1/namespaces/${namespace}/${names[kind]}`;
      const spec = { replicas: 0, selector: { matchLabels: { app: 'a' } }, serviceName: 'a', template };
      const made = await asAdmin('POST', path, {
        apiVersion: 'apps/v1',
        kind,
        metadata: { name: 'owner' },
        spec: kind === 'StatefulSet' ? spec : { ...spec, serviceName: undefined },
      });
      const { uid } = (made as { readonly metadata: { readonly uid: string } }).metadata; // an object has one
      return [{ apiVersion: 'apps/v1', kind, name: 'owner', uid, controller: true }];
    };
    return {
      cluster: connection.recordLane,
      addNamespace: async (name) =>
        void (await asAdmin('POST', '/api/v1/namespaces', { metadata: { name } })),
      addPod: async (namespace, name, kind) => {
        const pod = await asAdmin('POST', `/api/v1/namespaces/${namespace}/pods`, {
          metadata: {
            ...(name.endsWith('-') ? { generateName: name } : { name }),
            ...(kind !== undefined && { ownerReferences: await owner(namespace, kind) }),
          },
          spec: { containers },
        });
        return (pod as { readonly metadata: { readonly name: string } }).metadata.name; // an object has one
      },
      addNode: async (name) => void (await asAdmin('POST', '/api/v1/nodes', { metadata: { name } })),
      installGuard: async (namespace) => {
        const bindings = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';
        const spec = { policyName: 'daypass-guard', validationActions: ['Deny'] };
        await asAdmin('POST', bindings, { metadata: { name: 'daypass-guard' }, spec });
        const labels = { 'daypass.dev/guard': 'on', 'kubernetes.io/metadata.name': namespace };
        await asAdmin('PUT', `/api/v1/namespaces/${namespace}`, { metadata: { name: namespace, labels } });
      },
    };
  });

  test('a list of several pages is read whole', async () => {
    const many = Array.from({ length: 1_020 }, (_, number) => aBinding(number, { namespace: 'default' }));
    const inTurn = [...many];
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let next = inTurn.pop(); next !== undefined; next = inTurn.pop())
          await connection.recordLane.apply(next);
      }),
    );

    const { bindings } = await connection.endLane.list();

    const listed = new Set(bindings.map(({ name }) => name));
    expect(many.filter(({ name }) => !listed.has(name))).toEqual([]);
  });

  test('an object that a finalizer keeps is not reported as gone', async () => {
    const binding = aBinding(2_000, { namespace: 'default' });
    const path = objectPath(binding);
    await asAdmin('POST', path.slice(0, path.lastIndexOf('/')), {
      ...bindingObject(binding),
      metadata: { name: binding.name, finalizers: ['example.com/holds'] },
    });
    const held = (await connection.recordLane.binding(binding))!;

    const answer = await connection.endLane.remove(held);

    expect(answer).toEqual({ kind: 'refused', message: 'a finalizer keeps the object from going' });
  });

  // NB: RBAC goes by a binding that waits to be gone.
  test('[77] a binding that somebody deleted so that it waits for what never goes is gone at once', async () => {
    const binding = aBinding(2_004, { namespace: 'default' });
    await put(binding);
    const held = (await connection.recordLane.binding(binding))!;
    const { kind, name, uid } = held;
    const owner = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, name, uid, blockOwnerDeletion: true };
    const clinging = { name: 'clings', finalizers: ['example.com/never'], ownerReferences: [owner] };
    await asAdmin('POST', '/api/v1/namespaces/default/configmaps', { metadata: clinging });
    await asAdmin('DELETE', `${objectPath(binding)}?propagationPolicy=Foreground`);
    expect(await asAdmin('GET', objectPath(binding))).toHaveProperty('metadata.deletionTimestamp');

    const answer = await connection.endLane.remove(held);

    expect(answer).toEqual({ kind: 'done' });
    expect(await connection.recordLane.binding(binding)).toBeUndefined();
  });

  test('[83] a name that is not of the reserved form is never written to', async () => {
    const foreign = aBinding(2_001, { name: 'payments-debugger' });

    await expect(connection.recordLane.apply(foreign)).rejects.toThrow('not a name of the reserved form');
    await expect(connection.recordLane.remove({ ...foreign, uid: 'uid' })).rejects.toThrow('reserved form');
  });

  test('[123] who may not bind is refused with the words of the API server; a refused read is no absence', async () => {
    const nobody = connect(sandbox.kubeconfigFor('nobody@acme.com'));

    const answer = await nobody.recordLane.dryRun(aBinding(2_002));

    expect(answer).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('User "nobody@acme.com" cannot'),
    });
    await expect(nobody.recordLane.binding(aBinding(2_002))).rejects.toThrow(Unavailable);
    await expect(nobody.recordLane.checkpoint()).rejects.toThrow('answered 403');
    await expect(nobody.endLane.list()).rejects.toThrow(Unavailable);
  });

  test('credentials that are not accepted are an outage, no refusal', async () => {
    const kubeconfig = JSON.parse(readFileSync(sandbox.adminKubeconfig, 'utf8'));
    kubeconfig.users[0].user = { token: 'expired' };
    const path = join(sandbox.folder, 'expired.kubeconfig');
    writeFileSync(path, JSON.stringify(kubeconfig));

    await expect(connect(path).recordLane.apply(aBinding(2_003))).rejects.toThrow(
      'answered 401: Unauthorized',
    );
  });

  test('credentials come from a program, too, and one that hangs is not waited for', async () => {
    const token = readKubeconfig(await serviceAccount()).credentials;
    const kubeconfig = JSON.parse(readFileSync(sandbox.adminKubeconfig, 'utf8'));
    const withProgram = (name: string, args: readonly string[]) => {
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args };
      const path = join(sandbox.folder, name);
      writeFileSync(
        path,
        JSON.stringify({ ...kubeconfig, users: [{ ...kubeconfig.users[0], user: { exec } }] }),
      );
      return path;
    };
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: token,
    };
    const quick = connect(withProgram('exec.kubeconfig', ['-p', JSON.stringify(JSON.stringify(credential))]));
    const hanging = connect(
      withProgram('hangs.kubeconfig', ['-e', 'setTimeout(() => {}, 2500)']),
      milliseconds(300),
    );

    const answer = await quick.recordLane.dryRun(aBinding(2_004));

    expect(answer).toMatchObject({ message: expect.stringContaining('system:serviceaccount:default:robot') });
    await expect(hanging.endLane.list()).rejects.toThrow('no answer within 0.3 s');
  });

  const serviceAccount = async (): Promise<string> => {
    await asAdmin('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
    return sandbox.kubeconfigForServiceAccount('default/robot');
  };

  test('an authority that did not sign the certificate of the API server is not believed', async () => {
    const kubeconfig = JSON.parse(readFileSync(sandbox.adminKubeconfig, 'utf8'));
    delete kubeconfig.clusters[0].cluster['certificate-authority-data'];
    const path = join(sandbox.folder, 'unknown-authority.kubeconfig');
    writeFileSync(path, JSON.stringify(kubeconfig));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';

    const reading = connect(path).endLane.list();

    await expect(reading).rejects.toThrow(/certificate/);
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  });

  test('[126] an API server that hangs or is away is unavailable after the deadline, and served again later', async () => {
    const proxy: FaultProxy = await startFaultProxy(sandbox);
    const { recordLane, endLane } = connect(
      kubeconfigThrough(sandbox.adminKubeconfig, proxy.server),
      seconds(2),
    );
    await recordLane.view();

    proxy.hang();
    const start = performance.now();
    const hung = await Promise.allSettled([
      recordLane.view(),
      endLane.list(),
      recordLane.apply(aBinding(2_005)),
    ]);
    const took = performance.now() - start;
    proxy.cut();
    const cut = await Promise.allSettled([recordLane.checkpoint()]);
    proxy.restore();

    expect([...hung, ...cut].map(reasonOf)).toEqual(Array.from({ length: 4 }, () => expect.any(Unavailable)));
    expect(took).toBeLessThan(6_000);
    expect((await endLane.list()).bindings.length).toBeGreaterThan(0);
    await proxy.stop();
  });
});

function reasonOf(result: PromiseSettledResult<unknown>): unknown {
  return result.status === 'rejected' ? result.reason : undefined;
}
