/** The bindings of one cluster that wait for their end, or for a freeze, and their deletion: many at once, and each until it is done. */
import type { HeldBinding } from '../../core/grant/binding.ts';
import {
  endingsOf,
  isOverdue,
  pauseAfter,
  PATIENCE_WITH_AN_END,
  type Ending,
  type Freezing,
} from '../../core/grant/ending.ts';
import { between, instantOf, latest, plus, type Instant } from '../../core/time.ts';
import { couldNotBeDeleted, stillThere } from '../../core/words/end-lane.ts';
import type { Clock, EndLaneCluster, Journal } from '../../ports.ts';
import { tryToRemove, type Left } from './try-to-remove.ts';

export interface EndingQueueParts {
  readonly cluster: Pick<EndLaneCluster, 'name' | 'remove'>;
  readonly clock: Clock;
  readonly journal: Journal;
  /** The time in the cluster. */
  readonly now: () => Instant;
  readonly onEnded: (ending: Ending, at: Instant) => void;
  /** It is tried again: the next turn may have come nearer. */
  readonly onLeft: () => void;
}

export interface EndingQueue {
  /** Call it when a list is asked for; gives what takes the list when it has come. */
  readonly listing: () => (bindings: readonly HeldBinding[], freezing: Freezing | undefined) => void;
  /** Starts every deletion that is due. */
  readonly turn: () => void;
  /** When the next turn has something to do, by our own clock. */
  readonly nextTurn: () => Instant | undefined;
  /** The clock was set back: no pause that was counted by it holds any more. */
  readonly forgetPauses: () => void;
  /** How many bindings are past their end. */
  readonly overdue: () => number;
  /** Starts nothing more, and waits for what is under way. */
  readonly drain: () => Promise<void>;
}

/** How many deletions are under way at once. Repeated ones get half of it: what cannot go never holds up the next end. */
const AT_ONCE = 16;
const REPEATED_AT_ONCE = AT_ONCE / 2;

interface Held extends Ending {
  dueAt: Instant;
  frozenFor: string | undefined;
  failures: number;
  /** By our own clock. */
  notBefore: Instant;
  /** Queued or under way. */
  isBusy: boolean;
  why: string;
  isTold: boolean;
}

interface Queue extends EndingQueueParts {
  /** By UID, what is due first. */
  held: Map<string, Held>;
  /** What ended while a list was under way: that list may still have it. */
  endedMeanwhile: Set<string>;
  fresh: Held[];
  repeated: Held[];
  readonly underWay: Map<Held, Promise<void>>;
  /** The API server asked to be left alone until then. */
  pausedUntil: Instant;
}

export function endingQueue(parts: EndingQueueParts): EndingQueue {
  const queue: Queue = {
    ...parts,
    held: new Map(),
    endedMeanwhile: new Set(),
    fresh: [],
    repeated: [],
    underWay: new Map(),
    pausedUntil: instantOf(0),
  };
  return {
    listing: () => {
      queue.endedMeanwhile = new Set();
      return (bindings, freezing) => hold(queue, endingsOf(bindings, freezing));
    },
    turn: () => turn(queue),
    nextTurn: () => nextTurn(queue),
    forgetPauses: () => {
      queue.pausedUntil = instantOf(0);
      for (const held of queue.held.values()) held.notBefore = instantOf(0);
    },
    overdue: () => overdue(queue).length,
    drain: async () => {
      [queue.fresh, queue.repeated] = [[], []];
      await Promise.all(queue.underWay.values());
    },
  };
}

/** NB: what was known stays known by its UID, with its failures, so that a list never makes a bad lot look fresh. */
function hold(queue: Queue, endings: readonly Ending[]): void {
  const before = queue.held;
  const listed = endings.filter(({ binding }) => !queue.endedMeanwhile.has(binding.uid));
  queue.held = new Map(
    listed.map((ending) => {
      const former = before.get(ending.binding.uid);
      return [ending.binding.uid, former === undefined ? unknownYet(ending) : dueAnew(former, ending)];
    }),
  );
  for (const former of before.values()) {
    // It went, and the answer that told so was lost on the way; or somebody else helped.
    const isGone = !queue.held.has(former.binding.uid);
    if (isGone && former.failures > 0 && !former.isBusy) ended(queue, former);
  }
}

/** A freeze may have come, or was lifted; one that stands still is what it was. */
function dueAnew(held: Held, { dueAt, frozenFor }: Ending): Held {
  if (held.frozenFor === undefined || frozenFor === undefined) held.dueAt = dueAt;
  held.frozenFor = frozenFor;
  return held;
}

