// A grant whose time has come, looked at once more: what holds still is bound, what does not is lost, what is unread waits.
import { describe, expect, test } from 'vitest';
import { judgeOpening, opensAfterItsGrant, type OpeningFacts } from '../../../src/core/grant/opening.ts';
import { read, unread } from '../../../src/core/problem.ts';
import { ALICE } from '../approval/builders.ts';
import type { PolicyLines } from '../request/builders.ts';
import { aCluster, aRule, aState, RULES } from './a-cluster.ts';
import { anAskedRequest, context, guardrails } from './a-merge.ts';

const LATER = { opensAt: '2026-11-20T17:00:00Z', expiresAt: '2026-11-20T19:00:00Z' };

function opening(
  facts: Partial<OpeningFacts> = {},
  over: Parameters<typeof context>[0] & { readonly lines?: PolicyLines } = {},
) {
  const { lines, ...others } = over;
  return judgeOpening(
    {
      event: aState(LATER).event,
      request: anAskedRequest(),
      repository: { owner: 'acme' },
      standing: read({ account: ALICE, permission: 'write' }),
      memberships: new Map([['acme/engineers alice', read(true)]]),
      debts: new Map(),
      ...facts,
    },
    context({ guardrails: guardrails(lines), ...others }),
  );
}

const role = (more: string, clusterRole = 'daypass-debugger') => ({
  roles: [
    `debugger: {clusterRole: ${clusterRole}, maxDuration: 4h, namespaces: [payments], requesters: ["@acme/engineers"]${more}}`,
  ],
});

test('only what was granted before its opening is looked at again', () => {
  expect(opensAfterItsGrant(aState(LATER).event)).toBe(true);
  expect(opensAfterItsGrant(aState().event)).toBe(false);
  expect(opensAfterItsGrant(aState({ grantedAt: '2026-11-20T17:30:00Z' }).event)).toBe(false);
});

test('where all of it is as it was, it holds', () => {
  expect(opening()).toEqual({ kind: 'holds' });
});

test('a role that lost rules holds still', () => {
  const event = aState({
    ...LATER,
    rules: [...RULES, aRule(['get'], ['services'])],
    digest: 'f'.repeat(64),
  }).event;
  expect(opening({ event })).toEqual({ kind: 'holds' });
});

describe('it waits', () => {
  test.each<[string, Partial<OpeningFacts>, Parameters<typeof opening>[1]]>([
    ['where GitHub does not say who has the login', { standing: unread('503') }, {}],
    ['where GitHub does not say who is in the team', { memberships: new Map() }, {}],
    ['where the cluster did not answer', {}, { clusters: new Map() }],
    ['where the role could not be read', {}, { cluster: { roles: new Map() } }],
  ])('%s', (_, facts, over) => {
    expect(opening(facts, over)).toMatchObject({ kind: 'not yet', why: [expect.stringMatching(/\w/)] });
  });
});

describe('it is lost', () => {
  test.each<[string, Partial<OpeningFacts>, Parameters<typeof opening>[1], RegExp]>([
    ['where the login is nobody’s', { standing: read(undefined) }, {}, /no longer that of the account/],
    [
      'where the login is somebody else’s',
      { standing: read({ account: { login: 'alice', id: 9 }, permission: 'write' }) },
      {},
      /no longer that of the account/,
    ],
    [
      'where the subject may not ask any more',
      { memberships: new Map([['acme/engineers alice', read(false)]]) },
      {},
      /alice/,
    ],
    ['where the policy binds another role', {}, { lines: role('', 'view') }, /binds another ClusterRole/],
    [
      'where the role is gone from the policy',
      {},
      { lines: { roles: ['other: {clusterRole: x, maxDuration: 1h, requesters: ["@a"]}'] } },
      /role/,
    ],
    [
      'where the policy asks for more approvals',
      {},
      { lines: role(', approvals: 2') },
      /asks for 2 approvals now, and 1/,
    ],
    [
      'where the policy asks for one more person',
      {},
      { lines: role(', alsoApprovedBy: ["@acme/security"]') },
      /asks for 2 approvals now/,
    ],
    [
      'where the username is another',
      {
        event: aState({ ...LATER, subject: { login: 'alice', id: 1001, username: 'alice@old.example' } })
          .event,
      },
      {},
      /another username now, alice@acme\.com/,
    ],
    [
      'where the role allows more',
      {},
      {
        clusters: new Map([
          [
            'prod-eu',
            aCluster({
              roles: new Map([['daypass-debugger', read([aRule(['get', 'list', 'watch'], ['pods'])])]]),
            }),
          ],
        ]),
      },
      /more than what was approved: .*watch/,
    ],
    [
      'where the namespace is gone',
      {},
      {
        clusters: new Map([['prod-eu', aCluster({ namespaces: new Map([['payments', read(undefined)]]) })]]),
      },
      /namespace payments/,
    ],
  ])('%s', (_, facts, over, why) => {
    const found = opening(facts, over);
    expect(found).toMatchObject({ kind: 'lost', why: expect.stringMatching(why) });
    expect(found).toMatchObject({ why: expect.stringMatching(/^When its time came it was looked at again/) });
  });
});
