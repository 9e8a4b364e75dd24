/** Grants of clusters that the policy lists and this controller does not serve: past their end, somebody must hear of them. */
import type { Alert } from '../alert.ts';
import { instantIn } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { AccessPolicy } from '../request/access-policy.ts';
import { earliest, plus, type Instant } from '../time.ts';
import { nobodyServes, unservedIsOverdue } from '../words/alerts.ts';
import { PATIENCE_WITH_OTHERS } from './patience.ts';

export interface Unserved {
  readonly cluster: string;
  /** How many are past their end, and not recorded as gone. */
  readonly overdue: number;
  /** The first of these ends. */
  readonly since: Instant | undefined;
}

/** Every such cluster, those without anything overdue too. NB: whoever serves it records an end within a turn or two. */
export function unservedClusters(
  open: Iterable<GrantState>,
  policy: AccessPolicy | undefined,
  served: ReadonlySet<string>,
  now: Instant,
): readonly Unserved[] {
  const byCluster = Map.groupBy(open, ({ event }) => event.cluster.name);
  const unserved = [...(policy?.clusters.keys() ?? [])].filter((name) => !served.has(name));
  return unserved.map((cluster) => {
    const ends = (byCluster.get(cluster) ?? []).map(({ event }) => instantIn(event.expiresAt));
    const [first, ...others] = ends.filter((end) => plus(end, PATIENCE_WITH_OTHERS) <= now);
    if (first === undefined) return { cluster, overdue: 0, since: undefined };
    return { cluster, overdue: 1 + others.length, since: earliest(first, ...others) };
  });
}

export function unservedAlerts(unserved: readonly Unserved[]): readonly Alert[] {
  return unserved.flatMap(({ cluster, overdue, since }) =>
    since === undefined
      ? []
      : [
          {
            kind: 'overdue',
            key: `unserved ${cluster}`,
            message: unservedIsOverdue(cluster, overdue, since),
          } as const,
        ],
  );
}

/** Requests that wait for somebody to serve their cluster. */
export interface WaitingRequests {
  /** Clusters of merged requests, each as often as there is one. */
  readonly merged: readonly string[];
  /** Of open pull requests. */
  readonly open: readonly string[];
}

/** One for each cluster; whoever asked is told by the check, and nobody could tell them more. */
export function waitingAlerts({ merged, open }: WaitingRequests): readonly Alert[] {
  const clusters = [...new Set([...merged, ...open])].toSorted();
  const howMany = (all: readonly string[], cluster: string) => all.filter((one) => one === cluster).length;
  return clusters.map((cluster) => ({
    kind: 'unserved',
    key: `unserved requests ${cluster}`,
    message: nobodyServes(cluster, { merged: howMany(merged, cluster), open: howMany(open, cluster) }),
  }));
}
