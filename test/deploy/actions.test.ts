// deploy/cluster/actions, applied to a real API server: the controller hands out what it holds, and cannot use it itself.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectClusters, type ClusterConnection } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { systemClock } from '../../src/adapters/system-clock.ts';
import { bindingOf } from '../../src/core/grant/binding.ts';
import { ownRoleOf } from '../../src/core/grant/own-role.ts';
import { formatInstant, hours, plus } from '../../src/core/time.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';
import type { Rule } from '../../src/core/permissions/rules.ts';
import { startCluster, type Cluster, type Stoppable } from '../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { installDaypass } from '../sandbox/kubernetes/install-daypass.ts';
import { notForbidden, tryAll, untilStatus, type Attempts } from './attempts.ts';
import {
  aBinding,
  aNamespace,
  aPod,
  aRole,
  aServiceAccount,
  callerWith,
  messageOf,
  paths,
  reserved,
  statusOf,
  type Caller,
} from './objects.ts';

const roles = paths.roles('payments');
const inPayments = paths.roleBindings('payments');
const pods = paths.inNamespace('payments', 'pods');
const deletePod = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'delete'], resourceNames: ['api'] };
const cordon = { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'patch'], resourceNames: ['worker'] };
const podDeleter: Rule = { ...deletePod, nonResourceURLs: [] };

