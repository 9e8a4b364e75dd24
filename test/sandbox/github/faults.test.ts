// The switches: what an adapter meets when GitHub is slow, broken, behind or out of patience.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFolder, aGitHub, aPull, cloneUrl, git, here, octokitOf, refusal, theApp } from './testing.ts';

describe('a fault', () => {
  it('fails so many times, and then no more', async () => {
    const github = await aGitHub();
    const fault = github.faults.fail('GET /repos/acme/access/pulls/*', 502, { times: 2 });
    const pull = await aPull(github);
    const read = async () => octokitOf(github, 'alice').rest.pulls.get({ ...here, pull_number: pull.number });

    expect((await refusal(read())).status).toBe(502);
    expect((await refusal(read())).status).toBe(502);
    expect((await read()).status).toBe(200);
    expect(fault.hits()).toBe(2);
  });

  it('cuts the connection, before or after the work is done', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const comment = async () =>
      octokitOf(github, 'alice').rest.issues.createComment({ ...here, issue_number: pull.number, body: 'x' });

    github.faults.cut('POST /repos/**/comments', 1);
    await expect(comment()).rejects.toThrow();
    const undone = github.state.comments.length;
    github.faults.cutAfter('POST /repos/**/comments', 1);
    await expect(comment()).rejects.toThrow();

    expect([undone, github.state.comments.length]).toEqual([0, 1]);
  });

  it('answers lists with nothing in them', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    github.as('bob').approve(pull);
    const lifted = github.faults.empty('GET /repos/**/reviews');
    const read = async () =>
      (await theApp(github).rest.pulls.listReviews({ ...here, pull_number: pull.number })).data;

    const during = await read();
    lifted.lift();

    expect([during.length, (await read()).length]).toEqual([0, 1]);
  });

  it('hides the pages after the first', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    for (let count = 0; count < 3; count += 1) github.as('carol').reviewComment(pull, `remark ${count}`);
    github.faults.onePage('GET /repos/**/reviews');

    const answer = await theApp(github).rest.pulls.listReviews({
      ...here,
      pull_number: pull.number,
      per_page: 2,
    });

    expect([answer.data.length, answer.headers.link]).toEqual([2, undefined]);
  });

  it('shows an older moment to readers, while writes count', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const before = github.head();
    const stale = github.faults.stale();
    github.as('bob').approve(pull);
    await github.directPush({ x: 'x\n' });
    const read = async () => {
      const octokit = theApp(github);
      const { data: branch } = await octokit.rest.repos.getBranch({ ...here, branch: 'main' });
      const { data: reviews } = await octokit.rest.pulls.listReviews({ ...here, pull_number: pull.number });
      return [branch.commit.sha, reviews.length];
    };

    const during = await read();
    stale.lift();

    expect(during).toEqual([before, 0]);
    expect(await read()).toEqual([github.head(), 1]);
  });

  it('shows an older moment to fetches', async () => {
    const github = await aGitHub();
    const folder = await aFolder();
    const before = github.head();
    const stale = github.faults.staleGit();
    const after = await github.directPush({ x: 'x\n' });

    await git(folder, 'clone', '--quiet', cloneUrl(github, 'alice'), 'clone');
    const during = await git(join(folder, 'clone'), 'rev-parse', 'origin/main');
    stale.lift();
    await git(join(folder, 'clone'), 'fetch', '--quiet');

    expect(during).toBe(before);
    expect(await git(join(folder, 'clone'), 'rev-parse', 'origin/main')).toBe(after);
  });

  it('lets the ref of a pull request lag, while its commit can be fetched by its id', async () => {
    const github = await aGitHub();
    const lag = github.faults.lagPullRefs();
    const pull = await aPull(github);
    const folder = await aFolder();
    await git(folder, 'init', '--quiet');

    await expect(
      git(folder, 'fetch', cloneUrl(github, 'alice'), `refs/pull/${pull.number}/head`),
    ).rejects.toThrow();
    await git(folder, 'fetch', '--quiet', cloneUrl(github, 'alice'), pull.head.sha);
    await lag.lift();

    expect((await github.git.refs()).get(`refs/pull/${pull.number}/head`)).toBe(pull.head.sha);
  });

  it('breaks fetches too', async () => {
    const github = await aGitHub();
    github.faults.fail('GIT fetch', 503, { times: 1 });

    await expect(git(await aFolder(), 'ls-remote', cloneUrl(github, 'alice'))).rejects.toThrow(/503/);
  });
});

