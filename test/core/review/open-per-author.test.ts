// How many pull requests one person may have open.
import { expect, test } from 'vitest';
import { beyondTheLimit } from '../../../src/core/review/open-per-author.ts';
import { checkTitle } from '../../../src/core/words/check.ts';
import * as a from '../approval/builders.ts';

const listed = (number: number, by = a.ALICE) => ({
  ...a.aPullRequest({ number, author: a.person(by) }),
  updatedAt: a.at(0),
});

test('without a limit nobody is beyond it', () => {
  expect(beyondTheLimit([listed(1), listed(2)], undefined)).toEqual(new Map());
});

test('of each author the oldest stay, and the others are told to close one', () => {
  const open = [listed(4), listed(2), listed(9), listed(3, a.BOB), listed(1, a.BOB)];

  const beyond = beyondTheLimit(open, 2);

  expect([...beyond.keys()]).toEqual([9]);
  const verdict = beyond.get(9)!; // it is the only one
  expect(verdict.outcome).toBe('failure');
  expect(checkTitle(verdict)).toBe('alice has more than 2 pull requests open; this one is beyond that.');
  expect(verdict.problems[0]?.mend).toMatch(/Close one/);
});

test('a login that was taken over by somebody else is another author', () => {
  const open = [listed(1), { ...listed(2), author: a.person({ login: 'alice', id: 4711 }) }];

  expect(beyondTheLimit(open, 1).size).toBe(0);
});
