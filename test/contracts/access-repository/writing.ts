// The stories of the contract about our own commits, and about an App that may not do anything.
import { describe, expect, test } from 'vitest';
import { headOf } from '../../../src/core/repository.ts';
import { Unavailable } from '../../../src/ports.ts';
import { type Scene } from './scene.ts';

export function writingStories(here: Scene): void {
  describe('a commit of ours', () => {
    const message = 'Grant access to alice\n\nShe asked for it.\n\nAccess-Event: {"type":"granted"}\n';

    test('is one commit on the branch, with the message as it was given', async () => {
      const expected = here.hands.head();

      const written = await here.github.commit('main', expected, message, {
        write: new Map<string, string | Uint8Array>([
          ['text', 'text\n'],
          ['bytes', new Uint8Array([0, 255])],
        ]),
        remove: ['a'],
      });

      const branch = await here.git.branch('main');
      expect(written).toEqual({ kind: 'committed', oid: headOf(branch) });
      expect(branch.commits.at(-1)).toMatchObject({ parents: [expected] });
      expect(await here.git.messages([headOf(branch)])).toEqual([message]);
      expect([...branch.tree.keys()]).toEqual(['README.md', 'bytes', 'text']);
      expect(await here.git.blob(branch.tree.get('bytes')!.blob, 10)).toEqual({
        kind: 'bytes',
        bytes: new Uint8Array([0, 255]),
      }); // it was just written
    });

    test('[204] is not made where the head moved, and nothing is written', async () => {
      const expected = here.hands.head();
      const moved = await here.hands.directPush({ a: 'two\n' });

      expect(
        await here.github.commit('main', expected, message, { write: new Map([['text', '']]), remove: [] }),
      ).toEqual({ kind: 'moved' });
      expect(here.hands.head()).toBe(moved);
    });

    test.each([
      ['removes what is not there', new Map(), ['nothing']],
      ['changes nothing', new Map([['a', 'one\n']]), []],
    ])('that %s is refused by GitHub', async (_, write, remove) => {
      const expected = here.hands.head();

      await expect(here.github.commit('main', expected, message, { write, remove })).rejects.toThrow(
        Unavailable,
      );
      expect(here.hands.head()).toBe(expected);
    });
  });

  test('[92] a suspended App reads and writes nothing', async () => {
    const { number } = await here.asks();
    await here.github.reviews(number);
    here.hands.state.installation.suspendedAt = here.clock.now();

    await expect(here.github.repository()).rejects.toThrow(Unavailable);
    await expect(here.github.reviews(number)).rejects.toThrow(Unavailable);
    await expect(here.git.branch('main')).rejects.toThrow(Unavailable);
    await expect(here.github.createComment(number, 'Hello')).rejects.toThrow(Unavailable);
  });
}
