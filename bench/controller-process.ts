// The controller in a process of its own, as it runs everywhere: nothing of the simulated GitHub takes its time. It tells what it sent.
import { createPrivateKey } from 'node:crypto';
import { systemClock } from '../src/adapters/system-clock.ts';
import type { Settings } from '../src/controller/config.ts';
import { openLog } from '../src/controller/log.ts';
import { startDaypass } from '../src/start.ts';
import { listen } from './calls.ts';
import { connectUnpaced } from './unpaced.ts';

/** The settings as they travel: a key is no plain data. */
export type SentSettings = Omit<Settings, 'sealKey'> & { readonly sealKey: string; readonly mirror: string };

export type Question =
  | { readonly kind: 'between'; readonly from: number; readonly to: number }
  | { readonly kind: 'until quiet'; readonly milliseconds: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'usage' }
  | { readonly kind: 'stop' };

/** Of the process since it began; its children (git) are not in it. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssMiB: number;
}

const sent = JSON.parse(process.env['BENCH_SETTINGS'] ?? '') as SentSettings; // by run-controller.ts
const ear = listen(sent.github.api, sent.mirror);
const settings: Settings = { ...sent, sealKey: createPrivateKey(sent.sealKey) };
/** Lines are made, and go nowhere. */
const log = openLog('info', [], { write: () => undefined });
const daypass = await startDaypass(settings, systemClock, log, connectUnpaced);
if (daypass.kind === 'invalid') throw new Error(JSON.stringify(daypass.problems));
const { url, stop, tick } = daypass.value;

process.on('message', (question: Question) => {
  void answer(question).then((said) => process.connected && process.send?.({ said }));
});
process.send?.({ said: url });

async function answer(question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'between':
      return ear.between(question.from, question.to);
    case 'until quiet':
      return ear.untilQuiet(question.milliseconds);
    case 'tick':
      tick();
      return undefined;
    case 'usage':
      return usage();
    case 'stop':
      await stop();
      process.disconnect();
      return undefined;
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, rssMiB: process.memoryUsage.rss() / 1024 / 1024 };
}
