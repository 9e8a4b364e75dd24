// Random ClusterRoles, with all that RBAC knows: wildcards, groups, subresources, names, addresses.
import fc from 'fast-check';
import type { Rule } from '../../../src/core/permissions/rules.ts';

const GROUPS = ['', '', '', 'apps', 'apps', 'batch', 'example.com', 'events.k8s.io', 'policy', '*'];
const words = (...lines: readonly string[]): readonly string[] => lines.flatMap((line) => line.split(' '));

const RESOURCES = words(
  'pods pods/log pods/status pods/eviction pods/exec pods/attach pods/portforward pods/*',
  'events services services/proxy configmaps secrets nodes nodes/proxy nodes/log namespaces',
  'deployments deployments/scale statefulsets replicasets/scale jobs cronjobs',
  'serviceaccounts serviceaccounts/token widgets widgets/console widgets/scale',
  'rolebindings clusterroles certificatesigningrequests/approval selfsubjectaccessreviews users',
  '* */scale */exec',
);
const SPECIAL_GROUPS = words(
  'rbac.authorization.k8s.io certificates.k8s.io authorization.k8s.io authentication.k8s.io',
  'admissionregistration.k8s.io apiregistration.k8s.io events.k8s.io',
);
const VERBS = words(
  'get list watch get create update patch delete deletecollection bind escalate impersonate approve *',
);
const URLS = ['/healthz', '/version', '/api', '/apis', '/metrics', '/logs', '/healthz*', '*'];

const few = (texts: readonly string[], most: number) =>
  fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: most });

const onResources: fc.Arbitrary<Rule> = fc.record({
  apiGroups: few([...GROUPS, ...SPECIAL_GROUPS], 2),
  resources: few(RESOURCES, 5),
  verbs: few(VERBS, 4),
  resourceNames: fc.oneof(
    { weight: 4, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: few(['one', 'two', ''], 2) },
  ),
  nonResourceURLs: fc.constant([]),
});

const onAddresses: fc.Arbitrary<Rule> = fc.record({
  apiGroups: fc.constant([]),
  resources: fc.constant([]),
  verbs: few(['get', 'post', '*'], 2),
  resourceNames: fc.constant([]),
  nonResourceURLs: few(URLS, 3),
});

/** Many rules are one harmless thing or another, so that whole roles are harmless too. */
const mostlyReads: fc.Arbitrary<Rule> = fc.record({
  apiGroups: few(['', 'apps', 'batch'], 2),
  resources: few(['pods', 'pods/log', 'services', 'deployments', 'jobs', 'widgets', 'deployments/scale'], 4),
  verbs: few(['get', 'list', 'watch'], 3),
  resourceNames: fc.constant([]),
  nonResourceURLs: fc.constant([]),
});

/** Writes that are harmless in the right group and with the right verb. */
const mostlyEnds: fc.Arbitrary<Rule> = fc.record({
  apiGroups: few(['', 'apps', 'batch', 'events.k8s.io'], 2),
  resources: few(['pods', 'pods/eviction', 'deployments/scale', 'statefulsets/scale', 'jobs', 'events'], 3),
  verbs: few(['delete', 'deletecollection', 'create', 'patch', 'update'], 2),
  resourceNames: fc.constant([]),
  nonResourceURLs: fc.constant([]),
});

const rules = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: mostlyReads },
    { weight: 1, arbitrary: mostlyEnds },
    { weight: 2, arbitrary: onResources },
    { weight: 1, arbitrary: onAddresses },
  ),
  { minLength: 1, maxLength: 4 },
);

export function randomRoles(count: number, seed: number): readonly (readonly Rule[])[] {
  return fc.sample(rules, { numRuns: count, seed });
}
