// The proof after the merge: grants, a refusal, or "not yet".
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApprovalFacts } from '../../../src/core/approval/facts.ts';
import { proveMerged, type MergedFacts, type ProofContext } from '../../../src/core/grant/prove.ts';
import { read, unread } from '../../../src/core/problem.ts';
import { hours, plus, seconds } from '../../../src/core/time.ts';
import * as a from '../approval/builders.ts';
import { aRule, RULES } from './a-cluster.ts';
import { anAskedRequest, context, digestOf, guardrails, merged, MERGE, OTHER, REQUEST } from './a-merge.ts';

/** The outcome, and every reason as one sentence. */
function outcome(facts: MergedFacts, given: ProofContext = context()): readonly string[] {
  const proof = proveMerged(facts, given);
  if (proof.kind === 'proved') return [proof.kind, ...proof.grants.map(({ event }) => event.path)];
  return [proof.kind, ...(proof.kind === 'not yet' ? proof.why : proof.problems.map(({ what }) => what))];
}

test('[01] a request that its owner approved is granted from the merge on', () => {
  const proof = proveMerged(merged(), context());
  expect(proof.kind === 'proved' ? proof.grants : proof).toMatchInlineSnapshot(`
    [
      {
        "cluster": "prod-eu",
        "event": {
          "approvals": [
            {
              "at": "2026-11-20T16:10:00Z",
              "by": {
                "id": 1002,
                "login": "bob",
              },
              "commit": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
              "for": "@acme/payments",
              "membership": "acme/payments",
              "permission": "write",
              "review": 502,
            },
          ],
          "at": "2026-11-20T16:31:00Z",
          "author": {
            "id": 1001,
            "login": "alice",
          },
          "cluster": {
            "name": "prod-eu",
            "uid": "uid-of-prod-eu",
          },
          "clusterRole": "daypass-debugger",
          "codeowners": {
            "line": 2,
            "path": ".github/CODEOWNERS",
          },
          "digest": "064f6d561b5ab1da6d41954e2e6e8182b3e68592e4ed0c911644b9eb4b873cab",
          "expiresAt": "2026-11-20T18:30:00Z",
          "grant": "b485b2749e023edc9c37",
          "grantedAt": "2026-11-20T16:30:00Z",
          "guardrails": "1111111111111111111111111111111111111111",
          "namespace": {
            "name": "payments",
            "uid": "uid-of-payments",
          },
          "opensAt": "2026-11-20T16:30:00Z",
          "path": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
          "pr": {
            "base": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "head": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "merge": "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
            "method": "squash",
            "number": 42,
          },
          "reason": "INC-4242, checkout latency",
          "replaces": null,
          "request": {
            "blob": "1111111111111111111111111111111111111111",
            "sha256": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
          },
          "role": "debugger",
          "rules": [
            {
              "apiGroups": [
                "",
              ],
              "nonResourceURLs": [],
              "resourceNames": [],
              "resources": [
                "pods",
              ],
              "verbs": [
                "get",
                "list",
              ],
            },
          ],
          "subject": {
            "id": 1001,
            "login": "alice",
            "username": "alice@acme.com",
          },
          "type": "granted",
        },
      },
    ]
  `);
});

test('a ticket goes with the grant into its event', () => {
  const spec = ['subject: alice', 'duration: 2h', 'reason: checkout latency', 'ticket: INC-4242'];
  const proof = proveMerged(merged({ requests: [anAskedRequest(REQUEST, spec)] }), context());
  expect(proof).toMatchObject({ grants: [{ event: { ticket: 'INC-4242' } }] });
});

