/** When a cluster's checkpoint moves, and to what (§6). */
import { instantIn } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import { latest, type Instant } from '../time.ts';
import { bindingKeyOf } from './binding.ts';
import type { PlannedChange } from './change.ts';
import { keyText } from './cluster-facts.ts';
import type { History } from './cluster-standing.ts';
import { known } from './freeze.ts';
import { isCovered, type Follower } from './position.ts';

/**
 * The checkpoint to write after the plan was carried out, or nothing: it moves only when the head moved, a window opened,
 * a freeze was lifted, or what was waiting may be waiting no longer. `waiting` names what is not in the cluster before the plan; whoever
 * carries the plan out takes from it what was applied.
 */
export function nextCheckpoint(
  follower: Follower,
  open: readonly GrantState[],
  history: History,
): PlannedChange[] {
  const { cluster } = follower;
  const { standing, checkpointVersion, now } = cluster;
  if (standing.kind !== 'in step' || checkpointVersion === undefined || history.root === undefined) return [];
  const { checkpoint } = standing;
  // NB: only forward. A checkpoint that went back in time would make an absence look like "never applied".
  const at = latest(checkpoint.at, now);
  const waiting = neverApplied(follower, open, at);
  const moved = checkpoint.head !== history.head;
  const opened = open.some(({ event }) => {
    const opensAt = instantIn(event.opensAt);
    return opensAt > checkpoint.at && opensAt <= now;
  });
  // NB: what a freeze ended is told by its name only until then; what goes later went by another hand.
  const lifted = known(cluster.freeze)?.liftedAt ?? now;
  const isLifted = checkpoint.at <= lifted && lifted < now;
  if (!moved && !opened && !isLifted && checkpoint.waiting.length === 0) return [];
  const { repository, branch, root, head } = history;
  const next = { repository, branch, root, head, at, waiting };
  return [
    { kind: 'checkpoint', cluster: cluster.name, checkpoint: next, resourceVersion: checkpointVersion },
  ];
}

/**
 * Open grants of this cluster that are open by the time that is written, and whose binding was never there. NB: not those
 * that the checkpoint covers. One of these that is absent was deleted by hand, and would be made again if it counted as
 * waiting.
 */
function neverApplied(follower: Follower, open: readonly GrantState[], at: Instant): readonly string[] {
  const { cluster } = follower;
  return open
    .filter(({ event }) => event.cluster.name === cluster.name)
    .filter(({ event }) => instantIn(event.opensAt) <= at && cluster.now < instantIn(event.expiresAt))
    .filter((grant) => !isCovered(grant, follower))
    .filter(({ event }) => !cluster.bindings.has(keyText(bindingKeyOf(event))))
    .map(({ event }) => event.grant)
    .sort();
}
