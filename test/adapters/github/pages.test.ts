// A list is read to its last page, or it is not known at all.
import { expect, test } from 'vitest';
import { allPages } from '../../../src/adapters/github/pages.ts';
import { Unavailable } from '../../../src/ports.ts';

const next = '<https://api.acme.com/x?page=2>; rel="next", <https://api.acme.com/x?page=3>; rel="last"';

const listOf = (...pages: { items: unknown; link?: string }[]) =>
  allPages('things', async (page) => {
    const { items, link } = pages[page - 1] ?? { items: [] };
    return { items: items as string[], link }; // what GitHub sends may be anything
  });

test('an empty list is empty', async () => {
  expect(await listOf({ items: [] })).toEqual([]);
});

test('all pages are read, in order', async () => {
  expect(
    await listOf({ items: ['a', 'b'], link: next }, { items: ['c'], link: next }, { items: ['d'] }),
  ).toEqual(['a', 'b', 'c', 'd']);
});

test('[207] a page that was announced and is empty makes all of it unread', async () => {
  await expect(listOf({ items: ['a'], link: next }, { items: [] })).rejects.toThrow(/lost page 2 of things/);
});

test.each([undefined, '', 'a', {}, { message: 'Server Error' }])('%j is no list', async (items) => {
  await expect(listOf({ items })).rejects.toThrow(Unavailable);
});

test('a list without an end is given up', async () => {
  await expect(allPages('things', async () => ({ items: ['a'], link: next }))).rejects.toThrow(
    /more than 200 pages/,
  );
});