describe('a merge', () => {
  test('that GitHub does not call one is not yet one', () => {
    const pullRequest = a.aPullRequest({ state: 'closed' });
    expect(outcome(merged({ given: { pullRequest } }))).toEqual([
      'not yet',
      'GitHub does not call #42 merged yet.',
    ]);
  });

  test('that is not on the branch yet is not yet proved', () => {
    const recorded = { kind: 'unread', why: 'It is not on the branch.' } as const;
    expect(outcome(merged({ recorded, commits: [] }))).toEqual(['not yet', 'It is not on the branch.']);
  });

  test('[37] that is refuted is refuted', () => {
    const problem = { what: 'It merges something else.', why: '', mend: '' };
    const recorded = { kind: 'refuted', problems: [problem] } as const;
    expect(outcome(merged({ recorded, commits: [] }))).toEqual(['refuted', 'It merges something else.']);
  });

  test('into another branch is refuted, also where it never comes to this one', () => {
    const pullRequest = a.aMergedPullRequest({ base: { branch: 'stage', oid: a.BASE, repository: 7 } });
    const recorded = { kind: 'unread', why: 'It is not on the branch.' } as const;
    expect(outcome(merged({ given: { pullRequest } }))[0]).toBe('refuted');
    expect(outcome(merged({ given: { pullRequest }, recorded, commits: [] }))[0]).toBe('refuted');
  });

  test('[44] that is too large to be read is refuted, and not waited for', () => {
    const content = unread('the pull request is too large to be read');
    const facts = merged({
      given: { pullRequest: a.aMergedPullRequest({ fileCount: 3_001 }), instead: { content } },
      recorded: content,
      commits: [],
      requests: [],
    });
    expect(outcome(facts)[0]).toBe('refuted');
  });

  test('of which nothing could be read is not yet proved, and never one of no file', () => {
    const content = unread('the mirror cannot be fetched');
    const facts = merged({ given: { instead: { content } }, recorded: content, commits: [], requests: [] });
    expect(outcome(facts)).toEqual(['not yet', 'the mirror cannot be fetched']);
  });

  test('[37] whose file is not the approved one is refuted', () => {
    const commits = [a.aCommit(MERGE, { changes: [a.added(REQUEST, '9')] })];
    expect(outcome(merged({ commits }))[0]).toBe('refuted');
  });

  test('[37] that brought one more request is refuted', () => {
    const commits = [a.aCommit(MERGE, { changes: [a.added(REQUEST), a.added(OTHER)] })];
    expect(outcome(merged({ commits }))[0]).toBe('refuted');
  });

  test('that only takes requests away asks for nothing', () => {
    const content = a.someContent({ changes: [a.removed(REQUEST)] });
    expect(outcome(merged({ given: { content }, requests: [] }))[0]).toBe('refuted');
  });
});

describe('time', () => {
  const end = plus(a.at(30), hours(2));

  test('that is over when it would be granted is refused', () => {
    expect(outcome(merged(), context({ now: end, cluster: { now: end } }))).toEqual([
      'refuted',
      'The access would have ended at 18:30Z on 20 November, before it could be granted.',
    ]);
    const before = plus(end, seconds(-1));
    expect(outcome(merged(), context({ now: before, cluster: { now: before } }))[0]).toBe('proved');
  });

  test('is over by the later of our clock and the cluster’s', () => {
    expect(outcome(merged(), context({ cluster: { now: end } }))[0]).toBe('refuted');
    expect(outcome(merged(), context({ now: end }))[0]).toBe('refuted');
  });
});

describe('an approval', () => {
  test('[02] that nobody gave is missing', () => {
    expect(outcome(merged({ given: { reviews: [] } }))[0]).toBe('missing');
  });

  test('[06] that was dismissed is missing', () => {
    expect(outcome(merged({ given: { reviews: [a.aReview({ state: 'dismissed' })] } }))[0]).toBe('missing');
  });

  test('[112] that was given after the merge is missing', () => {
    expect(outcome(merged({ given: { reviews: [a.aReview({ at: a.at(31) })] } }))[0]).toBe('missing');
  });

  test('of other rules than the role has now is missing', () => {
    const roles = new Map([['daypass-debugger', read([...RULES, aRule(['create'], ['pods/exec'])])]]);
    expect(outcome(merged(), context({ cluster: { roles } }))[0]).toBe('missing');
  });

  test('of what a check showed while the pull request went elsewhere is missing', () => {
    const checks = [a.aCheck({ externalId: '0'.repeat(64) })];
    expect(outcome(merged({ given: { checks } }))[0]).toBe('missing');
  });

  test('[16] by somebody who left the team is missing', () => {
    expect(outcome(merged({ given: { members: { 'acme/payments': ['carol'] } } }))[0]).toBe('missing');
  });
});

