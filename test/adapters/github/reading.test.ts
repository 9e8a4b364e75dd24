// What the GitHub adapter reads: every page of it, people by their ids, and nothing twice that did not change.
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../src/ports.ts';
import { aRequest, useSetting } from './setting.ts';

const here = useSetting();

const open = (branch = 'ask') =>
  here.github
    .as('alice')
    .openPullRequest({ branch, title: `Ask on ${branch}`, files: { [`${branch}.yaml`]: 'x\n' } });

const merged = async (branch = 'ask') => {
  const pull = await open(branch);
  const commit = await here.github.as('root').merge(pull, 'merge', { bypass: true });
  return { pull, commit };
};

describe('the repository', () => {
  test('is followed by its id when it is renamed [51]', async () => {
    const first = await here.ours.repository();
    await open();
    here.github.state.repository.name = 'access-of-acme';

    expect(await here.ours.repository()).toEqual({ ...first, name: 'access-of-acme' });
    expect(await here.ours.openPullRequests()).toHaveLength(1);
    expect(first).toEqual({ id: 9001, owner: 'acme', name: 'access', defaultBranch: 'main' });
  });

  test('that was renamed unseen makes nothing look absent [51]', async () => {
    await here.ours.repository();
    const { number } = await open();
    here.github.state.repository.name = 'access-of-acme';

    expect((await here.ours.pullRequest(number))?.number).toBe(number);
    expect(await here.ours.comments(number)).toEqual([]);
  });

  test('that cannot be seen any more is unread, and so is all that is in it [51]', async () => {
    await here.ours.repository();
    Object.assign(here.github.state.repository, { id: 1 });
    here.github.state.repository.name = 'elsewhere';

    await expect(here.ours.repository()).rejects.toThrow(Unavailable);
    await expect(here.ours.pullRequest(1)).rejects.toThrow(Unavailable);
    await expect(here.ours.standing('alice')).rejects.toThrow(Unavailable);
  });
});

describe('pull requests', () => {
  test('none is open in the beginning', async () => {
    expect(await here.ours.openPullRequests()).toEqual([]);
  });

  test('one says who opened it, what it is about, and how much it brings', async () => {
    const pull = await open();

    expect(await here.ours.pullRequest(pull.number)).toEqual({
      number: pull.number,
      state: 'open',
      draft: false,
      title: 'Ask on ask',
      author: { login: 'alice', id: here.github.user('alice').id, kind: 'person' },
      openedAt: Date.parse('2026-11-20T16:00:00Z'),
      head: { oid: pull.head.sha, repository: 9001 },
      base: { branch: 'main', oid: pull.base.sha, repository: 9001 },
      commitCount: 1,
      fileCount: 1,
    });
  });

  test('one that is merged says when, and as which commit; before, the test merge is none', async () => {
    const pull = await open();
    const before = await here.ours.pullRequest(pull.number);
    const commit = await here.github.as('root').merge(pull, 'squash', { bypass: true });

    expect(before?.merged).toBeUndefined();
    expect((await here.ours.pullRequest(pull.number))?.merged).toEqual({
      at: Date.parse('2026-11-20T16:00:00Z'),
      commit,
    });
  });

  test('one that is not there is undefined', async () => {
    expect(await here.ours.pullRequest(4711)).toBeUndefined();
  });

  test('one from a fork names another repository', async () => {
    const pull = await here.github
      .as('alice')
      .openPullRequest({ branch: 'ask', title: 'Ask', files: aRequest, fork: true });

    const read = await here.ours.pullRequest(pull.number);

    expect(read?.head.repository).not.toBe(read?.base.repository);
  });

  test('what did not change since it was read is not asked for again', async () => {
    await open('one');
    await open('two');
    await here.ours.openPullRequests();
    here.calls();

    const again = await here.ours.openPullRequests();

    expect(again.map(({ title }) => title)).toEqual(['Ask on one', 'Ask on two']);
    expect(here.calls()).toHaveLength(1);
  });

  test('a push is seen at once', async () => {
    const pull = await open();
    await here.ours.openPullRequests();
    const head = await here.github.as('alice').push('ask', { 'more.yaml': 'x\n' });

    const [read] = await here.ours.openPullRequests();

    expect(read).toMatchObject({ number: pull.number, head: { oid: head } });
    expect(await here.ours.pullRequest(pull.number)).toMatchObject({ commitCount: 2, fileCount: 2 });
  });

  test('a commit names the merged ones that brought it, and no open one', async () => {
    const { pull, commit } = await merged();
    const other = await open('other');

    expect((await here.ours.pullRequestsOf(commit)).map(({ number }) => number)).toEqual([pull.number]);
    expect(await here.ours.pullRequestsOf(other.head.sha)).toEqual([]);
    await expect(here.ours.pullRequestsOf('1'.repeat(40))).rejects.toThrow(Unavailable);
  });
});

