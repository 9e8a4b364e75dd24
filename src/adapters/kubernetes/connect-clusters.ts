/** The clusters of a kubeconfig, or the pod's own: for each, one connection for the record lane and one for the end lane. */
import type { Parsed } from '../../core/problem.ts';
import { seconds, type Duration } from '../../core/time.ts';
import type { Clock, Cluster, EndLaneCluster, OperatorsCluster } from '../../ports.ts';
import { apiOf } from './api.ts';
import { ownCluster, readKubeconfigs, type KubeContext } from './kubeconfig.ts';
import { PooledKubeConfig } from './pooled-kube-config.ts';
import { actionReader } from './read-actions.ts';
import { clusterReader, keptBindings } from './read-cluster.ts';
import { toldBoard } from './told-board.ts';
import { clusterWriter } from './write-cluster.ts';
import { freezeWriter } from './write-freeze.ts';

/** The contexts of these kubeconfig files, or the cluster of the pod that this runs in, under a name. */
export type ClusterPlaces =
  | {
      readonly kind: 'kubeconfig';
      readonly files: readonly string[];
      /** Only these, and nothing is said of the others; undefined: all. */
      readonly contexts?: readonly string[];
    }
  | { readonly kind: 'in pod'; readonly name: string };

export interface ClusterConnection {
  readonly name: string;
  readonly recordLane: Cluster;
  /** Its own credentials and connections: a record lane that hangs takes nothing from it. */
  readonly endLane: EndLaneCluster;
  /** For operators, who may write what the lanes may only read. */
  readonly operators: OperatorsCluster;
  /** Cuts what is still under way. */
  close(): Promise<void>;
}

/** Calls nobody: a cluster that is away is found out by its first call. */
export function connectClusters(
  places: ClusterPlaces,
  { clock, deadline = seconds(10) }: { readonly clock: Clock; readonly deadline?: Duration },
): Parsed<readonly ClusterConnection[]> {
  const contexts = readContexts(places);
  if (contexts.kind === 'invalid') return contexts;
  return { kind: 'valid', value: contexts.value.map((context) => connect(context, clock, deadline)) };
}

function readContexts(places: ClusterPlaces): Parsed<readonly KubeContext[]> {
  return places.kind === 'kubeconfig'
    ? readKubeconfigs(places.files, places.contexts)
    : ownCluster(places.name);
}

function connect({ name, load }: KubeContext, clock: Clock, deadline: Duration): ClusterConnection {
  const [record, end] = [new PooledKubeConfig(), new PooledKubeConfig()];
  load(record);
  load(end);
  const recordApi = apiOf(name, record, deadline);
  const endApi = apiOf(name, end, deadline);
  // The two lanes share what they understood of a page, by its digest; no call of one waits for one of the other.
  const kept = keptBindings();
  const reader = clusterReader(name, recordApi, clock, kept);
  return {
    name,
    recordLane: {
      ...reader,
      ...actionReader(recordApi),
      ...clusterWriter(recordApi),
      ...toldBoard(name, recordApi),
    },
    endLane: { ...clusterReader(name, endApi, clock, kept), ...clusterWriter(endApi) },
    operators: { ...reader, ...freezeWriter(recordApi) },
    close: async () => {
      await Promise.all([record.close(), end.close()]);
    },
  };
}
