// The stories of the contract about what GitHub knows: checks, contributors, people, teams, owners, comments.
import { expect, test } from 'vitest';
import { minutes } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { request, type Scene } from './scene.ts';

export function factStories(here: Scene): void {
  test('check runs are ours, completed, and in their order', async () => {
    const { number, head } = await here.asks();
    const result = {
      head: head.sha,
      externalId: 'first',
      title: 'A title',
      summary: 'A summary.',
      annotations: [{ place: { file: request, line: 1, column: 1 }, title: 'Wrong', message: 'Mend it.' }],
    };
    await here.github.publishCheck({ ...result, outcome: 'in progress' });
    await here.github.publishCheck({ ...result, outcome: 'failure' });
    await here.clock.advance(minutes(1));
    await here.github.publishCheck({ ...result, externalId: 'second', outcome: 'action_required' });
    here.hands.postCheck(head.sha, { name: 'daypass', conclusion: 'success' }, 'github-actions');

    const runs = await here.github.checkRuns(head.sha);

    const at = here.clock.now();
    expect(runs).toMatchObject([
      { head: head.sha, externalId: 'first', conclusion: 'failure', completedAt: at - minutes(1) },
      { head: head.sha, externalId: 'second', conclusion: 'action_required', completedAt: at },
    ]);
    expect(await here.github.checkRuns(here.hands.head())).toEqual([]);
    expect(number).toBe(1);
  });

  test('[12] the contributors of a commit are its author, co-authors and committer, known or not', async () => {
    const { number, head } = await here.asks();
    const first = head.sha;
    const stranger = { name: 'Stranger', email: 'stranger@nowhere.example' };
    const bobs = { name: 'Bob', email: here.hands.user('bob').emails[0]! }; // everybody has one
    const second = await here.alice().pushTo(number, { b: '1\n' }, { author: stranger, coAuthors: [bobs] });
    await here.hands.directPush({ a: 'two\n' });
    const third = await here.alice().updateBranch(number);

    const { contributors } = await here.github.contributors([first, second, third]);

    const told = contributors.map(({ commit, account }) => `${commit} ${account?.login ?? 'nobody'}`);
    expect(told.toSorted()).toEqual(
      [
        `${first} alice`,
        `${second} bob`,
        `${second} nobody`,
        `${third} alice`,
        `${third} web-flow`,
      ].toSorted(),
    );
    await expect(here.github.contributors(['0'.repeat(40)])).rejects.toThrow(Unavailable);
  });

  test('[41] when the base of a pull request was last changed is told with its contributors', async () => {
    const { number, head } = await here.asks();
    await here.alice().pointBranch('aside', here.hands.head());
    const retargeted = async () => (await here.github.contributors([head.sha], number)).retargeted;
    expect(await retargeted()).toEqual({ kind: 'never' });

    await here.alice().retarget(number, 'aside');
    await here.clock.advance(minutes(1));
    await here.alice().retarget(number, 'main');
    const at = here.clock.now();
    await here.clock.advance(minutes(1));
    await here.alice().edit(number, { title: 'The same base' });

    expect(await retargeted()).toEqual({ kind: 'last', at });
    expect((await here.github.contributors([head.sha])).retargeted).toBeUndefined();
    await expect(here.github.contributors([head.sha], 4_000)).rejects.toThrow(Unavailable);
  });

  test('[41] a base that changed more often than GitHub tells at once is not told', async () => {
    const { number } = await here.asks();
    await here.alice().pointBranch('aside', here.hands.head());
    for (let turn = 0; turn < 101; turn += 1) {
      await here.alice().retarget(number, turn % 2 === 0 ? 'aside' : 'main');
    }

    expect((await here.github.contributors([], number)).retargeted).toEqual({ kind: 'too often' });
  });

  test('what a person may do is told by who they are now', async () => {
    here.hands.user('mallory', { orgRole: 'none' });
    here.hands.user('reader');
    here.hands.setPermission('alice', 'maintain');

    const permissions = await Promise.all(
      ['alice', 'ALICE', 'bob', 'root', 'reader', 'mallory'].map(async (login) =>
        here.github.standing(login),
      ),
    );

    expect(permissions.map((standing) => standing?.permission)).toEqual([
      'maintain',
      'maintain',
      'write',
      'admin',
      'read',
      'none',
    ]);
    expect(permissions[1]?.account).toEqual({ login: 'alice', id: 1001 });
    expect(await here.github.standing('nobody')).toBeUndefined();
    here.hands.rename('alice', 'alicia');
    expect(await here.github.standing('alice')).toBeUndefined();
  });

  test('[17] [18] a team has its permission and its members, and is none where it is secret', async () => {
    here.hands.setTeam('parents', { permission: 'maintain' });
    here.hands.setTeam('children', { parent: 'parents', members: ['dora'], pending: ['eve'] });
    here.hands.setTeam('hidden', { privacy: 'secret', permission: 'write', members: ['dora'] });
    here.hands.setTeam('outside', { members: ['dora'] });

    expect(await here.github.team('acme/payments')).toEqual({ permission: 'write' });
    expect(await here.github.team('acme/children')).toEqual({ permission: 'maintain' });
    expect(await here.github.team('acme/outside')).toEqual({ permission: 'none' });
    expect(await here.github.team('acme/hidden')).toBeUndefined();
    expect(await here.github.team('acme/nothing')).toBeUndefined();
    expect(await here.github.isMember('acme/parents', 'dora')).toBe(true);
    expect(await here.github.isMember('acme/children', 'eve')).toBe(false);
    expect(await here.github.isMember('acme/payments', 'dora')).toBe(false);
    expect(await here.github.isMember('acme/nothing', 'dora')).toBe(false);
  });

  test('the members of a team are those of the teams below it too, and nobody who is only invited', async () => {
    here.hands.setTeam('parents', { permission: 'write', members: ['alice'] });
    here.hands.setTeam('children', { parent: 'parents', members: ['dora'], pending: ['eve'] });

    const members = await here.github.teamMembers('acme/parents');

    expect(members?.map(({ login }) => login).toSorted()).toEqual(['alice', 'dora']);
    expect(await here.github.teamMembers('acme/nothing')).toBeUndefined();
  });

  test('the lines that GitHub calls wrong are told', async () => {
    const lines = ['/access-requests/ @acme/payments', '/a @acme/nothing', '!/b @bob', ''];
    await here.hands.directPush({ '.github/CODEOWNERS': lines.join('\n') });

    const errors = await here.github.codeownersErrors(here.hands.head());

    expect(errors.map(({ line, kind }) => ({ line, kind }))).toEqual([
      { line: 2, kind: 'Unknown owner' },
      { line: 3, kind: 'Invalid pattern' },
    ]);
  });
}
