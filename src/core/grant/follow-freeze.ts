/** One open grant beside the freeze of its cluster: ended by it, held back by it, or none of its business. */
import { instantIn } from '../ledger/event.ts';
import { idsOf } from '../ledger/history.ts';
import { endedByTheFreeze } from '../words/freeze.ts';
import type { PlannedChange } from './change.ts';
import { end } from './follow-ups.ts';
import { known, names } from './freeze.ts';
import { opensAfterItsGrant } from './opening.ts';
import type { Position } from './position.ts';

/** Undefined where no freeze changes what becomes of it. */
export function followFreeze(position: Position): readonly PlannedChange[] | undefined {
  const { cluster, event, held } = position;
  const freeze = known(cluster.freeze);
  if (freeze === undefined) return withoutAFreeze(position);
  if (!names(freeze, { username: event.subject.username, grants: idsOf(position.grant.state) }))
    return undefined;
  const { reason, liftedAt } = freeze;
  const ended = end(position, {
    type: 'revoked',
    by: { kind: 'operator' },
    why: endedByTheFreeze(cluster.name, reason),
  });
  if (liftedAt === undefined) return held !== undefined || mayHaveBeenBound(position) ? [ended] : [];
  return held === undefined && isGoneSince(position, liftedAt) ? [ended] : undefined;
}

/** NB: what cannot be read may name it. Nothing is made then, and what is gone may have gone by a freeze. */
function withoutAFreeze({ cluster: { freeze }, held }: Position): readonly PlannedChange[] | undefined {
  const isNone = freeze.kind === 'read' && freeze.value === undefined;
  return isNone || held !== undefined ? undefined : [];
}

/** NB: recorded, and applied perhaps just before somebody fell over. What a freeze ended is never made again. */
function mayHaveBeenBound({ covered, event }: Position): boolean {
  return covered || !opensAfterItsGrant(event);
}

/**
 * Whether the freeze that was lifted then explains that it is gone: nothing was carried out here since, so what it ended
 * is not recorded yet.
 */
function isGoneSince(position: Position, liftedAt: number): boolean {
  const { cluster, event, opensAt } = position;
  if (cluster.standing.kind !== 'in step' || cluster.standing.checkpoint.at > liftedAt) return false;
  return opensAt <= liftedAt && instantIn(event.at) <= liftedAt && mayHaveBeenBound(position);
}
