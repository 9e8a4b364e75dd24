/** Where the access repository is fetched from, and how the token travels there: in the environment, never in argv. */
import type { GitCall } from './run-git.ts';
import { Unavailable } from '../../ports.ts';

export interface Remote {
  /** `https://…`, `http://…` or `file://…`; asked for at every fetch, because a repository can be renamed. */
  readonly url: () => string;
  /** An installation token, asked for at every fetch; empty where none is needed. */
  readonly credentials: () => Promise<string>;
}

/** How to fetch these. Only the transport of the address itself is allowed, so none can be smuggled in. */
export async function fetchCall(
  remote: Remote,
  refspecs: readonly string[],
): Promise<Pick<GitCall, 'args' | 'config' | 'protocol'>> {
  const url = remote.url();
  const protocol = protocolOf(url);
  const token = await remote.credentials();
  return {
    args: [...fetchQuietly, '--end-of-options', url, ...refspecs],
    protocol,
    // For this address alone.
    config: token === '' ? {} : { [`http.${url}.extraHeader`]: authorization(token) },
  };
}

const fetchQuietly = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
] as const;

const PROTOCOL = /^(https|http|file):\/\//;

function protocolOf(url: string): string {
  const protocol = PROTOCOL.exec(url)?.[1];
  if (protocol === undefined)
    throw new Unavailable('The address of the access repository is no https, http or file URL');
  return protocol;
}

/** GitHub takes an installation token as the password of `x-access-token`. */
function authorization(token: string): string {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
}
