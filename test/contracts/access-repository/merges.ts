// The stories of the contract about pull requests: who opened them, and what a merge adds by each method.
import { describe, expect, test } from 'vitest';
import { minutes } from '../../../src/core/time.ts';
import { pathsOf, request, type Scene } from './scene.ts';

export function mergeStories(here: Scene): void {
  describe('a merge', () => {
    test.each(['merge', 'squash', 'rebase'] as const)(
      'by %s is the commits that it added',
      async (method) => {
        const { number } = await here.asks();
        await here.alice().pushTo(number, { [request]: 'v: 2\n' });
        await here.alice().pushTo(number, { [request]: 'v: 3\n' });
        const base = await here.hands.directPush({ a: 'two\n' });
        await here.clock.advance(minutes(1));
        const merged = await here.merge(number, method);

        const { commits, tree } = await here.git.branch('main');
        const pull = await here.read(number);

        const added = commits.slice(commits.findIndex(({ oid }) => oid === base) + 1);
        expect(added.map(({ changes }) => pathsOf(changes))).toEqual(
          method === 'rebase' ? [[request], [request], [request]] : [[request]],
        );
        expect(added.at(-1)?.parents.length).toBe(method === 'merge' ? 2 : 1);
        expect(pull).toMatchObject({
          state: 'closed',
          merged: { at: here.clock.now(), commit: merged },
          commitCount: 3,
        });
        expect(commits.at(-1)?.oid).toBe(merged);
        expect((await here.git.pullRequestContent(pull.head.oid, base)).changes[0]?.after).toEqual(
          tree.get(request),
        );
        for (const { oid } of added) {
          expect((await here.github.pullRequestsOf(oid)).map((one) => one.number)).toEqual([number]);
        }
        expect(await here.github.pullRequestsOf(base)).toEqual([]);
      },
    );

    test('that somebody pushed by hand counts as one', async () => {
      const { number, head } = await here.asks();
      await here.hands.rewriteTo(head.sha);

      expect(await here.read(number)).toMatchObject({ state: 'closed', merged: { commit: head.sha } });
      expect((await here.github.pullRequestsOf(head.sha)).map((one) => one.number)).toEqual([number]);
    });
  });

  test('a pull request says who opened it when, from where, and whether it is open', async () => {
    const openedAt = here.clock.now();
    const one = await here.asks();
    const draft = await here.alice().openPullRequest({
      branch: 'draft',
      title: 'A draft',
      files: { b: '1\n' },
      draft: true,
    });
    const fork = await here.alice().openPullRequest({
      branch: 'fork',
      title: 'F',
      files: { c: '1\n' },
      fork: true,
    });
    await here.alice().pointBranch('release', here.hands.head());
    await here.alice().retarget(draft, 'release');
    await here.alice().close(fork);

    const { id } = await here.github.repository();
    const open = await here.github.openPullRequests();

    expect(open.map(({ number }) => number)).toEqual([one.number, draft.number]);
    expect(open[0]).toEqual({
      number: one.number,
      state: 'open',
      draft: false,
      title: 'Ask for access',
      author: { login: 'alice', id: 1001, kind: 'person' },
      openedAt,
      head: { oid: one.head.sha, repository: id },
      base: { branch: 'main', oid: here.hands.head(), repository: id },
      updatedAt: openedAt,
    });
    expect(open[1]).toMatchObject({ draft: true, base: { branch: 'release' } });
    const closed = await here.read(fork.number);
    expect(closed).toMatchObject({ state: 'closed' });
    expect(closed.merged).toBeUndefined();
    expect(closed.head.repository).not.toBe(id);
    expect(await here.github.pullRequest(99)).toBeUndefined();
  });

  test('[39] the merge queue is named by its branches, each with the commit that it made, and is empty when it merged', async () => {
    expect(await here.github.mergeGroups('main')).toEqual([]);
    const base = here.hands.head();
    const pull = await here.asks();
    here.hands.setRulesets([]);
    await here.alice().enqueue(pull.number, 'squash');

    const [group, ...others] = await here.github.mergeGroups('main');

    expect(others).toEqual([]);
    expect(group?.branch).toBe(`gh-readonly-queue/main/pr-${pull.number}-${base}`);
    const content = await here.git.pullRequestContent(group?.oid ?? '', base);
    expect(pathsOf(content.changes)).toEqual([request]);
    expect(await here.github.mergeGroups('release')).toEqual([]);

    await here.github.publishCheck({
      head: group?.oid ?? '',
      outcome: 'success',
      externalId: 'a'.repeat(64),
      title: 'Approved',
      summary: 'Approved',
      annotations: [],
    });
    await here.hands.queueSettled();
    expect(await here.read(pull.number)).toMatchObject({ state: 'closed', merged: { commit: group?.oid } });
    expect(await here.github.mergeGroups('main')).toEqual([]);
  });
}
