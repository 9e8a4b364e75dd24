// Where the benches run: the sandbox's GitHub and a real API server, and a controller in a process of its own.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../src/adapters/system-clock.ts';
import type { Settings } from '../src/controller/config.ts';
import { WEBHOOKS_PATH } from '../src/controller/http.ts';
import { publicKeyOf } from '../src/core/crypto.ts';
import { trust } from '../src/flows/operate/trust.ts';
import { newMemory } from '../src/flows/world.ts';
import type { Journal } from '../src/ports.ts';
import { startGitHub, type GitHub } from '../test/sandbox/github/start-github.ts';
import { firstFiles, settlePeople } from '../test/sandbox/people.ts';
import { startRealClusters } from '../test/sandbox/real-clusters.ts';
import { connectUnpaced } from './unpaced.ts';
import { runController, type FarEar, type RunningController } from './run-controller.ts';
import { bareKube, type Kube } from './kube.ts';

export const CLUSTER = 'prod-eu';
export const NAMESPACE = 'payments';

export interface Setting {
  readonly github: GitHub;
  readonly sealKey: KeyObject;
  /** Of the API server; removed at the end. */
  readonly folder: string;
  readonly ear: FarEar;
  /** As an administrator. */
  readonly admin: Kube;
  /** As the controller itself. */
  readonly controller: Kube;
  /** The same, without any connection yet. */
  readonly newKube: () => Kube;
  /** Starts the controller, and waits until it has nothing to do. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** The controller's process. */
  readonly daypass: () => RunningController;
  /** Sends it webhooks again. */
  readonly listenAgain: () => void;
  readonly close: () => Promise<void>;
}

/** With trusted guardrails. `people`: so many engineers there are, each with a username of their own. */
export async function startSetting(people: number): Promise<Setting> {
  const sealKey = generateKeyPairSync('ed25519').privateKey;
  const clusters = await startRealClusters([CLUSTER]);
  const { adminKubeconfig, controllerKubeconfig, folder } = clusters.installed(CLUSTER);
  const github = await startGitHub({ files: firstFiles(publicKeyOf(sealKey)) });
  settlePeople(github);
  settleEngineers(github, people);
  github.faults.limits.set({ perHour: Infinity, contentPerMinute: Infinity });
  const settings = settingsFor(github, sealKey, controllerKubeconfig, folder);
  await trustHead(settings, github);
  const [admin, controller] = [bareKube(adminKubeconfig), bareKube(controllerKubeconfig)];
  let running: RunningController | undefined;
  const daypass = (): RunningController => {
    if (running === undefined) throw new Error('the controller does not run');
    return running;
  };
  const listenAgain = () => github.sendWebhooksTo(daypass().url + WEBHOOKS_PATH);
  const stop = async () => {
    github.sendWebhooksTo(undefined);
    await running?.stop();
    running = undefined;
  };
  const ear: FarEar = {
    between: (from, to) => daypass().ear.between(from, to),
    untilQuiet: (milliseconds = 60) => daypass().ear.untilQuiet(milliseconds),
  };
  return {
    github,
    sealKey,
    folder,
    ear,
    admin,
    controller,
    newKube: () => bareKube(controllerKubeconfig),
    start: async () => {
      running = await runController(settings);
      listenAgain();
      await ear.untilQuiet(300);
    },
    stop,
    daypass,
    listenAgain,
    close: async () => {
      await stop();
      await Promise.all([admin.close(), controller.close(), github.close()]);
      await clusters.stop();
    },
  };
}

export const engineer = (index: number): string => `engineer-${index}`;
export const usernameOf = (login: string): string => `${login}@acme.com`;

function settleEngineers(github: GitHub, count: number): void {
  const logins = Array.from({ length: count }, (_, index) => engineer(index));
  logins.forEach((login, index) => github.user(login, { id: 20_000 + index }));
  github.setTeam('engineers', { members: ['alice', 'bob', 'carol', 'dave', ...logins] });
}

function settingsFor(
  github: GitHub,
  sealKey: KeyObject,
  kubeconfig: string,
  folder: string,
): Settings & { mirror: string } {
  return {
    appId: github.app.id,
    appKey: github.app.privateKey,
    webhookSecret: github.app.webhookSecret,
    sealKey,
    repository: { owner: github.state.org.login, name: github.state.repository.name },
    github: { api: github.apiUrl, server: github.url },
    clusters: { kind: 'kubeconfig', files: [kubeconfig] },
    // No tick falls into a measurement.
    schedule: '0 0 1 1 *',
    mirror: join(folder, 'controller'),
    destinations: [],
    listen: { host: '127.0.0.1', port: 0 },
    logLevel: 'info',
  };
}

const silent: Journal = { alert: () => {}, over: () => {}, note: () => {} };

async function trustHead(settings: Settings, github: GitHub): Promise<void> {
  const { world, close } = orThrow(connectUnpaced({ ...settings, mirror: undefined }, systemClock, silent));
  try {
    const request = { commit: github.head(), reason: 'We read these guardrails.', confirm: async () => true };
    const answer = await trust(world, newMemory(), request);
    if (answer.kind !== 'trusted')
      throw new Error(`the guardrails are not trusted: ${JSON.stringify(answer)}`);
  } finally {
    await close();
  }
}

type Parsed<T> = { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'invalid' };

function orThrow<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'valid') return parsed.value;
  throw new Error(`the setting is wrong: ${JSON.stringify(parsed)}`);
}
