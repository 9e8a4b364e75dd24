/** People and teams as GitHub tells them to whoever has this token: for a person at a terminal, not for the controller. */
import { seconds } from '../../core/time.ts';
import type { GitHubReader } from '../../ports.ts';
import { makeDesk } from './desk.ts';
import { fetchWhole, type Fetch } from './fetch.ts';
import { octokitOfInstallation } from './octokit.ts';
import { readMembers, readMembership, readStanding } from './people.ts';
import { repeatingReads } from './retry.ts';
import type { Tokens } from './tokens.ts';

export interface TokenSettings {
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
}

export type PeopleReader = Pick<GitHubReader, 'standing' | 'isMember' | 'teamMembers'>;

/** Nothing is asked of GitHub before the first call. */
export function connectByToken({ apiUrl, repository, token }: TokenSettings): PeopleReader {
  const send = repeatingReads(bearing(fetchWhole(seconds(10)), token));
  const desk = makeDesk(octokitOfInstallation({ apiUrl, send }), noInstallation, repository);
  return {
    standing: (login) => readStanding(desk, login),
    isMember: (team, login) => readMembership(desk, team, login),
    teamMembers: (team) => readMembers(desk, team),
  };
}

/** A person's token belongs to no installation; nothing that is read here asks for one. */
const noInstallation: Pick<Tokens, 'installation'> = {
  installation: () => Promise.reject(new Error('a token has no installation')),
};

function bearing(send: Fetch, token: string): Fetch {
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `token ${token}`);
    return send(url, { ...init, headers });
  };
}
