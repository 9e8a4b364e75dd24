/** The role of its own that a held grant has, beside what its cluster holds of it: put right, or the grant is lost. */
import * as words from '../words/endings.ts';
import type { PlannedChange } from './change.ts';
import { gatheringRoleRemoved, rulesDrifted } from './follow-ups.ts';
import { compareRole, type HeldRole, type OwnRole } from './own-role.ts';
import type { Position } from './position.ts';

export type RoleFollowed =
  | { readonly kind: 'kept'; readonly changes: readonly PlannedChange[] }
  | { readonly kind: 'lost'; readonly why: string };

export function followRole(position: Position): RoleFollowed {
  const { wantedRole, heldRole, grant } = position;
  if (wantedRole === undefined) return { kind: 'kept', changes: [] };
  const compared = compareRole(wantedRole, heldRole);
  if (compared === 'same') return { kind: 'kept', changes: [] };
  // NB: a role that the API server lets nobody put right would go on allowing whatever it allows now.
  if (grant.notApplicable !== undefined && compared !== 'labels or annotations differ') {
    return { kind: 'lost', why: words.couldNotBeApplied(grant.notApplicable) };
  }
  const drift = heldRole === undefined ? [] : driftOf(position, wantedRole, heldRole);
  return { kind: 'kept', changes: [restored(position, wantedRole), ...drift] };
}

/** NB: the role alone: whoever made the binding again with it would bring back what another controller just ended. */
function restored({ cluster, event }: Position, role: OwnRole): PlannedChange {
  return { kind: 'restore role', cluster: cluster.name, grant: event.grant, role };
}

function driftOf(position: Position, wanted: OwnRole, held: HeldRole): readonly PlannedChange[] {
  switch (compareRole(wanted, held)) {
    case 'same':
    case 'missing':
    case 'labels or annotations differ':
      return [];
    case 'rules differ':
      return rulesDrifted(position, held);
    case 'gathers rules':
      return gatheringRoleRemoved(position, held);
  }
}
