/** What a turn reported, as metrics. */
import type { Report } from '../flows/reconcile/report.ts';
import type { Metrics } from './metrics.ts';

export function observe(report: Report, metrics: Metrics, rateRemaining: number | undefined): void {
  metrics.reconciled(report.at);
  metrics.guardrailsInForce(report.guardrailsInForce);
  metrics.commitsOwed(report.owed);
  for (const [state, count] of Object.entries(report.debts)) metrics.debts(state, count);
  metrics.grants(
    report.clusters.flatMap(({ name, grants }) =>
      Object.entries(grants).map(([state, count]) => ({ cluster: name, state, count })),
    ),
  );
  for (const { name, reachable, skew } of report.clusters) {
    metrics.reachable(name, reachable);
    if (skew !== undefined) metrics.clockSkew(name, skew);
  }
  metrics.overdueElsewhere(report.unserved.map(({ cluster, overdue }) => ({ cluster, count: overdue })));
  for (const { cluster, kind } of report.drift) metrics.drift(cluster, kind);
  for (const lag of report.grantLags) metrics.granted(lag);
  if (rateRemaining !== undefined) metrics.rateRemaining(rateRemaining);
}
