/** The dangerous permissions among rules: what lets its holder keep access, or reach further than it says (§2.2). */
import { kindOf, type DangerKind } from './danger-kinds.ts';
import { harmlessWithin, isHarmlessAddress, isHarmlessRead, type Reach } from './harmless.ts';
import { permissionsOf, type Permission, type Rule } from './permission.ts';
import { areTooMany, canonicalRules } from './rules.ts';

export type { DangerKind, Reach };

/** What is dangerous about one resource, in one way. */
export interface Danger {
  readonly kind: DangerKind;
  readonly group: string;
  /** With its subresource; of an address the address. */
  readonly resource: string;
  /** Only those that are dangerous. */
  readonly verbs: readonly string[];
  /** Empty: any object. NB: a name never makes a permission harmless. */
  readonly names: readonly string[];
}

/**
 * Every dangerous permission of the rules, the same way round whatever their order. Rules too many to look at one by one
 * are one danger, and never accepted.
 */
export function dangersOf(rules: readonly Rule[], { reach }: { readonly reach: Reach }): readonly Danger[] {
  if (areTooMany(rules)) return [{ kind: 'wildcard', group: '*', resource: '*', verbs: ['*'], names: [] }];
  // NB: in canonical rules nothing stands that another rule includes, so an object's name is told only where it counts.
  const permissions = [...permissionsOf(canonicalRules(rules)).values()];
  const found = permissions.flatMap((permission) => {
    const kind = dangerOf(permission, reach);
    return kind === undefined ? [] : [{ kind, ...placeOf(permission) }];
  });
  const alike = Map.groupBy(found, ({ kind, group, resource }) => JSON.stringify([kind, group, resource]));
  return [...alike.values()].map(together);
}

/** Undefined where it is harmless. */
export function dangerOf(permission: Permission, reach: Reach): DangerKind | undefined {
  if (hasAWildcard(permission)) return 'wildcard';
  if (permission.kind === 'address') return isHarmlessAddress(permission) ? undefined : 'address';
  if (isHarmlessRead(permission)) return undefined;
  const within = harmlessWithin(permission);
  if (within === undefined) return kindOf(permission);
  // NB: throughout the cluster it is power over the controller's own namespace, and over every protected one.
  return within === 'cluster' || reach === 'namespace' ? undefined : 'reaches the controller';
}

function hasAWildcard(permission: Permission): boolean {
  const texts =
    permission.kind === 'address'
      ? [permission.url, permission.verb]
      : [permission.group, permission.resource, permission.verb];
  return texts.some((text) => text.includes('*'));
}

type Single = Omit<Danger, 'verbs' | 'names'> & { readonly verb: string; readonly name: string | undefined };

function placeOf(permission: Permission): Omit<Single, 'kind'> {
  if (permission.kind === 'address')
    return { group: '', resource: permission.url, verb: permission.verb, name: undefined };
  const { group, resource, verb, name } = permission;
  return { group, resource, verb, name };
}

/** NB: one verb that is not held to names is enough for the whole to be told as of any object. */
function together(singles: readonly Single[]): Danger {
  const { kind, group, resource } = singles[0]!; // a group has a first
  const names = singles.map(({ name }) => name);
  return {
    kind,
    group,
    resource,
    verbs: [...new Set(singles.map(({ verb }) => verb))].sort(),
    names: names.includes(undefined) ? [] : [...new Set(names.filter((name) => name !== undefined))].sort(),
  };
}

/**
 * Verbs that RBAC does not hold to names: the name of what is listed, watched, created or deleted as a collection is not
 * known when access is decided. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export const VERBS_WITHOUT_NAMES: readonly string[] = ['list', 'watch', 'create', 'deletecollection'];
