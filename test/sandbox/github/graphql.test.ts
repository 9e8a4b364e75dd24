// GraphQL: the commit that the controller makes, and the authors behind commits.
import { describe, expect, it } from 'vitest';
import { aGitHub, aPull, askGraphql, commitInput, createCommit, request } from './testing.ts';

describe('createCommitOnBranch', () => {
  it('adds and deletes many files in one commit', async () => {
    const github = await aGitHub();
    await github.directPush(request);
    const [gone = ''] = Object.keys(request);

    await askGraphql(
      github,
      createCommit,
      commitInput(github, { additions: { a: '1\n', 'b/c': '2\n' }, deletions: [gone] }),
    );

    expect(await github.git.nameStatus(`${github.head()}~1`, github.head())).toEqual([
      'A\ta',
      `D\t${gone}`,
      'A\tb/c',
    ]);
  });

  it('answers 200 and STALE_DATA when the branch has moved', async () => {
    const github = await aGitHub();
    const expectedHeadOid = github.head();
    const head = await github.directPush({ x: 'x\n' });

    const answer = await askGraphql(
      github,
      createCommit,
      commitInput(github, { additions: { a: '1\n' }, expectedHeadOid }),
    );

    expect(answer).toMatchObject({
      status: 200,
      data: { createCommitOnBranch: null },
      errors: [{ type: 'STALE_DATA' }],
    });
    expect(github.head()).toBe(head);
  });

  it('of two at once exactly one gets through', async () => {
    const github = await aGitHub();
    const commit = async (path: string) =>
      askGraphql(github, createCommit, commitInput(github, { additions: { [path]: 'x\n' } }));

    const answers = await Promise.all([commit('one'), commit('two')]);

    expect(answers.map((answer) => answer.errors?.[0]?.type ?? 'made').toSorted()).toEqual([
      'STALE_DATA',
      'made',
    ]);
  });

  it.each([
    ['deletes what is not there', { deletions: ['nowhere'] }],
    ['changes nothing', { additions: { 'README.md': 'Access requests.\n' } }],
    ['leaves the repository', { additions: { '../x': 'x' } }],
  ])('is unprocessable where it %s', async (_what, wish) => {
    const github = await aGitHub();

    const { errors } = await askGraphql(github, createCommit, commitInput(github, wish));

    expect(errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
  });

  it('is refused by the rules where the App may not bypass them', async () => {
    const github = await aGitHub();
    github.setRulesets(github.state.rulesets.map((ruleset) => ({ ...ruleset, bypass_actors: [] })));

    const { errors } = await askGraphql(
      github,
      createCommit,
      commitInput(github, { additions: { a: '1\n' } }),
    );

    expect(errors).toMatchObject([
      { type: 'UNPROCESSABLE', message: expect.stringContaining('through a pull request') },
    ]);
  });
});

describe('the authors of a commit', () => {
  const query = `query ($oid: GitObjectID!) { repository(owner: "acme", name: "access") { object(oid: $oid) { ... on Commit {
    authors(first: 10) { nodes { email user { login databaseId } } } committer { user { login } } } } } }`;

  it('are its author and everybody in its trailers; nobody where the e-mail is unknown', async () => {
    const github = await aGitHub();
    const carol = github.user('carol');
    const coAuthors = [
      { name: 'Carol', email: carol.emails[0] ?? '' },
      { name: 'Ghost', email: 'ghost@nowhere.example' },
    ];
    const pull = await github
      .as('alice')
      .openPullRequest({ branch: 'ask', title: 'Ask', files: request, coAuthors });

    const { data } = await askGraphql(github, query, { oid: pull.head.sha });

    expect(data).toEqual({
      repository: {
        object: {
          authors: {
            nodes: [
              {
                email: github.user('alice').emails[0],
                user: { login: 'alice', databaseId: github.user('alice').id },
              },
              { email: carol.emails[0], user: { login: 'carol', databaseId: carol.id } },
              { email: 'ghost@nowhere.example', user: null },
            ],
          },
          committer: { user: { login: 'alice' } },
        },
      },
    });
  });

  it('of what GitHub commits itself have web-flow as committer', async () => {
    const github = await aGitHub({ rulesets: [] });
    const pull = await aPull(github);
    const oid = await github.as('alice').merge(pull, 'squash');

    const { data } = await askGraphql(github, query, { oid });

    expect(data).toMatchObject({ repository: { object: { committer: { user: { login: 'web-flow' } } } } });
  });
});

describe('a query', () => {
  it('reads a pull request with its commits, reviews and comments', async () => {
    const github = await aGitHub({ rulesets: [] });
    const pull = await aPull(github);
    github.as('bob').approve(pull);
    const comment = github.as('alice').comment(pull, '/release');
    github.as('alice').editComment(comment, '/revoke');
    await github.as('alice').merge(pull);

    const { data, errors } = await askGraphql(
      github,
      `query ($number: Int!) { repository(owner: "acme", name: "access") { pullRequest(number: $number) {
        state headRefOid author { login ... on User { databaseId } } mergeCommit { oid }
        commits(first: 100) { totalCount nodes { commit { oid } } pageInfo { hasNextPage } }
        reviews(first: 100) { nodes { state author { login } commit { oid } } }
        comments(first: 100) { nodes { body lastEditedAt } }
      } } rateLimit { remaining } }`,
      { number: pull.number },
    );

    expect(errors).toBeUndefined();
    expect(data?.['repository']).toMatchObject({
      pullRequest: {
        state: 'MERGED',
        headRefOid: pull.head.sha,
        author: { login: 'alice', databaseId: github.user('alice').id },
        mergeCommit: { oid: github.head() },
        commits: { totalCount: 1, nodes: [{ commit: { oid: pull.head.sha } }] },
        reviews: { nodes: [{ state: 'APPROVED', author: { login: 'bob' } }] },
        comments: { nodes: [{ body: '/revoke', lastEditedAt: expect.any(String) }] },
      },
    });
  });

  it('of a field that is not answered fails, instead of saying null', async () => {
    const github = await aGitHub();

    const { errors } = await askGraphql(
      github,
      '{ repository(owner: "acme", name: "access") { stargazerCount } }',
    );

    expect(errors).toMatchObject([
      { message: 'The simulated GitHub does not answer Repository.stargazerCount.' },
    ]);
  });

  it.each([
    [
      'of a field that GitHub does not have',
      '{ repository(owner: "acme", name: "access") { nonsense } }',
      undefined,
    ],
    ['of a repository that is not there', '{ repository(owner: "acme", name: "other") { id } }', 'NOT_FOUND'],
    [
      'of a list without a bound',
      '{ repository(owner: "acme", name: "access") { pullRequests { totalCount } } }',
      'MISSING_PAGINATION_BOUNDARIES',
    ],
  ])('%s is an error', async (_what, query, type) => {
    const github = await aGitHub();

    const { status, errors } = await askGraphql(github, query);

    expect({ status, type: errors?.[0]?.type }).toEqual({ status: 200, type });
  });
});

describe('the timeline of a pull request', () => {
  const query = (types: string) => `query ($number: Int!) { repository(owner: "acme", name: "access") {
    pullRequest(number: $number) { timelineItems(last: 1, itemTypes: [${types}]) { totalCount pageInfo { hasPreviousPage }
      nodes { ... on BaseRefChangedEvent { previousRefName currentRefName actor { login } } } } } } }`;

  it('tells when it was turned to another base, and by whom', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    await github.as('bob').pointBranch('aside', github.head());
    await github.as('bob').retarget(pull, 'aside');
    await github.as('bob').retarget(pull, 'main');

    const { data } = await askGraphql(github, query('BASE_REF_CHANGED_EVENT'), { number: pull.number });

    expect(data).toEqual({
      repository: {
        pullRequest: {
          timelineItems: {
            totalCount: 2,
            pageInfo: { hasPreviousPage: true },
            nodes: [{ previousRefName: 'aside', currentRefName: 'main', actor: { login: 'bob' } }],
          },
        },
      },
    });
  });

  it('is an error where the sandbox knows nothing of what is asked', async () => {
    const github = await aGitHub();
    const { number } = await aPull(github);

    const { errors } = await askGraphql(github, query('MERGED_EVENT'), { number });

    expect(errors?.[0]?.message).toContain('MERGED_EVENT');
  });
});
