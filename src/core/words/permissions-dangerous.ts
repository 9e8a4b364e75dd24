/** The rows of dangerous permissions that people meet; whatever else is not harmless is told by its verbs and its name. */
import { CHANGE, DELETE, READ, type SaidPermission } from './said-permission.ts';

const throughPods: readonly SaidPermission[] = [
  { name: 'pods/exec', verbs: ['create', 'get'], deed: 'run commands in', object: 'any pod' },
  {
    name: 'pods/attach',
    verbs: ['create', 'get'],
    deed: 'attach to',
    object: 'any pod',
    means:
      'Whoever attaches to a program reads what it prints and may type into it; where that is a shell, it is a shell. A session that is open when the access ends stays open.',
  },
  {
    name: 'pods/ephemeralcontainers',
    verbs: CHANGE,
    deed: 'add containers to',
    object: 'any pod',
    means:
      'An added container runs any program inside a running pod, with its network and, where it asks, its processes and files; it stays until the pod is deleted.',
  },
  { name: 'pods/portforward', verbs: ['create', 'get'], deed: 'reach the ports of', object: 'any pod' },
  {
    name: 'pods/proxy',
    verbs: [...READ, 'create', ...CHANGE, ...DELETE],
    deed: 'send requests to',
    object: 'any pod',
  },
  {
    name: 'services/proxy',
    verbs: [...READ, 'create', ...CHANGE, ...DELETE],
    deed: 'send requests to',
    object: 'any service',
  },
  { name: 'pods', verbs: ['create'], deed: 'create', object: 'pods' },
  {
    name: 'pods',
    verbs: CHANGE,
    deed: 'change',
    object: 'pods',
    means:
      'A change of a pod’s image runs another program as its service account; a change of its labels takes it away from what controls and guards it.',
  },
];

const workloads = [
  ['deployments.apps', 'deployments'],
  ['statefulsets.apps', 'stateful sets'],
  ['daemonsets.apps', 'daemon sets'],
  ['replicasets.apps', 'replica sets'],
  ['cronjobs.batch', 'cron jobs'],
].flatMap(([name = '', object = '']): readonly SaidPermission[] => [
  { name, verbs: ['create'], deed: 'create', object },
  { name, verbs: CHANGE, deed: 'change', object },
  {
    name,
    verbs: DELETE,
    deed: 'delete',
    object,
    means: 'What is deleted does not come back by itself, and everything that it ran goes with it.',
  },
]);

const identities: readonly SaidPermission[] = [
  { name: 'jobs.batch', verbs: ['create'], deed: 'create', object: 'jobs' },
  { name: 'secrets', verbs: READ, deed: 'read', object: 'secrets' },
  {
    name: 'secrets',
    verbs: ['create'],
    deed: 'create',
    object: 'secrets',
    means:
      'A secret can be made to hold a token of any service account of its namespace, one that never runs out.',
  },
  { name: 'secrets', verbs: CHANGE, deed: 'change', object: 'secrets' },
  { name: 'serviceaccounts', verbs: ['create'], deed: 'create', object: 'service accounts' },
  { name: 'serviceaccounts', verbs: CHANGE, deed: 'change', object: 'service accounts' },
  {
    name: 'serviceaccounts/token',
    verbs: ['create'],
    deed: 'take the token of',
    object: 'any service account',
  },
  ...['users', 'groups', 'serviceaccounts'].map((name) => ({
    name,
    verbs: ['impersonate'],
    deed: 'act as',
    object: `any ${name === 'serviceaccounts' ? 'service account' : name.slice(0, -1)}`,
  })),
  ...['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'].map((resource) => ({
    name: `${resource}.rbac.authorization.k8s.io`,
    verbs: ['create', ...CHANGE],
    deed: 'write',
    object: resource.replace('cluster', 'cluster ').replace('bindings', ' bindings'),
  })),
  ...['roles', 'clusterroles'].map((resource) => ({
    name: `${resource}.rbac.authorization.k8s.io`,
    verbs: ['bind'],
    deed: 'hand out',
    object: resource.replace('cluster', 'cluster '),
  })),
  {
    name: 'certificatesigningrequests.certificates.k8s.io',
    verbs: ['create'],
    deed: 'ask for',
    object: 'client certificates',
  },
  {
    name: 'certificatesigningrequests.certificates.k8s.io/approval',
    verbs: CHANGE,
    deed: 'approve',
    object: 'client certificates',
  },
];

