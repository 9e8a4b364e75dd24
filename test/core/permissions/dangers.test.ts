// Which permissions are dangerous, and in which way.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dangersOf, type DangerKind, type Reach } from '../../../src/core/permissions/dangers.ts';
import { MOST_PERMISSIONS, type Rule } from '../../../src/core/permissions/rules.ts';
import { address, aRule, rule } from './a-rule.ts';

const kinds = (rules: readonly Rule[], reach: Reach = 'namespace') =>
  dangersOf(rules, { reach }).map(({ kind }) => kind);

describe('harmless', () => {
  test('is nothing at all, and whatever reads a plain resource', () => {
    expect(kinds([])).toEqual([]);
    const rules = [
      rule('get list watch', 'pods'),
      rule('get list watch', 'databases.example.com'),
      rule('get', 'pods/log'),
      rule('get', 'databases.example.com/status'),
      rule('get', 'deployments.apps/scale'),
    ];
    expect(kinds(rules)).toEqual([]);
    expect(kinds(rules, 'cluster')).toEqual([]);
  });

  test.each([
    ['deleting pods', rule('delete deletecollection', 'pods')],
    ['evicting them', rule('create', 'pods/eviction')],
    ['scaling', rule('update patch', 'deployments.apps/scale')],
    ['scaling of an old kind', rule('patch', 'replicationcontrollers/scale')],
    ['writing events', rule('create patch', 'events')],
    ['writing events of the new group', rule('create patch', 'events.events.k8s.io')],
    ['deleting jobs', rule('delete', 'jobs.batch')],
  ])('is %s in a namespace, and not in the whole cluster', (_, harmless) => {
    expect(kinds([harmless])).toEqual([]);
    expect(kinds([harmless], 'cluster')).toEqual(['reaches the controller']);
  });

  test('is asking about oneself, everywhere', () => {
    const asks = [
      rule('create', 'selfsubjectaccessreviews.authorization.k8s.io'),
      rule('create', 'selfsubjectreviews.authentication.k8s.io'),
    ];
    expect(kinds(asks, 'cluster')).toEqual([]);
    expect(kinds([rule('create', 'subjectaccessreviews.authorization.k8s.io')])).toEqual(['unknown write']);
  });

  test('is getting what every user may get anyway', () => {
    expect(kinds([address('get', '/healthz', '/version', '/apis')])).toEqual([]);
    expect(kinds([address('get', '/metrics')])).toEqual(['address']);
    expect(kinds([address('put', '/healthz')])).toEqual(['address']);
  });
});

