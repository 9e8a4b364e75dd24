// One controller in a story: it takes its turns when the story says so, and remembers what a process would.
import { headOf } from '../../../src/core/repository.ts';
import { milliseconds, minutes, type Duration } from '../../../src/core/time.ts';
import { converse } from '../../../src/flows/converse/converse.ts';
import { hearCommands } from '../../../src/flows/hear/hear-commands.ts';
import { reconcile } from '../../../src/flows/reconcile/reconcile.ts';
import type { Report } from '../../../src/flows/reconcile/report.ts';
import { reviewPullRequests } from '../../../src/flows/check/review-pull-request.ts';
import { sweep } from '../../../src/flows/end/sweep.ts';
import { trust } from '../../../src/flows/operate/trust.ts';
import { newMemory, type Memory, type World } from '../../../src/flows/world.ts';
import { Unavailable } from '../../../src/ports.ts';
import type { HandClock } from './clock.ts';

/** How often the controller takes a turn by itself. */
const INTERVAL = minutes(1);
const MOST_TURNS = 10;

/** `restart` makes it another process, which remembers nothing. */
export function aController(world: World, clock: HandClock) {
  let memory: Memory = newMemory();
  const settled = async (): Promise<Report> => {
    for (let turn = 1; ; turn += 1) {
      const report = await reconcile(world, memory);
      if (!report.wrote || turn === MOST_TURNS) return report;
    }
  };
  /** Ends what people asked to end by a word. */
  const hear = async (): Promise<void> => {
    if ((await hearCommands(world, memory)).isNew) await settled();
  };
  const review = async (...numbers: readonly number[]): Promise<void> => {
    const { left } = await reviewPullRequests(world, memory, numbers);
    if (left > 0) await review();
  };
  const endLanes = async () =>
    Promise.all(world.clusters.map((cluster) => orUnavailable(sweep(cluster, world.clock, world.journal))));
  /** All that a controller does in one interval. What the world does not answer, it asks again at the next. */
  const turn = async (): Promise<void> => {
    await endLanes();
    await orUnavailable(settled());
    await orUnavailable(hear());
    await orUnavailable(review());
    await orUnavailable(converse(world, memory));
  };
  return {
    restart: () => void (memory = newMemory()),
    /** What it remembers now. */
    memory: () => memory,
    review,
    hear,
    converse: async () => converse(world, memory),
    endLanes,
    /** Turns of the record lane, until there is nothing more to write. */
    reconcile: settled,
    turn,
    /** Time goes by, and the controller takes its turns. */
    pass: async (span: Duration): Promise<void> => {
      const end = clock.now() + span;
      while (clock.now() < end) {
        await clock.advance(milliseconds(Math.min(INTERVAL, end - clock.now())));
        await turn();
      }
    },
    trusts: async (commit?: string) => {
      const head = headOf(await world.git.branch('main'));
      const request = { commit: commit ?? head, reason: 'We looked at it.', confirm: async () => true };
      return trust(world, memory, request);
    },
  };
}

async function orUnavailable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}
