// The manifests of deploy/, applied to a real API server: what Daypass may do with them, and what nobody may.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectClusters, type ClusterConnection } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { systemClock } from '../../src/adapters/system-clock.ts';
import { sweep as sweepOnce } from '../../src/flows/end/sweep.ts';
import type { EndLaneCluster } from '../../src/ports.ts';
import { startCluster, type Cluster, type Stoppable } from '../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { installDaypass } from '../sandbox/kubernetes/install-daypass.ts';
import type { ApiAnswer } from '../sandbox/kubernetes/kubeconfig.ts';
import { kubectl } from '../sandbox/kubernetes/kubectl.ts';
import { openJournal } from '../sandbox/memory/journal.ts';
import { notForbidden, tryAll, untilStatus, type Attempts } from './attempts.ts';
import {
  aBinding,
  aConfigMap,
  aGroup,
  aNamespace,
  aPod,
  aRole,
  aServiceAccount,
  aTokenRequest,
  aUser,
  callerWith,
  messageOf,
  paths,
  reserved,
  statusOf,
  type Caller,
} from './objects.ts';

const deploy = join(import.meta.dirname, '..', '..', 'deploy');
const inPayments = paths.roleBindings('payments');
const inCluster = paths.clusterRoleBindings;
const own = (resource: string) => paths.inNamespace('daypass', resource);
const ownAccount = aServiceAccount('daypass', 'daypass-controller');