describe('reviews', () => {
  test('are told with their verdict, commit and time, by the account and its id', async () => {
    const pull = await open();
    here.github.as('bob').approve(pull);
    here.github.as('carol').requestChanges(pull);
    here.github.as('bob').reviewComment(pull);

    const reviews = await here.ours.reviews(pull.number);

    expect(reviews.map(({ by, state, commit }) => [by.login, by.id, state, commit])).toEqual([
      ['bob', here.github.user('bob').id, 'approved', pull.head.sha],
      ['carol', here.github.user('carol').id, 'changes requested', pull.head.sha],
      ['bob', here.github.user('bob').id, 'commented', pull.head.sha],
    ]);
    expect(reviews[0]?.at).toBe(Date.parse('2026-11-20T16:00:00Z'));
  });

  test('a bot is told from a person by its type [09]', async () => {
    const pull = await open();
    here.github.user('helper', { bot: true, permission: 'write' });
    here.github.as('helper').approve(pull);

    expect((await here.ours.reviews(pull.number))[0]?.by.kind).toBe('bot');
  });

  test('the decisive one on the second page is read [22]', async () => {
    const pull = await open();
    for (let count = 0; count < 100; count += 1) here.github.as('carol').reviewComment(pull);
    here.github.as('bob').approve(pull);

    const reviews = await here.ours.reviews(pull.number);

    expect(reviews).toHaveLength(101);
    expect(reviews.at(-1)).toMatchObject({ by: { login: 'bob' }, state: 'approved' });
  });

  test('[206] those of a pull request that is not there yet are unread, not empty', async () => {
    await expect(here.ours.reviews(4711)).rejects.toThrow(Unavailable);
  });
});

