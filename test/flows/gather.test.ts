// Asking many things at once: silence is kept apart from every answer.
import { expect, test } from 'vitest';
import { asFact, factsOf, inParallel } from '../../src/flows/read/gather.ts';
import { Unavailable } from '../../src/ports.ts';

test('what the world does not answer is unread, and a fault of ours is none of its silences', async () => {
  expect(await asFact(Promise.resolve(undefined))).toEqual({ kind: 'read', value: undefined });
  expect(await asFact(Promise.reject(new Unavailable('503')))).toEqual({ kind: 'unread', why: '503' });
  await expect(asFact(Promise.reject(new TypeError('a fault')))).rejects.toThrow('a fault');
});

test('each key is asked once, and one that is not answered spoils no other', async () => {
  const asked: string[] = [];
  const facts = await factsOf(['a', 'b', 'a'], async (one) => {
    asked.push(one);
    if (one === 'b') throw new Unavailable('503');
    return one;
  });

  expect(asked).toEqual(['a', 'b']);
  expect([...facts]).toEqual([
    ['a', { kind: 'read', value: 'a' }],
    ['b', { kind: 'unread', why: '503' }],
  ]);
});

test('no more than so many are at work at once, and their order is kept', async () => {
  let busy = 0;
  let most = 0;
  const results = await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    busy += 1;
    most = Math.max(most, busy);
    await Promise.resolve();
    busy -= 1;
    return item * 10;
  });

  expect([results, most]).toEqual([[10, 20, 30, 40, 50], 2]);
});

test('one failure stops no other work, and is told at the end', async () => {
  const done: number[] = [];
  const all = inParallel([1, 2, 3], 1, async (item) => {
    if (item === 1) throw new Error('the first');
    done.push(item);
  });

  await expect(all).rejects.toThrow('the first');
  expect(done).toEqual([2, 3]);
});
