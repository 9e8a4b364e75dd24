/** What the clusters remember of what was told: claimed before it is told, and noted after. Best effort. */
import { withTellings, type Telling, type Told } from '../../core/telling/told.ts';
import type { Instant } from '../../core/time.ts';
import type { HeldTold, ToldBoard } from '../../ports.ts';
import { asFact, inParallel } from '../read/gather.ts';

/** A board as it was read. */
export interface BoardRead {
  readonly board: ToldBoard;
  readonly held: HeldTold | undefined;
}

/** Of which cluster it tells; undefined: of none, or of any. */
export interface ToTell {
  readonly telling: string;
  readonly cluster: string | undefined;
}

/** Those that answer, by name: two controllers that share some must claim in them in one order. */
export async function readBoards(boards: readonly ToldBoard[]): Promise<readonly BoardRead[]> {
  const answers = await inParallel(boards, boards.length, async (board) => ({
    board,
    held: await asFact(board.told()),
  }));
  return answers
    .flatMap(({ board, held }) => (held.kind === 'read' ? [{ board, held: held.value }] : []))
    .toSorted((one, other) => (one.board.name < other.board.name ? -1 : 1));
}

export function toldIn(boards: readonly BoardRead[]): readonly Told[] {
  return boards.flatMap(({ held }) => held?.told ?? []);
}

/**
 * `refused`: somebody else wrote meanwhile in a cluster, and in those after it nothing was written. NB: what is told of a
 * cluster is remembered there, where whoever serves it looks; anything else in all that answer, since nobody knows which of
 * them another controller shares.
 */
export async function remember(
  boards: readonly BoardRead[],
  since: Instant,
  all: readonly ToTell[],
  as: Telling,
): Promise<'done' | 'refused'> {
  const names = new Set(boards.map(({ board }) => board.name));
  const isHome = (cluster: string | undefined, name: string) =>
    cluster === undefined || !names.has(cluster) || cluster === name;
  for (const { board, held } of boards) {
    const tellings = all.flatMap(({ telling, cluster }) => (isHome(cluster, board.name) ? [telling] : []));
    if (tellings.length === 0) continue;
    const next = withTellings(held?.told ?? { since, tellings: new Map() }, tellings, as);
    const answer = await asFact(board.writeTold(next, held?.resourceVersion));
    if (answer.kind === 'read' && answer.value.kind === 'refused') return 'refused';
  }
  return 'done';
}

/** Writes down since when anything is told, where nothing says so yet. */
export async function begin(boards: readonly BoardRead[], since: Instant): Promise<void> {
  const fresh = boards.filter(({ held }) => held?.told === undefined);
  await inParallel(fresh, fresh.length, ({ board, held }) =>
    asFact(board.writeTold({ since, tellings: new Map() }, held?.resourceVersion)),
  );
}
