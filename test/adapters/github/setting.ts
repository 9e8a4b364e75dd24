// What every test of the GitHub adapter starts from: a simulated GitHub with people, and our connection to it.
import { afterEach, beforeEach } from 'vitest';
import {
  connectGitHub,
  type GitHubConnection,
  type GitHubSettings,
} from '../../../src/adapters/github/connect.ts';
import { startGitHub, type GitHub } from '../../sandbox/github/start-github.ts';

export interface Setting {
  github: GitHub;
  ours: GitHubConnection;
  connect: (settings?: Partial<GitHubSettings>) => GitHubConnection;
  /** The calls since the last look, as `METHOD /path`, without those for the installation and its token. */
  calls: () => string[];
}

export const aRequest = { 'access-requests/prod/web/viewer/alice.yaml': 'kind: AccessRequest\n' };

export function useSetting(): Setting {
  const setting = {} as Setting; // filled before each test
  beforeEach(async () => {
    const github = await startGitHub({ now: () => Date.parse('2026-11-20T16:00:00Z') });
    github.setTeam('owners', { members: ['bob', 'carol'], permission: 'write' });
    github.setTeam('engineers', { members: ['alice'], permission: 'write' });
    const connect: Setting['connect'] = (settings = {}) =>
      connectGitHub({
        appId: github.app.id,
        privateKey: github.app.privateKey,
        apiUrl: github.apiUrl,
        repository: 'acme/access',
        ...settings,
      });
    let seen = 0;
    const calls = () => {
      const fresh = github.requests.slice(seen).map(({ method, path, query }) => `${method} ${path}${query}`);
      seen = github.requests.length;
      return fresh.filter((call) => !/\/installation$|\/access_tokens$/.test(call));
    };
    Object.assign(setting, { github, connect, calls, ours: connect() } satisfies Setting);
  });
  afterEach(async () => setting.github.close());
  return setting;
}
