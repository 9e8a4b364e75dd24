/** One attempt to delete a binding: whatever goes wrong with it is a value, since it holds up none of the others. */
import type { HeldBindingKey } from '../../core/grant/cluster-facts.ts';
import type { Duration } from '../../core/time.ts';
import { Unavailable, type EndLaneCluster } from '../../ports.ts';

export interface Left {
  readonly kind: 'left';
  readonly why: string;
  /** How long the API server asked to be left alone. */
  readonly retryAfter: Duration | undefined;
}

/** Never throws. Every failure, of whatever kind, is to be tried again: revoking gives up on nothing. */
export async function tryToRemove(
  cluster: Pick<EndLaneCluster, 'remove'>,
  binding: HeldBindingKey,
): Promise<{ readonly kind: 'gone' } | Left> {
  try {
    const answer = await cluster.remove(binding);
    if (answer.kind === 'done') return { kind: 'gone' };
    return { kind: 'left', why: answer.message, retryAfter: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'left', why, retryAfter: error instanceof Unavailable ? error.retryAfter : undefined };
  }
}
