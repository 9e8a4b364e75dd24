/**
 * The end lane of one cluster: reads that cluster and the clock, and deletes what is past the end its name states, or
 * frozen. It shares nothing that could be waited for, so that no GitHub, no record and no other cluster can hold an end up
 * (§3, rule 2).
 */
import { clusterNow, pauseAfter, PATIENCE_WITH_AN_END, type Ending } from '../../core/grant/ending.ts';
import { between, earliest, instantOf, plus, seconds, type Duration, type Instant } from '../../core/time.ts';
import { endsCannotBeSeen, wasDeleted } from '../../core/words/end-lane.ts';
import { Unavailable, type Clock, type BindingList, type EndLaneCluster, type Journal } from '../../ports.ts';
import { endingQueue, type EndingQueue } from './ending-queue.ts';
import { watchFreeze, type FreezeWatch } from './watch-freeze.ts';

export interface EndLaneParts {
  readonly cluster: EndLaneCluster;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly metrics?: EndLaneMetrics;
  /** The cluster is listed at least this often. Ends do not wait for it. */
  readonly interval: Duration;
  /** Must not throw, and returns at once. */
  readonly onEnded: (ending: Ending, at: Instant) => void;
}

export interface EndLaneMetrics {
  /** Bindings past their end that are still there. */
  readonly overdue: (cluster: string, count: number) => void;
  /** From the end, or from when a freeze was seen, to the answer that the binding is deleted. */
  readonly revoked: (lag: Duration) => void;
  readonly frozen: (cluster: string, isFrozen: boolean) => void;
}

export interface EndLane {
  /** Something may have changed in the cluster: it is listed at once, or where lists fail, at the next try. */
  readonly wake: () => void;
  /** Starts nothing more, and waits for what is under way: no longer than the deadline of a call. */
  readonly stop: () => Promise<void>;
  readonly state: () => EndLaneState;
}

export interface EndLaneState {
  readonly cluster: string;
  /** When the lane last looked at the clock: about a second ago as long as it turns. */
  readonly lastTurn: Instant;
  /** When the cluster was last listed. */
  readonly lastList: Instant | undefined;
  /** Undefined after a list that came. */
  readonly failing: { readonly since: Instant; readonly why: string } | undefined;
  /** How many bindings are past their end and still there. */
  readonly overdue: number;
}

/** NB: a timer sleeps through a jump of the clock; a look at it each second does not. */
const LOOK_AT_THE_CLOCK = seconds(1);
/** While a freeze stands: what somebody granted who had not seen it yet goes within this. */
const LIST_WHILE_FROZEN = seconds(10);

interface Lane extends EndLaneParts {
  readonly queue: EndingQueue;
  readonly freeze: FreezeWatch;
  /** What time it was when the cluster was last listed: of the list itself only the queue keeps anything. */
  read: Pick<BindingList, 'date' | 'readAt'> | undefined;
  /** The latest time that was seen in the cluster. */
  lastSeen: Instant;
  lastTurn: Instant;
  isListing: boolean;
  listing: Promise<void> | undefined;
  nextList: Instant;
  failing: { readonly since: Instant; readonly why: string; readonly inARow: number } | undefined;
  isOpen: boolean;
  callOff: () => void;
}

/** Starts at once. */
export function startEndLane(parts: EndLaneParts): EndLane {
  const { cluster, clock, journal } = parts;
  const start = clock.now();
  const lane: Lane = {
    ...parts,
    queue: endingQueue({
      cluster,
      clock,
      journal,
      now: () => now(lane),
      onEnded: (ending, at) => tellEnd(lane, ending, at),
      onLeft: () => setTimer(lane),
    }),
    freeze: watchFreeze({
      cluster,
      clock,
      journal,
      now: () => now(lane),
      answers: () => lane.failing === undefined,
      onChange: () => listAtOnce(lane),
    }),
    read: undefined,
    lastSeen: start,
    lastTurn: start,
    isListing: false,
    listing: undefined,
    nextList: start,
    failing: undefined,
    isOpen: true,
    callOff: () => undefined,
  };
  turn(lane);
  return {
    wake: () => {
      if (lane.failing === undefined) listAtOnce(lane);
    },
    stop: async () => {
      lane.isOpen = false;
      lane.callOff();
      await Promise.all([lane.listing, lane.queue.drain(), lane.freeze.drain()]);
    },
    state: () => stateOf(lane),
  };
}

