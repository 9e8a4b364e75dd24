/** What the clusters remember of what was told: claimed before it is told, and noted after. Best effort. */
import { withTellings, type Changes, type Told } from '../../core/telling/told.ts';
import { seconds, type Duration, type Instant } from '../../core/time.ts';
import type { Clock, HeldTold, ToldBoard } from '../../ports.ts';
import { asFact, inParallel } from '../read/gather.ts';

/** A board as it was read. */
interface BoardRead {
  readonly board: ToldBoard;
  readonly held: HeldTold | undefined;
}

/** Those that answer, by name: two controllers that share some must write to them in one order. */
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

export interface Writing {
  readonly clock: Clock;
  /** Since when anything is told, for boards that say nothing of it. */
  readonly since: Instant;
  /** Whose changes these are. */
  readonly by: string;
}

/** Somebody else wrote first, so often: that board has its turn no longer. */
const ATTEMPTS = 3;

export interface Agreed<T> {
  /** What was decided last. */
  readonly value: T;
  /** Whether every board took it. */
  readonly isWhole: boolean;
}

/** Writes to all that answer what `decide` makes of what they say; anew, where somebody else wrote to one meanwhile. */
export async function agree<T>(
  boards: readonly ToldBoard[],
  decide: (told: readonly Told[]) => { readonly changes: Changes; readonly value: T },
  writing: Writing,
): Promise<Agreed<T>> {
  const refusals = new Map<string, number>();
  for (;;) {
    const read = await readBoards(boards);
    const some = read.filter(({ board }) => (refusals.get(board.name) ?? 0) < ATTEMPTS);
    const { changes, value } = decide(toldIn(read));
    const { refusedBy, taken } = await write(some, changes, writing);
    if (refusedBy === undefined) return { value, isWhole: taken && some.length === boards.length };
    refusals.set(refusedBy, (refusals.get(refusedBy) ?? 0) + 1);
  }
}

/** NB: claims last for two minutes, and within them it must also be told. */
const LONG_ENOUGH: Duration = seconds(30);

/**
 * Where somebody else wrote first, nothing is written to those after it. NB: to each, since nobody knows which of them another
 * controller shares; one after the other, so that of two who want the same one stops at the first that they share.
 */
async function write(
  boards: readonly BoardRead[],
  changes: Changes,
  { clock, since, by }: Writing,
): Promise<{ readonly refusedBy?: string; readonly taken: boolean }> {
  const at = clock.now();
  let taken = true;
  for (const { board, held } of boards) {
    if (clock.now() - at > LONG_ENOUGH) return { taken: false };
    const told = held?.told ?? { since, tellings: new Map() };
    const next = withTellings(told, changes, by, at);
    if (next === told) continue;
    const answer = await asFact(board.writeTold(next, held?.resourceVersion));
    if (answer.kind === 'unread') taken = false;
    else if (answer.value.kind === 'refused') return { refusedBy: board.name, taken };
  }
  return { taken };
}

/** Writes down since when anything is told, where nothing says so yet. */
export async function begin(boards: readonly BoardRead[], since: Instant): Promise<void> {
  const fresh = boards.filter(({ held }) => held?.told === undefined);
  await inParallel(fresh, fresh.length, ({ board, held }) =>
    asFact(board.writeTold({ since, tellings: new Map() }, held?.resourceVersion)),
  );
}
