/** What a cluster says of a request for one of its roles, and of the place where it is asked for. */
import { permissionProblems } from '../permissions/refused.ts';
import type { Rule } from '../permissions/rules.ts';
import type { Problem } from '../problem.ts';
import type { RolePolicy } from '../request/access-policy.ts';
import type { LocatedRequest } from '../request/access-request.ts';
import { WHOLE_CLUSTER, type RequestPath } from '../request/path.ts';
import * as words from '../words/asked.ts';
import { withProblems, withUnread, type Askable, type AskedContext, type NotAskable } from './askable.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** The cluster of the request, where the one that the policy names has answered. */
export function clusterAsked(
  { cluster: name }: RequestPath,
  { clusters }: AskedContext,
): { readonly cluster: ClusterFacts } | NotAskable {
  const cluster = clusters.get(name);
  if (cluster === undefined) return withUnread(words.clusterUnread(name));
  // NB: what another cluster has, or lacks, says nothing for this one and nothing against it.
  return isAnother(cluster) ? withUnread(words.anotherClusterAnswers(name)) : { cluster };
}

function isAnother({ standing }: ClusterFacts): boolean {
  return standing.kind === 'waiting' && standing.reason === 'another cluster';
}

export function namespaceAsked(
  { namespace: name, cluster: clusterName }: RequestPath,
  cluster: ClusterFacts,
  where: Problem['place'],
): Pick<Askable, 'namespace'> | NotAskable {
  if (name === WHOLE_CLUSTER) return { namespace: null };
  const fact = cluster.namespaces.get(name);
  if (fact === undefined || fact.kind === 'unread')
    return withUnread(words.namespaceUnread(name, clusterName));
  const found = fact.value;
  return found === undefined || found.terminating
    ? withProblems(words.namespaceIsNotThere(name, clusterName, where))
    : { namespace: { name, uid: found.uid } };
}

export interface RoleAsked {
  readonly clusterRole: string;
  readonly actions: undefined;
  readonly rules: readonly Rule[];
}

/** The rules of the catalogue's role, where each of them may be handed out. */
export function roleAsked(
  { path, place }: LocatedRequest,
  { clusterRole, accepts }: RolePolicy,
  cluster: ClusterFacts,
): RoleAsked | NotAskable {
  const role = cluster.roles.get(clusterRole);
  if (role === undefined || role.kind === 'unread')
    return withUnread(words.roleUnread(clusterRole, path.cluster));
  const rules = role.value;
  const where = place('subject');
  if (rules === undefined) return withProblems(words.roleIsMissing(clusterRole, path.cluster, where));
  const reach = path.namespace === WHOLE_CLUSTER ? 'cluster' : 'namespace';
  const dangers = permissionProblems(rules, { role: path.role, accepts, reach, place: where });
  return dangers.length > 0 ? withProblems(...dangers) : { clusterRole, actions: undefined, rules };
}
