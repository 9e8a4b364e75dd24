// What the analysis calls harmless, put to the API server's own authorizer: whoever holds all of it can do nothing dangerous.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { rulesOf } from '../../../src/adapters/kubernetes/objects.ts';
import { dangerOf, dangersOf, type Reach } from '../../../src/core/permissions/dangers.ts';
import { permissionsOf, type Permission } from '../../../src/core/permissions/permission.ts';
import type { Rule } from '../../../src/core/permissions/rules.ts';
import { startCluster, type Cluster, type Stoppable } from '../../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../../sandbox/kubernetes/describe-on-cluster.ts';
import { readKubeconfig } from '../../sandbox/kubernetes/kubeconfig.ts';
import { DANGEROUS, DANGEROUS_ADDRESSES, DANGEROUS_EVERYWHERE, type Thing } from './dangerous-things.ts';
import { randomRoles } from './random-roles.ts';
import { all, bind, makeRole, openApi, whoAllows, type Api } from './rbac.ts';

const ROLES = 300;
const PARTS = 24;
const seed = Number(process.env['DAYPASS_ROLES_SEED'] ?? Date.now() % 1_000_000);
const REACHES = ['namespace', 'cluster'] as const;
/** RBAC only ever adds up: whoever holds all roles can do whatever any of them allows. */
const USERS = { namespace: 'holder-in-a-namespace', cluster: 'holder-everywhere' } as const;
const TEAM = 'team';
const OWN = 'daypass';

