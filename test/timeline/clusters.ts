// The clusters of a week, in memory or real: what the story does in them, and what they say was written there.
import type { HeldBinding } from '../../src/core/grant/binding.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Cluster } from '../../src/ports.ts';
import type { HandClock } from '../sandbox/memory/clock.ts';
import { memoryCluster } from '../sandbox/memory/cluster.ts';
import { ROLES } from '../sandbox/memory/company.ts';

export type ClusterName = 'prod-eu' | 'prod-us' | 'staging';

export const CLUSTERS: readonly ClusterName[] = ['prod-eu', 'prod-us', 'staging'];

/** Something that a controller really wrote. */
export interface Write {
  readonly at: Instant;
  readonly kind: 'apply' | 'remove';
  /** The object's name. */
  readonly object: string;
}

export interface WeekCluster {
  /** As the controllers know it. */
  readonly port: Cluster;
  /** No call of theirs is answered. */
  readonly cut: () => void;
  readonly restore: () => void;
  readonly bindings: () => Promise<readonly HeldBinding[]>;
  /** By somebody with more rights than Daypass; `undefined`: what stands there is deleted. */
  readonly setFreeze: (data: Readonly<Record<string, string>> | undefined) => Promise<void>;
  readonly addSubject: (held: HeldBinding, username: string) => Promise<void>;
  readonly takeAway: (held: HeldBinding) => Promise<void>;
  /** By the controllers, in order. */
  readonly writes: () => readonly Write[];
}

export type WeekClusters = Readonly<Record<ClusterName, WeekCluster>>;

/** What is held in all of them. */
export async function bindingsIn(clusters: WeekClusters): Promise<readonly HeldBinding[]> {
  const held = await Promise.all(Object.values(clusters).map((cluster) => cluster.bindings()));
  return held.flat();
}

export function inMemory(clock: HandClock): WeekClusters {
  const one = (name: ClusterName): WeekCluster => {
    const cluster = memoryCluster({ name, clock, roles: ROLES, namespaces: ['payments'] });
    cluster.putObject({ resource: 'pods', namespace: 'payments', name: 'api-7d9f' });
    return {
      port: cluster,
      cut: cluster.cut,
      restore: cluster.restore,
      bindings: async () => cluster.bindings(),
      setFreeze: async (data) => cluster.setFreeze(data),
      addSubject: async (held, username) =>
        void cluster.put({ ...held, subjects: [...held.subjects, { kind: 'User', name: username }] }),
      takeAway: async (held) => cluster.takeAway(held),
      writes: () =>
        cluster.writes.flatMap(({ at, kind, object }) =>
          kind === 'apply' || kind === 'remove' ? [{ at, kind, object }] : [],
        ),
    };
  };
  return { 'prod-eu': one('prod-eu'), 'prod-us': one('prod-us'), staging: one('staging') };
}
