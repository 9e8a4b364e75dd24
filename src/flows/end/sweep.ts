/** The end lane run once (`daypass sweep`): for a CronJob in each cluster, which has no credential of GitHub's. */
import { clusterNow, endingsOf, isOverdue, type Ending } from '../../core/grant/ending.ts';
import { standing, type FreezeFact } from '../../core/grant/freeze.ts';
import { read } from '../../core/problem.ts';
import { couldNotBeDeleted, wasDeleted } from '../../core/words/end-lane.ts';
import type { Clock, EndLaneCluster, Journal } from '../../ports.ts';
import { asFact } from '../read/gather.ts';
import { tryToRemove } from './try-to-remove.ts';

export interface SweepReport {
  readonly ended: readonly Ending[];
  /** What is past its end, or frozen, and still there: the next sweep tries again. */
  readonly left: readonly LeftEnding[];
  readonly freeze: FreezeFact;
}

export interface LeftEnding extends Ending {
  readonly why: string;
}

const AT_ONCE = 16;

/** Throws `Unavailable` where the cluster could not be listed. */
export async function sweep(cluster: EndLaneCluster, clock: Clock, journal: Journal): Promise<SweepReport> {
  const asked = readFreeze(cluster);
  // A list that fails is told by itself; what failed beside it is awaited by nobody then.
  asked.catch(() => undefined);
  const listed = await cluster.list();
  const now = clusterNow(clock.now(), listed, listed.date);
  const parts = { cluster, journal, report: { ended: [], left: [] } };
  const due = endingsOf(listed.bindings, undefined).filter((ending) => isOverdue(ending, now));
  // NB: first, so that a freeze which cannot be read delays none of them.
  await endAll(due, parts);
  const freeze = await asked;
  const stands = standing(freeze);
  if (stands !== undefined) {
    const endings = endingsOf(listed.bindings, { freeze: stands, since: now });
    await endAll(
      endings.filter((ending) => isOverdue(ending, now) && ending.expiresAt > now),
      parts,
    );
  }
  return { ...parts.report, freeze };
}

async function readFreeze(cluster: EndLaneCluster): Promise<FreezeFact> {
  const held = await asFact(cluster.freeze());
  return held.kind === 'read' ? read(held.value?.freeze) : held;
}

interface Parts {
  readonly cluster: EndLaneCluster;
  readonly journal: Journal;
  readonly report: { readonly ended: Ending[]; readonly left: LeftEnding[] };
}

async function endAll(due: readonly Ending[], parts: Parts): Promise<void> {
  const queue = due.values();
  const worker = async () => {
    for (const ending of queue) await end(ending, parts);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function end(ending: Ending, { cluster, journal, report }: Parts): Promise<void> {
  const outcome = await tryToRemove(cluster, ending.binding);
  const { kind, namespace = '', name } = ending.binding;
  const fields = { cluster: cluster.name, kind, namespace, name };
  if (outcome.kind === 'gone') {
    report.ended.push(ending);
    journal.note(wasDeleted(ending.frozenFor), fields);
  } else {
    report.left.push({ ...ending, why: outcome.why });
    journal.note(couldNotBeDeleted(ending.frozenFor), { ...fields, why: outcome.why });
  }
}