describeOnCluster('deploy/', () => {
  let cluster: Cluster & Stoppable;
  let admin: Caller;
  let controller: Caller;
  let sweep: Caller;
  /** Everything by RBAC, without being one of system:masters. */
  let root: Caller;
  let operatorKubeconfig: string;
  let sweepKubeconfig: string;
  const connections: ClusterConnection[] = [];

  const endLaneOf = (kubeconfig: string): EndLaneCluster => {
    const connected = connectClusters({ kind: 'kubeconfig', files: [kubeconfig] }, { clock: systemClock });
    if (connected.kind === 'invalid') throw new Error('the kubeconfig is none');
    connections.push(...connected.value);
    return connected.value[0]!.endLane; // it has one context
  };

  beforeAll(async () => {
    cluster = await startCluster({ name: 'prod-eu' });
    const installed = await installDaypass(cluster, { actions: false });
    admin = callerWith(cluster.adminKubeconfig);
    controller = callerWith(installed.controllerKubeconfig);
    sweepKubeconfig = installed.sweepKubeconfig;
    sweep = callerWith(sweepKubeconfig);
    root = callerWith(cluster.kubeconfigFor('root@acme.com', ['admins']));
    operatorKubeconfig = cluster.kubeconfigFor('olga@acme.com', ['admins', 'daypass:operators']);
    await admin.create(
      inCluster,
      aBinding({ name: 'admins', role: 'cluster-admin', subjects: [aGroup('admins')] }),
    );
    await admin.create(paths.namespaces, aNamespace('payments'));
    await admin.create(inPayments, aBinding({ name: 'foreign', role: 'view' }));
    await untilStatus(200, () => admin.get(own('configmaps/kube-root-ca.crt')));
  }, clusterStartTimeout);

  afterEach(async () => {
    for (const path of [inPayments, inCluster]) await admin.remove(`${path}/${reserved}`);
  });

  afterAll(async () => {
    await Promise.all(connections.map((each) => each.close()));
    await cluster?.stop();
  }, clusterStartTimeout);

  describe('the controller', () => {
    test.for([
      ['a namespace', inPayments],
      ['the cluster', inCluster],
    ] as const)('tries, grants, restores and ends a proper binding in %s', async ([, path]) => {
      const tried = await controller.create(path, aBinding(), '?dryRun=All');
      const granted = await controller.apply(path, aBinding());
      const restored = await controller.apply(path, aBinding({ subjects: [aUser('alice.doe@acme.com')] }));
      const read = await controller.get(`${path}/${reserved}`);
      const ended = await controller.remove(`${path}/${reserved}`);
      const gone = await controller.get(`${path}/${reserved}`);

      expect([tried, granted, restored, read, ended, gone].map(statusOf)).toEqual([
        201, 201, 200, 200, 200, 404,
      ]);
    });

    test.for(['daypass-log-viewer', 'daypass-debugger', 'daypass-node-drainer'])(
      'may hand out %s of the catalogue',
      async (role) => {
        expect((await admin.get(`${paths.clusterRoles}/${role}`)).status).toBe(200);
        expect((await controller.create(inCluster, aBinding({ role }), '?dryRun=All')).status).toBe(201);
      },
    );

    test('grants to one service account', async () => {
      const toDeployer = aBinding({ subjects: [aServiceAccount('payments', 'deployer')] });

      expect((await controller.create(inPayments, toDeployer, '?dryRun=All')).status).toBe(201);
    });

    test('reads what it has to read', async () => {
      const reads = [
        inPayments,
        inCluster,
        paths.allRoleBindings,
        paths.allRoles,
        `${paths.clusterRoles}/view`,
        paths.namespaces,
        `${paths.namespaces}/kube-system`,
      ];

      const answers = await Promise.all(reads.map((path) => controller.get(path)));

      expect(answers.map(statusOf)).toEqual(reads.map(() => 200));
    });

    test('[83] with its token, whatever is not a grant is forbidden', async () => {
      const answers = await tryAll({
        ...whatItMayNotWrite(controller),
        'read secrets': () => controller.get(paths.inNamespace('payments', 'secrets')),
        'read a secret of its own namespace': () => controller.get(own('secrets/daypass-keys')),
        'read ConfigMaps': () => controller.get(own('configmaps')),
      });

      expect(notForbidden(answers)).toEqual({});
    });

    test('[83] even if RBAC lets it do everything by mistake, it is held to the same', async () => {
      const mistake = aBinding({ name: 'mistake', role: 'cluster-admin', subjects: [ownAccount] });
      await admin.create(inCluster, mistake);
      await untilStatus(200, () => controller.get('/api/v1/secrets'));

      const answers = await tryAll(whatItMayNotWrite(controller));
      const foreign = await admin.get(`${inPayments}/foreign`);
      await admin.remove(`${inCluster}/mistake`);
      await untilStatus(403, () => controller.get('/api/v1/secrets'));

      expect(notForbidden(answers)).toEqual({});
      expect(foreign.status).toBe(200);
    });

    test('may not hand out a role that it could bind only because it holds the same rules', async () => {
      const rules = [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }];
      await admin.create(paths.clusterRoles, aRole('ClusterRole', 'daypass-of-somebody', rules));

      const answer = await controller.apply(inCluster, aBinding({ role: 'daypass-of-somebody' }));

      expect(answer.status).toBe(403);
      expect(messageOf(answer)).toContain('Daypass may bind only roles of the catalogue');
    });

    test('may ask what it may do', async () => {
      const spec = { resourceAttributes: { verb: 'list', resource: 'secrets' } };
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };

      const answer = await controller.create(
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        review,
      );

      expect(answer).toMatchObject({ status: 201, body: { status: { allowed: false } } });
    });

    test.each([
      ['its checkpoint', 'daypass-checkpoint'],
      ['who was told what', 'daypass-told'],
    ])('keeps %s, and cannot delete it', async (_, name) => {
      const path = own(`configmaps/${name}`);

      const created = await controller.create(own('configmaps'), aConfigMap(name, { head: '3c1e' }));
      const replaced = await controller.replace(path, aConfigMap(name, { head: '4d2f' }));
      const changed = await controller.annotate(path);
      const deleted = await controller.remove(path);

      expect([created, replaced, changed, deleted].map(statusOf)).toEqual([201, 200, 200, 403]);
    });
  });

  describe('a freeze', () => {
    const path = own('configmaps/daypass-freeze');
    const frozen = { reason: 'INC-4242', all: 'true' };
    /** By the group alone, with nothing else from RBAC. */
    const aFreezer = () => callerWith(cluster.kubeconfigFor('fred@acme.com', ['daypass:operators']));

    test('is written, changed and taken away by an operator, who needs nothing else', async () => {
      const freezer = aFreezer();
      const created = await freezer.create(own('configmaps'), aConfigMap('daypass-freeze', frozen));
      const replaced = await freezer.replace(path, aConfigMap('daypass-freeze', { ...frozen, all: 'true' }));
      const listed = [await freezer.get(paths.allRoleBindings), await freezer.get(inCluster)];
      const deleted = await freezer.remove(path);

      expect([created, replaced, ...listed, deleted].map(statusOf)).toEqual([201, 200, 200, 200, 200]);
      expect(notForbidden({ secrets: await freezer.get(own('secrets')) })).toEqual({});
    });

    test('[251] is read by the controller and the sweep, and written by neither, nor by anybody else', async () => {
      expect((await controller.get(path)).status).toBe(404);
      await admin.create(own('configmaps'), aConfigMap('daypass-freeze', frozen));

      const read = [await controller.get(path), await sweep.get(path)];
      const answers = await tryAll(
        Object.fromEntries(
          [controller, sweep, root].flatMap((who, at) => [
            [`${at} changes it`, () => who.replace(path, aConfigMap('daypass-freeze', { reason: 'x' }))],
            [`${at} annotates it`, () => who.annotate(path)],
            [`${at} takes it away`, () => who.remove(path)],
          ]),
        ),
      );
      await admin.remove(path);
      const made = await tryAll({
        controller: () => controller.create(own('configmaps'), aConfigMap('daypass-freeze', frozen)),
        sweep: () => sweep.create(own('configmaps'), aConfigMap('daypass-freeze', frozen)),
        root: () => root.create(own('configmaps'), aConfigMap('daypass-freeze', frozen)),
      });

      expect(read.map(statusOf)).toEqual([200, 200]);
      expect([notForbidden(answers), notForbidden(made)]).toEqual([{}, {}]);
    });

    test('ends what it names by the sweep, with the permissions that it has', async () => {
      await controller.apply(inPayments, aBinding());
      await admin.create(
        own('configmaps'),
        aConfigMap('daypass-freeze', { reason: 'x', subjects: 'alice@acme.com' }),
      );

      const { ended, freeze } = await sweepOnce(endLaneOf(sweepKubeconfig), systemClock, openJournal());

      await admin.remove(path);
      expect(freeze.kind).toBe('read');
      expect(ended.map(({ binding }) => binding.name)).toEqual([reserved]);
    });
  });

  describe('the sweep', () => {
    test('lists bindings and deletes those of the reserved form', async () => {
      await controller.apply(inPayments, aBinding());
      await controller.apply(inCluster, aBinding());

      const listed = [await sweep.get(paths.allRoleBindings), await sweep.get(inCluster)];
      const ended = [
        await sweep.remove(`${inPayments}/${reserved}`),
        await sweep.remove(`${inCluster}/${reserved}`),
      ];

      expect([...listed, ...ended].map(statusOf)).toEqual([200, 200, 200, 200]);
    });

    test('may do nothing else', async () => {
      await controller.apply(inPayments, aBinding());

      const answers = await tryAll({
        grant: () => sweep.create(inCluster, aBinding()),
        'change a grant': () => sweep.annotate(`${inPayments}/${reserved}`),
        'delete a foreign binding': () => sweep.remove(`${inPayments}/foreign`),
        'delete all bindings': () => sweep.remove(inPayments),
        'read a grant': () => sweep.get(`${inPayments}/${reserved}`),
        'read secrets': () => sweep.get('/api/v1/secrets'),
        'read roles': () => sweep.get(paths.clusterRoles),
        'write the checkpoint': () => sweep.create(own('configmaps'), aConfigMap('daypass-checkpoint')),
      });

      expect(notForbidden(answers)).toEqual({});
    });

    test('only deletes the reserved form even if RBAC lets it do everything by mistake', async () => {
      const account = aServiceAccount('daypass', 'daypass-sweep');
      await admin.create(
        inCluster,
        aBinding({ name: 'mistake', role: 'cluster-admin', subjects: [account] }),
      );
      await untilStatus(200, () => sweep.get('/api/v1/secrets'));

      const answers = await tryAll({
        ...whatItMayNotWrite(sweep),
        grant: () => sweep.create(inCluster, aBinding()),
        'write the checkpoint': () => sweep.create(own('configmaps'), aConfigMap('daypass-checkpoint')),
      });
      await admin.remove(`${inCluster}/mistake`);

      expect(notForbidden(answers)).toEqual({});
    });
  });

  describe('somebody who may do everything by RBAC', () => {
    test('cannot create or change an object of the reserved form, and may delete one', async () => {
      await controller.apply(inPayments, aBinding());
      const path = `${inPayments}/${reserved}`;

      const answers = await tryAll({
        'create a binding': () => root.create(inCluster, aBinding()),
        'create a role': () => root.create(paths.roles('payments'), aRole('Role', reserved)),
        'create a cluster role': () => root.create(paths.clusterRoles, aRole('ClusterRole', reserved)),
        'add a subject': () => root.apply(inPayments, aBinding({ subjects: [aUser('mallory@acme.com')] })),
        'annotate it': () => root.annotate(path),
      });
      const ordinary = await root.create(inPayments, aBinding({ name: 'daypass-of-root' }));
      const deleted = await root.remove(path);

      expect(notForbidden(answers)).toEqual({});
      expect(messageOf(answers['create a binding']!)).toContain(
        `The name ${reserved} is reserved for Daypass`,
      );
      expect([ordinary, deleted].map(statusOf)).toEqual([201, 200]);
    });

    test('[77] cannot keep a binding past its end with an object that clings to it', async () => {
      const granted = await controller.apply(inPayments, aBinding());
      const path = `${inPayments}/${reserved}`;
      const { uid } = (granted.body as { readonly metadata: { readonly uid: string } }).metadata; // an object has one
      const [kind, apiVersion] = ['RoleBinding', 'rbac.authorization.k8s.io/v1'];
      const clinging = {
        name: 'clings',
        finalizers: ['acme.com/never'],
        ownerReferences: [{ apiVersion, kind, name: reserved, uid, blockOwnerDeletion: true }],
      };
      const configMap = { ...aConfigMap('clings'), metadata: clinging };
      const clings = await root.create(paths.inNamespace('payments', 'configmaps'), configMap);
      await root.remove(`${path}?propagationPolicy=Foreground`);
      expect([clings.status, (await root.get(path)).status]).toEqual([201, 200]);

      const binding = { kind: 'RoleBinding', namespace: 'payments', name: reserved, uid } as const;
      const ended = await endLaneOf(sweepKubeconfig).remove(binding);

      expect(ended).toEqual({ kind: 'done' });
      expect((await root.get(path)).status).toBe(404);
    });

    test('cannot write in the namespace of Daypass, act as it or delete it', async () => {
      const answers = await tryAll({
        'create a ConfigMap': () => root.create(own('configmaps'), aConfigMap('other')),
        'forge a checkpoint': () => root.create(own('configmaps'), aConfigMap('daypass-checkpoint')),
        'keep people from being told': () => root.create(own('configmaps'), aConfigMap('daypass-told')),
        'change a ConfigMap': () => root.annotate(own('configmaps/kube-root-ca.crt')),
        'delete all ConfigMaps': () => root.remove(own('configmaps')),
        'run a pod': () => root.create(own('pods'), aPod),
        'take a token': () => root.create(own('serviceaccounts/daypass-controller/token'), aTokenRequest),
        'bind a role': () =>
          root.create(paths.roleBindings('daypass'), aBinding({ name: 'mine', role: 'edit' })),
        'label the namespace': () => root.annotate(`${paths.namespaces}/daypass`),
        'delete the namespace': () => root.remove(`${paths.namespaces}/daypass`),
      });

      expect(notForbidden(answers)).toEqual({});
      expect(messageOf(answers['create a ConfigMap']!)).toContain('Only operators of Daypass');
    });

    test('reads in the namespace of Daypass, and writes everywhere else', async () => {
      const read = await root.get(own('configmaps'));
      const written = await root.create(paths.inNamespace('payments', 'configmaps'), aConfigMap('other'));
      const namespace = await root.annotate(`${paths.namespaces}/payments`);

      expect([read, written, namespace].map(statusOf)).toEqual([200, 201, 200]);
    });

    test('may do both as a named operator', async () => {
      const operator = callerWith(operatorKubeconfig);
      const name = reserved.replace('7f', '8f');

      const written = await operator.create(own('configmaps'), aConfigMap('by-operator'));
      const bound = await operator.create(inCluster, aBinding({ name }), '?dryRun=All');

      expect([written, bound].map(statusOf)).toEqual([201, 201]);
    });
  });

  describe("the cluster's own controllers", () => {
    test('put kube-root-ca.crt back into the namespace of Daypass', async () => {
      const path = own('configmaps/kube-root-ca.crt');
      const before = await admin.get(path);

      await admin.remove(path);

      await vi.waitFor(async () => expect(uidOf(await admin.get(path))).not.toBe(uidOf(before)), 10_000);
    });

    test('may change what bears a reserved name, as garbage collection does, and so may system:masters', async () => {
      const collector = await cluster.kubeconfigForServiceAccount('kube-system/generic-garbage-collector');
      await controller.apply(inPayments, aBinding());

      const byCollector = await callerWith(collector).annotate(`${inPayments}/${reserved}`);
      const byMaster = await admin.apply(inPayments, aBinding({ subjects: [aUser('bob@acme.com')] }));

      expect([byCollector, byMaster].map(statusOf)).toEqual([200, 200]);
    });

    test('remove the bindings of a namespace that goes', async () => {
      await admin.create(paths.namespaces, aNamespace('leaving'));
      const granted = await controller.apply(paths.roleBindings('leaving'), aBinding());

      await root.remove(`${paths.namespaces}/leaving`);

      expect(granted.status).toBe(201);
      await untilStatus(404, () => admin.get(`${paths.namespaces}/leaving`));
    }, 40_000);
  });

  describe('installing', () => {
    test('the controller is accepted by the API server, and its pods by the rules of the namespace', async () => {
      const applied = await kubectl(
        ['apply', '--dry-run=server', '-k', join(deploy, 'controller')],
        operatorKubeconfig,
      );

      expect([applied.code, applied.stderr]).toEqual([0, '']);
    });

    test('again is open to a named operator', async () => {
      const cluster = join(deploy, 'cluster');

      const again = await kubectl(
        ['apply', '--server-side', '--force-conflicts', '-k', cluster],
        operatorKubeconfig,
      );

      expect([again.code, again.stderr]).toEqual([0, '']);
    });
  });
});

