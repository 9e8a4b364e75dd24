// What a cluster says of a request for one of its roles, and which cluster it is that says so.
import { describe, expect, test } from 'vitest';
import { clusterAsked, namespaceAsked, roleAsked } from '../../../src/core/grant/asked-of-cluster.ts';
import { askedTogether, usernames } from '../../../src/core/grant/asked.ts';
import type { ClusterStanding } from '../../../src/core/grant/cluster-standing.ts';
import { read, unread } from '../../../src/core/problem.ts';
import { aPath, aPolicy, aRequest, somePeople } from '../request/builders.ts';
import { aCluster, aRule, inStep, type ClusterWish } from './a-cluster.ts';
import { anAskedRequest, context, guardrails, merged, REQUEST } from './a-merge.ts';

const DRAIN = 'access-requests/prod-eu/_cluster/drainer/alice.yaml';
const GUARDRAILS = guardrails({
  roles: [
    'debugger: {clusterRole: daypass-debugger, maxDuration: 4h, namespaces: [payments], requesters: ["@acme/engineers"]}',
    'drainer: {clusterRole: daypass-drainer, scope: cluster, maxDuration: 4h, requesters: ["@acme/engineers"]}',
  ],
});
const where = { file: REQUEST, line: 4, column: 12 };

describe('a cluster', () => {
  const asked = (standing: ClusterStanding) => clusterAsked(aPath(), context({ cluster: { standing } }));

  test('[122] that is another one than the policy names says nothing, for a request or against it', () => {
    const said = asked({ kind: 'waiting', reason: 'another cluster' });

    expect(said).toMatchObject({ problems: [], unread: [expect.stringContaining('prod-eu')] });
  });

  test('speaks for itself, whether anything may be granted in it now or not', () => {
    const standings: readonly ClusterStanding[] = [
      inStep(),
      { kind: 'waiting', reason: 'head is no descendant' },
      { kind: 'frozen', reason: 'rewritten' },
    ];

    expect(standings.map((one) => 'cluster' in asked(one))).toEqual([true, true, true]);
  });
});

describe('the place of a request', () => {
  test('is the whole cluster, whatever namespaces there are', () => {
    const cluster = aCluster({ namespaces: new Map() });

    expect(namespaceAsked(aPath(DRAIN), cluster, where)).toEqual({ namespace: null });
    expect(namespaceAsked(aPath(), cluster, where)).toMatchObject({
      problems: [],
      unread: [expect.stringContaining('payments')],
    });
  });

  test('[123] is a namespace that is there, and stays', () => {
    const namespaces = new Map([['payments', read({ uid: 'u', terminating: true })]]);

    expect(namespaceAsked(aPath(), aCluster(), where)).toEqual({
      namespace: { name: 'payments', uid: 'uid-of-payments' },
    });
    expect(namespaceAsked(aPath(), aCluster({ namespaces }), where)).toMatchObject({
      problems: [{ place: where }],
      unread: [],
    });
  });
});

describe('a role', () => {
  const evictions = [aRule(['create'], ['pods/eviction'])];
  const asked = (path: string, rules = evictions) => {
    const policy = aPolicy({
      roles: [
        'drainer: {clusterRole: daypass-drainer, scope: cluster, maxDuration: 4h, requesters: ["@alice"]}',
      ],
    });
    const role = policy.roles.get('drainer');
    if (role === undefined) throw new Error('the policy has this role');
    return roleAsked(
      aRequest(undefined, path),
      role,
      aCluster({ roles: new Map([['daypass-drainer', read(rules)]]) }),
    );
  };

  test('[119] that is harmless in a namespace may reach the controller from the whole cluster', () => {
    expect(asked(DRAIN.replace('_cluster', 'payments'))).toMatchObject({ rules: evictions });
    expect(asked(DRAIN)).toMatchObject({ problems: [{ place: { line: 4 } }], unread: [] });
    expect(asked(DRAIN, [aRule(['get'], ['nodes'])])).toMatchObject({ clusterRole: 'daypass-drainer' });
  });
});

describe('a request', () => {
  const asked = (path: string, cluster: ClusterWish, people = merged().approval) =>
    askedTogether([anAskedRequest(path)], people, context({ guardrails: GUARDRAILS, cluster }));

  test('for the whole cluster has no namespace', () => {
    const roles = new Map([['daypass-drainer', read([aRule(['get'], ['nodes'])])]]);
    const { askable, problems } = asked(DRAIN, { roles });

    expect(problems).toEqual([]);
    expect(askable).toMatchObject([{ namespace: null, clusterRole: 'daypass-drainer' }]);
  });

  test('is told all that its cluster has against it, and all that it has not said', () => {
    const roles = new Map([['daypass-debugger', unread('503')]]);
    const both = asked(REQUEST, { roles, namespaces: new Map([['payments', read(undefined)]]) });
    const neither = asked(REQUEST, { roles, namespaces: new Map() });

    expect(both).toMatchObject({
      problems: [{ place: { file: REQUEST } }],
      unread: [expect.any(String)],
    });
    expect(neither.unread).toHaveLength(2);
    expect(neither.unread.every((why) => typeof why === 'string')).toBe(true);
    expect(asked(REQUEST, { namespaces: new Map() })).toMatchObject({ problems: [], askable: [] });
  });

  test('waits for a team that nobody asked about', () => {
    const { approval } = merged();
    const memberships = new Map([...approval.memberships].filter(([key]) => !key.includes('engineers')));

    expect(asked(REQUEST, {}, { ...approval, memberships })).toMatchObject({
      problems: [],
      askable: [],
      unread: [expect.stringContaining('engineers')],
      digest: undefined,
    });
  });

  test('[116] of somebody without a username is none, however well the rest is', () => {
    const { policy } = GUARDRAILS;
    const unnamed = { ...policy, usernameTemplate: undefined };
    const found = askedTogether(
      [anAskedRequest()],
      merged().approval,
      context({ guardrails: { ...GUARDRAILS, policy: unnamed } }),
    );

    expect(found).toMatchObject({ askable: [], digest: undefined });
    expect(found.problems).not.toEqual([]);
  });

  test('of no file has no digest', () => {
    expect(askedTogether([], merged().approval, context())).toEqual({
      problems: [],
      unread: [],
      askable: [],
      digest: undefined,
    });
  });
});

test('a username is what the people’s file says of an account, and else what the policy makes of its login', () => {
  const people = somePeople('alice: {id: 1001, username: alice.doe@acme.com}');
  const usernameOf = usernames({ ...GUARDRAILS, people });

  expect(usernameOf({ login: 'alice', id: 1001 })).toBe('alice.doe@acme.com');
  expect(usernameOf({ login: 'bob', id: 1002 })).toBe('bob@acme.com');
});