function unknownYet(ending: Ending): Held {
  return {
    ...ending,
    failures: 0,
    notBefore: instantOf(0),
    isBusy: false,
    why: 'no answer yet',
    isTold: false,
  };
}

function overdue({ held, now }: Queue): readonly Held[] {
  const time = now();
  const past: Held[] = [];
  for (const ending of held.values()) {
    if (!isOverdue(ending, time)) break;
    past.push(ending);
  }
  return past;
}

function turn(queue: Queue): void {
  const ours = queue.clock.now();
  for (const ending of overdue(queue)) {
    if (ending.isBusy || ending.failures > 0) tellIfLate(queue, ending);
    if (ending.isBusy || ending.notBefore > ours) continue;
    ending.isBusy = true;
    (ending.failures === 0 ? queue.fresh : queue.repeated).push(ending);
  }
  start(queue);
}

function start(queue: Queue): void {
  if (queue.clock.now() < queue.pausedUntil) return;
  while (queue.underWay.size < AT_ONCE) {
    const next = queue.fresh.shift() ?? nextRepeated(queue);
    if (next === undefined) return;
    // NB: it waited here, and what was due by a freeze then may be due no longer.
    if (isOverdue(next, queue.now())) queue.underWay.set(next, end(queue, next));
    else next.isBusy = false;
  }
}

function nextRepeated({ repeated, underWay }: Queue): Held | undefined {
  const busy = [...underWay.keys()].filter(({ failures }) => failures > 0).length;
  return busy < REPEATED_AT_ONCE ? repeated.shift() : undefined;
}

async function end(queue: Queue, ending: Held): Promise<void> {
  const outcome = await tryToRemove(queue.cluster, ending.binding);
  queue.underWay.delete(ending);
  // A list that came meanwhile and no longer has it knows better than an answer that was lost on the way.
  const isUnlisted = queue.held.get(ending.binding.uid) !== ending;
  if (outcome.kind === 'gone' || isUnlisted) ended(queue, ending);
  else left(queue, ending, outcome);
  start(queue);
}

function ended(queue: Queue, ending: Held): void {
  const { uid } = ending.binding;
  const at = queue.now();
  queue.endedMeanwhile.add(uid);
  queue.held.delete(uid);
  if (ending.isTold) queue.journal.over(alertKey(queue, ending));
  queue.onEnded(ending, at);
}

function left(queue: Queue, ending: Held, { why, retryAfter }: Left): void {
  const ours = queue.clock.now();
  ending.isBusy = false;
  ending.failures += 1;
  ending.why = why;
  ending.notBefore = plus(ours, pauseAfter(ending.failures));
  if (ending.failures === 1) {
    const { kind, namespace = '', name } = ending.binding;
    const fields = { cluster: queue.cluster.name, kind, namespace, name, why };
    queue.journal.note(`${couldNotBeDeleted(ending.frozenFor)} It is tried again.`, fields);
  }
  if (retryAfter !== undefined) {
    queue.pausedUntil = latest(queue.pausedUntil, plus(ours, pauseAfter(1, retryAfter)));
  }
  queue.onLeft();
}

function tellIfLate(queue: Queue, ending: Held): void {
  if (ending.isTold || queue.now() < plus(ending.dueAt, PATIENCE_WITH_AN_END)) return;
  ending.isTold = true;
  const { binding, dueAt, why, frozenFor } = ending;
  const message = stillThere(queue.cluster.name, binding, dueAt, why, frozenFor);
  queue.journal.alert({ kind: 'overdue', key: alertKey(queue, ending), message });
}

function alertKey({ cluster }: Queue, { binding }: Ending): string {
  return `overdue ${cluster.name} ${binding.kind} ${binding.namespace ?? ''}/${binding.name}`;
}

function nextTurn(queue: Queue): Instant | undefined {
  const ours = queue.clock.now();
  const theirs = queue.now();
  const instants = queue.pausedUntil > ours ? [queue.pausedUntil] : [];
  for (const ending of queue.held.values()) {
    if (!isOverdue(ending, theirs)) {
      instants.push(plus(ours, between(theirs, ending.dueAt)));
      break;
    }
    if (!ending.isBusy) instants.push(ending.notBefore);
  }
  return instants.length === 0 ? undefined : instantOf(Math.min(...instants));
}
