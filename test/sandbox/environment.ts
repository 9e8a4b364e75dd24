// The settings of a sandbox as the environment of a process: `npm start` or a command of the CLI, beside it or in its place.
import type { Settings } from '../../src/controller/config.ts';

export function environmentOf(settings: Settings): Readonly<Record<string, string>> {
  const { appId, appKey, webhookSecret, sealKey, repository, github, clusters, listen } = settings;
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
    ...(webhookSecret === undefined ? {} : { WEBHOOK_SECRET: webhookSecret }),
  };
}