describe('people', () => {
  test('an account is told with its id and what it may do', async () => {
    here.github.user('dora', { permission: 'maintain' });
    here.github.user('eve', { orgRole: 'none' });

    expect(await here.ours.standing('Dora')).toEqual({
      account: { login: 'dora', id: here.github.user('dora').id },
      permission: 'maintain',
    });
    expect((await here.ours.standing('bob'))?.permission).toBe('write');
    expect((await here.ours.standing('eve'))?.permission).toBe('none');
    expect(await here.ours.standing('nobody-at-all')).toBeUndefined();
  });

  test('a login that somebody else took over bears the new id [19]', async () => {
    const before = (await here.ours.standing('bob'))?.account.id;
    here.github.rename('bob', 'robert');
    here.github.user('bob', { permission: 'write' });

    expect((await here.ours.standing('bob'))?.account.id).not.toBe(before);
  });

  test('a team is told with what it may do; one that is secret, misspelt or gone is none [17]', async () => {
    here.github.setTeam('readers', { permission: 'read' });
    here.github.setTeam('strangers', {});
    here.github.setTeam('hidden', { permission: 'write', privacy: 'secret' });

    expect(await here.ours.team('acme/owners')).toEqual({ permission: 'write' });
    expect(await here.ours.team('acme/readers')).toEqual({ permission: 'read' });
    expect(await here.ours.team('acme/strangers')).toEqual({ permission: 'none' });
    expect(await here.ours.team('acme/hidden')).toBeUndefined();
    expect(await here.ours.team('acme/ownrs')).toBeUndefined();
    expect(await here.ours.team('other/owners')).toBeUndefined();
  });

  test('members of teams below count; who is only invited, or gone, does not [16] [18]', async () => {
    here.github.setTeam('owners', { members: ['bob'], pending: ['ivan'] });
    here.github.setTeam('owners-abroad', { members: ['chloe'], parent: 'owners' });
    const isOwner = (login: string) => here.ours.isMember('acme/owners', login);

    expect(await Promise.all(['bob', 'chloe', 'ivan', 'alice', 'nobody'].map(isOwner))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    here.github.removeFromTeam('owners', 'bob');
    expect(await isOwner('bob')).toBe(false);
  });

  test('without the permission to see members, nothing about them is known', async () => {
    Object.assign(here.github.state.installation, { permissions: { contents: 'write', metadata: 'read' } });

    await expect(here.ours.isMember('acme/owners', 'bob')).rejects.toThrow(
      /Resource not accessible by integration/,
    );
    await expect(here.ours.team('acme/owners')).rejects.toThrow(Unavailable);
  });
});

describe('contributors', () => {
  test('are the authors, co-authors and committers of each commit, by account', async () => {
    const mail = (login: string) => ({ name: login, email: here.github.user(login).emails[0] ?? '' });
    const pull = await here.github.as('alice').openPullRequest({
      branch: 'ask',
      title: 'Ask',
      files: aRequest,
      author: mail('alice'),
      committer: mail('carol'),
      coAuthors: [mail('bob'), { name: 'Nobody Known', email: 'nobody@elsewhere.example' }],
    });

    const { contributors: all } = await here.ours.contributors([pull.head.sha]);

    const account = (login: string) => ({ login, id: here.github.user(login).id });
    expect(all).toEqual([
      { commit: pull.head.sha, name: 'alice', account: account('alice') },
      { commit: pull.head.sha, name: 'bob', account: account('bob') },
      { commit: pull.head.sha, name: 'Nobody Known', account: undefined },
      { commit: pull.head.sha, name: 'carol', account: account('carol') },
    ]);
  });

  test('what GitHub itself committed is by web-flow', async () => {
    const pull = await here.github.as('alice').openPullRequest({
      branch: 'ask',
      title: 'Ask',
      files: aRequest,
      author: { name: 'alice', email: here.github.user('alice').emails[0] ?? '' },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
    });

    const { contributors: all } = await here.ours.contributors([pull.head.sha]);

    expect(all.map(({ account }) => account?.login)).toEqual(['alice', 'web-flow']);
  });

  test('of many commits are asked for in few calls', async () => {
    const { git } = here.github;
    const { sha: _, ...first } = await git.commit(here.github.head());
    const commits = [here.github.head()];
    while (commits.length < 51) {
      commits.push(
        await git.commitTree({ ...first, parents: commits.slice(-1), message: `${commits.length}\n` }),
      );
    }
    await here.ours.repository();
    here.calls();

    const { contributors: all } = await here.ours.contributors(commits);

    expect(new Set(all.map(({ commit }) => commit))).toEqual(new Set(commits));
    expect(here.calls()).toHaveLength(2);
  });

  test('of a commit that GitHub does not know yet are unread', async () => {
    const pull = await open();

    await expect(here.ours.contributors([pull.head.sha, '1'.repeat(40)])).rejects.toThrow(Unavailable);
    expect(await here.ours.contributors([])).toEqual({ contributors: [], retargeted: undefined });
  });
});

describe('[41] when the base changed', () => {
  test('is told by the question about contributors, and by no other', async () => {
    const pull = await open();
    await here.github.as('alice').pointBranch('aside', here.github.head());
    await here.ours.repository();
    here.calls();
    const before = await here.ours.contributors([pull.head.sha], pull.number);
    await here.github.as('alice').retarget(pull, 'aside');

    const after = await here.ours.contributors([pull.head.sha], pull.number);

    expect(here.calls()).toHaveLength(2);
    expect([before.retargeted?.kind, after.retargeted?.kind]).toEqual(['never', 'last']);
    expect(after.contributors).toEqual(before.contributors);
  });

  test('is told of one without commits, and with many', async () => {
    const pull = await open();
    expect(await here.ours.contributors([], pull.number)).toEqual({
      contributors: [],
      retargeted: { kind: 'never' },
    });
  });

  test('is unread where GitHub does not know the pull request', async () => {
    await expect(here.ours.contributors([here.github.head()], 4_000)).rejects.toThrow(/4000/);
  });

  test('is too often where GitHub lists a part of it', async () => {
    const pull = await open();
    const alice = here.github.as('alice');
    await alice.pointBranch('aside', here.github.head());
    for (let turn = 0; turn < 101; turn += 1) await alice.retarget(pull, turn % 2 === 0 ? 'aside' : 'main');

    expect((await here.ours.contributors([], pull.number)).retargeted).toEqual({ kind: 'too often' });
  });
});

test('what GitHub calls wrong in CODEOWNERS is told by its line', async () => {
  await here.github.directPush({ '.github/CODEOWNERS': '/a @acme/owners\n/b @acme/nobody-there\n' });

  const errors = await here.ours.codeownersErrors('main');

  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ line: 2 });
});

test('without a CODEOWNERS file nothing is known of its errors', async () => {
  await expect(here.ours.codeownersErrors('main')).rejects.toThrow(Unavailable);
});

test('an answer that did not change costs nothing', async () => {
  await here.ours.repository();
  await here.ours.repository();
  const before = here.ours.rateRemaining();

  await here.ours.repository();

  expect(here.ours.rateRemaining()).toBe(before);
});

test('the closed ones cost nothing and stay the same while none is touched, and are another list when one is', async () => {
  const closed = async () => (await here.ours.closedPullRequests()).map(({ number }) => number);
  const [one, other] = [await open('one'), await open('other')];
  await here.github.as('alice').close(one);
  expect(await closed()).toEqual([one.number]);
  const before = here.ours.rateRemaining();

  expect(await closed()).toEqual([one.number]);
  expect(here.ours.rateRemaining()).toBe(before);

  await here.github.as('alice').close(other);
  expect(new Set(await closed())).toEqual(new Set([one.number, other.number]));
  await here.github.as('alice').reopen(one);
  await here.github.as('alice').reopen(other);
  expect(await closed()).toEqual([]);
});