const cluster: readonly SaidPermission[] = [
  {
    name: 'nodes',
    verbs: CHANGE,
    deed: 'cordon and change',
    object: 'nodes',
    means:
      'A node’s labels and taints say which pods it takes: whoever changes them can drive programs off a node, or draw those with secrets onto one.',
  },
  { name: 'nodes', verbs: DELETE, deed: 'delete', object: 'nodes' },
  {
    name: 'nodes/proxy',
    verbs: [...READ, 'create', ...CHANGE, ...DELETE],
    deed: 'command',
    object: 'any node',
    means:
      'It speaks to the node’s own kubelet, past the API server and its log: even to get it is to run commands in every pod of that node.',
  },
  { name: 'namespaces', verbs: ['create'], deed: 'create', object: 'namespaces' },
  { name: 'namespaces', verbs: CHANGE, deed: 'change', object: 'namespaces' },
  { name: 'namespaces', verbs: DELETE, deed: 'delete', object: 'namespaces' },
  {
    name: 'persistentvolumes',
    verbs: ['create'],
    deed: 'create',
    object: 'volumes',
    means: 'A volume can be any folder of a node: whoever makes one reads and writes the node’s files.',
  },
  { name: 'persistentvolumeclaims', verbs: ['create'], deed: 'create', object: 'volume claims' },
  { name: 'persistentvolumeclaims', verbs: DELETE, deed: 'delete', object: 'volume claims' },
  { name: 'services', verbs: ['create'], deed: 'create', object: 'services' },
  { name: 'services', verbs: CHANGE, deed: 'change', object: 'services' },
  { name: 'endpointslices.discovery.k8s.io', verbs: CHANGE, deed: 'change', object: 'endpoint slices' },
  { name: 'ingresses.networking.k8s.io', verbs: ['create'], deed: 'create', object: 'ingresses' },
  { name: 'ingresses.networking.k8s.io', verbs: CHANGE, deed: 'change', object: 'ingresses' },
  { name: 'networkpolicies.networking.k8s.io', verbs: CHANGE, deed: 'change', object: 'network policies' },
  { name: 'networkpolicies.networking.k8s.io', verbs: DELETE, deed: 'delete', object: 'network policies' },
  { name: 'configmaps', verbs: ['create'], deed: 'create', object: 'ConfigMaps' },
  { name: 'configmaps', verbs: CHANGE, deed: 'change', object: 'ConfigMaps' },
  { name: 'horizontalpodautoscalers.autoscaling', verbs: CHANGE, deed: 'change', object: 'autoscalers' },
  { name: 'poddisruptionbudgets.policy', verbs: DELETE, deed: 'delete', object: 'disruption budgets' },
  { name: 'leases.coordination.k8s.io', verbs: CHANGE, deed: 'change', object: 'leases' },
  ...[
    ['mutatingwebhookconfigurations', 'webhooks that change requests'],
    ['validatingwebhookconfigurations', 'webhooks that check requests'],
    ['validatingadmissionpolicies', 'admission policies'],
  ].map(([resource, object = '']) => ({
    name: `${resource}.admissionregistration.k8s.io`,
    verbs: ['create', ...CHANGE],
    deed: 'write',
    object,
  })),
  {
    name: 'apiservices.apiregistration.k8s.io',
    verbs: ['create', ...CHANGE],
    deed: 'register',
    object: 'APIs',
  },
  {
    name: 'customresourcedefinitions.apiextensions.k8s.io',
    verbs: ['create', ...CHANGE],
    deed: 'define',
    object: 'custom resources',
  },
];

export const DANGEROUS: readonly SaidPermission[] = [...throughPods, ...workloads, ...identities, ...cluster];
