/** The settings of the controller (§7): read once from the environment, all problems told at once, by variable. */
import { validateDetailed } from 'node-cron';
import type { SealingKey } from '../core/crypto.ts';
import { valid, type Parsed } from '../core/problem.ts';
import {
  readClusters,
  readGitHub,
  readListenAddress,
  readRepository,
  type ClusterSource,
  type GitHubAddress,
  type ListenAddress,
  type RepositoryName,
} from './config-places.ts';
import { further, refused, required, together, variable, type Environment } from './config-reading.ts';
import { readDestinations, secretsIn, type Destination } from './config-destinations.ts';
import { readAppKey, readSealKey, readWebhookSecret } from './config-secrets.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Settings {
  readonly appId: number;
  /** PEM. */
  readonly appKey: string;
  /** Undefined: no webhook endpoint, polling only. */
  readonly webhookSecret: string | undefined;
  /** Its id is not a setting: it is found by its public half among the policy's `sealKeys`. */
  readonly sealKey: SealingKey['privateKey'];
  readonly repository: RepositoryName;
  readonly github: GitHubAddress;
  readonly clusters: ClusterSource;
  /** A cron expression of five or six fields, in UTC. */
  readonly schedule: string;
  /** The folder of the Git mirror; undefined: a temporary one. */
  readonly mirror: string | undefined;
  /** Where people are told; the policy says who is told what. */
  readonly destinations: readonly Destination[];
  readonly listen: ListenAddress;
  readonly logLevel: LogLevel;
}

/** Reads everything, and stops at nothing. `readFile` gives a file's text or throws, as `readFileSync` does. */
export function readSettings(
  variables: Environment['variables'],
  readFile: Environment['readFile'],
): Parsed<Settings> {
  const environment = { variables, readFile };
  return together<Settings>({
    appId: readAppId(environment),
    appKey: readAppKey(environment),
    webhookSecret: readWebhookSecret(environment),
    sealKey: readSealKey(environment),
    repository: readRepository(environment),
    github: readGitHub(environment),
    clusters: readClusters(environment),
    schedule: readSchedule(environment),
    mirror: valid(variable(environment, 'DAYPASS_MIRROR')),
    destinations: readDestinations(environment),
    listen: readListenAddress(environment),
    logLevel: readLogLevel(environment),
  });
}

/** Every value that no log line may carry. */
export function secretsOf(settings: Settings): readonly string[] {
  const sealKey = settings.sealKey.export({ type: 'pkcs8', format: 'pem' });
  const { appKey, webhookSecret, destinations } = settings;
  return [appKey, String(sealKey), webhookSecret, ...secretsIn(destinations)].filter(
    (secret) => secret !== undefined,
  );
}

function readAppId(environment: Environment): Parsed<number> {
  return further(required(environment, 'APP_ID', "the number on the GitHub App's page"), (text) => {
    if (/^[1-9]\d{0,14}$/.test(text)) return valid(Number(text));
    return refused(
      'APP_ID is not a number.',
      'GitHub numbers its Apps.',
      "Copy the App ID from the App's page; the client id is another thing.",
    );
  });
}

function readSchedule(environment: Environment): Parsed<string> {
  const usual = environment.variables['WEBHOOK_SECRET'] === undefined ? '*/20 * * * * *' : '* * * * *';
  const text = variable(environment, 'RECONCILE_SCHEDULE') ?? usual;
  const { valid: isValid, errors } = validateDetailed(text);
  const fields = errors.map(({ field }) => field).join(', ');
  if (isValid) return valid(text);
  return refused(
    `RECONCILE_SCHEDULE is ${JSON.stringify(text)}, no cron expression (${fields}).`,
    'It says how often the repository and the clusters are compared.',
    `Write it as in ${JSON.stringify(usual)}, or unset it.`,
  );
}

/** NB: nothing quieter than `error`, or alerts would be lost. */
function readLogLevel(environment: Environment): Parsed<LogLevel> {
  const text = variable(environment, 'LOG_LEVEL') ?? 'info';
  const level = LOG_LEVELS.find((known) => known === text);
  if (level !== undefined) return valid(level);
  return refused(
    `LOG_LEVEL is ${JSON.stringify(text)}.`,
    'Alerts are log lines of level error and must not be lost.',
    `Use one of ${LOG_LEVELS.join(', ')}.`,
  );
}