describeOnCluster('deploy/cluster/actions', () => {
  let cluster: Cluster & Stoppable;
  let admin: Caller;
  let controller: Caller;
  let sweep: Caller;
  let connected: ClusterConnection;

  beforeAll(async () => {
    cluster = await startCluster({ name: 'prod-eu' });
    const installed = await installDaypass(cluster, { actions: true });
    admin = callerWith(cluster.adminKubeconfig);
    controller = callerWith(installed.controllerKubeconfig);
    sweep = callerWith(installed.sweepKubeconfig);
    const files = [installed.controllerKubeconfig];
    const connections = connectClusters({ kind: 'kubeconfig', files }, { clock: systemClock });
    if (connections.kind === 'invalid') throw new Error('the kubeconfig of the controller is none');
    connected = connections.value[0]!; // it has one context
    await admin.create(paths.namespaces, aNamespace('payments'));
    const pod = { ...aPod, metadata: { name: 'api' }, spec: { containers: aPod.spec.containers } };
    expect((await admin.create(pods, { ...pod, kind: 'Pod' })).status).toBe(201);
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } };
    expect((await admin.create('/api/v1/nodes', node)).status).toBe(201);
  }, clusterStartTimeout);

  afterEach(async () => {
    for (const path of [inPayments, paths.clusterRoleBindings, roles, paths.clusterRoles])
      await admin.remove(`${path}/${reserved}`);
  });

  afterAll(async () => {
    await connected?.close();
    await cluster?.stop();
  }, clusterStartTimeout);

  test.for([
    ['a namespace', 'Role', roles, inPayments, [deletePod]],
    ['the cluster', 'ClusterRole', paths.clusterRoles, paths.clusterRoleBindings, [cordon]],
  ] as const)(
    'the controller tries, makes, puts right and ends a role of its own with its binding in %s',
    async ([, kind, rolesPath, bindingsPath, rules]) => {
      const role = aRole(kind, reserved, rules);
      const binding = aBinding({ kind, role: reserved });

      const tried = await controller.create(rolesPath, role, '?dryRun=All');
      const made = await controller.apply(rolesPath, role);
      const bound = await controller.apply(bindingsPath, binding);
      await admin.apply(rolesPath, aRole(kind, reserved, []));
      const restored = await controller.apply(rolesPath, role);
      const unbound = await controller.remove(`${bindingsPath}/${reserved}`);
      const gone = await controller.remove(`${rolesPath}/${reserved}`);

      expect([tried, made, bound, restored, unbound, gone].map(statusOf)).toEqual([
        201, 201, 201, 200, 200, 200,
      ]);
    },
  );

  test('the API server itself refuses what is above the ceiling, also at a dry run', async () => {
    const configMaps = {
      apiGroups: [''],
      resources: ['configmaps'],
      verbs: ['get'],
      resourceNames: ['settings'],
    };
    const tried = await controller.create(roles, aRole('Role', reserved, [configMaps]), '?dryRun=All');

    expect(tried.status).toBe(403);
    expect(messageOf(tried)).toContain('is attempting to grant RBAC permissions not currently held');
  });

  test('as the controller writes: tried before the role is there, refused without it, applied after it', async () => {
    const expiresAt = formatInstant(plus(systemClock.now(), hours(1)));
    const event = aGrant({ clusterRole: null, actions: ['delete pods/api'], rules: [podDeleter], expiresAt });
    const role = ownRoleOf(event, commit, repository)!; // the event has one
    const binding = bindingOf(event, commit, repository);
    const { recordLane } = connected;

    const tried = [await recordLane.dryRun(role), await recordLane.dryRun(binding)];
    const tooSoon = await recordLane.apply(binding);
    const applied = [await recordLane.apply(role), await recordLane.apply(binding)];
    const held = await recordLane.view();

    expect([...tried, ...applied].map(({ kind }) => kind)).toEqual(Array(4).fill('done'));
    expect(tooSoon).toMatchObject({ kind: 'refused', message: expect.stringContaining('not found') });
    expect(held).toMatchObject({ bindings: [binding], ownRoles: [role] });
    for (const one of [...held.bindings, ...held.ownRoles]) {
      expect(await recordLane.remove(one)).toEqual({ kind: 'done' });
    }
  });

  test('[83] with its token, nothing of what it may hand out can be done', async () => {
    const answers = await tryAll(whatTheCeilingHolds(controller));

    expect(notForbidden(answers)).toEqual({});
    expect(messageOf(answers['delete a pod']!)).toContain('Daypass may write only bindings and roles');
    expect((await admin.get(`${pods}/api`)).status).toBe(200);
  });

  test('[83] secrets, RBAC and other identities stay out of its reach', async () => {
    const answers = await tryAll({
      'read secrets': () => controller.get(paths.inNamespace('payments', 'secrets')),
      'read ConfigMaps': () => controller.get(paths.inNamespace('payments', 'configmaps')),
      'list pods': () => controller.get('/api/v1/pods'),
      'read what a node runs': () => controller.get('/api/v1/nodes/worker/proxy/pods'),
    });

    expect(notForbidden(answers)).toEqual({});
  });

  describe('even if RBAC lets it do everything by mistake', () => {
    const mistake = aBinding({
      name: 'mistake',
      role: 'cluster-admin',
      subjects: [aServiceAccount('daypass', 'daypass-controller')],
    });

    beforeAll(async () => {
      await admin.create(paths.clusterRoleBindings, mistake);
      await untilStatus(200, () => controller.get('/api/v1/secrets'));
    });
    afterAll(() => admin?.remove(`${paths.clusterRoleBindings}/mistake`));

    test('[72] [83] no role allows what could get its holder more', async () => {
      const answers = await tryAll(rolesThatAreNoGrants(controller));

      expect(notForbidden(answers)).toEqual({});
    });

    test('[83] a role is bound only by its own name', async () => {
      await admin.apply(roles, aRole('Role', reserved, [deletePod]));
      const other = reserved.replace('7f', '8f');
      await admin.apply(roles, aRole('Role', other, [deletePod]));
      await admin.apply(paths.clusterRoles, aRole('ClusterRole', reserved, [cordon]));
      const answers = await tryAll({
        'another role of ours': () => controller.apply(inPayments, aBinding({ kind: 'Role', role: other })),
        'a role of somebody': () => controller.apply(inPayments, aBinding({ kind: 'Role', role: 'admin' })),
        'a ClusterRole of ours in a namespace': () =>
          controller.apply(inPayments, aBinding({ role: reserved })),
      });

      expect(notForbidden(answers)).toEqual({});
    });

    test('[83] nothing else is written', async () => {
      expect(notForbidden(await tryAll(whatTheCeilingHolds(controller)))).toEqual({});
    });
  });

  test('the sweep deletes bindings, and no roles', async () => {
    await controller.apply(roles, aRole('Role', reserved, [deletePod]));

    expect((await sweep.remove(`${roles}/${reserved}`)).status).toBe(403);
  });
});