function now(lane: Lane): Instant {
  lane.lastSeen = clusterNow(lane.clock.now(), lane.read, lane.lastSeen);
  return lane.lastSeen;
}

function listAtOnce(lane: Lane): void {
  lane.nextList = instantOf(0);
  turn(lane);
}

function turn(lane: Lane): void {
  if (!lane.isOpen) return;
  const ours = lane.clock.now();
  if (ours < lane.lastTurn) afterSetBack(lane);
  lane.lastTurn = ours;
  lane.freeze.turn();
  if (!lane.isListing && lane.nextList <= ours) lane.listing = list(lane);
  lane.queue.turn();
  lane.metrics?.overdue(lane.cluster.name, lane.queue.overdue());
  lane.metrics?.frozen(lane.cluster.name, lane.freeze.standing() !== undefined);
  setTimer(lane);
}

function setTimer(lane: Lane): void {
  lane.callOff();
  if (!lane.isOpen) return;
  const look = plus(lane.lastTurn, LOOK_AT_THE_CLOCK);
  const soonest = instantOf(Math.min(look, lane.queue.nextTurn() ?? look));
  lane.callOff = lane.clock.at(soonest, () => turn(lane));
}

/** Our clock no longer says what time it is: the API server's does. */
function afterSetBack(lane: Lane): void {
  lane.queue.forgetPauses();
  lane.nextList = instantOf(0);
}

/** NB: deletions go on meanwhile: a list that hangs holds up nothing that is known. */
async function list(lane: Lane): Promise<void> {
  lane.isListing = true;
  lane.nextList = nextList(lane);
  const take = lane.queue.listing();
  try {
    const { bindings, date, readAt } = await lane.cluster.list();
    lane.read = { date, readAt };
    take(bindings, lane.freeze.standing());
    if (lane.failing !== undefined) lane.journal.over(alertKey(lane));
    lane.failing = undefined;
  } catch (error) {
    listFailed(lane, error);
  }
  lane.isListing = false;
  turn(lane);
}

function nextList({ clock, interval, freeze }: Lane): Instant {
  const regular = plus(clock.now(), interval);
  return freeze.standing() === undefined ? regular : earliest(regular, plus(clock.now(), LIST_WHILE_FROZEN));
}

function listFailed(lane: Lane, error: unknown): void {
  const ours = lane.clock.now();
  const { since = ours, inARow = 0 } = lane.failing ?? {};
  const why = error instanceof Error ? error.message : String(error);
  const asked = error instanceof Unavailable ? error.retryAfter : undefined;
  lane.failing = { since, why, inARow: inARow + 1 };
  lane.nextList = plus(ours, pauseAfter(inARow + 1, asked));
  if (between(since, ours) < PATIENCE_WITH_AN_END) return;
  const message = endsCannotBeSeen(lane.cluster.name, since, why);
  lane.journal.alert({ kind: 'overdue', key: alertKey(lane), message });
}

function alertKey({ cluster }: Lane): string {
  return `ends of ${cluster.name}`;
}

function tellEnd(lane: Lane, ending: Ending, at: Instant): void {
  const { kind, namespace = '', name } = ending.binding;
  const lag = between(ending.dueAt, at);
  const fields = { cluster: lane.cluster.name, kind, namespace, name, lagMs: lag };
  lane.journal.note(wasDeleted(ending.frozenFor), fields);
  lane.metrics?.revoked(lag);
  lane.onEnded(ending, at);
}

function stateOf({ cluster, lastTurn, read, failing, queue }: Lane): EndLaneState {
  return {
    cluster: cluster.name,
    lastTurn,
    lastList: read?.readAt,
    failing: failing && { since: failing.since, why: failing.why },
    overdue: queue.overdue(),
  };
}
