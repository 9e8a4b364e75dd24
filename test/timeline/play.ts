// Plays the week: each minute the story goes on, both controllers take their turns, and somebody looks who has access.
import { minutes } from '../../src/core/time.ts';
import { bindingsIn } from './clusters.ts';
import type { TimelineStage } from './stage.ts';
import { besides, GITHUB_IS_AWAY, STAGING_IS_AWAY, week, WEEK, type Minute } from './week.ts';

/** By path: the minutes at which there was access by it. */
export type Seen = Map<string, Minute[]>;

export interface Playing {
  /** Hears of each minute before it is played. */
  readonly mark?: () => void;
  /** In which nobody does anything: then nothing changes either. */
  readonly isSkipped?: (minute: Minute) => boolean;
}

export async function play(
  stage: TimelineStage,
  { mark = () => {}, isSkipped = () => false }: Playing = {},
): Promise<Seen> {
  const seen: Seen = new Map();
  let held: ReadonlySet<string> = new Set();
  for (let minute = 0; minute <= WEEK + 5; minute += 1) {
    if (!isSkipped(minute)) {
      mark();
      await playOne(stage, minute);
      held = await pathsHeld(stage);
    }
    for (const path of held) seen.set(path, [...(seen.get(path) ?? []), minute]);
    await stage.clock.advance(minutes(1));
  }
  return seen;
}

const agenda = Map.groupBy([...week.flatMap(({ appointments }) => appointments), ...besides], ({ at }) => at);

async function playOne(stage: TimelineStage, minute: Minute): Promise<void> {
  const { world, clusters, controllers } = stage;
  if (minute === STAGING_IS_AWAY.from) clusters.staging.cut();
  if (minute === STAGING_IS_AWAY.to) clusters.staging.restore();
  for (const { keep } of agenda.get(minute) ?? []) await keep(stage);
  if (minute === GITHUB_IS_AWAY.from) world.github.faults.cut();
  if (minute === GITHUB_IS_AWAY.to) world.github.faults.clear();
  for (const controller of minute % 2 === 0 ? controllers : controllers.toReversed()) await controller.turn();
}

async function pathsHeld({ clusters }: TimelineStage): Promise<ReadonlySet<string>> {
  const held = await bindingsIn(clusters);
  return new Set(held.map(({ annotations }) => annotations['daypass.dev/request'] ?? ''));
}

/** Minutes in which something may happen, and one in half an hour, in which whatever else waits for its time is done. */
export function isEventful(minute: Minute): boolean {
  return minute % 30 === 0 || eventful.has(minute);
}

/** Turns come by the minute, and what one writes another goes on with. */
const AFTERWARDS = [-1, 0, 1, 2, 3];

const eventful = new Set(
  [
    ...agenda.keys(),
    ...week.flatMap(({ access }) => (access === undefined ? [] : [access.from, access.to])),
    ...[STAGING_IS_AWAY, GITHUB_IS_AWAY].flatMap(({ from, to }) => [from, to]),
  ].flatMap((minute) => AFTERWARDS.map((after) => minute + after)),
);
