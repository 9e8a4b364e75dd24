/** Objects of the reserved form that no open grant explains: deleted once patience has run out (§6, table). */
import { formatInstant } from '../time.ts';
import * as words from '../words/endings.ts';
import { parseBindingName, type HeldBinding } from './binding.ts';
import type { PlannedChange } from './change.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { objectOf } from './follow-ups.ts';
import type { Watch } from './patience.ts';

/** `explained`: the exact kind, namespace and name of every open grant's binding, as `keyText` writes them. */
export function unexplained(
  cluster: ClusterFacts,
  explained: ReadonlySet<string>,
  watch: Watch,
): PlannedChange[] {
  return [...cluster.bindings]
    .filter(([key, held]) => !explained.has(key) && !isPastItsEnd(held, cluster))
    .map(([, held]) => held)
    .filter((held) => watch.counts(`unexplained ${cluster.name} ${held.uid}`))
    .flatMap((held) => removal(cluster, held));
}

/** The end lane's business, and it may be deleting it right now. */
function isPastItsEnd(held: HeldBinding, cluster: ClusterFacts): boolean {
  const parsed = parseBindingName(held.name);
  return parsed !== undefined && parsed.expiresAt <= cluster.now;
}

function removal(cluster: ClusterFacts, held: HeldBinding): PlannedChange[] {
  const why = words.nothingExplainsIt();
  const object = objectOf(cluster.name, held);
  const key = `unexplained ${cluster.name} ${held.uid}`;
  return [
    {
      kind: 'remove',
      cluster: cluster.name,
      held,
      event: { type: 'drift', at: formatInstant(cluster.now), why, object },
    },
    { kind: 'alert', alert: { kind: 'unexplained', key, message: words.unexplainedObject(object) } },
  ];
}