function whatTheCeilingHolds(who: Caller): Attempts {
  const pod = `${pods}/api`;
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'api' } };
  return {
    'delete a pod': () => who.remove(pod),
    'delete all pods': () => who.remove(pods),
    'run a command': () => who.create(`${pod}/exec?command=id&stdout=1`, {}),
    'run a command by a read': () => who.get(`${pod}/exec?command=id&stdout=1`),
    attach: () => who.create(`${pod}/attach?stdout=1`, {}),
    'attach by a read': () => who.get(`${pod}/attach?stdout=1`),
    'forward a port': () => who.create(`${pod}/portforward`, {}),
    'forward a port by a read': () => who.get(`${pod}/portforward`),
    evict: () => who.create(`${pod}/eviction`, eviction),
    'cordon a node': () => who.annotate('/api/v1/nodes/worker'),
    'change a pod': () => who.annotate(pod),
  };
}

function rolesThatAreNoGrants(who: Caller): Attempts {
  const role = (rule: object, metadata = {}) =>
    who.apply(roles, aRole('Role', reserved, [{ ...deletePod, ...rule }], metadata));
  const clusterRole = (rule: object, more: object = {}) =>
    who.apply(paths.clusterRoles, { ...aRole('ClusterRole', reserved, [{ ...cordon, ...rule }]), ...more });
  const gathers = { clusterRoleSelectors: [{ matchLabels: { any: 'other' } }] };
  return {
    'under another name': () => who.apply(roles, aRole('Role', 'mine', [deletePod])),
    'in kube-system': () => who.apply(paths.roles('kube-system'), aRole('Role', reserved, [deletePod])),
    'in daypass': () => who.apply(paths.roles('daypass'), aRole('Role', reserved, [deletePod])),
    'for any object': () => role({ resourceNames: [] }),
    'with any verb': () => role({ verbs: ['*'] }),
    'for any resource': () => role({ resources: ['*'] }),
    'for any group': () => role({ apiGroups: ['*'] }),
    'for any logs': () => role({ resources: ['*/log'], verbs: ['get'] }),
    'for secrets': () => role({ resources: ['secrets'], verbs: ['get'] }),
    'for tokens': () => role({ resources: ['serviceaccounts/token'], verbs: ['create'] }),
    'for RBAC': () =>
      role({ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['get'] }),
    'for binding': () => role({ verbs: ['bind'] }),
    'for escalating': () => role({ verbs: ['escalate'] }),
    'for impersonating': () => role({ resources: ['users'], verbs: ['impersonate'] }),
    'for a proxy': () => role({ resources: ['pods/proxy'], verbs: ['get'] }),
    'for certificates': () =>
      role({
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests'],
        verbs: ['create'],
      }),
    'that stays after its deletion': () => role({}, { finalizers: ['acme.com/stay'] }),
    'that others gather': () =>
      role({}, { labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } }),
    'that gathers others': () => clusterRole({}, { aggregationRule: gathers }),
    'for pods of any namespace': () => clusterRole({ resources: ['pods'], verbs: ['delete'] }),
    'for what a node runs': () => clusterRole({ resources: ['nodes/proxy'], verbs: ['get'] }),
    'for an address': () =>
      clusterRole({
        apiGroups: [],
        resources: [],
        resourceNames: [],
        nonResourceURLs: ['/metrics'],
        verbs: ['get'],
      }),
  };
}
