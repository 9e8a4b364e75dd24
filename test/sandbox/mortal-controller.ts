// A controller that is killed with kill -9 whenever somebody says so, and starts again by itself, as under a supervisor.
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../src/controller/config.ts';
import type { Duration } from '../../src/core/time.ts';
import { environmentOf } from './environment.ts';
import { storyClock, type StoryClock } from './story-clock.ts';

export interface MortalController {
  /** Comes back when nothing of it goes on. */
  readonly kill: () => Promise<void>;
  readonly start: () => void;
  /** For good. */
  readonly end: () => Promise<void>;
  /** How often it was killed. */
  readonly deaths: () => number;
}

const MAIN = join(import.meta.dirname, 'controller-process.ts');

/** `clock`: of the story, by `sharedClock`. */
export function mortalController(settings: Settings, clock: SharedClock, logFile: string): MortalController {
  const output = openSync(logFile, 'a');
  let living: { readonly child: ChildProcess; readonly gone: Promise<unknown> } | undefined;
  let deaths = 0;
  let isOver = false;
  const start = () => {
    // NB: whoever is killed as the story ends must not live on in the next one: it would end what it does not know.
    if (isOver) return;
    // NB: of two, only one would hear of the clock, and the other judge by an old one.
    if (living !== undefined) throw new Error('the controller was started while it ran');
    const child = fork(MAIN, {
      env: {
        PATH: process.env['PATH'],
        HOME: join(logFile, '..'),
        ...environmentOf(settings),
        STORY_IS_AHEAD: String(clock.ahead()),
      },
      stdio: ['ignore', output, output, 'ipc'],
    });
    living = { child, gone: new Promise((resolve) => child.once('exit', resolve)) };
    child.once('error', () => {});
  };
  const kill = async () => {
    const { child, gone } = living ?? {};
    living = undefined;
    child?.kill('SIGKILL');
    await gone;
  };
  clock.onPutForward((span) => void living?.child.send(span, () => {}));
  return {
    start,
    kill: async () => {
      deaths += 1;
      await kill();
    },
    end: async () => {
      isOver = true;
      await kill();
      closeSync(output);
    },
    deaths: () => deaths,
  };
}

export interface SharedClock extends StoryClock {
  /** In milliseconds. */
  readonly ahead: () => number;
  readonly onPutForward: (hear: (span: Duration) => void) => void;
}

/** A clock of a story that others can follow. */
export function sharedClock(): SharedClock {
  const clock = storyClock();
  let ahead = 0;
  const listeners: ((span: Duration) => void)[] = [];
  return {
    ...clock,
    ahead: () => ahead,
    onPutForward: (hear) => void listeners.push(hear),
    putForward: (span) => {
      ahead += span;
      clock.putForward(span);
      for (const hear of listeners) hear(span);
    },
  };
}
