// What a word on a pull request ends: only what its author may end, and only where it was said after the merge.
import { describe, expect, test } from 'vitest';
import { mayTakeAway } from '../../../src/core/approval/taking-away.ts';
import type { Account } from '../../../src/core/approval/facts.ts';
import { judgeCommand, takenBy, type Endable } from '../../../src/core/grant/asked-to-end.ts';
import { wordIn, type Command } from '../../../src/core/grant/command.ts';
import { parseInstant, plus, seconds } from '../../../src/core/time.ts';
import { ALICE, BOB, DAVE, facts, OWNED_BY_PAYMENTS, type Given } from '../approval/builders.ts';
import { aGrant } from './a-grant.ts';

const MERGED = parseInstant('2026-11-20T16:00:00Z')!; // it is written as one
const HELD = aGrant();
const ELSEWHERE = aGrant({
  grant: '0'.repeat(20),
  path: 'access-requests/prod-eu/web/debugger/alice.yaml',
});

function aCommand(by: Account, over: Partial<Command> = {}): Command {
  return { word: 'revoke', comment: 9, pullRequest: 42, by, at: plus(MERGED, seconds(60)), ...over };
}

function judged(command: Command, grants: readonly Endable[] = [HELD], given: Given = {}) {
  const powers = facts(given);
  return judgeCommand(command, grants, (who, path) => mayTakeAway(who, path, OWNED_BY_PAYMENTS, powers));
}

test.each([
  ['/release', 'release'],
  ['  /revoke \r\n', 'revoke'],
  ['/Release', undefined],
  ['/release please', undefined],
  ['> /release', undefined],
  ['`/revoke`', undefined],
  ['/revoke\n/release', undefined],
  ['/release\u200B', undefined],
  ['', undefined],
])('only the exact word counts: %j', (body, word) => {
  expect(wordIn(body)).toBe(word);
});

describe('/release', () => {
  test('ends what its author holds', () => {
    expect(judged(aCommand(ALICE, { word: 'release' }))).toEqual({
      ends: [HELD.grant],
      isTooEarly: false,
      unread: [],
    });
  });

  test('is nobody else’s, though they own the path or bear the login of the subject', () => {
    for (const by of [BOB, { login: 'alice', id: 6666 }])
      expect(judged(aCommand(by, { word: 'release' })).ends).toEqual([]);
  });

  test('needs nothing that GitHub would have to say', () => {
    const nothing = { instead: { standings: new Map(), memberships: new Map() } };
    expect(judged(aCommand(ALICE, { word: 'release' }), [HELD], nothing).ends).toEqual([HELD.grant]);
  });
});

describe('/revoke', () => {
  test('ends what its author owns the path of, and leaves the rest of the pull request alone', () => {
    expect(judged(aCommand(BOB), [HELD, ELSEWHERE]).ends).toEqual([HELD.grant]);
  });

  test('ends all of it where its author is an administrator', () => {
    const given = { standings: { dave: 'admin' } as const };
    expect(judged(aCommand(DAVE), [HELD, ELSEWHERE], given).ends).toEqual([HELD.grant, ELSEWHERE.grant]);
  });

  test.each<[string, Account, Given]>([
    ['only can write', DAVE, {}],
    ['holds the access', ALICE, {}],
    ['owns the path and can no longer write', BOB, { standings: { bob: 'read' } }],
    ['bears the login of an owner, and is another account', { login: 'bob', id: 6666 }, {}],
    ['is no member any more', BOB, { members: { 'acme/payments': ['carol'] } }],
  ])('ends nothing where its author %s', (_, by, given) => {
    expect(judged(aCommand(by), [HELD], given)).toEqual({ ends: [], isTooEarly: false, unread: [] });
  });

  test.each<[string, Given]>([
    ['may do', { instead: { standings: new Map() } }],
    ['is a member of', { instead: { memberships: new Map() } }],
  ])('waits where GitHub does not say what its author %s', (_, given) => {
    const { ends, unread } = judged(aCommand(BOB), [HELD], given);
    expect([ends, unread.length]).toEqual([[], 1]);
  });
});

test('a word that was said before the merge is about no grant; one of the same second is', () => {
  const early = aCommand(ALICE, { word: 'release', at: plus(MERGED, seconds(-1)) });
  expect(judged(early)).toEqual({ ends: [], isTooEarly: true, unread: [] });
  expect(judged({ ...early, at: MERGED }).ends).toEqual([HELD.grant]);
});

test('the end says who asked for it, and by which comment', () => {
  expect(takenBy(aCommand(ALICE, { word: 'release' }))).toMatchInlineSnapshot(`
    {
      "by": {
        "comment": 9,
        "id": 1001,
        "kind": "subject",
        "login": "alice",
        "pr": 42,
      },
      "type": "released",
      "why": "A comment asked for it: /release.",
    }
  `);
  expect(takenBy(aCommand(BOB))).toMatchInlineSnapshot(`
    {
      "by": {
        "comment": 9,
        "id": 1002,
        "kind": "owner",
        "login": "bob",
        "pr": 42,
      },
      "type": "revoked",
      "why": "A comment asked for it: /revoke.",
    }
  `);
});
