/** The end lane run once (`daypass sweep`): for a CronJob in each cluster, which has no credential of GitHub's. */
import { clusterNow, endingsOf, isOverdue, type Ending } from '../core/grant/ending.ts';
import type { Clock, EndLaneCluster, Journal } from '../ports.ts';
import { tryToRemove } from './try-to-remove.ts';

export interface SweepReport {
  readonly ended: readonly Ending[];
  /** What is past its end and still there: the next sweep tries again. */
  readonly left: readonly LeftEnding[];
}

export interface LeftEnding extends Ending {
  readonly why: string;
}

const AT_ONCE = 16;

/** Throws `Unavailable` where the cluster could not be listed. */
export async function sweep(cluster: EndLaneCluster, clock: Clock, journal: Journal): Promise<SweepReport> {
  const listed = await cluster.list();
  const now = clusterNow(clock.now(), listed, listed.date);
  const due = endingsOf(listed.bindings).filter((ending) => isOverdue(ending, now));
  const report = { ended: [] as Ending[], left: [] as LeftEnding[] };
  const queue = due.values();
  const worker = async () => {
    for (const ending of queue) await end(cluster, journal, ending, report);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return report;
}

async function end(
  cluster: EndLaneCluster,
  journal: Journal,
  ending: Ending,
  report: { ended: Ending[]; left: LeftEnding[] },
): Promise<void> {
  const outcome = await tryToRemove(cluster, ending.binding);
  const { kind, namespace = '', name } = ending.binding;
  const fields = { cluster: cluster.name, kind, namespace, name };
  if (outcome.kind === 'gone') {
    report.ended.push(ending);
    journal.note('A binding was deleted at its end.', fields);
  } else {
    report.left.push({ ...ending, why: outcome.why });
    journal.note('A binding could not be deleted at its end.', { ...fields, why: outcome.why });
  }
}
