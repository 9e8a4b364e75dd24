/**
 * Keeps the comment of merged pull requests up to date with what became of them. It is derived from history, so that whatever
 * was not written is found again; and it is the first thing that is dropped where GitHub limits what may be written.
 */
import { sha256 } from '../../core/crypto.ts';
import { recentOutcomes, type Outcome } from '../../core/grant/outcome.ts';
import { nextOpening } from '../../core/grant/window.ts';
import { earliest, minutes, plus, type Instant } from '../../core/time.ts';
import { outcomeBody } from '../../core/words/outcome.ts';
import { asFact } from '../read/gather.ts';
import type { Kept, KeptOutcomes, OutcomeComment } from './kept-outcomes.ts';
import { writeOwnComment } from '../own-comment.ts';
import type { Memory, World } from '../world.ts';
import { mayBeWritten, noteWritten } from '../written-for.ts';

const A_FEW = 20;
/** NB: a check that was under way at the merge may write its own text over it. So each is looked at a second time. */
const SECOND_LOOK = minutes(5);
/** The last day goes by also where nothing happens. */
const OLD = minutes(60);

/** Gives why some could not be written. */
export async function keepOutcomes(
  world: Pick<World, 'github' | 'clock'>,
  memory: Pick<Memory, 'outcomes' | 'history' | 'written'>,
): Promise<readonly string[]> {
  const now = world.clock.now();
  const { kept } = memory.outcomes;
  const all = commentsNow(memory, now);
  const numbers = new Set(all.map(({ pullRequest }) => pullRequest));
  for (const number of kept.keys()) if (!numbers.has(number)) kept.delete(number);
  const failures: string[] = [];
  for (const comment of all.filter((one) => isDue(one, kept, now)).slice(0, A_FEW)) {
    if (!mayBeWritten(memory.written, 'outcomes', now)) break;
    const written = await asFact(writeOwnComment(world.github, comment.pullRequest, comment.body));
    if (written.kind === 'unread') failures.push(written.why);
    else if (written.value) noteWritten(memory.written, 'outcomes', now);
    const before = kept.get(comment.pullRequest);
    kept.set(comment.pullRequest, keptNow(comment, before, written.kind === 'read', now));
  }
  return failures;
}

function commentsNow(
  { outcomes, history }: Pick<Memory, 'outcomes' | 'history'>,
  now: Instant,
): readonly OutcomeComment[] {
  if (history === undefined) return [];
  const { ledger } = history;
  const { told } = outcomes;
  if (told !== undefined && told.head === ledger.head && now < told.until) return told.all;
  const all = recentOutcomes(ledger, now).map((outcome) => commentOf(outcome, now));
  const old = plus(now, OLD);
  outcomes.told = {
    head: ledger.head,
    until: earliest(old, nextOpening(ledger.open.values(), now) ?? old),
    all,
  };
  return all;
}

function commentOf(outcome: Outcome, now: Instant): OutcomeComment {
  const body = outcomeBody(outcome, now);
  return { pullRequest: outcome.pullRequest, body, mark: sha256(body) };
}

function isDue({ pullRequest, mark }: OutcomeComment, kept: KeptOutcomes['kept'], now: Instant): boolean {
  const known = kept.get(pullRequest);
  if (known?.again !== undefined && known.again <= now) return true;
  // What GitHub did not take is tried again later, and not at each turn.
  return known === undefined || (known.mark !== undefined && known.mark !== mark);
}

function keptNow({ mark }: OutcomeComment, before: Kept | undefined, isWritten: boolean, now: Instant): Kept {
  if (!isWritten) return { mark: undefined, again: plus(now, SECOND_LOOK) };
  return { mark, again: before?.mark === mark ? undefined : plus(now, SECOND_LOOK) };
}
