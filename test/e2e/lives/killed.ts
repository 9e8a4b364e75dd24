// A controller in a process of its own, which is killed with kill -9 at each of its writes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../../src/controller/config.ts';
import { CLAIM_LASTS } from '../../../src/core/telling/told.ts';
import type { Duration } from '../../../src/core/time.ts';
import { startClusterCrossing, startCrossing, type Asked, type Guard } from '../../sandbox/crossing.ts';
import { mortalController, sharedClock } from '../../sandbox/mortal-controller.ts';
import type { Receiver } from '../../sandbox/receiver.ts';
import type { Stage } from '../stage.ts';
import { doomOf, type Doom } from './doom.ts';
import { aScene, type Scene } from './scene.ts';
import { aPager, tellingThePager } from './ways.ts';

/** In milliseconds: dying again and again takes its time. */
const patience = 120_000;

const PAGER_PATH = '/told';

export interface Killed {
  readonly scene: Scene;
  readonly doom: Doom;
  readonly deaths: () => number;
}

/** It is told of nothing, and looks each second. Nobody else is told either. */
export async function killedAtEachWrite(stage: Stage): Promise<Killed> {
  return killed(stage, {});
}

/** Only where it tells people, and where it notes whom it told; each time the claim of the dead lapses. */
export async function killedAtEachWord(stage: Stage): Promise<Killed> {
  const pager = await aPager(stage);
  const isAWord = ({ path, body }: Asked) =>
    path === PAGER_PATH || (path.includes('/configmaps') && body.includes('"daypass-told"'));
  const all = await killed(stage, { pager, doomed: isAWord, pause: CLAIM_LASTS });
  all.doom.begin();
  return all;
}

interface Fate {
  /** Where people are told; absent: nowhere. */
  readonly pager?: Receiver;
  readonly doomed?: (asked: Asked) => boolean;
  /** What passes after each death. */
  readonly pause?: Duration;
}

async function killed(stage: Stage, { pager, doomed, pause }: Fate): Promise<Killed> {
  const clock = sharedClock();
  const quiet = { webhooks: false, started: false, settings: { schedule: '* * * * * *' } };
  const options = pager === undefined ? quiet : tellingThePager(pager.url + PAGER_PATH, quiet);
  const story = await stage.story({ ...options, clock });
  // GitHub's own limits are for another story: here a hundred processes write in two minutes.
  story.github.faults.limits.set({ perHour: 1_000_000, contentPerMinute: 1_000_000 });
  const late: { guard?: Guard } = {};
  const settings = await across(stage, story.settings, {
    before: async (asked) => late.guard?.before(asked),
    after: async (asked) => late.guard?.after(asked),
  });
  const logFile = join(story.folder, 'killed.log');
  const controller = mortalController(settings, clock, logFile);
  const mourned = async () => {
    await controller.kill();
    if (pause !== undefined) clock.putForward(pause);
  };
  const doom = doomOf({ kill: mourned, start: controller.start }, doomed);
  late.guard = doom.guard;
  stage.after(controller.end);
  controller.start();
  const log = () =>
    [...doom.struck().keys(), ...readFileSync(logFile, 'utf8').split('\n').slice(-40)].join('\n');
  return {
    scene: aScene({ story, pager, afterTime: () => {}, log, fromHereOn: doom.begin, patience }),
    doom,
    deaths: controller.deaths,
  };
}

/** With a passage to every side of the world. */
async function across(stage: Stage, settings: Settings, guard: Guard): Promise<Settings> {
  const { clusters, github, destinations } = settings;
  if (clusters.kind !== 'kubeconfig') throw new Error('a sandbox has kubeconfigs');
  const through = async (address: string): Promise<string> => {
    const { origin, pathname } = new URL(address);
    const crossing = await startCrossing({ url: origin }, guard);
    stage.after(crossing.close);
    return crossing.url + pathname;
  };
  const files: string[] = [];
  for (const file of clusters.files) {
    const crossing = await startClusterCrossing(file, guard);
    stage.after(crossing.close);
    files.push(crossing.kubeconfig);
  }
  const places = destinations.map(async (one) => ({ ...one, url: await through(one.url) }));
  return {
    ...settings,
    github: { ...github, api: await through(github.api) },
    clusters: { kind: 'kubeconfig', files },
    destinations: await Promise.all(places),
  };
}
