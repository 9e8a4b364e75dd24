// What the simulated GitHub does, told as stories: the same as GitHub does, and one would not guess.
import { afterEach, describe, expect, it } from 'vitest';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ProbotOctokit } from 'probot';
import { startGitHub, type GitHub, type GitHubOptions } from './start-github.ts';

const run = promisify(execFile);
const openNow: GitHub[] = [];
const folders: string[] = [];

const aGitHub = async (options: GitHubOptions = {}): Promise<GitHub> => {
  const github = await startGitHub(options);
  openNow.push(github);
  github.setTeam('owners', { members: ['bob', 'carol'], permission: 'write' });
  github.setTeam('engineers', { members: ['alice'], permission: 'write' });
  github.user('root', { orgRole: 'admin' });
  return github;
};

const aFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-test-'));
  folders.push(folder);
  return folder;
};

/** Octokit as the controller has it, signed in as the App; without its own waiting. */
const theApp = (github: GitHub) =>
  new ProbotOctokit({
    baseUrl: github.apiUrl,
    auth: {
      appId: github.app.id,
      privateKey: github.app.privateKey,
      installationId: github.app.installationId,
    },
    throttle: { enabled: false },
    retry: { enabled: false },
  });

const request = { 'access-requests/prod/web/viewer/alice.yaml': 'kind: AccessRequest\n' };
const passed = { name: 'daypass', conclusion: 'success' } as const;
const here = { owner: 'acme', repo: 'access' };

afterEach(async () => {
  await Promise.all(openNow.splice(0).map(async (github) => github.close()));
  await Promise.all(folders.splice(0).map(async (folder) => rm(folder, { recursive: true, force: true })));
});

describe('the App', () => {
  it('signs in with its key, commits on the branch, and reports a check', async () => {
    const github = await aGitHub();
    const octokit = theApp(github);

    const { createCommitOnBranch } = await octokit.graphql<{
      createCommitOnBranch: { commit: { oid: string } };
    }>(
      `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`,
      {
        input: {
          branch: { repositoryNameWithOwner: 'acme/access', branchName: 'main' },
          expectedHeadOid: github.head(),
          message: { headline: 'Grant', body: 'Access-Event: {}' },
          fileChanges: {
            additions: [{ path: 'access-grants/a.yaml', contents: Buffer.from('x: 1\n').toString('base64') }],
          },
        },
      },
    );
    const { oid } = createCommitOnBranch.commit;
    const check = await octokit.rest.checks.create({
      ...here,
      name: 'daypass',
      head_sha: oid,
      conclusion: 'success',
    });

    expect(github.head()).toBe(oid);
    expect(await github.file('access-grants/a.yaml')).toBe('x: 1\n');
    expect((await github.git.commit(oid)).author.name).toBe('daypass[bot]');
    expect((await github.git.commit(oid)).committer.name).toBe('GitHub');
    expect(check.data.app?.slug).toBe('daypass');
  });
});

describe('git', () => {
  it('clones with a token, and the head of a pull request can be fetched', async () => {
    const github = await aGitHub();
    const pull = await github.as('alice').openPullRequest({ branch: 'ask', title: 'Ask', files: request });
    const folder = await aFolder();
    const url = github.gitUrl.replace('://', `://x-access-token:${github.user('alice').token}@`);

    await run('git', ['clone', '--quiet', url, 'clone'], { cwd: folder });
    await run('git', ['fetch', '--quiet', 'origin', `refs/pull/${pull.number}/head`], {
      cwd: join(folder, 'clone'),
    });
    const { stdout } = await run('git', ['rev-parse', 'FETCH_HEAD'], { cwd: join(folder, 'clone') });

    expect(await readFile(join(folder, 'clone', 'README.md'), 'utf8')).toBe('Access requests.\n');
    expect(stdout.trim()).toBe(pull.head.sha);
  });
});

describe('merging', () => {
  it.each(['merge', 'squash', 'rebase'] as const)(
    'by %s lands the files and names the pull request',
    async (method) => {
      const github = await aGitHub();
      const pull = await github.as('alice').openPullRequest({ branch: 'ask', title: 'Ask', files: request });
      await github.as('alice').push('ask', { 'access-requests/prod/web/viewer/b.yaml': 'b\n' });
      github.as('bob').approve(pull);
      github.postCheck(pull.head.sha, passed);

      const sha = await github.as('alice').merge(pull, method);
      const octokit = theApp(github);
      const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...here,
        commit_sha: sha,
      });

      expect(github.head()).toBe(sha);
      expect(await github.file('access-requests/prod/web/viewer/b.yaml')).toBe('b\n');
      expect(data.map((one) => one.number)).toEqual([pull.number]);
      expect(
        (await octokit.rest.pulls.get({ ...here, pull_number: pull.number })).data.merge_commit_sha,
      ).toBe(sha);
    },
  );
});
