// The mirror over HTTP, from the simulated GitHub, with the App's own token.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectGit } from '../../../src/adapters/git/connect.ts';
import { headOf } from '../../../src/core/repository.ts';
import { Unavailable } from '../../../src/ports.ts';
import { startGitHub, type GitHub } from '../../sandbox/github/start-github.ts';

let github: GitHub;
let folder: string;
let git: ReturnType<typeof connectGit>;
const token = 'ghs_0123456789abcdef';

beforeEach(async () => {
  github = await startGitHub();
  github.setTeam('engineers', { members: ['alice'], permission: 'write' });
  github.state.installationTokens.push({ token, expiresAt: Date.now() + 3_600_000 });
  folder = mkdtempSync(join(tmpdir(), 'daypass-mirror-'));
  git = connectGit({ url: () => github.gitUrl, credentials: async () => token, folder });
});

afterEach(async () => {
  git.close();
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = () =>
  github
    .as('alice')
    .openPullRequest({ branch: 'ask', title: 'Ask', files: { 'access-requests/a.yaml': 'x\n' } });

test.each(['merge', 'squash', 'rebase'] as const)(
  'a pull request and what became of it by a %s [38]',
  async (method) => {
    const pull = await open();
    await github.as('alice').push('ask', { 'access-requests/b.yaml': 'y\n' });
    const { sha: head } = pull.head;

    const content = await git.pullRequestContent(head, pull.base.sha);
    const commit = await github.as('root').merge(pull, method, { bypass: true });
    const branch = await git.branch('main');

    expect(content.changes.map(({ path }) => path)).toEqual([
      'access-requests/a.yaml',
      'access-requests/b.yaml',
    ]);
    expect(content.commits).toHaveLength(2);
    expect(headOf(branch)).toBe(commit);
    expect(branch.commits).toHaveLength(method === 'rebase' ? 3 : 2);
    expect(branch.tree.get('access-requests/b.yaml')).toEqual(content.changes[1]?.after);
  },
);

test('a head is fetched by its id where the reference lags behind', async () => {
  const pull = await open();
  github.faults.lagPullRefs();
  const head = await github.as('alice').push('ask', { 'access-requests/b.yaml': 'y\n' });

  expect((await git.pullRequestContent(head, pull.base.sha)).commits).toHaveLength(2);
});

test('a token that GitHub refuses, or a GitHub that fails, leaves everything unread [92]', async () => {
  await git.branch('main');
  github.faults.revokeTokens();
  await expect(git.branch('main')).rejects.toThrow(Unavailable);

  github.state.installationTokens.push({ token, expiresAt: Date.now() + 3_600_000 });
  github.faults.fail('GIT fetch', 502, { times: 1 });
  await expect(git.branch('main')).rejects.toThrow(Unavailable);

  expect((await git.branch('main')).commits).toHaveLength(1);
});
