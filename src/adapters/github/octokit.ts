/** Probot's Octokit over our own way of sending; what it would do by itself with limits and repeats is off. */
import { ProbotOctokit } from 'probot';
import type { Fetch } from './fetch.ts';

export type Octokit = InstanceType<typeof ProbotOctokit>;

/** The last version that names `merge_commit_sha` of a pull request. */
const VERSION = '2022-11-28';
const USER_AGENT = 'daypass';

/** NB: as an object these settings would be ignored without a word; the function is what counts. */
const PlainOctokit = ProbotOctokit.defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
}));

interface Connection {
  readonly apiUrl: string;
  readonly send: Fetch;
}

/** Signs in as the App: for its installation and its tokens alone. */
export function octokitOfApp(
  connection: Connection,
  app: { appId: number | string; privateKey: string },
): Octokit {
  return new PlainOctokit({ ...common(connection), auth: app });
}

/** Without a sign-in of its own: `send` brings the token. */
export function octokitOfInstallation(connection: Connection): Octokit {
  return new PlainOctokit({ ...common(connection), authStrategy: undefined, auth: undefined });
}

function common({ apiUrl, send }: Connection) {
  const quiet = () => undefined; // what matters is thrown, and told by whoever catches it
  return {
    baseUrl: apiUrl,
    userAgent: USER_AGENT,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: { fetch: pinned(send) },
  };
}

function pinned(send: Fetch): Fetch {
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('x-github-api-version', VERSION);
    return send(url, { ...init, headers });
  };
}
