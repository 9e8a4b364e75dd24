// Who may end a grant without asking anybody, and whose approval everybody else needs.
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../src/core/approval/facts.ts';
import { digestOfChanges } from '../../../src/core/approval/shown.ts';
import { read, unread } from '../../../src/core/problem.ts';
import type { Verdict } from '../../../src/core/review/verdict.ts';
import * as a from '../approval/builders.ts';
import { aState } from '../grant/a-cluster.ts';
import { OTHER, REQUEST } from '../grant/a-merge.ts';
import { reviewed, type ReviewWish } from './an-open-pull-request.ts';

const HELD = new Map([[REQUEST, aState()]]);
const CHANGES = [a.removed(REQUEST)];

/** A removal of what alice holds, opened by somebody, with no review. */
function removedBy(author: PullRequest['author'], { given = {}, ...over }: ReviewWish = {}): Verdict {
  const changes = over.changes ?? CHANGES;
  const pullRequest = a.aPullRequest({ author, fileCount: changes.length });
  return reviewed({ changes, held: HELD, ...over, given: { reviews: [], pullRequest, ...given } });
}

describe('a removal is a success at once', () => {
  test('where its author is the subject', () => {
    expect(removedBy(a.person(a.ALICE))).toMatchObject({
      outcome: 'success',
      about: { kind: 'removal', paths: [REQUEST] },
    });
  });

  test('where its author owns the path', () => {
    expect(removedBy(a.person(a.BOB)).outcome).toBe('success');
  });

  test('where its author is an administrator', () => {
    expect(removedBy(a.person(a.DAVE), { given: { standings: { dave: 'admin' } } }).outcome).toBe('success');
  });
});

describe('a removal needs the owners’ approval', () => {
  test('where its author only can write', () => {
    expect(removedBy(a.person(a.DAVE))).toMatchObject({
      outcome: 'action_required',
      approval: { missing: [{ file: REQUEST, owners: ['@acme/payments'] }] },
    });
  });

  test('where its author owns the path and can no longer write', () => {
    expect(removedBy(a.person(a.BOB), { given: { standings: { bob: 'read' } } }).outcome).toBe(
      'action_required',
    );
  });

  test('[19] where its author bears the login of a subject, an owner or an administrator, and is another account', () => {
    for (const login of ['alice', 'bob'])
      expect(removedBy(a.person({ login, id: 6666 })).outcome).not.toBe('success');
    const given = { standings: { dave: 'admin' } as const };
    expect(removedBy(a.person({ login: 'dave', id: 6666 }), { given }).outcome).not.toBe('success');
  });

  test('where its author is a bot, whoever it says it is', () => {
    expect(removedBy({ ...a.ALICE, kind: 'bot' }).outcome).not.toBe('success');
  });

  test('where one file among several is not its author’s to end', () => {
    const changes = [a.removed(REQUEST), a.removed(OTHER)];
    const held = new Map([...HELD, [OTHER, aState({ subject: { ...a.ERIN, username: 'erin@acme.com' } })]]);
    expect(removedBy(a.person(a.ALICE), { changes, held })).toMatchObject({
      outcome: 'action_required',
      approval: { missing: [{ file: OTHER }] },
    });
  });

  test('where nothing is held at the path: whoever asked once is nobody there now', () => {
    expect(removedBy(a.person(a.ALICE), { held: new Map() }).outcome).toBe('action_required');
  });

  test('and has it where an owner approved it', () => {
    const checks = [a.aCheck({ externalId: digestOfChanges(CHANGES) })];
    const given = { checks, reviews: [a.aReview()] };
    expect(removedBy(a.person(a.DAVE), { given }).outcome).toBe('success');
  });
});

describe('where it cannot be read who may end it', () => {
  const silence = unread('503');

  test('nobody may at once', () => {
    const standings = new Map([['bob', silence]]);
    expect(removedBy(a.person(a.BOB), { given: { instead: { standings } } }).outcome).not.toBe('success');
    const memberships = new Map([['acme/payments bob', silence]]);
    expect(removedBy(a.person(a.BOB), { given: { instead: { memberships } } }).outcome).not.toBe('success');
  });

  test('the subject still may: their id stands in the sealed event', () => {
    const given = { instead: { standings: new Map(), memberships: new Map(), teams: new Map() } };
    expect(removedBy(a.person(a.ALICE), { given }).outcome).toBe('success');
  });
});

test('a removal beside a new request is no removal, and needs approval like any request', () => {
  const verdict = removedBy(a.person(a.ALICE), { changes: [a.removed(REQUEST), a.added(OTHER)] });
  expect([verdict.about.kind, verdict.outcome]).toEqual(['requests', 'failure']);
});

test('a removal that passed through another file on its way is refused', () => {
  const commits = [
    a.aCommit(a.oid('9'), { changes: [a.added('.github/CODEOWNERS')] }),
    a.aCommit(a.HEAD, { changes: [a.removed('.github/CODEOWNERS'), ...CHANGES] }),
  ];
  const content = a.someContent({ changes: CHANGES, commits });
  const given = { content, contributors: commits.map(({ oid }) => a.by(a.ALICE, oid)) };
  const pullRequest = a.aPullRequest({ author: a.person(a.ALICE), commitCount: 2 });
  expect(removedBy(a.person(a.ALICE), { given: { ...given, pullRequest } }).outcome).toBe('failure');
});

test('a membership that GitHub denies is none', () => {
  const memberships = new Map([['acme/payments bob', read(false)]]);
  expect(removedBy(a.person(a.BOB), { given: { instead: { memberships } } }).outcome).toBe('action_required');
});
