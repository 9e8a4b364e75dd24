// The settings of a sandbox as the environment of a process: `npm start` or a command of the CLI, beside it or in its place.
import type { Settings } from '../../src/controller/config.ts';

export function environmentOf(settings: Settings): Readonly<Record<string, string>> {
  const { appId, appKey, webhookSecret, sealKey, repository, github, clusters, listen, schedule } = settings;
  if (clusters.kind !== 'kubeconfig') throw new Error('a sandbox has kubeconfigs');
  return {
    APP_ID: String(appId),
    PRIVATE_KEY: appKey,
    SEAL_KEY: sealKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    DAYPASS_REPOSITORY: `${repository.owner}/${repository.name}`,
    GITHUB_API_URL: github.api,
    GITHUB_SERVER_URL: github.server,
    KUBECONFIG: clusters.files.join(':'),
    HOST: listen.host,
    PORT: String(listen.port),
    RECONCILE_SCHEDULE: schedule,
    ...(settings.mirror === undefined ? {} : { DAYPASS_MIRROR: settings.mirror }),
    ...(webhookSecret === undefined ? {} : { WEBHOOK_SECRET: webhookSecret }),
    ...Object.fromEntries(settings.destinations.flatMap(variablesOf)),
  };
}

type Destination = Settings['destinations'][number];

function variablesOf(destination: Destination): readonly (readonly [string, string])[] {
  const name = destination.name.toUpperCase().replaceAll('-', '_');
  return destination.kind === 'slack'
    ? [['SLACK_WEBHOOK_URL', destination.url]]
    : [
        [`NOTIFY_${name}_URL`, destination.url],
        [`NOTIFY_${name}_SECRET`, destination.secret],
      ];
}
