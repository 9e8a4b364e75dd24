/** The single permissions that a rule is made of, and which of them includes which. */

/** An RBAC rule, as Kubernetes has it. https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-v1/ */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** `name` undefined: any object, named or not. */
export type Permission =
  | {
      readonly kind: 'resource';
      readonly group: string;
      readonly resource: string;
      readonly verb: string;
      readonly name: string | undefined;
    }
  | { readonly kind: 'address'; readonly url: string; readonly verb: string };

/** `pods/exec`, `deployments.apps/scale`: how the policy, the checks and people name what a permission is about. */
export function nameOf(group: string, resource: string): string {
  const [whole = '', ...subresource] = resource.split('/');
  return [group === '' ? whole : `${whole}.${group}`, ...subresource].join('/');
}

type Permissions = ReadonlyMap<string, Permission>;

export function keyOf(permission: Permission): string {
  return JSON.stringify(
    permission.kind === 'address'
      ? [permission.verb, permission.url]
      : [permission.verb, permission.group, permission.resource, permission.name ?? null],
  );
}

export function permissionsOf(rules: readonly Rule[]): Permissions {
  const all = rules.flatMap((rule) => [...ofResources(rule), ...ofAddresses(rule)]);
  return new Map(all.map((permission) => [keyOf(permission), permission]));
}

function ofResources({ apiGroups, resources, verbs, resourceNames }: Rule): readonly Permission[] {
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        names.map((name) => ({ kind: 'resource', group, resource, verb, name }) as const),
      ),
    ),
  );
}

function ofAddresses({ nonResourceURLs, verbs }: Rule): readonly Permission[] {
  return nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ kind: 'address', url, verb }) as const));
}

/**
 * Whether a set of permissions includes one, by Kubernetes' own matching; `by another`: without counting itself.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/rbac/v1/evaluation_helpers.go
 */
export function isCovered(
  permission: Permission,
  by: Permissions,
  which: 'by any' | 'by another' = 'by any',
): boolean {
  const own = keyOf(permission);
  return wider(permission).some((one) => {
    const key = keyOf(one);
    return by.has(key) && (which === 'by any' || key !== own);
  });
}

/** Each permission that includes this one, itself too: few enough to look them all up. */
function wider(permission: Permission): readonly Permission[] {
  const verbs = orAny(permission.verb);
  if (permission.kind === 'address') {
    return verbs.flatMap((verb) =>
      addressesAbove(permission.url).map((url) => ({ kind: 'address', url, verb }) as const),
    );
  }
  const { group, resource, name } = permission;
  const names = name === undefined ? [undefined] : [name, undefined];
  return verbs.flatMap((verb) =>
    orAny(group).flatMap((group) =>
      resourcesAbove(resource).flatMap((resource) =>
        names.map((name) => ({ kind: 'resource', verb, group, resource, name }) as const),
      ),
    ),
  );
}

function orAny(text: string): readonly string[] {
  return text === '*' ? ['*'] : [text, '*'];
}

function resourcesAbove(resource: string): readonly string[] {
  const slash = resource.indexOf('/');
  return slash < 0 ? orAny(resource) : [...new Set([resource, `*${resource.slice(slash)}`, '*'])];
}

/** An address ends in `*` where it stands for all that begin so. */
function addressesAbove(url: string): readonly string[] {
  const fixed = url.endsWith('*') ? url.slice(0, -1) : url;
  const prefixes = Array.from({ length: fixed.length + 1 }, (_, length) => `${fixed.slice(0, length)}*`);
  return [...new Set([url, ...prefixes])];
}
