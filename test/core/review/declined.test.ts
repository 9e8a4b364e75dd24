// How a request ended that nobody merged: what is recorded of it, and what must be known for that.
import { expect, test } from 'vitest';
import type { Author, Review } from '../../../src/core/approval/facts.ts';
import { read, unread } from '../../../src/core/problem.ts';
import { declined, type ClosedRequest } from '../../../src/core/review/declined.ts';
import { pendingStep } from '../../../src/core/review/pending.ts';
import { days, hours, parseInstant, plus, type Instant } from '../../../src/core/time.ts';

const OPENED = parseInstant('2026-11-20T16:00:00Z')!; // it is one
const CLOSED = plus(OPENED, hours(5));
const alice: Author = { login: 'alice', id: 1001, kind: 'person' };
const bob: Author = { login: 'bob', id: 1002, kind: 'person' };
const mallory: Author = { login: 'mallory', id: 1666, kind: 'person' };
const app: Author = { login: 'daypass[bot]', id: 9, kind: 'bot' };
const PATH = 'access-requests/prod-eu/payments/debugger/alice.yaml';
const HEAD = 'a'.repeat(40);

function closed(
  by: Author | undefined,
  { at = CLOSED, reviews = [] as readonly Review[] } = {},
): ClosedRequest {
  const pullRequest = {
    number: 7,
    state: 'closed',
    draft: false,
    title: 'Ask',
    author: alice,
    openedAt: OPENED,
    head: { oid: HEAD, repository: 1 },
    base: { branch: 'main', oid: HEAD, repository: 1 },
    closedAt: at,
  } as const;
  return { pullRequest, paths: [PATH], closing: { at, by }, reviews };
}

function review(by: Author, state: Review['state'], at: Instant, id = at): Review {
  return { id, by, state, commit: HEAD, at };
}

const ownersMay = (who: { readonly id: number }) => read(who.id === bob.id);

function told(one: ClosedRequest, may: Parameters<typeof declined>[1] = ownersMay): string {
  const event = declined(one, may, days(3), CLOSED);
  if (event.kind === 'unread') return `unread: ${event.why}`;
  const { why, by } = event.value;
  return [why, 'by', by.kind, ...(by.login === undefined ? [] : [by.login])].join(' ');
}

const objection = review(bob, 'changes requested', plus(OPENED, hours(1)));
const taken = review(bob, 'approved', plus(OPENED, hours(2)));
const late = review(bob, 'changes requested', plus(OPENED, hours(9)));

test.each<readonly [string, ClosedRequest, string]>([
  ['its author closed it', closed(alice), 'withdrawn by subject alice'],
  ['an owner closed it', closed(bob), 'denied by owner bob'],
  ['somebody else closed it', closed(mallory), 'denied by git mallory'],
  ['an account that is gone closed it', closed(undefined), 'withdrawn by git'],
  [
    'its author closed what an owner objected to',
    closed(alice, { reviews: [objection] }),
    'denied by owner bob',
  ],
  [
    'the owner had changed their mind',
    closed(alice, { reviews: [objection, taken] }),
    'withdrawn by subject alice',
  ],
  ['the owner objected only later', closed(alice, { reviews: [late] }), 'withdrawn by subject alice'],
  [
    'who owns nothing objected',
    closed(alice, { reviews: [review(mallory, 'changes requested', OPENED)] }),
    'withdrawn by subject alice',
  ],
  ['we closed it when its time was over', closed(app, { at: plus(OPENED, days(3)) }), 'timed out by time'],
  ['another bot closed it early', closed(app), 'denied by git daypass[bot]'],
])('%s', (_, one, expected) => {
  expect(told(one)).toBe(expected);
});

test('it waits while it cannot be read whether it was an owner who decided', () => {
  const unknown = () => unread('GitHub: 502');
  expect(told(closed(mallory), unknown)).toBe('unread: GitHub: 502');
  expect(told(closed(alice, { reviews: [objection] }), unknown)).toBe('unread: GitHub: 502');
  expect(told(closed(alice), unknown)).toBe('withdrawn by subject alice');
});

test('what is recorded names the pull request, its head, what it asked for and who asked', () => {
  expect(declined(closed(bob), ownersMay, days(3), CLOSED)).toEqual(
    read({
      type: 'declined',
      at: '2026-11-20T21:00:00Z',
      pr: { number: 7, head: HEAD },
      paths: [PATH],
      author: { login: 'alice', id: 1001 },
      why: 'denied',
      by: { kind: 'owner', login: 'bob', id: 1002 },
    }),
  );
});

const requests = { kind: 'requests', offers: [] } as const;
const patience = { pendingTimeout: days(3), remindAfter: hours(4), escalateAfter: undefined };

test.each([
  ['waits at first', 'action_required', hours(3), 'wait'],
  ['is brought to mind', 'action_required', hours(4), 'remind'],
  ['is refused, which is its author’s to mend', 'failure', hours(4), 'wait'],
  ['is approved, and only to be merged', 'success', hours(4), 'wait'],
  ['is over, approved or not', 'success', days(3), 'close'],
  ['is over, though it cannot be read now', 'in progress', days(3), 'close'],
] as const)('a request that %s', (_, outcome, after, step) => {
  expect(pendingStep({ about: requests, outcome }, OPENED, patience, plus(OPENED, after))).toBe(step);
});

test('where the policy says nothing nobody is reminded, and nothing but requests is ever closed', () => {
  const silent = { ...patience, remindAfter: undefined };
  const asked = { about: requests, outcome: 'action_required' } as const;
  expect(pendingStep(asked, OPENED, silent, plus(OPENED, days(2)))).toBe('wait');
  const code = { about: { kind: 'other', owned: [] }, outcome: 'action_required' } as const;
  expect(pendingStep(code, OPENED, patience, plus(OPENED, days(30)))).toBe('wait');
});
