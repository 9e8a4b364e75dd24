/** A request for a cluster that this controller does not serve: another one's to judge, until it is clear that none does. */
import { PATIENCE_WITH_OTHERS } from '../grant/patience.ts';
import type { Duration } from '../time.ts';
import * as words from '../words/review.ts';
import type { Verdict } from './verdict.ts';

export interface Elsewhere {
  readonly cluster: string;
  /** What another controller said of the head last; undefined: nothing yet. */
  readonly said: string | undefined;
  /** For how long this head was seen without a word of theirs. */
  readonly waitedFor: Duration;
}

/** What holds of it for us. NB: nothing of our own is said beside another controller's word; the last one would count. */
export function judgedElsewhere(
  verdict: Verdict,
  { cluster, said, waitedFor }: Elsewhere,
): { readonly verdict: Verdict; readonly isLeftAlone: boolean } {
  const theirs = { ...verdict, problems: [], waits: [] };
  if (said !== undefined)
    return { verdict: { ...theirs, outcome: outcomeOf(said), unread: [] }, isLeftAlone: true };
  const isLeftAlone = waitedFor < PATIENCE_WITH_OTHERS;
  const why = isLeftAlone ? words.isForAnother(cluster) : words.nobodyServes(cluster, PATIENCE_WITH_OTHERS);
  return { verdict: { ...theirs, outcome: 'in progress', unread: [why] }, isLeftAlone };
}

/** NB: what is no conclusion of ours is no success. */
function outcomeOf(said: string): Verdict['outcome'] {
  return said === 'success' || said === 'action_required' ? said : 'failure';
}
