// A controller in a process of its own, which is killed with kill -9 at each of its writes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../../src/controller/config.ts';
import { startClusterCrossing, startCrossing, type Guard } from '../../sandbox/crossing.ts';
import { mortalController, sharedClock } from '../../sandbox/mortal-controller.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import type { Stage } from '../stage.ts';
import { doomOf, type Doom } from './doom.ts';
import { aScene, type Scene } from './scene.ts';

/** In milliseconds: dying again and again takes its time. */
const patience = 120_000;

export interface Killed {
  readonly scene: Scene;
  readonly doom: Doom;
  readonly deaths: () => number;
}

/** It is told of nothing, and looks each second. Nobody else is told either. */
export async function killedAtEachWrite(stage: Stage, options: SandboxOptions = {}): Promise<Killed> {
  const clock = sharedClock();
  const quiet = { webhooks: false, started: false, settings: { schedule: '* * * * * *' } };
  const story = await stage.story({ ...quiet, ...options, clock });
  // GitHub's own limits are for another story: here a hundred processes write in two minutes.
  story.github.faults.limits.set({ perHour: 1_000_000, contentPerMinute: 1_000_000 });
  const late: { guard?: Guard } = {};
  const settings = await across(stage, story.settings, {
    before: async (asked) => late.guard?.before(asked),
    after: async (asked) => late.guard?.after(asked),
  });
  const logFile = join(story.folder, 'killed.log');
  const controller = mortalController(settings, clock, logFile);
  const doom = doomOf(controller);
  late.guard = doom.guard;
  stage.after(controller.end);
  controller.start();
  const log = () =>
    [...doom.struck().keys(), ...readFileSync(logFile, 'utf8').split('\n').slice(-40)].join('\n');
  return {
    scene: aScene({ story, pager: undefined, afterTime: () => {}, log, fromHereOn: doom.begin, patience }),
    doom,
    deaths: controller.deaths,
  };
}

/** With a passage to every side of the world. */
async function across(stage: Stage, settings: Settings, guard: Guard): Promise<Settings> {
  const { clusters, github } = settings;
  if (clusters.kind !== 'kubeconfig') throw new Error('a sandbox has kubeconfigs');
  const toGitHub = await startCrossing({ url: new URL(github.api).origin }, guard);
  stage.after(toGitHub.close);
  const files: string[] = [];
  for (const file of clusters.files) {
    const crossing = await startClusterCrossing(file, guard);
    stage.after(crossing.close);
    files.push(crossing.kubeconfig);
  }
  const api = toGitHub.url + new URL(github.api).pathname;
  return { ...settings, github: { ...github, api }, clusters: { kind: 'kubeconfig', files } };
}
