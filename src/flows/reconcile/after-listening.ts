/**
 * Before a binding that is gone is called deleted by hand, what was said is read: a word may have ended it, and whoever deleted
 * it then, another controller or an earlier life of this one, may not have come to recording it.
 */
import type { PlannedChange } from '../../core/grant/change.ts';
import { asFact } from '../read/gather.ts';
import { hearCommands } from '../hear/hear-commands.ts';
import type { Memory, World } from '../world.ts';

/** `planNow` makes the plan from what is known when it is called. Where GitHub does not answer, only such ends wait. */
export async function afterListening<Plan extends { readonly changes: readonly PlannedChange[] }>(
  world: Pick<World, 'github' | 'clock'>,
  memory: Memory,
  planNow: () => Plan,
): Promise<Plan> {
  const planned = planNow();
  if (!planned.changes.some(isGone)) return planned;
  // NB: after the clusters were read. Whatever word had a binding deleted was said before that.
  const heard = await asFact(hearCommands(world, memory));
  const isHeard = heard.kind === 'read' && heard.value.isAll;
  return isHeard ? planNow() : { ...planned, changes: planned.changes.filter((change) => !isGone(change)) };
}

function isGone(change: PlannedChange): boolean {
  return change.kind === 'end' && change.event.by.kind === 'cluster' && change.held === undefined;
}