describe('dangerous', () => {
  test.each<[DangerKind, Rule]>([
    ['secrets', rule('get', 'secrets')],
    ['secrets', rule('watch', 'secrets.vault.example.com')],
    ['secrets', rule('get', 'secrets/status')],
    ['secrets', rule('get', 'tokens.management.cattle.io')],
    ['secrets', rule('list', 'databasecredentials.example.com')],
    ['commands in pods', rule('create', 'pods/exec')],
    ['commands in pods', rule('get', 'pods/exec')],
    ['commands in pods', rule('get', 'pods/attach')],
    ['commands in pods', rule('patch', 'pods/ephemeralcontainers')],
    ['proxies', rule('get', 'pods/portforward')],
    ['proxies', rule('get', 'services/proxy')],
    ['nodes', rule('get', 'nodes/proxy')],
    ['nodes', rule('get', 'nodes/log')],
    ['nodes', rule('patch', 'nodes')],
    ['RBAC', rule('create', 'rolebindings.rbac.authorization.k8s.io')],
    ['RBAC', rule('bind', 'clusterroles.rbac.authorization.k8s.io')],
    ['RBAC', rule('escalate', 'whatevers.example.com')],
    ['impersonation', rule('impersonate', 'users')],
    ['impersonation', rule('impersonate:user-info', 'users.authentication.k8s.io')],
    ['impersonation', rule('impersonate', 'userextras.authentication.k8s.io/scopes')],
    ['tokens', rule('create', 'serviceaccounts/token')],
    ['tokens', rule('patch', 'serviceaccounts')],
    ['certificates', rule('update', 'certificatesigningrequests.certificates.k8s.io/approval')],
    ['certificates', rule('approve', 'signers.certificates.k8s.io')],
    ['admission', rule('patch', 'validatingwebhookconfigurations.admissionregistration.k8s.io')],
    ['API registration', rule('create', 'apiservices.apiregistration.k8s.io')],
    ['API registration', rule('create', 'customresourcedefinitions.apiextensions.k8s.io')],
    ['makes pods', rule('create', 'pods')],
    ['makes pods', rule('patch', 'deployments.apps')],
    ['makes pods', rule('create', 'jobs.batch')],
    ['makes pods', rule('deletecollection', 'jobs.batch')],
    ['namespaces', rule('patch', 'namespaces')],
    ['volumes', rule('create', 'persistentvolumes')],
    ['traffic', rule('patch', 'services')],
    ['configuration', rule('patch', 'configmaps')],
    ['unknown subresource', rule('get', 'virtualmachines.example.com/console')],
    ['unknown write', rule('patch', 'virtualmachines.example.com')],
    ['unknown write', rule('use', 'podsecuritypolicies.policy')],
    ['unknown write', rule('GET', 'widgets.example.com')],
    ['wildcard', rule('*', 'pods')],
    ['wildcard', rule('get', '*')],
    ['wildcard', aRule({ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] })],
    ['wildcard', rule('get', '*/scale')],
    ['wildcard', address('get', '/api/*')],
  ])('[72] in the way of %s is $1.verbs $1.resources', (kind, dangerous) => {
    expect(kinds([dangerous])).toEqual([kind]);
    expect(kinds([dangerous], 'cluster')).toEqual([kind]);
  });

  test('is told once for a resource, with its dangerous verbs alone', () => {
    expect(
      dangersOf([rule('get list patch', 'nodes'), rule('update', 'nodes')], { reach: 'cluster' }),
    ).toEqual([{ kind: 'nodes', group: '', resource: 'nodes', verbs: ['patch', 'update'], names: [] }]);
  });

  test('is a permission for one named object too, and of any object where one verb is', () => {
    const named = rule('create', 'pods/exec', 'api-1', 'api-0');
    expect(dangersOf([named], { reach: 'namespace' })).toMatchObject([{ names: ['api-0', 'api-1'] }]);
    expect(dangersOf([named, rule('get', 'pods/exec')], { reach: 'namespace' })).toMatchObject([
      { verbs: ['create', 'get'], names: [] },
    ]);
  });

  test('is what is too much to look at', () => {
    const resources = Array.from({ length: MOST_PERMISSIONS + 1 }, (_, n) => `r${n}`);
    expect(kinds([aRule({ apiGroups: [''], resources, verbs: ['get'] })])).toEqual(['wildcard']);
  });

  test('always stays dangerous in the whole cluster, and whatever else a role holds', () => {
    fc.assert(
      fc.property(fc.array(someRule()), fc.array(someRule()), (rules, more) => {
        const told = new Set(dangersOf([...rules, ...more], { reach: 'cluster' }).map(keyOf));
        const alone = dangersOf(rules, { reach: 'namespace' }).map(keyOf);
        const covered = told.values().some((key) => key.includes('*'));
        expect(covered || alone.every((key) => told.has(key))).toBe(true);
      }),
    );
  });
});

function keyOf({ group, resource, verbs }: { group: string; resource: string; verbs: readonly string[] }) {
  return `${group}/${resource}${verbs.includes('*') ? ' *' : ''}`;
}

function someRule(): fc.Arbitrary<Rule> {
  const some = (...texts: readonly string[]) => fc.subarray([...texts], { minLength: 1 });
  return fc.record({
    apiGroups: some('', 'apps', 'example.com', '*'),
    resources: some('pods', 'pods/exec', 'pods/log', 'secrets', 'deployments/scale', '*'),
    verbs: some('get', 'list', 'create', 'patch', 'delete', '*'),
    resourceNames: fc.subarray(['a']),
    nonResourceURLs: fc.constant([]),
  });
}