describeOnCluster(`[72] [118] [119] of random roles (seed ${seed}), what is called harmless`, () => {
  let cluster: Cluster & Stoppable;
  let admin: Api;
  const held = { namespace: 0, cluster: 0 };

  beforeAll(async () => {
    cluster = await startCluster({ name: 'prod-eu' });
    admin = openApi(readKubeconfig(cluster.adminKubeconfig));
    for (const name of [TEAM, OWN]) await admin.call('POST', '/api/v1/namespaces', { metadata: { name } });
    const names = await makeRoles(admin);
    const roles = await all(names, async (name) => ({ name, rules: await rulesOfRole(admin, name) }));
    for (const reach of REACHES) {
      const harmless = roles.filter(({ rules }) => dangersOf(rules, { reach }).length === 0);
      held[reach] = harmless.length;
      const namespace = reach === 'namespace' ? TEAM : undefined;
      await all(harmless, ({ name }) => bind(admin, USERS[reach], name, namespace));
      await all(harmlessPartsOf(roles, reach), async (part) => {
        await makeRole(admin, part);
        await bind(admin, USERS[reach], part.name, namespace);
      });
    }
    await bindingsAreSeen();
  }, clusterStartTimeout);

  afterAll(async () => {
    admin?.close();
    await cluster?.stop();
  }, clusterStartTimeout);

  /** A thing that at least one of the roles allows, once the authorizer knows the last binding. */
  async function bindingsAreSeen(): Promise<void> {
    for (const reach of REACHES) {
      const name = `last-${reach}`;
      await makeRole(admin, { name, rules: [aRule('get', '', 'pods', `${name}-is-seen`)] });
      await bind(admin, USERS[reach], name, reach === 'namespace' ? TEAM : undefined);
      const thing = { verb: 'get', group: '', resource: 'pods', subresource: '' };
      const asked = { thing, namespace: TEAM, name: `${name}-is-seen` };
      await vi.waitFor(async () => expect(await whoAllows(admin, USERS[reach], asked)).toBeDefined(), 10_000);
    }
  }

  async function allowed(reach: Reach, things: readonly Thing[], namespaces: readonly string[]) {
    const asked = things.flatMap((thing) =>
      namespaces.flatMap((namespace) => ['', 'one'].map((name) => ({ thing, namespace, name }))),
    );
    const answers = await all(asked, async (one) => {
      const why = await whoAllows(admin, USERS[reach], one);
      return why === undefined ? [] : [`${Object.values(one.thing).join(' ')} ${one.name}: ${why}`];
    });
    return answers.flat();
  }

  test('is enough to try it on: whole roles, and the harmless part of all others', () => {
    expect(held.namespace).toBeGreaterThan(ROLES / 10);
    expect(held.cluster).toBeGreaterThan(ROLES / 10);
  });

  test('lets its holder in a namespace do nothing dangerous there, and nothing anywhere else', async () => {
    expect(await allowed('namespace', DANGEROUS, [TEAM])).toEqual([]);
    expect(await allowed('namespace', DANGEROUS_EVERYWHERE, [OWN, ''])).toEqual([]);
  });

  test('lets its holder throughout the cluster do nothing dangerous, nor reach the controller', async () => {
    expect(await allowed('cluster', [...DANGEROUS, ...DANGEROUS_EVERYWHERE], [OWN, ''])).toEqual([]);
    const addresses = await all(DANGEROUS_ADDRESSES, (asked) => whoAllows(admin, USERS.cluster, asked));
    expect(addresses.filter((why) => why !== undefined)).toEqual([]);
  });

  test('is not nothing: its holder reads, and in a namespace deletes pods and scales', async () => {
    const thing = (verb: string, group: string, resource: string, subresource = '') => {
      return { verb, group, resource, subresource };
    };
    const harmless = [
      thing('list', '', 'pods'),
      thing('delete', '', 'pods'),
      thing('patch', 'apps', 'deployments', 'scale'),
    ];
    expect(await allowed('namespace', harmless, [TEAM])).toHaveLength(6);
    expect(await allowed('cluster', harmless, [OWN])).toHaveLength(2);
  });

  test.each(REACHES)(
    'lets nobody who holds it in a %s make a binding, a pod or a token, or read a secret',
    async (reach) => {
      const holder = openApi(readKubeconfig(cluster.kubeconfigFor(USERS[reach])));
      const core = `/api/v1/namespaces/${TEAM}`;
      const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${TEAM}`;
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
      const tries = [
        ['POST', `${rbac}/rolebindings`, { metadata: { name: 'mine' }, roleRef, subjects: [] }],
        [
          'POST',
          `${core}/pods`,
          { metadata: { name: 'mine' }, spec: { containers: [{ name: 'a', image: 'a' }] } },
        ],
        ['POST', `${core}/serviceaccounts/default/token`, { spec: {} }],
        ['GET', `${core}/secrets/one`, undefined],
        ['GET', `${core}/secrets`, undefined],
      ] as const;
      const answers = await all(tries, ([method, path, body]) => holder.call(method, path, body));
      const reads = await holder.call('GET', `${core}/pods`);
      holder.close();
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
      expect(reads.status).toBe(200);
    },
  );
});

/** Plain ones, and some that are put together from others by their labels. Gives the names to look at. */
async function makeRoles(admin: Api): Promise<readonly string[]> {
  const random = randomRoles(ROLES, seed);
  const plain = random.map((rules, index) => ({
    name: `role-${index}`,
    rules,
    labels: { part: `${index % 80}` },
  }));
  const whole = Array.from({ length: 40 }, (_, index) => ({
    name: `whole-${index}`,
    rules: [],
    aggregates: { part: `${index}` },
  }));
  const sure = { name: 'sure', rules: SURE };
  await all([...plain, ...whole, sure], (role) => makeRole(admin, role));
  await vi.waitFor(async () => {
    const rules = await all(whole, ({ name }) => rulesOfRole(admin, name));
    expect(rules.filter((each) => each.length === 0)).toEqual([]);
  }, 30_000);
  return [...plain, ...whole, sure].map(({ name }) => name);
}

/** Chance may leave them out, and what was never held proves nothing. */
const SURE = [
  aRule('list', '', 'pods'),
  aRule('delete', '', 'pods'),
  aRule('patch', 'apps', 'deployments/scale'),
];

async function rulesOfRole({ call }: Api, name: string): Promise<readonly Rule[]> {
  const { body } = await call('GET', `/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`);
  return rulesOf(body);
}

/** Of what is dangerous as a whole, what is harmless by itself, a few roles together: there would be too many. */
function harmlessPartsOf(roles: readonly { readonly rules: readonly Rule[] }[], reach: Reach) {
  const rules = roles.map((role) =>
    permissionsOf(role.rules)
      .values()
      .filter((one) => dangerOf(one, reach) === undefined)
      .map(singleRule)
      .toArray(),
  );
  const together = Map.groupBy(rules.entries(), ([index]) => `harmless-${reach}-${index % PARTS}`);
  return [...together].map(([name, of]) => ({ name, rules: of.flatMap(([, each]) => each) }));
}

function singleRule(permission: Permission): Rule {
  if (permission.kind === 'address') return { ...aRule(permission.verb), nonResourceURLs: [permission.url] };
  const { verb, group, resource, name } = permission;
  return { ...aRule(verb, group, resource), resourceNames: name === undefined ? [] : [name] };
}

function aRule(verb: string, group?: string, resource?: string, name?: string): Rule {
  return {
    apiGroups: group === undefined ? [] : [group],
    resources: resource === undefined ? [] : [resource],
    verbs: [verb],
    resourceNames: name === undefined ? [] : [name],
    nonResourceURLs: [],
  };
}
