// Accounts, teams and permissions as GitHub reckons them.
import { describe, expect, it } from 'vitest';
import { aGitHub, aPull, here, refusal, theApp } from './testing.ts';

describe('a login', () => {
  it('is compared ignoring case', async () => {
    const github = await aGitHub();

    const { data } = await theApp(github).rest.users.getByUsername({ username: 'ALICE' });

    expect(data).toMatchObject({ login: 'alice', id: github.user('alice').id });
  });

  it('that was given up can be registered again, and is somebody else', async () => {
    const github = await aGitHub();
    const old = github.user('bob').id;

    github.rename('bob', 'robert');
    const { id } = github.user('bob');

    expect(id).not.toBe(old);
    expect((await theApp(github).rest.users.getById({ account_id: old })).data.login).toBe('robert');
  });
});

describe('permission', () => {
  it('is the highest of organisation, team and collaboration', async () => {
    const github = await aGitHub();
    github.user('dora', { permission: 'maintain' });
    github.user('guest', { orgRole: 'none' });
    const levels = async (...logins: readonly string[]) =>
      Promise.all(
        logins.map(async (username) => {
          const { data } = await theApp(github).rest.repos.getCollaboratorPermissionLevel({
            ...here,
            username,
          });
          return `${username}: ${data.permission}/${data.role_name}`;
        }),
      );

    expect(await levels('root', 'bob', 'dora', 'guest')).toEqual([
      'root: admin/admin',
      'bob: write/write',
      'dora: write/maintain',
      'guest: none/none',
    ]);
  });

  it('goes with the organisation', async () => {
    const github = await aGitHub();

    github.removeFromOrg('bob');
    const { data } = await theApp(github).rest.repos.getCollaboratorPermissionLevel({
      ...here,
      username: 'bob',
    });

    expect(data.permission).toBe('none');
  });
});

describe('a team', () => {
  it('has the members of the teams below it', async () => {
    const github = await aGitHub();
    github.setTeam('platform', { permission: 'write' });
    github.setTeam('payments', { members: ['erin'], parent: 'platform' });
    const asked = { org: 'acme', team_slug: 'platform', username: 'erin' };

    const { data } = await theApp(github).rest.teams.getMembershipForUserInOrg(asked);

    expect(data).toMatchObject({ state: 'active', role: 'member' });
    expect((await theApp(github).rest.teams.listMembersInOrg(asked)).data.map((one) => one.login)).toEqual([
      'erin',
    ]);
  });

  it('does not have whoever is only invited', async () => {
    const github = await aGitHub();
    github.setTeam('payments', { pending: ['erin'], permission: 'write' });

    const { data } = await theApp(github).rest.teams.getMembershipForUserInOrg({
      org: 'acme',
      team_slug: 'payments',
      username: 'erin',
    });
    const { data: level } = await theApp(github).rest.repos.getCollaboratorPermissionLevel({
      ...here,
      username: 'erin',
    });

    expect(data.state).toBe('pending');
    expect(level.permission).toBe('read');
  });

  it('has the permission of the team above it', async () => {
    const github = await aGitHub();
    github.setTeam('platform', { permission: 'write' });
    github.setTeam('payments', { parent: 'platform' });

    const { data } = await theApp(github).rest.teams.checkPermissionsForRepoInOrg({
      org: 'acme',
      team_slug: 'payments',
      ...here,
      mediaType: { format: 'repository+json' },
      headers: { accept: 'application/vnd.github.v3.repository+json' },
    });

    expect(data.permissions).toMatchObject({ push: true, admin: false });
  });

  it('without a part in the repository is not found there', async () => {
    const github = await aGitHub();
    github.setTeam('outside', { members: ['erin'] });

    const answer = await refusal(
      theApp(github).rest.teams.checkPermissionsForRepoInOrg({ org: 'acme', team_slug: 'outside', ...here }),
    );

    expect(answer.status).toBe(404);
  });
});

describe('the errors of a CODEOWNERS file', () => {
  it('name the line, the kind and the owner', async () => {
    const github = await aGitHub();
    github.setTeam('hidden', { members: ['bob'], privacy: 'secret', permission: 'write' });
    github.setTeam('readers', { members: ['bob'], permission: 'read' });
    const lines = [
      '/a/ @acme/owners @bob',
      '/b/ @acme/hidden',
      '/c/ @acme/readers',
      '/d/ @nobody',
      '/e/[x] @bob',
      '/f/',
      '# no',
      '!/g/ @bob',
      '/h/ bob',
    ];
    await github.directPush({ '.github/CODEOWNERS': `${lines.join('\n')}\n` });

    const { data } = await theApp(github).rest.repos.codeownersErrors(here);

    expect(data.errors.map((error) => `${error.line} ${error.kind}`)).toEqual([
      '2 Unknown owner',
      '3 Unknown owner',
      '4 Unknown owner',
      '5 Invalid pattern',
      '8 Invalid pattern',
      '9 Invalid owner',
    ]);
  });
});

describe('a check run', () => {
  it('of another app can be told by its app', async () => {
    const github = await aGitHub();
    const pull = await aPull(github);
    github.postCheck(pull.head.sha, { name: 'daypass', conclusion: 'success' }, 'github-actions');
    github.postCheck(pull.head.sha, { name: 'daypass', conclusion: 'failure' });
    github.postCheck(pull.head.sha, { name: 'daypass', conclusion: 'success' });

    const { data } = await theApp(github).rest.checks.listForRef({
      ...here,
      ref: pull.head.sha,
      check_name: 'daypass',
    });

    expect(data.check_runs.map((run) => `${run.app?.slug} ${run.conclusion}`)).toEqual([
      'daypass success',
      'github-actions success',
    ]);
  });

  it('takes 50 annotations a request, and no more', async () => {
    const github = await aGitHub();
    const annotation = {
      path: 'a',
      start_line: 1,
      end_line: 1,
      annotation_level: 'failure',
      message: 'm',
    } as const;
    const output = { title: 't', summary: 's', annotations: Array.from({ length: 51 }, () => annotation) };

    const answer = await refusal(
      theApp(github).rest.checks.create({
        ...here,
        name: 'daypass',
        head_sha: github.head(),
        conclusion: 'failure',
        output,
      }),
    );

    expect(answer.status).toBe(422);
  });
});
