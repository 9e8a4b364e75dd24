/**
 * What the requests of one pull request ask for together, judged by the guardrails and by what the clusters say. The check
 * and the proof after the merge both ask here, so that they cannot differ.
 */
import type { Account, ApprovalFacts } from '../approval/facts.ts';
import { digestOfRules } from '../approval/shown.ts';
import type { Parsed, Problem } from '../problem.ts';
import type { Oid } from '../repository.ts';
import type { RolePolicy } from '../request/access-policy.ts';
import type { LocatedRequest } from '../request/access-request.ts';
import { judgeRequest, usernameOf, type Guardrails, type Judgement } from '../request/guardrails.ts';
import { WHOLE_CLUSTER, type RequestPath } from '../request/path.ts';
import { permissionProblems } from '../permissions/refused.ts';
import type { Rule } from '../permissions/rules.ts';
import * as words from '../words/asked.ts';
import type { ClusterFacts, NamespaceFacts } from './cluster-facts.ts';

/** One request file, as a pull request brings it. */
export interface AskedRequest {
  readonly path: RequestPath;
  readonly blob: Oid;
  /** Of the file's bytes, as 64 hex digits. */
  readonly sha256: string;
  readonly written: Parsed<LocatedRequest>;
}

export interface AskedContext {
  readonly guardrails: Guardrails;
  /** Clusters that this controller serves; `undefined`: it could not be read just now. */
  readonly clusters: ReadonlyMap<string, ClusterFacts | undefined>;
}

/** A request that holds before anybody was asked to approve it. */
export interface Askable {
  readonly request: AskedRequest;
  readonly located: LocatedRequest;
  readonly judgement: Judgement;
  readonly username: string;
  readonly clusterRole: string;
  readonly rules: readonly Rule[];
  readonly cluster: ClusterFacts;
  /** Null for the whole cluster. */
  readonly namespace: { readonly name: string; readonly uid: string } | null;
}

export interface Asked {
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  /** Only those without a problem and without anything unread. */
  readonly askable: readonly Askable[];
  /** Of the rules of all of them; undefined until all could be read. */
  readonly digest: string | undefined;
}

export function askedTogether(
  requests: readonly AskedRequest[],
  facts: Pick<ApprovalFacts, 'repository' | 'pullRequest' | 'memberships'>,
  context: AskedContext,
): Asked {
  const each = requests.map((request) => askedAlone(request, facts, context));
  const askable = each.flatMap((one) => (one.askable === undefined ? [] : [one.askable]));
  const complete = askable.length === requests.length && requests.length > 0;
  return {
    problems: each.flatMap(({ problems }) => problems),
    unread: each.flatMap(({ unread }) => unread),
    askable,
    digest: complete
      ? digestOfRules(new Map(askable.map(({ request, rules }) => [request.path.text, rules])))
      : undefined,
  };
}

interface AskedAlone {
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  readonly askable?: Askable;
}

function askedAlone(
  request: AskedRequest,
  { repository, pullRequest, memberships }: Pick<ApprovalFacts, 'repository' | 'pullRequest' | 'memberships'>,
  context: AskedContext,
): AskedAlone {
  if (request.written.kind === 'invalid') return { problems: request.written.problems, unread: [] };
  const located = request.written.value;
  const judgement = judgeRequest({
    located,
    guardrails: context.guardrails,
    author: pullRequest.author,
    organisation: repository.owner,
    isMember: (team) =>
      memberships.get(`${team} ${pullRequest.author.login}`.toLowerCase()) ?? {
        kind: 'unread',
        why: words.membershipUnread(pullRequest.author.login, team),
      },
  });
  const { role, username, problems, unread } = judgement;
  if (problems.length > 0 || role === undefined || username === undefined) return { problems, unread };
  const inCluster = askedOfTheCluster(located, role, context);
  if ('problems' in inCluster)
    return { problems: inCluster.problems, unread: [...unread, ...inCluster.unread] };
  if (unread.length > 0) return { problems: [], unread };
  return {
    problems: [],
    unread: [],
    askable: { request, located, judgement, username, clusterRole: role.clusterRole, ...inCluster },
  };
}

type InCluster = Pick<Askable, 'rules' | 'cluster' | 'namespace'>;

function askedOfTheCluster(
  { path, place }: LocatedRequest,
  { clusterRole, accepts }: RolePolicy,
  { clusters }: AskedContext,
): InCluster | AskedAlone {
  const cluster = clusters.get(path.cluster);
  if (cluster === undefined) return { problems: [], unread: [words.clusterUnread(path.cluster)] };
  // NB: what another cluster has, or lacks, says nothing for this one and nothing against it.
  if (isAnother(cluster)) return { problems: [], unread: [words.anotherClusterAnswers(path.cluster)] };
  const role = cluster.roles.get(clusterRole);
  if (role === undefined || role.kind === 'unread') {
    return { problems: [], unread: [words.roleUnread(clusterRole, path.cluster)] };
  }
  const rules = role.value;
  const where = place('subject');
  if (rules === undefined)
    return { problems: [words.roleIsMissing(clusterRole, path.cluster, where)], unread: [] };
  const namespace = namespaceAsked(path, cluster, where);
  const reach = path.namespace === WHOLE_CLUSTER ? 'cluster' : 'namespace';
  const dangers = permissionProblems(rules, { role: path.role, accepts, reach, place: where });
  const problems = [...dangers, ...namespace.problems];
  if (problems.length > 0 || namespace.unread.length > 0) return { problems, unread: namespace.unread };
  return { rules, cluster, namespace: namespace.found };
}

function isAnother({ standing }: ClusterFacts): boolean {
  return standing.kind === 'waiting' && standing.reason === 'another cluster';
}

function namespaceAsked(
  path: RequestPath,
  cluster: ClusterFacts,
  where: Problem['place'],
): Pick<AskedAlone, 'problems' | 'unread'> & { readonly found: Askable['namespace'] } {
  const { namespace: name } = path;
  if (name === WHOLE_CLUSTER) return { problems: [], unread: [], found: null };
  const fact = cluster.namespaces.get(name);
  if (fact === undefined || fact.kind === 'unread') {
    return { problems: [], unread: [words.namespaceUnread(name, path.cluster)], found: null };
  }
  const found: NamespaceFacts | undefined = fact.value;
  if (found === undefined || found.terminating) {
    return { problems: [words.namespaceIsNotThere(name, path.cluster, where)], unread: [], found: null };
  }
  return { problems: [], unread: [], found: { name, uid: found.uid } };
}

/** The Kubernetes username of a GitHub account, by the guardrails in force. */
export function usernames(guardrails: Guardrails): (account: Account) => string | undefined {
  return (account) => usernameOf(guardrails, account);
}
