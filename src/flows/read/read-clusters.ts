/** Reads what each cluster holds, in the order that rule 1 asks for: checkpoint, then list, and only then the repository. */
import { clusterNow } from '../../core/grant/ending.ts';
import { keyText, type ClusterFacts } from '../../core/grant/cluster-facts.ts';
import { byTheTimeThere, standingOf, type History } from '../../core/grant/cluster-standing.ts';
import type { FreezeFact } from '../../core/grant/freeze.ts';
import type { Watch } from '../../core/grant/patience.ts';
import { read, type Fact } from '../../core/problem.ts';
import type { AccessPolicy, ClusterPolicy } from '../../core/request/access-policy.ts';
import type { Cluster, ClusterView, HeldCheckpoint } from '../../ports.ts';
import { asFact, factsOf } from './gather.ts';
import type { Memory, World } from '../world.ts';

export interface ClusterReading {
  readonly cluster: Cluster;
  readonly checkpoint: HeldCheckpoint | undefined;
  readonly view: ClusterView;
  readonly freeze: FreezeFact;
}

/** By name. NB: `unread` is a cluster that did not answer whole; nothing is concluded from what it did say. */
export type ClusterReadings = ReadonlyMap<string, Fact<ClusterReading>>;

export async function readClusters({ clusters }: Pick<World, 'clusters'>): Promise<ClusterReadings> {
  const readings = clusters.map(
    async (cluster) => [cluster.name, await asFact(readCluster(cluster))] as const,
  );
  return new Map(await Promise.all(readings));
}

async function readCluster(cluster: Cluster): Promise<ClusterReading> {
  const checkpoint = await cluster.checkpoint();
  const view = await cluster.view();
  // NB: last. What a freeze ended is gone by the time that it is listed, and must not look as if gone by hand.
  const freeze = await asFact(cluster.freeze());
  return { cluster, checkpoint, view, freeze: freeze.kind === 'read' ? read(freeze.value?.freeze) : freeze };
}

/** What must be known of a cluster beside what it holds: the roles and namespaces that a decision will ask for. */
export interface Wanted {
  readonly roles: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/**
 * NB: a history that was set back to before a cluster was listed must not make its bindings nobody's business. What this
 * repository once carried out there, and no longer knows of, is ours to take away.
 */
function listedBefore(held: HeldCheckpoint | undefined, history: History): ClusterPolicy | undefined {
  const checkpoint = held?.checkpoint;
  const isLost = checkpoint?.repository === history.repository && !history.isOnChain(checkpoint.head);
  return isLost ? { uid: undefined, protectedNamespaces: [] } : undefined;
}

export async function clusterFacts(
  { cluster, view, checkpoint, freeze }: ClusterReading,
  wanted: Wanted,
  context: {
    readonly policy: AccessPolicy | undefined;
    readonly history: History;
    readonly watch: Watch;
    readonly memory: Memory;
    readonly world: Pick<World, 'clock'>;
  },
): Promise<ClusterFacts | undefined> {
  const { policy, history, watch, memory, world } = context;
  const listed = policy?.clusters.get(cluster.name) ?? listedBefore(checkpoint, history);
  if (listed === undefined) return undefined;
  const { uid, date, readAt, bindings, ownRoles } = view;
  const standing = standingOf(
    { cluster: cluster.name, policy: listed, uid, date, readAt, held: checkpoint, history },
    watch,
  );
  const [roles, namespaces] = await Promise.all([
    factsOf(wanted.roles, (name) => cluster.clusterRole(name)),
    factsOf(wanted.namespaces, (name) => cluster.namespace(name)),
  ]);
  const ours = world.clock.now();
  const now = clusterNow(ours, view, memory.lastSeen.get(cluster.name) ?? ours);
  memory.lastSeen.set(cluster.name, now);
  return {
    name: cluster.name,
    uid,
    now,
    standing: byTheTimeThere(standing, ours, now),
    freeze,
    checkpointVersion: checkpoint?.resourceVersion,
    bindings: new Map(bindings.map((binding) => [keyText(binding), binding])),
    ownRoles: new Map(ownRoles.map((role) => [keyText(role), role])),
    roles,
    namespaces,
  };
}
