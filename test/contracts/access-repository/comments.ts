// The stories of the contract about comments: whose they are, which changed lately, and whether one was edited.
import { describe, expect, test } from 'vitest';
import { minutes, plus } from '../../../src/core/time.ts';
import type { IssueComment } from '../../../src/ports.ts';
import type { Scene } from './scene.ts';

const wordsOf = (comments: readonly IssueComment[]) => comments.map(({ body }) => body);

export function commentStories(here: Scene): void {
  describe('comments', () => {
    test('come in their order, and say whose they are', async () => {
      const { number } = await here.asks();
      await here.github.createComment(number, 'Ours');
      const then = here.clock.now();
      await here.clock.advance(minutes(1));
      here.alice().comment(number, 'Hers');
      const [first] = await here.github.comments(number);
      await here.github.updateComment(first!.id, 'Ours, changed'); // it was just made

      const comments = await here.github.comments(number);

      const told = comments.map(({ body, ours, author: { kind, id }, pullRequest }) => {
        return { body, ours, kind, id: kind === 'person' ? id : undefined, pullRequest };
      });
      expect(told).toEqual([
        { body: 'Ours, changed', ours: true, kind: 'bot', id: undefined, pullRequest: number },
        { body: 'Hers', ours: false, kind: 'person', id: 1001, pullRequest: number },
      ]);
      expect(comments.map(({ createdAt, updatedAt }) => [createdAt, updatedAt])).toEqual([
        [then, plus(then, minutes(1))],
        [plus(then, minutes(1)), plus(then, minutes(1))],
      ]);
    });

    test('of the whole repository come in the order of their last change, that very second included', async () => {
      const one = await here.asks();
      const other = await here.asks({ 'access-requests/other.yaml': 'v: 1\n' }, 'other');
      here.alice().comment(one.number, 'early');
      const changed = here.bob().comment(other.number, 'changed later');
      await here.clock.advance(minutes(1));
      const then = here.clock.now();
      here.alice().comment(other.number, 'middle');
      await here.clock.advance(minutes(1));
      here.bob().editComment(changed, 'late');

      const { comments, more } = await here.github.commentsSince(then, 1);

      expect(more).toBe(false);
      expect(comments.map(({ body, pullRequest }) => [body, pullRequest])).toEqual([
        ['middle', other.number],
        ['late', other.number],
      ]);
      expect((await here.github.commentsSince(plus(then, minutes(2)), 1)).comments).toEqual([]);
    });

    test('of the whole repository come page by page', async () => {
      const { number } = await here.asks();
      for (let count = 0; count < 103; count += 1) here.alice().comment(number, `${count}`);
      const since = here.clock.now();

      const first = await here.github.commentsSince(since, 1);
      const second = await here.github.commentsSince(since, 2);

      expect([first.more, second.more]).toEqual([true, false]);
      const all = wordsOf([...first.comments, ...second.comments]);
      expect(all).toEqual(Array.from({ length: 103 }, (_, count) => `${count}`));
    });

    test('say by themselves who wrote what, and whether it was edited since', async () => {
      const { number } = await here.asks();
      here.alice().comment(number, '/release');
      const other = here.bob().comment(number, 'no');
      here.bob().editComment(other, '/revoke');
      const [plain, edited] = await here.github.comments(number);

      const at = here.clock.now();
      expect(await here.github.saidComment(plain!.node)).toEqual({
        pullRequest: number,
        by: { login: 'alice', id: 1001 },
        body: '/release',
        at,
        isEdited: false,
      }); // both were just made
      expect(await here.github.saidComment(edited!.node)).toMatchObject({ body: '/revoke', isEdited: true });
    });

    test('are nobody’s where a bot wrote them, and gone where they were deleted', async () => {
      const { number } = await here.asks();
      here.hands.as('github-actions[bot]').comment(number, '/revoke');
      const deleted = here.alice().comment(number, '/release');
      const [bots, hers] = await here.github.comments(number);
      here.alice().deleteComment(deleted);

      expect(await here.github.saidComment(bots!.node)).toMatchObject({ by: undefined });
      expect(await here.github.saidComment(hers!.node)).toBeUndefined();
    });
  });
}