describe('what the guardrails and the cluster say now', () => {
  test('[33] refutes what the policy in force allows no longer', () => {
    const role = (differences: string) =>
      guardrails({
        roles: [`debugger: {clusterRole: daypass-debugger, requesters: ["@acme/engineers"], ${differences}}`],
      });
    expect(outcome(merged(), context({ guardrails: role('maxDuration: 1h') }))[0]).toBe('refuted');
    expect(outcome(merged(), context({ guardrails: role('maxDuration: 4h, namespaces: [web]') }))[0]).toBe(
      'refuted',
    );
    expect(outcome(merged(), context({ guardrails: guardrails({ clusters: ['staging: {}'] }) }))[0]).toBe(
      'refuted',
    );
  });

  test('[111] refutes a request for somebody else', () => {
    const requests = [
      anAskedRequest(REQUEST, ['subject: mallory', 'duration: 2h', 'reason: INC-4242, a reason']),
    ];
    expect(outcome(merged({ requests }))[0]).toBe('refuted');
  });

  const namespaces = (fact: unknown) => ({ namespaces: new Map([['payments', fact]]) }) as never;

  test.each([
    ['the role is missing', { roles: new Map([['daypass-debugger', read(undefined)]]) }],
    ['the role bears a wildcard', { roles: new Map([['daypass-debugger', read([aRule(['*'], ['pods'])])]]) }],
    ['[123] the namespace is missing', namespaces(read(undefined))],
    ['[123] the namespace is going', namespaces(read({ uid: 'uid-of-payments', terminating: true }))],
  ])('refutes where %s', (_, cluster) => {
    expect(outcome(merged(), context({ cluster }))[0]).toBe('refuted');
  });

  test.each([
    ['the role could not be read', { roles: new Map([['daypass-debugger', unread('503')]]) }],
    ['the role was not asked for', { roles: new Map() }],
    ['the namespace could not be read', namespaces(unread('503'))],
    ['the namespace was not asked for', { namespaces: new Map() }],
  ])('waits where %s', (_, cluster) => {
    expect(outcome(merged(), context({ cluster }))[0]).toBe('not yet');
  });

  test('waits where the cluster did not answer', () => {
    expect(outcome(merged(), context({ clusters: new Map() }))[0]).toBe('not yet');
  });
});

describe('several files of one pull request', () => {
  const changes = [a.added(REQUEST), a.added(OTHER)];
  const both: MergedFacts = merged({
    given: {
      content: a.someContent({ changes }),
      pullRequest: a.aMergedPullRequest({ fileCount: 2 }),
      checks: [a.aCheck({ externalId: digestOf(REQUEST, OTHER) })],
    },
    requests: [anAskedRequest(), anAskedRequest(OTHER)],
  });

  test('are granted together', () => {
    expect(outcome(both)).toEqual(['proved', REQUEST, OTHER]);
  });

  test('are refused together where one of them is wrong', () => {
    const wrong = anAskedRequest(OTHER, ['subject: alice', 'duration: 9h', 'reason: INC-4242, a reason']);
    expect(outcome({ ...both, requests: [anAskedRequest(), wrong] })[0]).toBe('refuted');
    const unparsed = anAskedRequest(OTHER, ['subject: [']);
    expect(outcome({ ...both, requests: [anAskedRequest(), unparsed] })[0]).toBe('refuted');
  });

  test('are not granted where one of them was not read as a request', () => {
    expect(outcome({ ...both, requests: [anAskedRequest()] })[0]).not.toBe('proved');
  });

  test('need the approval of every owner, also of what is only taken away', () => {
    const taken = 'access-requests/prod-eu/web/debugger/bob.yaml';
    const content = a.someContent({ changes: [a.added(REQUEST), a.removed(taken)] });
    const pullRequest = a.aMergedPullRequest({ fileCount: 2 });
    expect(outcome(merged({ given: { content, pullRequest } }))[0]).toBe('refuted');
  });
});

describe('what could not be read', () => {
  const FACTS = ['reviews', 'checks', 'contributors', 'retargeted', 'codeownersErrors'] as const;
  const silence = unread('GitHub does not answer');

  function silent(fields: readonly (typeof FACTS)[number][], people: readonly string[]): MergedFacts {
    const facts = merged();
    const quiet = <T extends ApprovalFacts[keyof ApprovalFacts]>(map: T): T =>
      map instanceof Map
        ? (new Map(
            [...map].map(([key, value]) => [key, people.some((one) => key.includes(one)) ? silence : value]),
          ) as never)
        : map;
    const { standings, teams, memberships } = facts.approval;
    const approval = {
      ...facts.approval,
      standings: quiet(standings),
      teams: quiet(teams),
      memberships: quiet(memberships),
      ...Object.fromEntries(fields.map((field) => [field, silence])),
    };
    return { ...facts, approval };
  }

  test('is never an approval and never a refusal, whatever it is', () => {
    const some = fc.subarray([...FACTS], { minLength: 1 });
    const people = fc.subarray(['bob', 'acme/payments', 'acme/engineers alice']);
    fc.assert(
      fc.property(some, people, (fields, logins) => {
        expect(outcome(silent(fields, logins))[0]).toBe('not yet');
      }),
    );
  });

  test.each(['bob', 'acme/payments', 'acme/engineers alice'])('is neither for %s', (who) => {
    expect(outcome(silent([], [who]))[0]).toBe('not yet');
  });
});
