/** The metrics, by their fixed names. No label carries a person's name. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { epochSeconds, type Duration, type Instant } from '../core/time.ts';

export interface GrantCount {
  readonly cluster: string;
  readonly state: string;
  readonly count: number;
}

/** One method a fact; whoever states it knows nothing of Prometheus. */
export interface Metrics {
  /** All grants that are held now; what is not named is none. */
  readonly grants: (counts: readonly GrantCount[]) => void;
  /** Bindings past their end that are still in the cluster. */
  readonly overdue: (cluster: string, count: number) => void;
  /** The same of clusters that are not served here, as history has it; what is not named is served, or forgotten. */
  readonly overdueElsewhere: (
    counts: readonly { readonly cluster: string; readonly count: number }[],
  ) => void;
  /** From the end of a grant, or from when a freeze was seen, to the answer that its binding is deleted. */
  readonly revoked: (lag: Duration) => void;
  /** Whether a freeze stands in the cluster. */
  readonly frozen: (cluster: string, isFrozen: boolean) => void;
  /** From the merge, or the opening if that is later, to the answer that the binding is there. */
  readonly granted: (lag: Duration) => void;
  /** Reviews that are owed, by whether they are overdue. */
  readonly debts: (state: string, count: number) => void;
  /** Ends that happened in a cluster and that no commit records yet. */
  readonly commitsOwed: (count: number) => void;
  readonly drift: (cluster: string, kind: string) => void;
  readonly alert: (kind: string) => void;
  /** What was to be told at a destination; `failed`: one try of it. */
  readonly notified: (kind: string, outcome: 'told' | 'failed' | 'given up') => void;
  readonly reconciled: (at: Instant) => void;
  readonly reachable: (cluster: string, isReachable: boolean) => void;
  /** The API server's clock less ours. */
  readonly clockSkew: (cluster: string, skew: Duration) => void;
  readonly rateRemaining: (requests: number) => void;
  /** Whether the branch holds the version in force. */
  readonly guardrailsInForce: (areInForce: boolean) => void;
}

export interface MetricsPage {
  readonly metrics: Metrics;
  /** As `/metrics` shows them. */
  readonly page: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** In seconds: a revocation is a matter of milliseconds, a grant one of a few round trips. */
const LAG_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export function openMetrics(): MetricsPage {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return {
    metrics: { ...gauges(register), ...counters(register), ...lags(register) },
    page: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}

function gauges(register: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `daypass_${name}`, help, labelNames: [...labelNames], registers: [register] });
  const grants = gauge('grants', 'Grants that are held now.', ['cluster', 'state']);
  const overdue = gauge('grants_overdue', 'Bindings past their end that are still there.', ['cluster']);
  const debts = gauge('debts', 'Reviews of emergency access that are owed.', ['state']);
  const frozen = gauge('frozen', '1 where operators froze somebody, else 0.', ['cluster']);
  let elsewhere: readonly string[] = [];
  const commitsOwed = gauge('commits_owed', 'Ends that no commit records yet.');
  const lastReconcile = gauge('last_reconcile_timestamp_seconds', 'When a reconcile last went through.');
  const reachable = gauge('cluster_reachable', '1 where the API server answers, else 0.', ['cluster']);
  const skew = gauge('clock_skew_seconds', "The API server's clock less ours.", ['cluster']);
  const rate = gauge('github_rate_remaining', 'Requests that GitHub still answers in this hour.');
  const inForce = gauge('guardrails_in_force', '1 where the branch holds the version in force, else 0.');
  return {
    grants: (counts: readonly GrantCount[]) => {
      grants.reset();
      for (const { cluster, state, count } of counts) grants.set({ cluster, state }, count);
    },
    overdue: (cluster: string, count: number) => overdue.set({ cluster }, count),
    overdueElsewhere: (counts: readonly { readonly cluster: string; readonly count: number }[]) => {
      for (const cluster of elsewhere) overdue.remove({ cluster });
      elsewhere = counts.map(({ cluster }) => cluster);
      for (const { cluster, count } of counts) overdue.set({ cluster }, count);
    },
    debts: (state: string, count: number) => debts.set({ state }, count),
    frozen: (cluster: string, isFrozen: boolean) => frozen.set({ cluster }, Number(isFrozen)),
    commitsOwed: (count: number) => commitsOwed.set(count),
    reconciled: (at: Instant) => lastReconcile.set(epochSeconds(at)),
    reachable: (cluster: string, isReachable: boolean) => reachable.set({ cluster }, Number(isReachable)),
    clockSkew: (cluster: string, span: Duration) => skew.set({ cluster }, inSeconds(span)),
    rateRemaining: (requests: number) => rate.set(requests),
    guardrailsInForce: (areInForce: boolean) => inForce.set(Number(areInForce)),
  };
}

function counters(register: Registry) {
  const drift = new Counter({
    name: 'daypass_drift_total',
    help: 'Objects that were found other than their grant says, and put right.',
    labelNames: ['cluster', 'kind'],
    registers: [register],
  });
  const alerts = new Counter({
    name: 'daypass_alerts_total',
    help: 'Alerts, by kind.',
    labelNames: ['kind'],
    registers: [register],
  });
  const notifications = new Counter({
    name: 'daypass_notifications_total',
    help: 'What was to be told to people at a destination, by kind: told, failed (a try of it), given up.',
    labelNames: ['kind', 'outcome'],
    registers: [register],
  });
  return {
    drift: (cluster: string, kind: string) => drift.inc({ cluster, kind }),
    alert: (kind: string) => alerts.inc({ kind }),
    notified: (kind: string, outcome: string) => notifications.inc({ kind, outcome }),
  };
}

function lags(register: Registry) {
  const lag = (name: string, help: string) =>
    new Histogram({ name: `daypass_${name}`, help, buckets: LAG_BUCKETS, registers: [register] });
  const revocation = lag('revocation_lag_seconds', 'From the end of a grant to its binding being deleted.');
  const grant = lag('grant_lag_seconds', 'From the merge, or the opening, to the binding being there.');
  return {
    revoked: (span: Duration) => revocation.observe(inSeconds(span)),
    granted: (span: Duration) => grant.observe(inSeconds(span)),
  };
}

function inSeconds(span: Duration): number {
  return span / 1000;
}
