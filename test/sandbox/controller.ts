// The controller of a sandbox: started as `npm start` starts it, with the story's clock, and started again when the story wants.
import { appendFileSync } from 'node:fs';
import type { connectClusters } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { connectWorld } from '../../src/connect-world.ts';
import { secretsOf, type Settings } from '../../src/controller/config.ts';
import { WEBHOOKS_PATH } from '../../src/controller/http.ts';
import { openLog } from '../../src/controller/log.ts';
import { trust, type Trusted } from '../../src/flows/operate/trust.ts';
import { newMemory } from '../../src/flows/world.ts';
import type { Journal } from '../../src/ports.ts';
import { startDaypass, type Daypass } from '../../src/start.ts';
import type { GitHub } from './github/start-github.ts';
import type { StoryClock } from './story-clock.ts';

export interface SandboxController {
  /** Where its HTTP server listens. Throws where it does not run. */
  readonly url: () => string;
  /** Every line of its log so far. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** Looks at everything again now, as its schedule does. */
  readonly tick: () => void;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** As `daypass trust` does it: beside the controller, with its settings. Absent: the branch's head. */
  readonly trust: (commit?: string) => Promise<Trusted>;
}

export interface ControllerParts {
  readonly settings: Settings;
  readonly clock: StoryClock;
  readonly clustersOf: typeof connectClusters;
  readonly github: GitHub;
  readonly logFile: string;
}

export function sandboxController(parts: ControllerParts): SandboxController {
  const { settings, clock, github, logFile } = parts;
  const connect = connectIn(parts);
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = openLog(settings.logLevel, secretsOf(settings), {
    write: (line) => {
      appendFileSync(logFile, line);
      lines.push(JSON.parse(line) as Readonly<Record<string, unknown>>);
    },
  });
  let running: Daypass | undefined;
  const daypass = (): Daypass => {
    if (running === undefined) throw new Error('the controller does not run');
    return running;
  };
  return {
    url: () => daypass().url,
    log: () => lines,
    tick: () => daypass().tick(),
    start: async () => {
      running = orThrow(await startDaypass(settings, clock, log, connect));
      if (settings.webhookSecret !== undefined) github.sendWebhooksTo(running.url + WEBHOOKS_PATH);
    },
    stop: async () => {
      github.sendWebhooksTo(undefined);
      await running?.stop();
      running = undefined;
    },
    trust: async (commit = github.head()) => trustNow(parts, commit),
  };
}

const silent: Journal = { alert: () => {}, over: () => {}, note: () => {} };

/** As the controller connects, but with the sandbox's clusters. */
function connectIn({ clustersOf }: ControllerParts): typeof connectWorld {
  return (settings, clock, journal, pace) => connectWorld(settings, clock, journal, pace, clustersOf);
}

async function trustNow(parts: ControllerParts, commit: string): Promise<Trusted> {
  const { settings, clock } = parts;
  // NB: the controller's mirror is its own.
  const { world, close } = orThrow(connectIn(parts)({ ...settings, mirror: undefined }, clock, silent));
  try {
    const request = { commit, reason: 'We read these guardrails.', confirm: async () => true };
    return await trust(world, newMemory(), request);
  } finally {
    await close();
  }
}

type Parsed<T> = { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'invalid' };

function orThrow<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'valid') return parsed.value;
  throw new Error(`the sandbox has bad settings: ${JSON.stringify(parsed)}`);
}
