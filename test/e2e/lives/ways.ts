// A life with nothing in its way: the controller is told of everything, or of nothing. And what must hold at its end.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { startReceiver, type Receiver } from '../../sandbox/receiver.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import type { Stage, Story } from '../stage.ts';
import type { Life } from './life.ts';
import { aScene, type Scene } from './scene.ts';

const SECRET = 'the secret by which the pager knows us';

/** People are told at one place, whatever the route. */
export async function aPager(stage: Stage): Promise<Receiver> {
  const pager = await startReceiver();
  stage.after(pager.close);
  return pager;
}

/** `url`: where the pager is reached. */
export function tellingThePager(url: string, options: SandboxOptions = {}): SandboxOptions {
  return {
    ...options,
    files: (samples) => ({
      ...samples,
      'access-requests/policy.yaml': `${samples['access-requests/policy.yaml']}
  notify: {default: [pager], incident: [pager], escalation: [pager]}
`,
    }),
    settings: {
      ...options.settings,
      destinations: [{ kind: 'webhook', name: 'pager', url, secret: SECRET }],
    },
  };
}

/** A controller in this process. `told`: every webhook is delivered, and nobody polls; else the other way round. */
export async function undisturbed(stage: Stage, isTold: boolean): Promise<Scene> {
  const pager = await aPager(stage);
  const options = isTold
    ? { settings: { schedule: '* * * * *' } }
    : { webhooks: false, settings: { schedule: '* * * * * *' } };
  const story = await stage.story(tellingThePager(pager.url, options));
  return aScene({ story, pager, afterTime: story.tick, log: () => logOf(story) });
}

function logOf({ logFile }: Story): string {
  return readFileSync(logFile, 'utf8').split('\n').slice(-40).join('\n');
}

/** In the end all is told, and nothing is left of it in the cluster or on the branch. */
export async function expectItsEnd(scene: Scene, life: Life): Promise<void> {
  const { history, untilSeen, told, clusters, github } = scene;
  await untilSeen(`its history, ${life.history.join(', ')}`, async () => {
    return (await history()).length >= life.history.length;
  });
  for (const kind of life.told) await told(kind);
  await untilSeen('the tree to be empty', async () => (await requestsAndRecords(github)).length === 0);
  expect(await history()).toEqual(life.history);
  const { stdout } = await clusters.kubectl('prod-eu', 'get', 'rolebindings,roles', '-A', '-o', 'name');
  expect(stdout.match(/\/daypass-[0-9a-f]{20}-\d+/g)).toBeNull();
}

async function requestsAndRecords({ git }: Scene['github']): Promise<readonly string[]> {
  const files = (await git.run(['ls-tree', '-r', '--name-only', 'main'])).split('\n');
  return files.filter((path) => /^access-(requests|grants)\/.*\/.*\.yaml$/.test(path));
}
