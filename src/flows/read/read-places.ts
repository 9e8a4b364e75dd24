/** The clusters that were read whole and are ours, each with what the decisions will ask of it. */
import type { ClusterFacts } from '../../core/grant/cluster-facts.ts';
import type { Watch } from '../../core/grant/patience.ts';
import { undecided } from '../../core/ledger/honour.ts';
import { WHOLE_CLUSTER } from '../../core/request/path.ts';
import { clusterFacts, type ClusterReadings, type Wanted } from './read-clusters.ts';
import { historyOf, type HistorySnapshot, type InForce } from './read-history.ts';
import type { Memory, World } from '../world.ts';

export type Places = ReadonlyMap<string, ClusterFacts>;

export async function readPlaces(
  readings: ClusterReadings,
  history: HistorySnapshot,
  world: World,
  memory: Memory,
  watch: Watch,
  further: readonly Place[] = [],
): Promise<Places> {
  const { inForce } = history;
  const context = { policy: inForce?.guardrails.policy, history: historyOf(history), watch, memory, world };
  const asked = inForce === undefined ? [] : [...placesOf(history, inForce), ...further];
  const places = await Promise.all(
    [...readings].map(async ([name, reading]) => {
      if (reading.kind === 'unread') return undefined;
      return clusterFacts(reading.value, wantedIn(name, asked), context);
    }),
  );
  return new Map(places.filter((facts) => facts !== undefined).map((facts) => [facts.name, facts]));
}

/** A role and a namespace of a cluster that some decision will ask about. */
export interface Place {
  readonly cluster: string;
  /** Null or undefined: none of the catalogue is asked about. */
  readonly clusterRole: string | null | undefined;
  readonly namespace: string | undefined;
}

function placesOf({ ledger, branch }: HistorySnapshot, { guardrails }: InForce): readonly Place[] {
  const open = [...ledger.open.values()].map(({ event }) => ({
    cluster: event.cluster.name,
    clusterRole: event.clusterRole,
    namespace: event.namespace?.name,
  }));
  const asked = undecided(ledger, branch.tree).map(({ path }) => placeOf(path, guardrails));
  return [...open, ...asked];
}

/** The place that a request path names, by the policy. */
export function placeOf(
  path: { readonly cluster: string; readonly namespace: string; readonly role: string },
  { policy }: InForce['guardrails'],
): Place {
  return {
    cluster: path.cluster,
    clusterRole: policy.roles.get(path.role)?.clusterRole,
    namespace: path.namespace === WHOLE_CLUSTER ? undefined : path.namespace,
  };
}

function wantedIn(cluster: string, places: readonly Place[]): Wanted {
  const here = places.filter((place) => place.cluster === cluster);
  return {
    roles: new Set(here.flatMap(({ clusterRole }) => clusterRole ?? [])),
    namespaces: new Set(here.flatMap(({ namespace }) => namespace ?? [])),
  };
}
