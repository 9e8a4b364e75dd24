// The whole sandbox: a GitHub with people and guardrails, clusters with deploy/ installed, and the controller between them.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../../src/controller/config.ts';
import { publicKeyOf } from '../../src/core/crypto.ts';
import type { Question, SandboxClusters } from './clusters.ts';
import { sandboxController, type SandboxController } from './controller.ts';
import { startGitHub, type GitHub } from './github/start-github.ts';
import { assets } from './kubernetes/assets.ts';
import { startProcesses } from './kubernetes/processes.ts';
import { memoryClusters } from './memory-clusters.ts';
import { firstFiles, settlePeople, usernamesBy } from './people.ts';
import { startRealClusters } from './real-clusters.ts';
import { storyClock, type StoryClock } from './story-clock.ts';

export interface SandboxOptions {
  /** Absent: real where this machine can. Clusters that run already are used, and left running at the end. */
  readonly clusters?: 'real' | 'memory' | SandboxClusters;
  /** Absent: prod-eu alone. */
  readonly names?: readonly string[];
  readonly clock?: StoryClock;
  /** False: nothing is sent to the controller; it polls. */
  readonly webhooks?: boolean;
  /** False: nobody has trusted the guardrails yet. */
  readonly trusted?: boolean;
  /** False: the controller is not started yet. */
  readonly started?: boolean;
  /** Gives what the repository begins with; it is given the samples, with our own key in the policy. */
  readonly files?: (samples: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** In the place of the clusters' own, for example the way through a fault proxy. */
  readonly kubeconfigs?: readonly string[];
  readonly settings?: Partial<Settings>;
  /** The port on which the controller listens; absent: any. */
  readonly port?: number;
}

export interface Sandbox extends SandboxController {
  readonly github: GitHub;
  readonly clock: StoryClock;
  readonly clusters: SandboxClusters;
  readonly settings: Settings;
  /** Removed at the end. */
  readonly folder: string;
  readonly logFile: string;
  /** The Kubernetes username that the guardrails give to a login. */
  readonly usernameOf: (login: string) => string;
  /** Absent parts: get pods in prod-eu/payments. */
  readonly canI: (login: string, question?: Partial<Question>) => Promise<boolean>;
  /** Stops everything and leaves nothing behind. May be called again. */
  readonly close: () => Promise<void>;
}

/** Ready when the guardrails are trusted and the controller listens. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? storyClock();
  // NB: everything is below one folder, which a guard removes also when we crash.
  const { folder, stop: removeFolder } = startProcesses();
  const undo: (() => Promise<unknown>)[] = [removeFolder];
  const close = async () => {
    for (const each of undo.splice(0).reverse()) await each();
  };
  try {
    const sealKey = generateKeyPairSync('ed25519').privateKey;
    const samples = firstFiles(publicKeyOf(sealKey));
    const files = options.files?.(samples) ?? samples;
    const github = await aGitHub(files, clock, folder, undo);
    const clusters = await theClusters(options, clock, undo);
    const settings = settingsFor(github, sealKey, clusters, folder, options);
    const logFile = join(folder, 'controller.log');
    const clustersOf = clusters.connectIn(clock);
    const controller = sandboxController({ settings, clock, clustersOf, github, logFile });
    undo.push(controller.stop);
    if (options.trusted !== false) await trusted(controller);
    if (options.started !== false) await controller.start();
    const usernameOf = usernamesBy(files, github);
    const canI = async (login: string, question: Partial<Question> = {}) =>
      clusters.allows(usernameOf(login), { ...readPods, ...question });
    return { ...controller, github, clock, clusters, settings, folder, logFile, usernameOf, canI, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const readPods: Question = { cluster: 'prod-eu', namespace: 'payments', verb: 'get', resource: 'pods' };

type Undo = (() => Promise<unknown>)[];

async function theClusters(
  { clusters = assets() === undefined ? 'memory' : 'real', names = ['prod-eu'] }: SandboxOptions,
  clock: StoryClock,
  undo: Undo,
): Promise<SandboxClusters> {
  if (clusters === 'memory') return memoryClusters(names, clock);
  if (clusters !== 'real') return clusters;
  const started = await startRealClusters(names);
  undo.push(started.stop);
  return started;
}

async function aGitHub(
  files: Readonly<Record<string, string>>,
  clock: StoryClock,
  folder: string,
  undo: Undo,
): Promise<GitHub> {
  const github = await startGitHub({ files, now: () => clock.now(), under: folder });
  undo.push(github.close);
  settlePeople(github);
  return github;
}

function settingsFor(
  github: GitHub,
  sealKey: KeyObject,
  { places }: SandboxClusters,
  folder: string,
  { webhooks = true, port = 0, settings, kubeconfigs }: SandboxOptions,
): Settings {
  return {
    appId: github.app.id,
    appKey: github.app.privateKey,
    webhookSecret: webhooks ? github.app.webhookSecret : undefined,
    sealKey,
    repository: { owner: github.state.org.login, name: github.state.repository.name },
    github: { api: github.apiUrl, server: github.url },
    clusters: kubeconfigs === undefined ? places : { kind: 'kubeconfig', files: kubeconfigs },
    schedule: webhooks ? '* * * * *' : '*/20 * * * * *',
    mirror: join(folder, 'mirror'),
    destinations: [],
    listen: { host: '127.0.0.1', port },
    logLevel: 'info',
    ...settings,
  };
}

async function trusted(controller: SandboxController): Promise<void> {
  const answer = await controller.trust();
  const failed =
    answer.kind === 'trusted' ? answer.clusters.filter(({ failure }) => failure !== undefined) : [answer];
  if (failed.length > 0) throw new Error(`the guardrails could not be trusted: ${JSON.stringify(failed)}`);
}