describe('tokens', () => {
  it('stop working when they are revoked, and while the App is suspended', async () => {
    const github = await aGitHub();
    const { token } = (await theApp(github).auth({ type: 'installation' })) as { readonly token: string };
    const read = async () => {
      const answer = await fetch(`${github.apiUrl}/repos/acme/access`, {
        headers: { authorization: `token ${token}` },
      });
      return answer.status;
    };

    const working = await read();
    github.faults.suspendInstallation();
    const suspended = [await read(), (await refusal(theApp(github).rest.repos.get(here))).status];
    github.faults.unsuspendInstallation();
    const again = await read();
    github.faults.revokeTokens();

    expect({ working, suspended, again, revoked: await read() }).toEqual({
      working: 200,
      suspended: [403, 403],
      again: 200,
      revoked: 401,
    });
  });
});

describe('limits', () => {
  it('count every call but those that were answered 304', async () => {
    const github = await aGitHub();
    const octokit = octokitOf(github, 'alice');
    const first = await octokit.rest.repos.get(here);
    const etag = first.headers.etag ?? '';

    const unchanged = await refusal(octokit.rest.repos.get({ ...here, headers: { 'if-none-match': etag } }));
    const other = await octokitOf(github, 'bob').rest.repos.get({
      ...here,
      headers: { 'if-none-match': etag },
    });
    const { data } = await octokit.rest.rateLimit.get();

    expect(unchanged.status).toBe(304);
    expect(other.status).toBe(200);
    expect(data.rate).toMatchObject({ limit: 5000, used: 1, remaining: 4999 });
  });

  it('refuse when the hour is used up', async () => {
    const github = await aGitHub();
    const octokit = octokitOf(github, 'alice');
    await octokit.rest.repos.get(here);

    github.faults.limits.exhaust();
    const answer = await refusal(octokit.rest.repos.get(here));
    github.faults.limits.reset();

    expect(answer).toMatchObject({
      status: 403,
      message: expect.stringContaining('API rate limit exceeded'),
    });
    expect((await octokit.rest.repos.get(here)).status).toBe(200);
  });

  it('refuse the 81st creation in a minute, and say when to come back', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const octokit = octokitOf(github, 'alice');
    const comment = async () =>
      octokit.rest.issues.createComment({ ...here, issue_number: pull.number, body: 'x' });
    github.faults.limits.set({ contentPerMinute: 2 });
    await comment();
    await comment();

    const answer = await comment().catch((error: unknown) => error);

    expect(answer).toMatchObject({ status: 403, response: { headers: { 'retry-after': '60' } } });
    expect(String(answer)).toContain('secondary rate limit');
  });
});

describe('the log of calls', () => {
  it('says who asked for what, so that calls can be counted', async () => {
    const github = await aGitHub();
    await theApp(github).rest.repos.get(here);

    expect(
      github.requests.map(
        ({ viewer, method, route, status }) => `${viewer}: ${method} ${route ?? ''} ${status}`,
      ),
    ).toEqual([
      'app: POST /app/installations/{installation_id}/access_tokens 201',
      'daypass[bot]: GET /repos/{owner}/{repo} 200',
    ]);
  });
});

describe('time', () => {
  it("is the story's, also in Git", async () => {
    let now = Date.parse('2026-11-20T16:00:00Z');
    const github = await aGitHub({ now: () => now, rulesets: [] });
    const pull = await aPull(github);
    now += 3_600_000;
    await github.as('alice').merge(pull);

    const { data } = await theApp(github).rest.pulls.get({ ...here, pull_number: pull.number });

    expect([data.created_at, data.merged_at]).toEqual(['2026-11-20T16:00:00Z', '2026-11-20T17:00:00Z']);
    expect((await github.git.commit(github.head())).author.at).toBe(now);
  });
});
