/** What the clusters remember of what was told: read as one, claimed before it is told, and noted after. Best effort. */
import { isClaimed, merged, withTellings, type Telling, type Told } from '../../core/telling/told.ts';
import type { Instant } from '../../core/time.ts';
import type { HeldTold, ToldBoard } from '../../ports.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { TellingState } from './telling-state.ts';

export interface BoardsRead {
  /** Undefined where no cluster that answers remembers anything. */
  readonly told: Told | undefined;
  /** The first that answers; undefined where none does. */
  readonly board: { readonly of: ToldBoard; readonly held: HeldTold | undefined } | undefined;
}

export async function readBoards(boards: readonly ToldBoard[]): Promise<BoardsRead> {
  const answers = await inParallel(boards, boards.length, async (of) => ({
    of,
    held: await asFact(of.told()),
  }));
  const read = answers.flatMap(({ of, held }) => (held.kind === 'read' ? [{ of, held: held.value }] : []));
  return { told: merged(read.flatMap(({ held }) => held?.told ?? [])), board: read[0] };
}

/** Whether another controller has told it, or is about to. */
export function standingOf(
  telling: string,
  { told }: BoardsRead,
  { claims }: Pick<TellingState, 'claims'>,
  now: Instant,
): 'free' | 'claimed' | 'told' {
  const found = told?.tellings.get(telling);
  if (found?.state === 'told') return 'told';
  const isOurs = found !== undefined && claims.get(telling) === found.at;
  return isClaimed(found, now) && !isOurs ? 'claimed' : 'free';
}

/** `refused`: somebody else wrote meanwhile. Where no cluster answers there is nobody to agree with. */
export async function write(
  { board }: BoardsRead,
  since: Instant,
  tellings: readonly string[],
  state: Telling['state'],
  at: Instant,
): Promise<'done' | 'refused'> {
  if (board === undefined) return 'done';
  const told = board.held?.told ?? { since, tellings: new Map() };
  const next = withTellings(told, tellings, state, at);
  const answer = await asFact(board.of.writeTold(next, board.held?.resourceVersion));
  return answer.kind === 'read' && answer.value.kind === 'refused' ? 'refused' : 'done';
}
