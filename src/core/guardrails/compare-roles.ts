/** What the roles and the rules for actions of one policy give that those of another do not. */
import type { AccessPolicy, ActionsPolicy, RolePolicy } from '../request/access-policy.ts';
import * as say from '../words/policy-differences.ts';
import { compareAllowances } from './compare-allowances.ts';
import {
  changes,
  loosens,
  moreIsLooser,
  moved,
  tightens,
  type Difference,
  type Versions,
} from './difference.ts';

type Policies = Versions<AccessPolicy>;

export function compareRoles(policies: Policies): readonly Difference[] {
  const { before, after } = policies;
  const names = new Set([...before.roles.keys(), ...after.roles.keys()]);
  return [...names].flatMap((name) => {
    const [old, fresh] = [before.roles.get(name), after.roles.get(name)];
    if (fresh === undefined) return [tightens(say.roleIsGone(name))];
    if (old === undefined) return [loosens(say.roleIsNew(name, fresh))];
    return compareRole(name, { before: old, after: fresh }, policies);
  });
}

function compareRole(name: string, roles: Versions<RolePolicy>, policies: Policies): readonly Difference[] {
  const { before, after } = roles;
  const called = say.roleCalled(name);
  const accepts = moved({ before: before.accepts, after: after.accepts });
  return [
    ...(before.clusterRole === after.clusterRole ? [] : [changes(say.clusterRole(called, roles))]),
    ...scopes(called, roles),
    ...moreIsLooser(accepts, say.accepts(called)),
    ...compareAllowances({ called, ...roles, listed: listed(policies) }),
  ];
}

/** NB: from the whole cluster to single namespaces is no tightening: other owners approve there. */
function scopes(called: string, { before, after }: Versions<RolePolicy>): readonly Difference[] {
  if (before.scope === after.scope) return [];
  return [
    after.scope === 'cluster' ? loosens(say.isForTheCluster(called)) : changes(say.isForNamespaces(called)),
  ];
}

function listed({ before, after }: Policies): Versions<readonly string[]> {
  return { before: [...before.clusters.keys()], after: [...after.clusters.keys()] };
}

/** Rules for actions have no name: one that allows the same actions is the same rule, in the order in which they stand. */
export function compareActions(policies: Policies): readonly Difference[] {
  const old = Map.groupBy(policies.before.actions, allowed);
  const fresh = Map.groupBy(policies.after.actions, allowed);
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) =>
    compareRules({ before: old.get(key) ?? [], after: fresh.get(key) ?? [] }, policies),
  );
}

function compareRules(
  { before, after }: Versions<readonly ActionsPolicy[]>,
  policies: Policies,
): readonly Difference[] {
  const longest = before.length > after.length ? before : after;
  return longest.flatMap((_, index) => {
    const [old, fresh] = [before[index], after[index]];
    if (fresh === undefined) return old === undefined ? [] : [tightens(say.actionsAreGone(old))];
    if (old === undefined) return [loosens(say.actionsAreNew(fresh))];
    const called = say.actionsCalled(fresh);
    return compareAllowances({ called, before: old, after: fresh, listed: listed(policies) });
  });
}

function allowed({ allow }: ActionsPolicy): string {
  return JSON.stringify([...new Set(allow)].toSorted());
}
