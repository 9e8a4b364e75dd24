// A controller in a process of its own: as `npm start` starts it, on the clock of the story, which whoever started it puts forward.
import { readFileSync } from 'node:fs';
import { connectWorld } from '../../src/connect-world.ts';
import { readSettings, secretsOf } from '../../src/controller/config.ts';
import { openLog } from '../../src/controller/log.ts';
import { milliseconds } from '../../src/core/time.ts';
import { startDaypass } from '../../src/start.ts';
import { connectInTheStory } from './real-clusters.ts';
import { storyClock } from './story-clock.ts';

const clock = storyClock();
clock.putForward(milliseconds(Number(process.env['STORY_IS_AHEAD'])));
process.on('message', (span) => clock.putForward(milliseconds(Number(span))));
// Whoever started it is gone.
process.on('disconnect', () => process.exit(1));

const settings = readSettings(process.env, (path) => readFileSync(path, 'utf8'));
if (settings.kind === 'invalid') throw new Error(JSON.stringify(settings.problems));
const log = openLog(settings.value.logLevel, secretsOf(settings.value));
await startDaypass(settings.value, clock, log, (some, ours, journal, pace) =>
  connectWorld(some, ours, journal, pace, connectInTheStory(clock)),
);
process.send?.('started');
