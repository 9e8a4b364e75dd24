/** What stands frozen in one cluster, read again and again by name, since whoever freezes it is not waited for. */
import { PATIENCE_WITH_AN_END, type Freezing } from '../../core/grant/ending.ts';
import type { Freeze } from '../../core/grant/freeze.ts';
import { instantOf, plus, seconds, between, type Instant } from '../../core/time.ts';
import * as words from '../../core/words/freeze.ts';
import type { Clock, EndLaneCluster, HeldFreeze, Journal } from '../../ports.ts';

export interface FreezeWatchParts {
  readonly cluster: Pick<EndLaneCluster, 'name' | 'freeze'>;
  readonly clock: Clock;
  readonly journal: Journal;
  /** The time in the cluster. */
  readonly now: () => Instant;
  /** Whether the cluster answers at all; where it does not, that is told by others. */
  readonly answers: () => boolean;
  /** Another freeze stands there now, or none any more. */
  readonly onChange: () => void;
}

export interface FreezeWatch {
  /** Reads where it is time to. */
  readonly turn: () => void;
  /** The freeze that stands, as it was last read: an answer that fails says nothing. */
  readonly standing: () => Freezing | undefined;
  readonly drain: () => Promise<void>;
}

/** It is one read by name, of one object. */
const READ_EVERY = seconds(5);

interface Watching extends FreezeWatchParts {
  standing: Freezing | undefined;
  /** Undefined: none is there. */
  version: string | undefined;
  nextRead: Instant;
  reading: Promise<void> | undefined;
  failingSince: Instant | undefined;
}

export function watchFreeze(parts: FreezeWatchParts): FreezeWatch {
  const watching: Watching = {
    ...parts,
    standing: undefined,
    version: undefined,
    nextRead: instantOf(0),
    reading: undefined,
    failingSince: undefined,
  };
  return {
    turn: () => turn(watching),
    standing: () => watching.standing,
    drain: async () => watching.reading,
  };
}

function turn(watching: Watching): void {
  const ours = watching.clock.now();
  // NB: a clock that was set back must not put the next read off.
  const isDue = watching.nextRead <= ours || watching.nextRead > plus(ours, READ_EVERY);
  if (watching.reading !== undefined || !isDue) return;
  watching.nextRead = plus(ours, READ_EVERY);
  watching.reading = readOnce(watching).finally(() => (watching.reading = undefined));
}

async function readOnce(watching: Watching): Promise<void> {
  try {
    const held = await watching.cluster.freeze();
    watching.journal.over(unreadKey(watching));
    watching.failingSince = undefined;
    if (held?.resourceVersion !== watching.version) changed(watching, held);
  } catch (error) {
    failed(watching, error);
  }
}

function changed(watching: Watching, held: HeldFreeze | undefined): void {
  const { cluster, journal } = watching;
  watching.version = held?.resourceVersion;
  watching.standing = standingIn(watching, held);
  const key = `freeze ${cluster.name}`;
  const message = messageOf(cluster.name, held, watching.standing?.freeze);
  // Who is named in addition is told anew.
  journal.over(key);
  if (message !== undefined) journal.alert({ kind: 'frozen', key, message });
  watching.onChange();
}

function standingIn({ now }: Watching, held: HeldFreeze | undefined): Freezing | undefined {
  if (held?.freeze.kind !== 'valid' || held.freeze.value.liftedAt !== undefined) return undefined;
  return { freeze: held.freeze.value, since: now() };
}

function messageOf(
  cluster: string,
  held: HeldFreeze | undefined,
  freeze: Freeze | undefined,
): string | undefined {
  if (held?.freeze.kind === 'invalid') return words.unclearAlert(cluster, held.freeze.problems);
  return freeze && words.frozenAlert(cluster, freeze, freeze.reason);
}

/** NB: what was named goes on ending. Who lifts a freeze is seen as soon as it can be read. */
function failed(watching: Watching, error: unknown): void {
  const { clock, cluster, journal, answers } = watching;
  const ours = clock.now();
  const since = (watching.failingSince ??= ours);
  if (between(since, ours) < PATIENCE_WITH_AN_END || !answers()) return;
  const why = error instanceof Error ? error.message : String(error);
  const message = words.unreadAlert(cluster.name, since, why);
  journal.alert({ kind: 'frozen', key: unreadKey(watching), message });
}

function unreadKey({ cluster }: Watching): string {
  return `freeze unread ${cluster.name}`;
}
