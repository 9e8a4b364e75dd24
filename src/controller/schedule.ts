/** The clockwork around the flows: cron asks again and again, and a signal ends it all in order. It decides nothing. */
import { schedule } from 'node-cron';
import type { Duration } from '../core/time.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** Calls `ask` by the expression (a valid one, in UTC) until it is stopped. `ask` returns at once and never throws. */
export function startSchedule(expression: string, ask: () => void): { readonly stop: () => void } {
  const task = schedule(expression, ask, { timezone: 'UTC', logger: SILENT, suppressMissedWarning: true });
  return { stop: () => void task.destroy() };
}

export interface Ending {
  /** Stops everything in order; what it does not finish in time is cut, and found again by whoever starts next. */
  readonly stop: () => Promise<void>;
  readonly within: Duration;
  readonly exit: (code: number) => void;
}

/** Ends the process on the first SIGTERM or SIGINT: 0 when all stopped in time, else 1; on the second one at once. */
export function endOnSignal(signals: NodeJS.EventEmitter, { stop, within, exit }: Ending): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) {
      exit(1);
      return;
    }
    isEnding = true;
    setTimeout(() => exit(1), within).unref();
    stop().then(
      () => exit(0),
      () => exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT']) signals.on(signal, end);
}
