// Probot's own Octokit and the system's git take the simulated GitHub for the real one.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Octokit } from '@octokit/rest';
import {
  aFolder,
  aGitHub,
  aPull,
  cloneUrl,
  commitInput,
  createCommit,
  git,
  here,
  octokitOf,
  refusal,
  requestFile,
  theApp,
} from './testing.ts';

describe('the App', () => {
  it('signs in with its key, commits on the branch, and reports a check', async () => {
    const github = await aGitHub();
    const octokit = theApp(github);

    const { createCommitOnBranch } = await octokit.graphql<{
      createCommitOnBranch: { commit: { oid: string } };
    }>(createCommit, commitInput(github, { additions: { 'access-grants/a.yaml': 'x: 1\n' } }));
    const { oid } = createCommitOnBranch.commit;
    const check = await octokit.rest.checks.create({
      ...here,
      name: 'daypass',
      head_sha: oid,
      conclusion: 'success',
    });

    expect(github.head()).toBe(oid);
    expect(await github.file('access-grants/a.yaml')).toBe('x: 1\n');
    expect(await github.git.commit(oid)).toMatchObject({
      author: { name: 'daypass[bot]' },
      committer: { name: 'GitHub' },
      message: 'Grant\n\nAccess-Event: {}',
    });
    expect(check.data.app?.slug).toBe('daypass');
  });

  it('finds its installation, and the repository by its id', async () => {
    const github = await aGitHub();
    const octokit = theApp(github);

    const { data: repository } = await octokit.request('GET /repositories/{id}', {
      id: github.state.repository.id,
    });

    expect(repository).toMatchObject({ full_name: 'acme/access', default_branch: 'main' });
  });
});

describe('a person', () => {
  it('opens, reviews and merges through plain Octokit', async () => {
    const github = await aGitHub({ rulesets: [] });
    const alice = new Octokit({ baseUrl: github.apiUrl, auth: github.user('alice').token });
    await github.as('alice').pointBranch('ask', github.head());
    await github.as('alice').push('ask', { [requestFile]: 'x\n' });

    const { data: pull } = await alice.rest.pulls.create({
      ...here,
      title: 'Ask',
      head: 'ask',
      base: 'main',
    });
    const number = { ...here, pull_number: pull.number };
    await octokitOf(github, 'bob').rest.pulls.createReview({ ...number, event: 'APPROVE' });
    await alice.rest.pulls.merge({ ...number, merge_method: 'squash' });

    expect((await alice.rest.pulls.get(number)).data).toMatchObject({
      merged: true,
      merged_by: { login: 'alice' },
    });
    expect((await alice.rest.pulls.listReviews(number)).data.map((review) => review.state)).toEqual([
      'APPROVED',
    ]);
  });

  it('sees nothing of the repository without a permission on it', async () => {
    const github = await aGitHub({ basePermission: 'none' });

    const answer = await refusal(octokitOf(github, 'stranger').rest.repos.get(here));

    expect(answer.status).toBe(404);
  });

  it('may not write checks', async () => {
    const github = await aGitHub();

    const answer = await refusal(
      octokitOf(github, 'alice').rest.checks.create({ ...here, name: 'daypass', head_sha: github.head() }),
    );

    expect(answer).toMatchObject({ status: 403, message: expect.stringContaining('GitHub App') });
  });
});

describe('git', () => {
  it('clones with a token, and the head of a pull request can be fetched by ref and by id', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const folder = await aFolder();

    await git(folder, 'clone', '--quiet', cloneUrl(github, 'alice'), 'clone');
    const clone = join(folder, 'clone');
    await git(clone, 'fetch', '--quiet', 'origin', `refs/pull/${pull.number}/head`);
    const byRef = await git(clone, 'rev-parse', 'FETCH_HEAD');
    await git(clone, 'fetch', '--quiet', 'origin', pull.head.sha);

    expect(await readFile(join(clone, 'README.md'), 'utf8')).toBe('Access requests.\n');
    expect(byRef).toBe(pull.head.sha);
    expect(await git(clone, 'rev-parse', 'FETCH_HEAD')).toBe(pull.head.sha);
  });

  it('refuses whoever has no token, or a wrong one', async () => {
    const github = await aGitHub();
    const folder = await aFolder();

    await expect(git(folder, 'clone', github.gitUrl, 'clone')).rejects.toThrow();
    await expect(
      git(folder, 'clone', github.gitUrl.replace('://', '://x-access-token:no@'), 'clone'),
    ).rejects.toThrow();
  });

  it('a push to a branch moves its pull request', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const folder = await aFolder();
    await git(folder, 'clone', '--quiet', '--branch', 'ask', cloneUrl(github, 'alice'), 'clone');
    const clone = join(folder, 'clone');

    await git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Again');
    await git(clone, 'push', '--quiet', 'origin', 'ask');

    expect(github.pull(pull.number).head.sha).toBe(await git(clone, 'rev-parse', 'HEAD'));
    expect(github.pull(pull.number).size.commits).toBe(2);
  });

  it.each([
    ['a commit', ['HEAD:main']],
    ['a rewriting', ['--force', 'HEAD~2:main']],
    ['a deletion', [':main']],
  ])('the rules refuse %s pushed to the default branch', async (_what, what) => {
    const github = await aGitHub();
    await github.directPush({ 'second.txt': '2\n' });
    const folder = await aFolder();
    await git(folder, 'clone', '--quiet', cloneUrl(github, 'root'), 'clone');
    const clone = join(folder, 'clone');
    await git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Mine');
    const before = github.head();

    const pushed = git(clone, 'push', 'origin', ...what);

    await expect(pushed).rejects.toThrow('GH013: Repository rule violations found for refs/heads/main');
    expect(github.head()).toBe(before);
  });

  it('a bypass lets an administrator push, as GitHub does', async () => {
    const github = await aGitHub();
    github.setRules({ adminsMayBypass: true });
    const folder = await aFolder();
    await git(folder, 'clone', '--quiet', cloneUrl(github, 'root'), 'clone');
    const clone = join(folder, 'clone');

    await git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Mine');
    await git(clone, 'push', '--quiet', 'origin', 'HEAD:main');

    expect(github.head()).toBe(await git(clone, 'rev-parse', 'HEAD'));
  });

  it('a reader may fetch and not push', async () => {
    const github = await aGitHub();
    const folder = await aFolder();
    await git(folder, 'clone', '--quiet', cloneUrl(github, 'reader'), 'clone');

    await expect(git(join(folder, 'clone'), 'push', 'origin', 'HEAD:refs/heads/mine')).rejects.toThrow(/403/);
  });
});
