/**
 * Roles of the reserved form that no grant needs now. A role without its binding allows nothing, so the end of a grant never
 * waits for this: what history knows is tidied away without a word, what it never heard of is told.
 */
import { instantIn, type GrantId } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import { formatInstant } from '../time.ts';
import * as words from '../words/endings.ts';
import { parseBindingName } from './binding.ts';
import type { PlannedChange } from './change.ts';
import { keyText, type ClusterFacts } from './cluster-facts.ts';
import { objectOf } from './follow-ups.ts';
import { ownRoleOf, type HeldRole } from './own-role.ts';
import type { Watch } from './patience.ts';
import type { Follower, OpenGrant } from './position.ts';

export interface LeftoverRolesInput {
  readonly open: readonly OpenGrant[];
  /** Every grant that history knows, open or closed. */
  readonly grantOf: (id: GrantId) => GrantState | undefined;
}

export function leftoverRoles(
  { cluster, repository }: Follower,
  { open, grantOf }: LeftoverRolesInput,
  watch: Watch,
): PlannedChange[] {
  const keyOf = ({ event, commit }: GrantState): string | undefined => {
    const role = ownRoleOf(event, commit, repository);
    return role === undefined ? undefined : keyText(role);
  };
  const needed = new Set(
    open.filter((grant) => needsItsRole(grant, cluster)).map(({ state }) => keyOf(state)),
  );
  return [...cluster.ownRoles]
    .filter(([key]) => !needed.has(key))
    .flatMap(([key, held]) => {
      const known = grantOf(parseBindingName(held.name)?.grant ?? '');
      const isExplained = known?.event.cluster.name === cluster.name && keyOf(known) === key;
      if (isExplained) return [{ kind: 'tidy', cluster: cluster.name, held } as const];
      return watch.counts(`unexplained ${cluster.name} ${held.uid}`) ? removal(cluster, held) : [];
    });
}

/** NB: no role outlives its end, not even while its binding cannot be deleted. What another cluster holds is not ours to judge. */
function needsItsRole({ state: { event }, taken }: OpenGrant, { uid, now }: ClusterFacts): boolean {
  if (event.cluster.uid !== uid) return true;
  return taken === undefined && instantIn(event.opensAt) <= now && now < instantIn(event.expiresAt);
}

function removal(cluster: ClusterFacts, held: HeldRole): PlannedChange[] {
  const why = words.nothingExplainsTheRole();
  const object = objectOf(cluster.name, held);
  const event = { type: 'drift', at: formatInstant(cluster.now), why, object } as const;
  const key = `unexplained ${cluster.name} ${held.uid}`;
  return [
    { kind: 'remove', cluster: cluster.name, held, event },
    { kind: 'alert', alert: { kind: 'unexplained', key, message: words.unexplainedObject(object) } },
  ];
}
