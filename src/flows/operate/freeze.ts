/** `daypass freeze` and `unfreeze`, in one cluster: read what stands, say what would come of it, write it over just that. */
import type { HeldBinding } from '../../core/grant/binding.ts';
import { endingsOf } from '../../core/grant/ending.ts';
import { freezeData, frozenToo, namesBinding, parseFreeze, type Freeze } from '../../core/grant/freeze.ts';
import { instantOf, latest } from '../../core/time.ts';
import { Unavailable, type BindingList, type HeldFreeze, type OperatorsCluster } from '../../ports.ts';

/** What is shown before anything is written. */
export interface Freezing {
  /** What stands there; undefined: nothing does, or nothing that could be understood. */
  readonly before: Freeze | undefined;
  /** What is written; undefined: it is taken away, or there is nothing to write. */
  readonly after: Freeze | undefined;
  /** The bindings that end by it. */
  readonly ends: readonly HeldBinding[];
  /** Whether there is anything to write. */
  readonly changes: boolean;
}

interface Read {
  readonly held: HeldFreeze | undefined;
  readonly before: Freeze | undefined;
  readonly listed: BindingList;
}

/** How often it is read again because somebody else wrote in between. */
const MOST_TRIES = 5;

/** What would be frozen in addition to what is. Throws `Unavailable`. */
export async function wouldFreeze(cluster: OperatorsCluster, wish: Freeze): Promise<Freezing> {
  return freezing(await readAll(cluster), wish);
}

export async function wouldUnfreeze(cluster: OperatorsCluster): Promise<Freezing> {
  return unfreezing(await readAll(cluster));
}

/** Writes it over what is read now, which may be more than was shown: what others froze meanwhile stays frozen. */
export async function writeFreeze(cluster: OperatorsCluster, wish: Freeze): Promise<Freezing> {
  return write(cluster, (read) => freezing(read, wish));
}

export async function writeUnfreeze(cluster: OperatorsCluster): Promise<Freezing> {
  return write(cluster, unfreezing);
}

async function readAll(cluster: OperatorsCluster): Promise<Read> {
  const [held, listed] = await Promise.all([cluster.freeze(), cluster.list()]);
  return { held, before: held?.freeze.kind === 'valid' ? held.freeze.value : undefined, listed };
}

function freezing({ before, listed }: Read, wish: Freeze): Freezing {
  const after = frozenToo(before, wish);
  const parsed = parseFreeze(freezeData(after));
  if (parsed.kind === 'invalid') throw new Error(parsed.problems.map(({ what }) => what).join(' '));
  const now = latest(listed.date, listed.readAt);
  const open = new Set(
    endingsOf(listed.bindings, undefined)
      .filter(({ dueAt }) => dueAt > now)
      .map(({ binding }) => binding.uid),
  );
  const ends = listed.bindings.filter((held) => open.has(held.uid) && namesBinding(after, held));
  const same =
    before !== undefined && JSON.stringify(freezeData(before)) === JSON.stringify(freezeData(after));
  return { before, after, ends, changes: !same };
}

/** NB: it is not deleted: what it ended while history could not be written is told by it still. */
function unfreezing({ held, before, listed }: Read): Freezing {
  if (before === undefined) return { before, after: undefined, ends: [], changes: held !== undefined };
  const stands = before.liftedAt === undefined;
  // By the clock of the API server, which all that compare with it know.
  const liftedAt = instantOf(Math.floor(listed.date / 1000) * 1000);
  return { before, after: stands ? { ...before, liftedAt } : before, ends: [], changes: stands };
}

async function write(cluster: OperatorsCluster, decide: (read: Read) => Freezing): Promise<Freezing> {
  for (let attempt = 1; ; attempt += 1) {
    const read = await readAll(cluster);
    const decided = decide(read);
    if (!decided.changes) return decided;
    const version = read.held?.resourceVersion;
    const answer =
      decided.after === undefined
        ? await cluster.removeFreeze(version ?? '')
        : await cluster.writeFreeze(decided.after, version);
    if (answer.kind === 'done') return decided;
    if (attempt === MOST_TRIES) throw new Unavailable(answer.message);
  }
}
