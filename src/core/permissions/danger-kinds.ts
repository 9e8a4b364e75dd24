/** What sort of danger a permission is that is not harmless: the rules by which each is known, the gravest first. */
import { isSecret, parts } from './harmless.ts';
import type { Permission } from './permission.ts';

export type DangerKind =
  /** Allows what nobody has seen yet; never accepted. */
  | 'wildcard'
  /** An address that is no resource; never accepted. */
  | 'address'
  | 'impersonation'
  | 'RBAC'
  | 'secrets'
  | 'tokens'
  | 'certificates'
  | 'nodes'
  | 'proxies'
  | 'commands in pods'
  | 'makes pods'
  | 'admission'
  | 'API registration'
  | 'namespaces'
  | 'volumes'
  | 'traffic'
  | 'configuration'
  /** Harmless in one namespace; throughout a cluster it is power over the controller and over protected namespaces. */
  | 'reaches the controller'
  | 'unknown subresource'
  | 'unknown write';

interface Asked {
  readonly group: string;
  /** Without its subresource. */
  readonly whole: string;
  readonly subresource: string | undefined;
  readonly verb: string;
}

type Sign = (asked: Asked) => boolean;

const KNOWN: readonly (readonly [DangerKind, Sign])[] = [
  // Also the constrained forms: `impersonate:user-info`, `impersonate-on:user-info:list`.
  ['impersonation', ({ verb, group }) => verb.startsWith('impersonate') || IDENTITIES.has(group)],
  ['RBAC', ({ verb, group }) => verb === 'bind' || verb === 'escalate' || group === RBAC],
  ['secrets', ({ whole }) => isSecret(whole)],
  ['tokens', ({ group, whole }) => group === '' && whole === 'serviceaccounts'],
  ['certificates', ({ group }) => group === 'certificates.k8s.io'],
  ['nodes', ({ group, whole }) => (group === '' && whole === 'nodes') || group === 'node.k8s.io'],
  ['proxies', ({ subresource }) => subresource === 'proxy' || subresource === 'portforward'],
  ['commands in pods', ({ whole, subresource }) => whole === 'pods' && RUNS.has(subresource)],
  ['makes pods', ({ group, whole }) => MAKES_PODS[group]?.includes(whole) ?? false],
  ['admission', ({ group }) => group === 'admissionregistration.k8s.io'],
  ['API registration', ({ group }) => EXTENDS_THE_API.has(group)],
  ['namespaces', ({ group, whole }) => group === '' && whole === 'namespaces'],
  ['volumes', ({ group, whole }) => (group === '' && VOLUMES.has(whole)) || group === 'storage.k8s.io'],
  ['traffic', ({ group, whole }) => TRAFFIC[group]?.includes(whole) ?? false],
  ['configuration', ({ group, whole }) => group === '' && whole === 'configmaps'],
];

const RBAC = 'rbac.authorization.k8s.io';
const IDENTITIES: ReadonlySet<string> = new Set(['authentication.k8s.io']);
const RUNS: ReadonlySet<string | undefined> = new Set(['exec', 'attach', 'ephemeralcontainers']);
const EXTENDS_THE_API: ReadonlySet<string> = new Set(['apiregistration.k8s.io', 'apiextensions.k8s.io']);
const VOLUMES: ReadonlySet<string> = new Set(['persistentvolumes', 'persistentvolumeclaims']);

const MAKES_PODS: Readonly<Record<string, readonly string[]>> = {
  '': ['pods', 'replicationcontrollers', 'podtemplates'],
  apps: ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'controllerrevisions'],
  batch: ['jobs', 'cronjobs'],
};

const TRAFFIC: Readonly<Record<string, readonly string[]>> = {
  '': ['services', 'endpoints'],
  'discovery.k8s.io': ['endpointslices'],
  'networking.k8s.io': ['ingresses', 'ingressclasses', 'networkpolicies'],
  'gateway.networking.k8s.io': ['gateways', 'httproutes', 'grpcroutes', 'tcproutes', 'tlsroutes'],
};

/** NB: whatever no sign knows is dangerous all the same. */
export function kindOf({
  group,
  resource,
  verb,
}: Extract<Permission, { readonly kind: 'resource' }>): DangerKind {
  const [whole, subresource] = parts(resource);
  const asked = { group, whole, subresource, verb };
  const known = KNOWN.find(([, isIt]) => isIt(asked));
  return known?.[0] ?? (subresource === undefined ? 'unknown write' : 'unknown subresource');
}
