// `npm run demo`: the main job on one machine, told in half a minute. `--keep` leaves everything running afterwards.
import { parseArgs } from 'node:util';
import { assets } from './kubernetes/assets.ts';
import { IN_MEMORY, REAL } from './clusters.ts';
import { keepRunning } from './demo/keep.ts';
import { tellStory } from './demo/story.ts';
import { startTelling } from './demo/telling.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false } },
});
const tell = startTelling(process.stdout);
let sandbox: Sandbox | undefined;
let isEnding = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void end(values.keep && sandbox !== undefined ? 0 : 130));
await play();

async function play(): Promise<void> {
  const clusters = assets() === undefined ? 'memory' : 'real';
  tell.say(
    `Daypass on this machine alone: with a simulated GitHub, and ${clusters === 'real' ? REAL : IN_MEMORY}.`,
  );
  try {
    sandbox = await startSandbox({ clusters });
    await tellStory(sandbox, tell);
    if (values.keep) keepRunning(sandbox, tell);
    else {
      whatNext();
      await end(0);
    }
  } catch (error) {
    if (isEnding) return;
    process.stderr.write(`\nThe demo broke off: ${error instanceof Error ? error.stack : String(error)}\n`);
    await end(1);
  }
}

/** NB: a sandbox that is still starting is cleaned up by its guard as soon as we are gone. */
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await sandbox?.close();
  process.exit(code);
}

function whatNext(): void {
  tell.blank();
  tell.say('What to try next:');
  tell.blank();
  tell.show(
    [
      'npm run demo -- --keep    leaves all this running, to clone, ask, approve and merge by hand',
      'npm test                  the same and much more, the attacks of docs/security-cases.md among it',
      'access-requests/          a policy and sample requests: the beginning of a repository of your own',
      'README.md                 how to run it against your GitHub and your clusters',
    ].join('\n'),
  );
}