/** Everything but taking a reserved name away, a proper grant and the checkpoint: whatever RBAC says. */
function whatItMayNotWrite(who: Caller): Attempts {
  return {
    'bind under another name': () => who.create(inCluster, aBinding({ name: 'mine' })),
    'bind under nearly a reserved name': () => who.create(inCluster, aBinding({ name: `${reserved}0` })),
    'bind under a generated name': () =>
      who.create(inCluster, aBinding({ name: '', metadata: { generateName: 'daypass-' } })),
    'bind admin': () => who.apply(inPayments, aBinding({ role: 'admin' })),
    'bind cluster-admin': () => who.apply(inCluster, aBinding({ role: 'cluster-admin' })),
    'bind its own role': () => who.apply(inCluster, aBinding({ role: 'daypass:controller' })),
    'bind in kube-system': () => who.apply(paths.roleBindings('kube-system'), aBinding()),
    'bind in daypass': () => who.apply(paths.roleBindings('daypass'), aBinding()),
    'bind a group': () => who.apply(inPayments, aBinding({ subjects: [aGroup('engineers')] })),
    'bind system:masters': () => who.apply(inCluster, aBinding({ subjects: [aGroup('system:masters')] })),
    'bind a user of the cluster': () =>
      who.apply(inCluster, aBinding({ subjects: [aUser('system:anonymous')] })),
    'bind itself': () => who.apply(inCluster, aBinding({ subjects: [ownAccount] })),
    'bind two people': () => who.apply(inPayments, aBinding({ subjects: [aUser('alice'), aUser('bob')] })),
    'bind nobody': () => who.apply(inPayments, aBinding({ subjects: [] })),
    'make a binding that outlives its deletion': () =>
      who.apply(inPayments, aBinding({ metadata: { finalizers: ['acme.com/stay'] } })),
    'apply to a foreign binding': () => who.apply(inPayments, aBinding({ name: 'foreign', role: 'view' })),
    'annotate a foreign binding': () => who.annotate(`${inPayments}/foreign`),
    'delete a foreign binding': () => who.remove(`${inPayments}/foreign`),
    'delete all bindings': () => who.remove(inPayments),
    'write another ConfigMap': () => who.create(own('configmaps'), aConfigMap('other')),
    'change kube-root-ca.crt': () => who.annotate(own('configmaps/kube-root-ca.crt')),
    'write a checkpoint elsewhere': () =>
      who.create(paths.inNamespace('payments', 'configmaps'), aConfigMap('daypass-checkpoint')),
    'make a role under another name': () => who.create(paths.roles('payments'), aRole('Role', 'mine')),
    'make a namespace': () => who.create(paths.namespaces, aNamespace('mine')),
    'take a token': () => who.create(own('serviceaccounts/daypass-controller/token'), aTokenRequest),
    'run a pod': () => who.create(own('pods'), aPod),
  };
}

function uidOf({ status, body }: ApiAnswer): unknown {
  expect(status).toBe(200);
  return (body as { readonly metadata: { readonly uid: string } }).metadata.uid;
}
