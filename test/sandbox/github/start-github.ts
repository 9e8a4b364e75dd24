// Starts a simulated GitHub on a free loopback port, over a real bare Git repository in a temporary folder.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyTree, createRepository, type Files } from './git.ts';
import { makeFaults } from './faults.ts';
import { answerGraphql } from './graphql/endpoint.ts';
import { updateHook } from './http/git-http.ts';
import { makeLimits } from './http/limits.ts';
import { makeReplica } from './http/replica.ts';
import { makeRouter } from './http/router.ts';
import { makeServer, type Logged } from './http/server.ts';
import { makeExclusive, type Announcement, type Hub } from './hub.ts';
import { makeControl } from './control.ts';
import { commitFiles } from './person.ts';
import { appRoutes } from './rest/app-routes.ts';
import { checkRoutes } from './rest/check-routes.ts';
import { peopleRoutes } from './rest/people-routes.ts';
import { pullRoutes } from './rest/pull-routes.ts';
import { repositoryRoutes } from './rest/repository-routes.ts';
import { reviewRoutes } from './rest/review-routes.ts';
import { makeState, type Beginning } from './beginning.ts';
import { accountOf } from './people.ts';
import { makeCourier } from './webhooks/courier.ts';

export interface GitHubOptions extends Beginning {
  /** The files of the first commit on the default branch. */
  readonly files?: Files;
  /** The story's clock, in milliseconds: every timestamp comes from it. */
  readonly now?: () => number;
  /** The folder in which its own is made; absent: the system's temporary one. */
  readonly under?: string;
}

export type GitHub = Awaited<ReturnType<typeof startGitHub>>;

/** Made once a process: a key takes longer than everything else here. */
const makeKeys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

let appKeys: ReturnType<typeof makeKeys> | undefined;

const keysOfTheApp = (): ReturnType<typeof makeKeys> => (appKeys ??= makeKeys());

/** A GitHub with one organisation, one access repository and our App installed on it. `close` leaves nothing behind. */
export async function startGitHub(options: GitHubOptions = {}) {
  const now = options.now ?? Date.now;
  const folder = await mkdtemp(join(options.under ?? tmpdir(), 'daypass-github-'));
  const keys = keysOfTheApp();
  const state = makeState(options, { publicKey: keys.publicKey, at: now() });
  const branch = state.repository.defaultBranch;
  const git = await createRepository(join(folder, 'repository.git'), branch);
  await writeFile(join(git.folder, 'hooks', 'update'), updateHook);
  await chmod(join(git.folder, 'hooks', 'update'), 0o755);

  const courier = makeCourier(state, now);
  const limits = makeLimits();
  const faults = makeFaults({ hub: () => hub, limits, courier });
  const hub: Hub = {
    state,
    git,
    now,
    exclusive: makeExclusive(),
    announce: (announcement: Announcement) => courier.announce(announcement),
    pullRefsLag: () => faults.board.pullRefsLag(),
  };
  const first = await commitFiles(hub, accountOf(state, state.org.id), {
    parents: [],
    tree: emptyTree,
    files: options.files ?? { 'README.md': 'Access requests.\n' },
    message: 'Begin',
  });
  await git.updateRef(`refs/heads/${branch}`, first);
  state.branches.set(branch, first);

  const log: Logged[] = [];
  const routes = [
    ...appRoutes(courier),
    ...repositoryRoutes,
    ...pullRoutes,
    ...reviewRoutes,
    ...checkRoutes,
    ...peopleRoutes(limits),
  ];
  const server = makeServer({
    hub,
    router: makeRouter(routes),
    graphql: async (call) => answerGraphql(call, limits),
    limits,
    faults: faults.board,
    log,
    gitRoot: makeReplica(folder, faults.board),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this form.
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const webhookSecret = randomBytes(24).toString('hex');

  return {
    ...makeControl(hub),
    /** `GITHUB_SERVER_URL`. */
    url: state.url,
    /** `GITHUB_API_URL`. */
    apiUrl: `${state.url}/api/v3`,
    gitUrl: `${state.url}/${state.org.login}/${state.repository.name}.git`,
    /** The bare repository itself. */
    folder: git.folder,
    app: {
      id: state.app.id,
      slug: state.app.slug,
      clientId: state.app.clientId,
      privateKey: keys.privateKey,
      installationId: state.installation.id,
      webhookSecret,
    },
    /** The endpoints that this GitHub answers, as `METHOD /path/{template}`. */
    routes: routes.map((route) => `${route.method} ${route.path}`),
    /** Every call so far, oldest first. */
    requests: log as readonly Logged[],
    faults,
    /** Sends webhooks there, signed with `app.webhookSecret` or another secret; undefined stops it. */
    sendWebhooksTo(url: string | undefined, secret = webhookSecret): void {
      courier.sendTo(url === undefined ? undefined : { url, secret });
    },
    async close(): Promise<void> {
      courier.sendTo(undefined);
      courier.clear();
      await courier.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
