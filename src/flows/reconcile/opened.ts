/** Remembers which grants of a later time are bound by now: people are told that one is open when it is. */
import { bindingKeyOf } from '../../core/grant/binding.ts';
import { keyText } from '../../core/grant/cluster-facts.ts';
import { opensAfterItsGrant } from '../../core/grant/opening.ts';
import type { PlanInput } from '../../core/grant/plan.ts';
import { instantIn } from '../../core/ledger/event.ts';
import type { Memory } from '../world.ts';
import type { CarriedOut } from './carry-out.ts';

/** NB: of what another process bound, only that its time had come is known. */
export function rememberOpened(
  { opened }: Pick<Memory, 'opened'>,
  { open, clusters }: Pick<PlanInput, 'open' | 'clusters'>,
  { applied, endedAt }: Pick<CarriedOut, 'applied' | 'endedAt'>,
): void {
  const later = open.map(({ state }) => state.event).filter(opensAfterItsGrant);
  const isOpen = new Set(later.map(({ grant }) => grant));
  for (const grant of opened.keys()) if (!isOpen.has(grant)) opened.delete(grant);
  const bound = new Set(applied.map(({ grant }) => grant));
  for (const event of later) {
    if (opened.has(event.grant)) continue;
    const cluster = clusters.find(({ name }) => name === event.cluster.name);
    if (bound.has(event.grant)) opened.set(event.grant, endedAt);
    else if (cluster?.bindings.has(keyText(bindingKeyOf(event))) === true)
      opened.set(event.grant, instantIn(event.opensAt));
  }
}
