// Merges, and what becomes of a pull request when branches move.
import { describe, expect, it } from 'vitest';
import { aGitHub, aPull, here, octokitOf, passed, refusal, requestFile, theApp } from './testing.ts';

describe('merging', () => {
  it.each(['merge', 'squash', 'rebase'] as const)(
    'by %s lands the files and names the pull request',
    async (method) => {
      const github = await aGitHub();
      const pull = await aPull(github);
      await github.as('alice').push('ask', { 'access-requests/prod/web/viewer/b.yaml': 'b\n' });
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
      const { length: parents } = (await github.git.commit(sha)).parents;
      const added = (github.pull(pull.number).merge?.introduced ?? []).length;
      expect({ parents, added }).toEqual(
        {
          merge: { parents: 2, added: 3 },
          squash: { parents: 1, added: 1 },
          rebase: { parents: 1, added: 2 },
        }[method],
      );
    },
  );

  it('a rebase drops merge commits, and what they brought with them', async () => {
    const github = await aGitHub({ rulesets: [] });
    const pull = await aPull(github);
    const base = await github.directPush({ 'other.txt': 'other\n' });
    await github.as('alice').updateBranch(pull);

    await github.as('alice').merge(pull, 'rebase');

    expect(await github.git.between(base, github.head())).toHaveLength(1);
  });

  it('waits for the check, whoever merges', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);

    const answer = await refusal(
      octokitOf(github, 'root').rest.pulls.merge({ ...here, pull_number: pull.number }),
    );

    expect(answer.status).toBe(405);
    expect(answer.message).toContain('Required status check "daypass" is expected.');
  });

  it('a check of the same name by another app does not count', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    github.postCheck(pull.head.sha, passed, 'github-actions');

    await expect(github.as('bob').merge(pull)).rejects.toThrow(/daypass/);
  });

  it('a later failure takes the success away', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    github.postCheck(pull.head.sha, passed);
    github.postCheck(pull.head.sha, { name: 'daypass', conclusion: 'failure' });

    await expect(github.as('bob').merge(pull)).rejects.toThrow(/daypass/);
  });

  it('an administrator passes the rules when bent on it', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);

    await github.as('root').merge(pull, 'merge', { bypass: true });

    expect(github.pull(pull.number).merge?.method).toBe('merge');
  });

  it('a draft cannot be merged', async () => {
    const github = await aGitHub({ rulesets: [] });
    const pull = await aPull(github, { draft: true });

    await expect(github.as('bob').merge(pull)).rejects.toThrow('Pull Request is still a draft');
  });

  it('two that touch one line conflict, and the second says so', async () => {
    const github = await aGitHub({ rulesets: [] });
    const first = await aPull(github);
    const second = await github
      .as('bob')
      .openPullRequest({ branch: 'b', title: 'B', files: { [requestFile]: 'other\n' } });
    await github.as('alice').merge(first);

    const { data } = await theApp(github).rest.pulls.get({ ...here, pull_number: second.number });

    expect(data).toMatchObject({ mergeable: false, mergeable_state: 'dirty', merge_commit_sha: null });
    await expect(github.as('bob').merge(second)).rejects.toThrow('Pull Request is not mergeable');
  });

  it('before the merge the merge commit is a test merge that no branch holds', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);

    const { data } = await theApp(github).rest.pulls.get({ ...here, pull_number: pull.number });

    const parents = (await github.git.commit(data.merge_commit_sha ?? '')).parents;
    expect(parents).toEqual([github.head(), pull.head.sha]);
  });
});

describe('a pull request', () => {
  it('counts as merged when its head is pushed to the base', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);

    await github.rewriteTo(pull.head.sha);

    expect(github.pull(pull.number).merge).toMatchObject({ method: 'indirect', sha: pull.head.sha });
  });

  it('is merged with another one that holds its commits', async () => {
    const github = await aGitHub({ rulesets: [] });
    const inner = await aPull(github);
    const outer = await github
      .as('bob')
      .openPullRequest({ branch: 'outer', from: 'ask', title: 'Outer', files: { x: 'x\n' } });

    const sha = await github.as('bob').merge(outer);
    const { data } = await theApp(github).rest.repos.listPullRequestsAssociatedWithCommit({
      ...here,
      commit_sha: sha,
    });

    expect(github.pull(inner.number).merge).toMatchObject({ method: 'indirect', sha });
    expect(data.map((one) => one.number)).toEqual([inner.number, outer.number]);
  });

  it('counts as merged by an evil merge, whatever that changed on the way', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const files = { [requestFile]: 'something else\n' };

    const evil = await github.makeCommit({
      parents: [github.head(), pull.head.sha],
      tree: pull.head.sha,
      files,
    });
    await github.rewriteTo(evil);

    expect(github.pull(pull.number).merge).toMatchObject({ method: 'indirect', sha: evil });
    expect(await github.file(requestFile)).toBe('something else\n');
  });

  it('closes when its branch goes, and stays closed', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);

    await github.as('alice').deleteBranch('ask');

    expect(github.pull(pull.number)).toMatchObject({ state: 'closed', merge: null });
    await expect(github.as('alice').reopen(pull)).rejects.toThrow('Validation Failed');
  });

  it('from a fork names the fork, and its head can be fetched', async () => {
    const github = await aGitHub();
    const pull = await github
      .as('eve')
      .openPullRequest({ branch: 'evil', title: 'E', files: { x: 'x\n' }, fork: true });

    const { data } = await theApp(github).rest.pulls.get({ ...here, pull_number: pull.number });

    expect(data.head.repo).toMatchObject({ full_name: 'eve/access', fork: true });
    expect(data.head.repo?.id).not.toBe(data.base.repo.id);
    expect((await github.git.refs()).get(`refs/pull/${pull.number}/head`)).toBe(pull.head.sha);
    expect(github.state.branches.has('evil')).toBe(false);
  });

  it('lists the pull request of a commit that is not merged yet', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);

    const { data } = await theApp(github).rest.repos.listPullRequestsAssociatedWithCommit({
      ...here,
      commit_sha: pull.head.sha,
    });

    expect(data.map((one) => one.number)).toEqual([pull.number]);
  });
});
