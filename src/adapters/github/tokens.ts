/** Installation tokens: made when needed, renewed before they end, and forgotten when GitHub no longer takes them. */
import { minutes, plus, type Instant } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import { answered, instantFrom } from './answered.ts';
import type { Fetch } from './fetch.ts';
import type { Octokit } from './octokit.ts';

export interface Installation {
  readonly id: number;
  readonly appId: number;
  readonly slug: string;
}

export interface Tokens {
  readonly installation: () => Promise<Installation>;
  /** A token that lasts at least five minutes more. */
  readonly token: () => Promise<string>;
  /** Sends with a token, and once more with a new one where GitHub refuses the old. */
  readonly signed: (send: Fetch) => Fetch;
}

interface Token {
  readonly text: string;
  readonly expiresAt: Instant;
}

const MARGIN = minutes(5);

/** `repository` is `owner/name` as the settings have it: it only finds the installation. */
export function makeTokens(app: Octokit, repository: string, now: () => Instant): Tokens {
  const installation = once(() => findInstallation(app, repository));
  let current: Token | undefined;
  let coming: Promise<Token> | undefined;

  const renew = async (): Promise<Token> => {
    coming ??= installation()
      .then(({ id }) => makeToken(app, id))
      .finally(() => {
        coming = undefined;
      });
    current = await coming;
    return current;
  };
  const token = async (): Promise<string> => {
    const good = current !== undefined && plus(now(), MARGIN) < current.expiresAt;
    return good && current !== undefined ? current.text : (await renew()).text;
  };
  const forget = (text: string) => {
    if (current?.text === text) current = undefined;
  };
  return {
    installation,
    token,
    signed: (send) => async (url, init) => {
      const text = await token();
      const response = await send(url, bearing(init, text));
      if (response.status !== 401) return response;
      // A refused request was not done: even a write may be sent again.
      forget(text);
      return send(url, bearing(init, await token()));
    },
  };
}

function bearing(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('authorization', `token ${token}`);
  return { ...init, headers };
}

async function findInstallation(app: Octokit, repository: string): Promise<Installation> {
  const [owner, repo, ...rest] = repository.split('/');
  if (!owner || !repo || rest.length > 0)
    throw new Unavailable(`${repository} is not of the form owner/name`);
  const { data } = await answered('the installation of the App', () =>
    app.rest.apps.getRepoInstallation({ owner, repo }),
  );
  return { id: data.id, appId: data.app_id, slug: data.app_slug };
}

async function makeToken(app: Octokit, installation: number): Promise<Token> {
  const { data } = await answered('an installation token', () =>
    app.rest.apps.createInstallationAccessToken({ installation_id: installation }),
  );
  return { text: data.token, expiresAt: instantFrom(data.expires_at) };
}

/** Remembers the first success; a failure is tried again by the next who asks. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= work().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
