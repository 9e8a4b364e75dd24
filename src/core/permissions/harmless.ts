/** The short list of permissions that are harmless; whatever is not on it is dangerous, known or not (§2.2). */
import type { Permission } from './permission.ts';

/** How far a binding carries a rule: through one namespace, or through all of them and the cluster itself. */
export type Reach = 'namespace' | 'cluster';

type OfResource = Extract<Permission, { readonly kind: 'resource' }>;
type OfAddress = Extract<Permission, { readonly kind: 'address' }>;

const READS: readonly string[] = ['get', 'list', 'watch'];

/**
 * Reading. NB: to "get" most subresources is no reading: get pods/exec is a shell, get nodes/proxy the whole node. And
 * what is called secrets, tokens or credentials is never harmless to read, of whatever group it is.
 */
export function isHarmlessRead({ group, resource, verb }: OfResource): boolean {
  const [whole, subresource] = parts(resource);
  if (!READS.includes(verb) || isSecret(whole)) return false;
  if (subresource === undefined || subresource === 'status' || subresource === 'scale') return true;
  return group === '' && resource === 'pods/log';
}

/** Also `apitokens` and `databasecredentials`: whoever names a resource so keeps in it what lets its reader in. */
export function isSecret(resource: string): boolean {
  return /(secret|token|credential)s?$/.test(resource);
}

interface HarmlessWrite {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** `cluster`: harmless everywhere. `namespace`: harmless as long as it does not reach the controller's own. */
  readonly within: Reach;
}

const CHANGE = ['update', 'patch'];

/** Each of them ends with itself: it makes nothing that outlives the access, and shows nothing that could be used later. */
export const HARMLESS_WRITES: readonly HarmlessWrite[] = [
  { group: '', resources: ['pods'], verbs: ['delete', 'deletecollection'], within: 'namespace' },
  { group: '', resources: ['pods/eviction'], verbs: ['create'], within: 'namespace' },
  {
    group: 'apps',
    resources: ['deployments/scale', 'statefulsets/scale', 'replicasets/scale'],
    verbs: CHANGE,
    within: 'namespace',
  },
  { group: '', resources: ['replicationcontrollers/scale'], verbs: CHANGE, within: 'namespace' },
  { group: '', resources: ['events'], verbs: ['create', 'patch'], within: 'namespace' },
  { group: 'events.k8s.io', resources: ['events'], verbs: ['create', 'patch'], within: 'namespace' },
  { group: 'batch', resources: ['jobs'], verbs: ['delete'], within: 'namespace' },
  {
    group: 'authorization.k8s.io',
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
    within: 'cluster',
  },
  {
    group: 'authentication.k8s.io',
    resources: ['selfsubjectreviews'],
    verbs: ['create'],
    within: 'cluster',
  },
];

/** How far this write may reach and still be harmless; undefined where it never is. NB: a name does not make it so. */
export function harmlessWithin({ group, resource, verb }: OfResource): Reach | undefined {
  return HARMLESS_WRITES.find(
    (write) => write.group === group && write.resources.includes(resource) && write.verbs.includes(verb),
  )?.within;
}

/** What says which API there is, and whether the server is well: every authenticated user may ask for these anyway. */
export const HARMLESS_ADDRESSES: readonly string[] = [
  '/api',
  '/apis',
  '/healthz',
  '/livez',
  '/openapi/v2',
  '/openapi/v3',
  '/readyz',
  '/version',
  '/version/',
];

export function isHarmlessAddress({ url, verb }: OfAddress): boolean {
  return verb === 'get' && HARMLESS_ADDRESSES.includes(url);
}

/** `pods/log` → `pods`, `log`. */
export function parts(resource: string): readonly [string, string | undefined] {
  const slash = resource.indexOf('/');
  return slash < 0 ? [resource, undefined] : [resource.slice(0, slash), resource.slice(slash + 1)];
}
