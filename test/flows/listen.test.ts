// Reading on in the comments of the repository: nothing is read past, whatever GitHub's replicas and people do meanwhile.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, minutes, plus, seconds, type Instant } from '../../src/core/time.ts';
import { newHearing, type Hearing } from '../../src/flows/hear/hearing.ts';
import { listen } from '../../src/flows/hear/listen.ts';
import type { GitHubReader, IssueComment } from '../../src/ports.ts';

const START = instantOf(Date.UTC(2026, 10, 20, 16));
const A_PAGE = 100;

function aComment(id: number, at: Instant, body = '/release'): IssueComment {
  const author = { login: 'alice', id: 1001, kind: 'person' } as const;
  return { id, node: `IC_${id}`, pullRequest: 42, author, body, createdAt: at, updatedAt: at, ours: false };
}

type GitHub = Pick<GitHubReader, 'commentsSince'> & { readonly asked: [Instant, number][] };

/** `isAfter`: what changed in the very second of `since` is left out. */
function aGitHub(comments: readonly IssueComment[], isAfter = false): GitHub {
  const asked: [Instant, number][] = [];
  return {
    asked,
    commentsSince: async (since, page) => {
      asked.push([since, page]);
      const found = comments
        .filter(({ updatedAt }) => (isAfter ? updatedAt > since : updatedAt >= since))
        .toSorted((one, other) => one.updatedAt - other.updatedAt || one.id - other.id);
      return {
        comments: found.slice((page - 1) * A_PAGE, page * A_PAGE),
        more: found.length > page * A_PAGE,
      };
    },
  };
}

function aHearing(since: Instant | undefined = START): Hearing {
  return { ...newHearing(), since };
}

const everything = () => true;

test('without an open grant nothing is asked', async () => {
  const github = aGitHub([]);
  expect(await listen(github, { ...newHearing(), since: undefined }, everything)).toBe(true);
  expect(github.asked).toEqual([]);
});

test('while nobody comments the same question is asked, which costs nothing', async () => {
  const github = aGitHub([aComment(1, plus(START, minutes(10)))]);
  const hearing = aHearing();
  for (let turn = 0; turn < 3; turn += 1) await listen(github, hearing, everything);

  const later = plus(START, minutes(8));
  expect(github.asked).toEqual([
    [START, 1],
    [later, 1],
    [later, 1],
  ]);
  expect([...hearing.said.keys()]).toEqual([1]);
});

test('what shows up late, behind one that was written after it, is heard', async () => {
  const hearing = aHearing();
  const [late, seen] = [aComment(1, plus(START, minutes(9))), aComment(2, plus(START, minutes(10)))];
  await listen(aGitHub([seen]), hearing, everything);
  await listen(aGitHub([late, seen]), hearing, everything);

  expect([...hearing.said.keys()]).toEqual([2, 1]);
});

test('of many comments five pages are read at a time, and none is left out', async () => {
  const comments = Array.from({ length: 1200 }, (_, id) => aComment(id, plus(START, seconds(id))));
  const hearing = aHearing();
  const ends = [];
  for (let turn = 0; turn < 3; turn += 1) ends.push(await listen(aGitHub(comments), hearing, everything));

  expect(ends).toEqual([false, false, true]);
  expect(hearing.said.size).toBe(1200);
});

test('more than five pages within one second are read to their end', async () => {
  const comments = Array.from({ length: 730 }, (_, id) => aComment(id, START));
  const hearing = aHearing(plus(START, seconds(-1)));

  expect(await listen(aGitHub(comments), hearing, everything)).toBe(true);
  expect(hearing.said.size).toBe(730);
});

test('[232] what stood behind a comment that is edited between two pages is heard all the same', async () => {
  const comments = Array.from({ length: 250 }, (_, id) => aComment(id, plus(START, seconds(id))));
  const hearing = aHearing(plus(START, seconds(-1)));
  const github: Pick<GitHubReader, 'commentsSince'> = {
    commentsSince: async (since, page) => {
      const answer = await aGitHub(comments).commentsSince(since, page);
      const edited = comments.shift();
      if (edited !== undefined) comments.push({ ...edited, updatedAt: plus(START, minutes(10)) });
      return answer;
    },
  };

  await listen(github, hearing, everything);

  expect(hearing.said.size).toBe(250);
});

test('[232] whatever is written when, all of it is heard in the end, whichever way GitHub counts `since`', async () => {
  const moments = fc.array(fc.nat(400), { minLength: 1, maxLength: 700 });
  await fc.assert(
    fc.asyncProperty(moments, fc.boolean(), async (offsets, isAfter) => {
      const comments = offsets.map((offset, id) => aComment(id, plus(START, seconds(offset))));
      const hearing = aHearing(plus(START, seconds(-1)));
      for (let turn = 0; turn < 10; turn += 1) await listen(aGitHub(comments, isAfter), hearing, everything);
      expect(hearing.said.size).toBe(comments.length);
    }),
    { numRuns: 30 },
  );
});

test('what is said elsewhere, by a bot, or beside the word is not kept', async () => {
  const hearing = aHearing();
  const bot = { ...aComment(1, START), author: { login: 'a[bot]', id: 7, kind: 'bot' } as const };
  const comments = [bot, aComment(2, START, 'Thanks'), { ...aComment(3, START), pullRequest: 43 }];
  await listen(aGitHub(comments), hearing, (number) => number === 42);

  expect(hearing.said.size).toBe(0);
});
