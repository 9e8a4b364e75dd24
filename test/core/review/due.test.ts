// Which open pull requests are looked at: what moved at once, all others seldom, and GitHub is asked about few of them.
import { expect, test } from 'vitest';
import type { ListedPullRequest } from '../../../src/core/approval/facts.ts';
import { due, stateOf, type DueInput, type Look } from '../../../src/core/review/due.ts';
import * as a from '../approval/builders.ts';

function listed(number: number, over: Partial<ListedPullRequest> = {}): ListedPullRequest {
  const head = { oid: a.oid(`${number % 10}`), repository: 7 };
  return { ...a.aPullRequest({ number, head }), updatedAt: a.at(0), ...over };
}

function look(one: ListedPullRequest, over: Partial<Look> = {}): Look {
  const quiet = { decidedAt: a.at(9), readAt: a.at(9), shown: 'action_required', settled: true } as const;
  return { state: stateOf(one), ground: 'ground', ...quiet, ...over };
}

/** Ten minutes after they were opened, one minute after each was looked at. */
function dueOf(
  open: readonly ListedPullRequest[],
  over: Partial<DueInput> & { looks?: DueInput['looks'] } = {},
) {
  const looks = new Map(open.map((one) => [one.number, look(one)]));
  const all = due({ open, looks, asked: new Set(), ground: 'ground', now: a.at(10), ...over });
  return all.map(({ pullRequest, anew }) => `#${pullRequest.number}${anew ? ' anew' : ''}`);
}

test('what did not move is left alone', () => {
  expect(dueOf([listed(1), listed(2)])).toEqual([]);
});

test('what is new, moved, or was spoken of is read anew', () => {
  const [fresh, moved, spokenOf] = [listed(1), listed(2), listed(3)];
  const looks = new Map([
    [2, look(listed(2, { updatedAt: a.at(-5) }))],
    [3, look(spokenOf)],
  ]);

  expect(dueOf([fresh, moved, spokenOf], { looks, asked: new Set([3]) })).toEqual([
    '#1 anew',
    '#2 anew',
    '#3 anew',
  ]);
});

test('what moved within the minute before it was read may have moved again within that second', () => {
  const one = listed(1, { updatedAt: a.at(9) });

  expect(dueOf([one])).toEqual(['#1 anew']);
  expect(dueOf([one], { looks: new Map([[1, look(one, { readAt: a.at(10) })]]) })).toEqual([]);
});

test('when guardrails move all are decided again, those that may be merged first, and GitHub is not asked', () => {
  const open = [listed(1), listed(2), listed(3)];
  const looks = new Map(open.map((one) => [one.number, look(one)]));
  looks.set(2, look(listed(2), { shown: 'success' }));

  expect(dueOf(open, { looks, ground: 'another' })).toEqual(['#2', '#1', '#3']);
});

test('what could not be read or written is tried at each round', () => {
  const open = [listed(1), listed(2), listed(3)];
  const looks = new Map([
    [1, look(listed(1), { settled: false })],
    [2, look(listed(2), { readAt: undefined })],
    [3, look(listed(3))],
  ]);

  expect(dueOf(open, { looks })).toEqual(['#1', '#2 anew']);
});

test('after five minutes everything is decided again, and after half an hour the five that were read first are read anew', () => {
  const open = Array.from({ length: 7 }, (_, index) => listed(index + 1));
  const looks = new Map(
    open.map((one) => [one.number, look(one, { readAt: a.at(9 + one.number), decidedAt: a.at(40) })]),
  );

  expect(dueOf(open, { looks, now: a.at(44) })).toEqual([]);
  expect(dueOf(open, { looks, now: a.at(46) })).toEqual([
    '#1 anew',
    '#2 anew',
    '#3 anew',
    '#4 anew',
    '#5 anew',
    '#6',
    '#7',
  ]);
});

test('all that share a head are decided together', () => {
  const head = { oid: a.HEAD, repository: 7 };
  const twins = [listed(1, { head }), listed(2, { head })];

  expect(dueOf(twins, { asked: new Set([2]) })).toEqual(['#2 anew', '#1']);
});
