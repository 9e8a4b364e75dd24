/** Deletes what a plan takes away from the clusters: all at once, bindings before roles. */
import type { PlannedChange } from '../../core/grant/change.ts';
import type { HeldObject } from '../../core/grant/cluster-facts.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { World } from '../world.ts';

/** How many objects are deleted at the same time in all. */
const WIDTH = 16;

export interface Removed {
  readonly done: ReadonlySet<HeldObject>;
  readonly failures: readonly string[];
}

/** Bindings first: they are what gives access, and a role that goes before its binding would leave half of a grant. */
export async function removeObjects(
  changes: readonly PlannedChange[],
  world: Pick<World, 'clusters'>,
): Promise<Removed> {
  const removals = changes.flatMap(removalOf);
  const byKind = Map.groupBy(removals, ({ held }) => (isRole(held) ? 'role' : 'binding'));
  const bindings = await removeAll(byKind.get('binding') ?? [], world);
  const roles = await removeAll(byKind.get('role') ?? [], world);
  return {
    done: new Set([...bindings.done, ...roles.done]),
    failures: [...bindings.failures, ...roles.failures],
  };
}

export function isRole({ kind }: { readonly kind: string }): boolean {
  return kind === 'Role' || kind === 'ClusterRole';
}

interface Removal {
  readonly cluster: string;
  readonly held: HeldObject;
}

function removalOf(change: PlannedChange): readonly Removal[] {
  const { kind } = change;
  if (kind !== 'end' && kind !== 'take' && kind !== 'remove' && kind !== 'tidy') return [];
  const { cluster, held } = change;
  return held === undefined ? [] : [{ cluster, held }];
}

async function removeAll(
  removals: readonly Removal[],
  { clusters }: Pick<World, 'clusters'>,
): Promise<Removed> {
  const known = removals.flatMap(({ cluster: name, held }) => {
    const cluster = clusters.find((one) => one.name === name);
    return cluster === undefined ? [] : [{ cluster, held }];
  });
  const outcomes = await inParallel(known, WIDTH, async ({ cluster, held }) => ({
    held,
    answer: await asFact(cluster.remove(held)),
  }));
  const failures = outcomes.flatMap(({ answer }) => {
    if (answer.kind === 'unread') return [answer.why];
    return answer.value.kind === 'refused' ? [answer.value.message] : [];
  });
  const done = outcomes.filter(({ answer }) => answer.kind === 'read' && answer.value.kind === 'done');
  return { done: new Set(done.map(({ held }) => held)), failures };
}
