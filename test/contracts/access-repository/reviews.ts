// The stories of the contract about reviews: their order, their states, and how GitHub moves them.
import { describe, expect, test } from 'vitest';
import { minutes } from '../../../src/core/time.ts';
import { request, type Scene } from './scene.ts';

export function reviewStories(here: Scene): void {
  describe('reviews', () => {
    test('come in the order in which they were given, as they stand', async () => {
      const { number, head } = await here.asks();
      const approval = here.bob().approve(number);
      await here.clock.advance(minutes(1));
      here.hands.as('carol').requestChanges(number);
      await here.clock.advance(minutes(1));
      here.bob().reviewComment(number);
      here.hands.as('root').dismiss(approval);

      const reviews = await here.github.reviews(number);

      const at = here.clock.now();
      expect(
        reviews.map(({ by, state, at: given, commit }) => ({
          by: by.login,
          state,
          ago: at - given,
          commit,
        })),
      ).toEqual([
        { by: 'bob', state: 'dismissed', ago: minutes(2), commit: head.sha },
        { by: 'carol', state: 'changes requested', ago: minutes(1), commit: head.sha },
        { by: 'bob', state: 'commented', ago: 0, commit: head.sha },
      ]);
    });

    test('[09] say whether a bot gave them', async () => {
      const { number } = await here.asks();
      here.hands.setPermission('github-actions[bot]', 'write');
      here.hands.as('github-actions[bot]').approve(number);

      expect((await here.github.reviews(number)).map(({ by }) => by.kind)).toEqual(['bot']);
    });

    test('[05] are bound to the new head by a force push of the same tree', async () => {
      const { number } = await here.asks();
      here.bob().approve(number);
      await here.alice().forcePush('ask');

      const { head } = await here.read(number);
      expect((await here.github.reviews(number)).map(({ state, commit }) => ({ state, commit }))).toEqual([
        { state: 'approved', commit: head.oid },
      ]);
    });

    test('are dismissed by a push that changes the pull request', async () => {
      const { number, head } = await here.asks();
      const before = head.sha;
      here.bob().approve(number);
      await here.alice().pushTo(number, { [request]: 'v: 2\n' });

      expect((await here.github.reviews(number)).map(({ state, commit }) => ({ state, commit }))).toEqual([
        { state: 'dismissed', commit: before },
      ]);
    });

    test('[112] can be given after the merge', async () => {
      const { number } = await here.asks();
      await here.merge(number, 'squash');
      await here.clock.advance(minutes(1));
      here.bob().approve(number);

      const [review] = await here.github.reviews(number);
      expect(review?.at).toBe((await here.read(number)).merged!.at + minutes(1)); // merged above
    });

    test('[22] are read beyond one page', async () => {
      const { number } = await here.asks();
      for (let count = 0; count < 105; count += 1) here.bob().reviewComment(number, `Remark ${count}`);
      here.hands.as('carol').approve(number);

      expect((await here.github.reviews(number)).map(({ state }) => state)).toEqual([
        ...Array.from({ length: 105 }, () => 'commented'),
        'approved',
      ]);
    });
  });
}
