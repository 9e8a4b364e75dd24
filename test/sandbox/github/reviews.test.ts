// Reviews, as they survive pushes: what one would not guess of GitHub.
import { describe, expect, it } from 'vitest';
import { aGitHub, aPull, here, octokitOf, refusal, requestFile, theApp } from './testing.ts';

const lax = { dismissStaleReviews: false };

describe('a review', () => {
  it('moves to the new head after a force push of the same patch', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const review = github.as('bob').approve(pull);
    const reviewed = review.commit;

    await github.as('alice').forcePush('ask');

    expect(github.pull(pull.number).head.sha).not.toBe(reviewed);
    expect(review).toMatchObject({ state: 'APPROVED', commit: github.pull(pull.number).head.sha });
  });

  it('stays on its commit after a push of something else', async () => {
    const github = await aGitHub();
    github.setRules(lax);
    const pull = await aPull(github);
    const review = github.as('bob').approve(pull);
    const reviewed = review.commit;

    await github.as('alice').push('ask', { [requestFile]: 'more\n' });

    expect(review).toMatchObject({ state: 'APPROVED', commit: reviewed });
  });

  it('is dismissed by such a push where the rules say so', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const review = github.as('bob').approve(pull);

    await github.as('alice').push('ask', { [requestFile]: 'more\n' });

    expect(review.state).toBe('DISMISSED');
  });

  it.each([
    ['is carried over', lax, 'APPROVED'],
    ['is dismissed', { dismissStaleReviews: true }, 'DISMISSED'],
  ])('%s by "Update branch", as the rules say', async (_what, rules, state) => {
    const github = await aGitHub();
    github.setRules(rules);
    const pull = await aPull(github);
    const review = github.as('bob').approve(pull);
    await github.directPush({ 'other.txt': 'other\n' });

    await github.as('alice').updateBranch(pull);

    expect(review.state).toBe(state);
  });

  it('can be given after the merge', async () => {
    const github = await aGitHub({ rulesets: [] });
    const pull = await aPull(github);
    await github.as('alice').merge(pull);

    await octokitOf(github, 'bob').rest.pulls.createReview({
      ...here,
      pull_number: pull.number,
      event: 'APPROVE',
    });

    expect(github.state.reviews.map((review) => review.state)).toEqual(['APPROVED']);
  });

  it('of the author cannot approve', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);

    const answer = await refusal(
      octokitOf(github, 'alice').rest.pulls.createReview({
        ...here,
        pull_number: pull.number,
        event: 'APPROVE',
      }),
    );

    expect(answer.status).toBe(422);
  });

  it('that is pending is seen by its author alone', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    const number = { ...here, pull_number: pull.number };

    await octokitOf(github, 'bob').rest.pulls.createReview({ ...number, body: 'hm' });

    expect((await octokitOf(github, 'bob').rest.pulls.listReviews(number)).data).toHaveLength(1);
    expect((await theApp(github).rest.pulls.listReviews(number)).data).toHaveLength(0);
  });

  it('number 101 is on the second page', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    for (let count = 0; count < 100; count += 1) github.as('carol').reviewComment(pull, `remark ${count}`);
    const decisive = github.as('bob').approve(pull);
    const octokit = theApp(github);
    const number = { ...here, pull_number: pull.number, per_page: 100 };

    const first = await octokit.rest.pulls.listReviews(number);
    const all = await octokit.paginate(octokit.rest.pulls.listReviews, number);

    expect(first.data.some((review) => review.id === decisive.id)).toBe(false);
    expect(first.headers.link).toContain('rel="next"');
    expect(all.at(-1)?.id).toBe(decisive.id);
  });
});
