// Starts the controller's process, and asks it what it sent.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Settings } from '../src/controller/config.ts';
import { asInTheImage } from './as-in-the-image.ts';
import type { Call } from './calls.ts';
import type { Question, SentSettings, Usage } from './controller-process.ts';

/** What the controller's process heard of itself. */
export interface FarEar {
  readonly between: (from: number, to: number) => Promise<readonly Call[]>;
  readonly untilQuiet: (milliseconds?: number) => Promise<void>;
}

export interface RunningController {
  readonly url: string;
  readonly ear: FarEar;
  /** As the schedule does. */
  readonly tick: () => Promise<void>;
  readonly usage: () => Promise<Usage>;
  readonly stop: () => Promise<void>;
}

/** Comes back when it listens. */
export async function runController(
  settings: Settings & { readonly mirror: string },
): Promise<RunningController> {
  const sealKey = settings.sealKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const sent: SentSettings = { ...settings, sealKey };
  const { module, nodeFlags, environment } = asInTheImage();
  const child = fork(module, {
    execArgv: [...process.execArgv, ...nodeFlags],
    env: { ...process.env, ...environment, BENCH_SETTINGS: JSON.stringify(sent) },
  });
  const nextWord = wordsOf(child);
  const url = String(await nextWord());
  const ask = (question: Question): Promise<unknown> => {
    const answer = nextWord();
    child.send(question);
    return answer;
  };
  return {
    url,
    ear: {
      between: async (from, to) => (await ask({ kind: 'between', from, to })) as readonly Call[], // by its own type
      untilQuiet: async (milliseconds = 60) => void (await ask({ kind: 'until quiet', milliseconds })),
    },
    tick: async () => void (await ask({ kind: 'tick' })),
    usage: async () => (await ask({ kind: 'usage' })) as Usage, // by its own type
    stop: async () => {
      const exit = once(child, 'exit');
      child.send({ kind: 'stop' } satisfies Question);
      await exit;
    },
  };
}

/** One question at a time: what comes next is its answer. */
function wordsOf(child: ChildProcess): () => Promise<unknown> {
  let hear = (_said: unknown) => {};
  let fail = (_error: Error) => {};
  child.on('message', ({ said }: { readonly said?: unknown }) => hear(said));
  child.once('exit', (code) => fail(new Error(`the controller's process ended with ${code}`)));
  return () =>
    new Promise((resolve, reject) => {
      [hear, fail] = [resolve, reject];
    });
}
