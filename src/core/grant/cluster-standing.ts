/** What a controller may do in a cluster now: everything, only take away, or only wait (§6, the checkpoint). */
import type { ClusterPolicy } from '../request/access-policy.ts';
import type { Oid } from '../repository.ts';
import { type Instant, seconds } from '../time.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Watch } from './patience.ts';

/** Nothing is granted where our clock and the API server's differ by more. */
const GREATEST_SKEW = seconds(30);

export type ClusterStanding =
  /** Grants and ends. */
  | { readonly kind: 'in step'; readonly checkpoint: Checkpoint }
  /** Nothing is granted; what history does not explain goes. */
  | { readonly kind: 'frozen'; readonly reason: FreezeReason }
  /** Nothing before its own end: history cannot be compared with this cluster yet. */
  | { readonly kind: 'waiting'; readonly reason: WaitReason };

export type FreezeReason =
  | 'no checkpoint'
  | 'unreadable checkpoint'
  | 'other history'
  | 'rewritten'
  | 'clock skew';
export type WaitReason = 'head is no descendant' | 'another cluster';

export interface StandingInput {
  readonly cluster: string;
  readonly policy: ClusterPolicy;
  readonly uid: string;
  readonly date: Instant;
  readonly readAt: Instant;
  /** `undefined`: the cluster holds none; `checkpoint: undefined`: it holds something else under that name. */
  readonly held: { readonly checkpoint: Checkpoint | undefined } | undefined;
  readonly history: History;
}

/** The history at hand, as far as a checkpoint can tell it from another. */
export interface History {
  readonly repository: number;
  readonly branch: string;
  readonly root: Oid | undefined;
  readonly head: Oid;
  readonly isOnChain: (commit: Oid) => boolean;
}

export function standingOf(input: StandingInput, watch: Watch): ClusterStanding {
  const { policy, uid, date, readAt, held } = input;
  // A context that points at another cluster: its objects are not ours to judge.
  if (policy.uid !== undefined && policy.uid !== uid) return { kind: 'waiting', reason: 'another cluster' };
  if (held === undefined) return { kind: 'frozen', reason: 'no checkpoint' };
  if (held.checkpoint === undefined) return { kind: 'frozen', reason: 'unreadable checkpoint' };
  const standing = continuity(input, held.checkpoint, watch);
  const skewed = Math.abs(readAt - date) > GREATEST_SKEW;
  return standing.kind === 'in step' && skewed ? { kind: 'frozen', reason: 'clock skew' } : standing;
}

/**
 * The standing by the time in the cluster. NB: no clock goes back, so one answer with a wrong date leaves that time ahead
 * of both clocks. Until they have caught up, what is asked for waits; it would be refused as long over.
 */
export function byTheTimeThere(standing: ClusterStanding, ours: Instant, now: Instant): ClusterStanding {
  const isAhead = now - ours > GREATEST_SKEW;
  return standing.kind === 'in step' && isAhead ? { kind: 'frozen', reason: 'clock skew' } : standing;
}

/** Whether the history at hand continues the one that was carried out here. */
function continuity(
  { cluster, history }: StandingInput,
  checkpoint: Checkpoint,
  watch: Watch,
): ClusterStanding {
  const { repository, branch, root } = checkpoint;
  if (!history.isOnChain(checkpoint.head)) {
    // NB: a lagging replica of GitHub serves an older head for a while; only what stays so is a rewrite.
    const rewritten = watch.counts(`rewrite ${cluster} ${checkpoint.head}`);
    return rewritten
      ? { kind: 'frozen', reason: 'rewritten' }
      : { kind: 'waiting', reason: 'head is no descendant' };
  }
  const same = repository === history.repository && branch === history.branch && root === history.root;
  return same ? { kind: 'in step', checkpoint } : { kind: 'frozen', reason: 'other history' };
}
