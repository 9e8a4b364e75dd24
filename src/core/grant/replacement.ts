/**
 * One grant takes the place of another: never a moment without access, and never the access of both for longer than that takes.
 * The old binding stands until the new one was read in the cluster; and the new one is made only over what was not taken away.
 */
import { instantIn, type By } from '../ledger/event.ts';
import type { Closing, GrantState } from '../ledger/history.ts';
import { plus, seconds } from '../time.ts';
import * as words from '../words/endings.ts';
import { bindingOf, compareBinding } from './binding.ts';
import type { PlannedChange } from './change.ts';
import { keyText } from './cluster-facts.ts';
import { end, revokedByTheCluster } from './follow-ups.ts';
import { compareRole, ownRoleOf } from './own-role.ts';
import { wasBoundAndIsGone, type Follower, type Position, type Taken } from './position.ts';

/** An absence that begins this shortly before the end is the end: the end lane of a faster clock took it. */
export const EARLY = seconds(-30);

/** The end of a grant whose place another took; undefined while it must stand. */
export function replaced(position: Position, follower: Follower): PlannedChange | undefined {
  const { grant, cluster, held, opensAt } = position;
  const next = grant.replacedBy;
  if (next === undefined) return undefined;
  const isUnopened = cluster.now < opensAt && held === undefined;
  const isOver = cluster.now >= instantIn(next.event.expiresAt);
  return isUnopened || isOver || isBound(next, follower) ? end(position, byItsSubject(next)) : undefined;
}

/** As it should be: NB: what lies there under its name may allow nobody anything. */
function isBound({ event, commit }: GrantState, { cluster, repository }: Follower): boolean {
  const wanted = bindingOf(event, commit, repository);
  const held = cluster.bindings.get(keyText(wanted));
  if (held === undefined || !isAsGood(compareBinding(wanted, held))) return false;
  const role = ownRoleOf(event, commit, repository);
  return role === undefined || isAsGood(compareRole(role, cluster.ownRoles.get(keyText(role))));
}

function isAsGood(compared: string): boolean {
  return compared === 'same' || compared === 'labels or annotations differ';
}

function byItsSubject({ event: { author, pr } }: GrantState): Taken & { readonly by: By } {
  const { login, id } = author;
  const by: By = { kind: 'subject', login, id, pr: pr.number };
  return { type: 'replaced', by, why: words.anotherGrantTookItsPlace(pr.number) };
}

/**
 * What was to take the place of a grant goes with it, where that was taken away before. NB: whoever removes a binding in a
 * hurry must not find another one made in its place.
 */
export function goneWithWhatItReplaces(position: Position, follower: Follower): PlannedChange | undefined {
  for (const earlier of position.grant.replaces) {
    const { closed } = earlier;
    if (closed !== undefined) {
      const taken = takenWith(closed, words.whatItReplacesWasTaken);
      return taken === undefined ? undefined : end(position, taken);
    }
    if (wasDeletedByHand(earlier, follower)) {
      return revokedByTheCluster(position, words.whatItReplacesWasDeleted());
    }
  }
  return undefined;
}

function wasDeletedByHand(earlier: GrantState, follower: Follower): boolean {
  const isAsGoodAsOver = follower.cluster.now >= plus(instantIn(earlier.event.expiresAt), EARLY);
  return !isAsGoodAsOver && wasBoundAndIsGone(earlier, follower);
}

/** A grant whose place was taken by one that is closed goes the same way. */
export function takenWithItsSuccessor(next: GrantState): Taken {
  const taken = next.closed && takenWith(next.closed, words.whatReplacedItWasTaken);
  return taken ?? byItsSubject(next);
}

function takenWith(
  { event }: Closing,
  say: (why: string) => string,
): (Taken & { readonly by: By }) | undefined {
  if (event.type !== 'released' && event.type !== 'revoked') return undefined;
  return { type: event.type, by: event.by, why: say(event.why ?? '') };
}
