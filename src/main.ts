/** The controller as a process: settings from the environment, until a signal ends it. */
import { readFileSync } from 'node:fs';
import { systemClock } from './adapters/system-clock.ts';
import { readSettings, secretsOf } from './controller/config.ts';
import { openLog } from './controller/log.ts';
import { endOnSignal } from './controller/schedule.ts';
import type { Problem } from './core/problem.ts';
import { seconds } from './core/time.ts';
import { startDaypass } from './start.ts';

const settings = readSettings(process.env, (path) => readFileSync(path, 'utf8'));
if (settings.kind === 'invalid') {
  refuse(settings.problems);
} else {
  const log = openLog(settings.value.logLevel, secretsOf(settings.value));
  const daypass = await startDaypass(settings.value, systemClock, log);
  if (daypass.kind === 'invalid') refuse(daypass.problems);
  else
    endOnSignal(process, {
      stop: daypass.value.stop,
      within: seconds(25),
      exit: (code) => process.exit(code),
    });
}

/** Every problem at once, each with what to do. NB: by the names of the settings, never by their values. */
function refuse(problems: readonly Problem[]): void {
  const lines = problems.map(({ what, why, mend }) => `- ${what} ${why} ${mend}`);
  process.stderr.write(`Daypass cannot start:\n${lines.join('\n')}\n`);
  process.exitCode = 1;
}
