/** The record lane, one turn of it: read everything, decide once, carry it out (§3, rule 1). */
import { plan, type PlanInput } from '../../core/grant/plan.ts';
import type { PlannedChange } from '../../core/grant/change.ts';
import { afterListening } from './after-listening.ts';
import { carryOut, type CarriedOut } from './carry-out.ts';
import { rememberOpened } from './opened.ts';
import { readGround, readPlanInput } from './read-plan-input.ts';
import { reportOf, type Report } from './report.ts';
import type { Memory, World } from '../world.ts';

/** How often a turn begins anew because somebody else wrote to the branch in the middle of it. */
const MOST_TURNS = 5;

/** Throws `Unavailable` where history could not be read: then nothing was decided, and the end lanes go on. */
export async function reconcile(world: World, memory: Memory): Promise<Report> {
  for (let turn = 1; ; turn += 1) {
    const { report, carried } = await reconcileOnce(world, memory);
    // NB: after a moved head nothing of the turn is used again, decision and seals included.
    if (carried.kind === 'done' || turn === MOST_TURNS) return report;
  }
}

async function reconcileOnce(
  world: World,
  memory: Memory,
): Promise<{ readonly report: Report; readonly carried: CarriedOut }> {
  const ground = await readGround(world, memory);
  const { readings, history, watching, unserved } = ground;
  const inputNow = await readPlanInput(ground, world, memory);
  const { input, changes } = await afterListening(world, memory, () => {
    const now = inputNow();
    return { input: now, changes: plan(now, watching) };
  });
  memory.sightings = watching.sightings();
  const carried = await carryOut(changes, history, world, memory);
  memory.unwritten = carried.unwritten;
  rememberOpened(memory, input, carried);
  tell(changes, world);
  tellIgnored(input.policy, world, memory);
  return { report: reportOf({ unserved, input, changes, readings, history, carried }), carried };
}

/** One line a turn that has something to do; one that only moves a checkpoint on says nothing. */
function tell(changes: readonly PlannedChange[], { journal }: World): void {
  const counts = Map.groupBy(changes, ({ kind }) => kind);
  const fields = Object.fromEntries([...counts].map(([kind, of]) => [kind, of.length]));
  if (changes.some(({ kind }) => kind !== 'alert' && kind !== 'checkpoint'))
    journal.note('A plan was carried out.', fields);
}

/** A context that the policy does not list is left alone, and said so once. */
function tellIgnored(policy: PlanInput['policy'], { clusters, journal }: World, { ignored }: Memory): void {
  for (const { name } of clusters) {
    if (policy === undefined || policy.clusters.has(name)) ignored.delete(name);
    else if (!ignored.has(name)) {
      ignored.add(name);
      journal.note('The policy does not list this context; it is left alone.', { cluster: name });
    }
  }
}
