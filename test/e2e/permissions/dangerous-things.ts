// What nobody may do whose permissions were called harmless: written by hand, and by nothing that decides.

export interface Thing {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
}

const things = (verbs: string, ...names: readonly string[]): readonly Thing[] =>
  names.flatMap((name) => {
    const [whole = '', subresource = ''] = name.split('/');
    const [resource = '', ...group] = whole.split('.');
    return verbs.split(' ').map((verb) => ({ verb, group: group.join('.'), resource, subresource }));
  });

const WRITE = 'create update patch';
const ALL_WRITES = `${WRITE} delete deletecollection`;
const ALL = `get ${ALL_WRITES}`;

/** Everywhere, in one namespace too. */
export const DANGEROUS: readonly Thing[] = [
  ...things('get list watch create update patch delete', 'secrets'),
  ...things(ALL, 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'services/proxy'),
  ...things(
    ALL,
    'nodes/proxy',
    'nodes/log',
    'nodes/stats',
    'widgets.example.com/console',
    'serviceaccounts/token',
  ),
  ...things(ALL_WRITES, 'nodes', 'namespaces', 'configmaps', 'services', 'serviceaccounts'),
  ...things(
    WRITE,
    'pods',
    'pods/ephemeralcontainers',
    'pods/status',
    'replicationcontrollers',
    'persistentvolumes',
  ),
  ...things(WRITE, 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'replicasets.apps'),
  ...things(WRITE, 'jobs.batch', 'cronjobs.batch', 'widgets.example.com', 'leases.coordination.k8s.io'),
  ...things(
    `${ALL_WRITES} bind escalate`,
    'roles.rbac.authorization.k8s.io',
    'clusterroles.rbac.authorization.k8s.io',
  ),
  ...things(
    ALL_WRITES,
    'rolebindings.rbac.authorization.k8s.io',
    'clusterrolebindings.rbac.authorization.k8s.io',
  ),
  ...things('impersonate', 'users', 'groups', 'serviceaccounts', 'userextras.authentication.k8s.io/scopes'),
  ...things(WRITE, 'certificatesigningrequests.certificates.k8s.io'),
  ...things('update patch', 'certificatesigningrequests.certificates.k8s.io/approval'),
  ...things('approve sign', 'signers.certificates.k8s.io'),
  ...things(WRITE, 'validatingwebhookconfigurations.admissionregistration.k8s.io'),
  ...things(WRITE, 'mutatingwebhookconfigurations.admissionregistration.k8s.io'),
  ...things(WRITE, 'apiservices.apiregistration.k8s.io', 'customresourcedefinitions.apiextensions.k8s.io'),
  ...things('create', 'tokenreviews.authentication.k8s.io', 'subjectaccessreviews.authorization.k8s.io'),
];

/** Throughout a cluster: power over the controller's own namespace. */
export const DANGEROUS_EVERYWHERE: readonly Thing[] = [
  ...things('delete deletecollection', 'pods'),
  ...things('create', 'pods/eviction', 'events'),
  ...things('update patch', 'deployments.apps/scale', 'replicasets.apps/scale'),
  ...things('delete', 'jobs.batch'),
];

export const DANGEROUS_ADDRESSES = [
  ...['/metrics', '/logs', '/debug/pprof', '/configz'].map((path) => ({ path, verb: 'get' })),
  { path: '/healthz', verb: 'post' },
];
