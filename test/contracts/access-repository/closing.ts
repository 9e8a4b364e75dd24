// The stories of the contract about pull requests that are closed without a merge.
import { describe, expect, test } from 'vitest';
import { minutes } from '../../../src/core/time.ts';
import type { Scene } from './scene.ts';

export function closingStories(here: Scene): void {
  describe('a pull request that is closed', () => {
    test('is listed with its end, newest first, and one that is open or merged is not', async () => {
      const early = await here.asks({ a: 'early\n' }, 'early');
      const late = await here.asks({ a: 'late\n' }, 'late');
      await here.asks({ a: 'open\n' }, 'open');
      const merged = await here.asks({ a: 'merged\n' }, 'merged');
      await here.merge(merged.number, 'merge');
      await here.bob().close(early.number);
      await here.clock.advance(minutes(1));
      await here.alice().close(late.number);

      const closed = await here.github.closedPullRequests();

      expect(closed.map(({ number }) => number)).toEqual([late.number, early.number]);
      expect(closed[0]).toMatchObject({
        state: 'closed',
        author: { login: 'alice', id: 1001, kind: 'person' },
        head: { oid: late.head.sha },
        closedAt: here.clock.now(),
      });
    });

    test('says who closed it, a person or this App', async () => {
      const [hers, ours] = [
        await here.asks({ a: 'hers\n' }, 'hers'),
        await here.asks({ a: 'ours\n' }, 'ours'),
      ];
      await here.bob().close(hers.number);
      await here.github.closePullRequest(ours.number);
      await here.github.closePullRequest(ours.number);

      expect(await here.github.closing(hers.number)).toEqual({
        at: here.clock.now(),
        by: { login: 'bob', id: here.bob().account.id, kind: 'person' },
      });
      expect((await here.github.closing(ours.number))?.by?.kind).toBe('bot');
      expect((await here.read(ours.number)).state).toBe('closed');
    });

    test('is not closed any more where it was opened again or merged', async () => {
      const [open, merged] = [
        await here.asks({ a: 'open\n' }, 'open'),
        await here.asks({ a: 'merged\n' }, 'm'),
      ];
      await here.alice().close(open.number);
      await here.alice().reopen(open.number);
      await here.merge(merged.number, 'squash');

      expect(await here.github.closing(open.number)).toBeUndefined();
      expect(await here.github.closing(merged.number)).toBeUndefined();
      expect(await here.github.closedPullRequests()).toEqual([]);
      await expect(here.github.closing(99)).rejects.toThrow();
    });
  });
}
