/** Starts the controller from its settings: the world, the lanes, the schedule and the HTTP server, and how to end them. */
import { connectWorld } from './connect-world.ts';
import type { Settings } from './controller/config.ts';
import { startController } from './controller/controller.ts';
import { startHttp } from './controller/http.ts';
import { openJournal } from './controller/journal.ts';
import type { Log } from './controller/log.ts';
import { openMetrics } from './controller/metrics.ts';
import { stuck, unready } from './controller/readiness.ts';
import { startSchedule } from './controller/schedule.ts';
import { webhookListener } from './controller/webhooks.ts';
import { valid, type Parsed } from './core/problem.ts';
import { seconds } from './core/time.ts';
import type { Clock } from './ports.ts';

export interface Daypass {
  /** Where its HTTP server listens. */
  readonly url: string;
  /** Looks at everything again now, as the schedule does. */
  readonly tick: () => void;
  readonly stop: () => Promise<void>;
}

const DRAIN = seconds(20);

/** Listens and begins at once; a GitHub or cluster that is away only shows on `/readyz`. */
export async function startDaypass(
  settings: Settings,
  clock: Clock,
  log: Log,
  connect = connectWorld,
): Promise<Parsed<Daypass>> {
  const { metrics, page } = openMetrics();
  const journal = openJournal(log, metrics);
  const connected = connect(settings, clock, journal);
  if (connected.kind === 'invalid') return connected;
  const { world, github, gitForChecks, endLaneClusters, messengers, close } = connected.value;
  const controller = startController({
    world,
    journal,
    endLaneClusters,
    metrics,
    rateRemaining: github.rateRemaining,
    forChecks: { git: gitForChecks, github: github.forChecks },
    telling: { messengers, page: pageOf(settings) },
  });
  const http = await startHttp(settings.listen, {
    stuck: () => stuck(controller.state(), clock.now()),
    unready: () => unready(controller.state(), journal, github.standstill()),
    metrics: page,
    webhooks: await webhooks(settings, controller.hear, log, github.origin),
  });
  const schedule = startSchedule(settings.schedule, controller.tick);
  controller.tick();
  log.info(
    {
      url: http.url,
      repository: settings.repository,
      clusters: namesOf(world.clusters),
      destinations: namesOf(messengers),
    },
    'started',
  );
  return valid({
    url: http.url,
    tick: controller.tick,
    stop: async () => {
      schedule.stop();
      await http.close(seconds(2));
      await controller.drain(DRAIN);
      await close();
      log.info('stopped');
    },
  });
}

function namesOf(all: readonly { readonly name: string }[]): readonly string[] {
  return all.map(({ name }) => name);
}

function pageOf({ github, repository }: Settings): string {
  return `${github.server}/${repository.owner}/${repository.name}`;
}

type Hear = Parameters<typeof webhookListener>[0]['onHint'];
type Known = Parameters<typeof webhookListener>[0]['known'];

async function webhooks(settings: Settings, onHint: Hear, log: Log, known: Known) {
  const { appId, appKey, repository, webhookSecret: secret } = settings;
  return secret === undefined
    ? undefined
    : webhookListener({ appId, appKey, secret, repository, known, onHint, log });
}
