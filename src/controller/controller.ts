/** The running controller: who asks for what, and when. Each lane turns by itself; nothing here decides about access. */
import { milliseconds, minutes, seconds, type Duration, type Instant } from '../core/time.ts';
import { groundIn } from '../flows/check/choose-due.ts';
import { startEndLane, type EndLane } from '../flows/end/end.ts';
import { reconcile } from '../flows/reconcile/reconcile.ts';
import type { Report } from '../flows/reconcile/report.ts';
import { reviewPullRequests, type Round } from '../flows/check/review-pull-request.ts';
import { newMemory, type Memory, type World } from '../flows/world.ts';
import type { EndLaneCluster, Messenger } from '../ports.ts';
import { oneAlarm } from './alarm.ts';
import { afterTheBurst } from './burst.ts';
import { startConversation, type Conversation } from './conversation.ts';
import { givingBackOnce } from './give-back.ts';
import type { AlertJournal } from './journal.ts';
import { oneAtATime, type Failure, type Lane, type LaneOptions } from './lane.ts';
import type { Metrics } from './metrics.ts';
import { observe } from './observe.ts';
import { startTelling, type TellingParts } from './telling.ts';
import type { Hint } from './webhooks.ts';

export interface ControllerParts {
  readonly world: World;
  readonly journal: AlertJournal;
  /** A connection of its own to each cluster, that nothing else uses. */
  readonly endLaneClusters: readonly EndLaneCluster[];
  readonly metrics: Metrics;
  readonly rateRemaining: () => number | undefined;
  /** GitHub and Git for checks and comments, which stop, and wait, before proofs and ends do. */
  readonly forChecks?: Pick<World, 'git' | 'github'>;
  /** Where people can be told; `page`: the address of the access repository's page. */
  readonly telling: { readonly messengers: readonly Messenger[]; readonly page: string };
}

export interface Controller {
  /** What a webhook says: at most where to look again. */
  readonly hear: (hint: Hint) => void;
  /** Time has passed: compare everything again. */
  readonly tick: () => void;
  readonly state: () => ControllerState;
  /** Starts nothing more, and waits for what is under way. */
  readonly drain: (within: Duration) => Promise<void>;
}

export interface ControllerState {
  readonly started: Instant;
  readonly record: Lane;
  readonly checks: Lane;
  readonly conversation: Conversation;
  readonly endLanes: readonly EndLane[];
  readonly lastReport: Report | undefined;
}

/** How often the end lane lists its cluster. Ends do not wait for it: they have their own timer. */
const LIST_EVERY = seconds(30);

export function startController(parts: ControllerParts): Controller {
  const { world, metrics } = parts;
  const { clock } = world;
  const memory = newMemory();
  const started = clock.now();
  const asked = whatToReview();
  const ground = lastOne();
  const checksWorld = { ...world, ...parts.forChecks };
  let lastReport: Report | undefined;
  let ask = () => {};

  // NB: a record of the first of many ends would take from the API server what the others need to end on time.
  const recordEnds = afterTheBurst(clock, { quiet: milliseconds(250), atMost: seconds(5) }, () => ask());
  const endLanes = startEndLanes(parts, recordEnds);

  const record = oneAtATime(
    async () => {
      lastReport = await reconcile(world, memory);
      opening.wakeAt(lastReport.nextOpening);
      conversation.ask();
      telling.ask();
      observe(lastReport, metrics, parts.rateRemaining());
      // What was applied now has an end that the end lane must know of.
      if (lastReport.grantLags.length > 0) for (const lane of endLanes) lane.wake();
      // The checkpoint follows what was written; and a closing is due where something was deleted.
      if (lastReport.wrote) record.ask();
      // NB: what was right on the guardrails before may be merged on others, so all that is open is decided again.
      else if (ground.isAnother(groundIn(memory))) checks.ask();
    },
    { ...tellFailures('The record lane failed.', parts), onIdle: givingBackOnce() },
  );
  ask = record.ask;
  const opening = oneAlarm(clock, record.ask);

  const conversation = startConversation({
    world,
    forComments: checksWorld,
    memory,
    onAsked: record.ask,
    options: (message) => tellFailures(message, parts),
  });
  const telling = startTelling(tellingParts(parts, memory));
  const checks = startChecks(async (numbers) => reviewPullRequests(checksWorld, memory, numbers), asked, {
    ...tellFailures('The checks failed.', parts, minutes(5)),
    onIdle: telling.ask,
  });

  return {
    hear: (hint) => {
      if (hint.kind === 'reconcile') return record.ask();
      if (hint.kind === 'comment') return conversation.ask();
      if (hint.kind === 'pull request') asked.add(hint.number);
      checks.ask();
    },
    tick: () => {
      record.ask();
      checks.ask();
      conversation.ask();
    },
    state: () => ({ started, record, checks, conversation, endLanes, lastReport }),
    drain: async (within) => {
      opening.wakeAt(undefined);
      const lanes = [record, checks, conversation.hearing, conversation.comments, telling];
      await drained(lanes, endLanes, within);
    },
  };
}

function tellingParts(parts: ControllerParts, memory: Memory): TellingParts {
  const { world, journal, metrics, telling } = parts;
  const boards = world.clusters;
  return {
    teller: { clock: world.clock, journal, boards, count: metrics.notified, ...telling },
    memory,
    onAlert: journal.onAlert,
    options: tellFailures('The lane that tells people failed.', parts),
  };
}

async function drained(
  lanes: readonly Lane[],
  endLanes: readonly EndLane[],
  within: Duration,
): Promise<void> {
  await Promise.all([...lanes.map((lane) => lane.drain(within)), ...endLanes.map((lane) => lane.stop())]);
}

function startEndLanes(
  { world: { clock }, endLaneClusters, journal, metrics }: ControllerParts,
  onEnded: () => void,
): readonly EndLane[] {
  return endLaneClusters.map((cluster) =>
    startEndLane({ cluster, clock, journal, metrics, interval: LIST_EVERY, onEnded }),
  );
}

function startChecks(
  review: (numbers: readonly number[]) => Promise<Round>,
  asked: ReturnType<typeof whatToReview>,
  options: LaneOptions,
): Lane {
  const lane = oneAtATime(
    () =>
      asked.take(async (numbers) => {
        const { left } = await review(numbers);
        if (left > 0) lane.ask();
      }),
    options,
  );
  return lane;
}

function tellFailures(message: string, { world, journal }: ControllerParts, longestPause?: Duration) {
  return {
    clock: world.clock,
    onFailure: ({ error, inARow }: Failure, pause: Duration) => {
      const why = error instanceof Error ? error.message : String(error);
      journal.note(message, { why, inARow, nextTryInMs: pause });
    },
    ...(longestPause === undefined ? {} : { longestPause }),
  };
}

/** Which pull requests to look at next, moved or not; asks that come while one look is under way wait for the next. */
function whatToReview() {
  let numbers = new Set<number>();
  return {
    add: (number: number) => void numbers.add(number),
    /** What fails is asked for again. */
    take: async (look: (numbers: readonly number[]) => Promise<void>): Promise<void> => {
      const taken = numbers;
      numbers = new Set();
      try {
        await look([...taken]);
      } catch (error) {
        numbers = new Set([...taken, ...numbers]);
        throw error;
      }
    },
  };
}

/** Whether it is another than it was the last time. */
function lastOne() {
  let last: string | undefined;
  return {
    isAnother: (now: string | undefined): boolean => {
      const before = last;
      last = now;
      return before !== now;
    },
  };
}
