// The table of what history says beside what the cluster holds, row by row.
import { describe, expect, test } from 'vitest';
import type { HeldBinding } from '../../../src/core/grant/binding.ts';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import { follow } from '../../../src/core/grant/follow.ts';
import { type OpenGrant } from '../../../src/core/grant/position.ts';
import { read, unread } from '../../../src/core/problem.ts';
import { formatInstant } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';
import { told } from './told.ts';

const GRANT = a.aState();
const HELD = a.heldOf(GRANT);

function following(cluster: a.ClusterWish = {}, grant: Partial<OpenGrant> = {}): readonly PlannedChange[] {
  const facts = a.aCluster(cluster);
  const head = facts.standing.kind === 'in step' ? facts.standing.checkpoint.head : undefined;
  return follow(a.anOpenGrant(grant), {
    repository: a.repository,
    cluster: facts,
    isCheckpointed: (commit) =>
      head !== undefined && a.CHAIN.includes(commit) && a.CHAIN.indexOf(commit) <= a.CHAIN.indexOf(head),
  });
}

const FROZEN = { kind: 'frozen', reason: 'rewritten' } as const;

describe('a grant inside its window', () => {
  test('is left alone where its binding is as it should be', () => {
    expect(following({ bindings: [HELD] })).toEqual([]);
  });

  test('[76] is put right where the subjects differ, and somebody hears of it', () => {
    const subjects = [...HELD.subjects, { kind: 'User', name: 'mallory@acme.com' }];
    expect(told(following({ bindings: [{ ...HELD, subjects }] }))).toMatchInlineSnapshot(`
      [
        "apply daypass-7f3a9c21d05be8140c62-1795197600 for alice@acme.com",
        "drift: The subjects of the binding were changed in the cluster. They were put back.",
        "alert drift",
      ]
    `);
  });

  test('[77] is put right without an event where only labels or annotations differ', () => {
    const stripped: HeldBinding = { ...HELD, labels: {}, annotations: { 'daypass.dev/expires-at': 'never' } };
    expect(told(following({ bindings: [stripped] }))).toMatchInlineSnapshot(`
      [
        "apply daypass-7f3a9c21d05be8140c62-1795197600 for alice@acme.com",
      ]
    `);
  });

  test('[74] ends where its binding refers to another role', () => {
    const roleRef = { kind: 'ClusterRole', name: 'cluster-admin' };
    expect(told(following({ bindings: [{ ...HELD, roleRef }] }))).toMatchInlineSnapshot(`
      [
        "end revoked by cluster, delete daypass-7f3a9c21d05be8140c62-1795197600, bound: The binding was replaced in the cluster by one that refers to cluster-admin. It was deleted.",
      ]
    `);
  });

  test('[124] ends where the checkpoint covers it and its binding is absent', () => {
    expect(told(following())).toMatchInlineSnapshot(`
      [
        "end revoked by cluster, nothing to delete, bound: The binding was deleted in the cluster. It is not made again; ask again if the access is still needed.",
      ]
    `);
  });

  test('is applied where the checkpoint does not cover it and its binding is absent', () => {
    expect(told(following({ standing: a.notCovering() }))).toMatchInlineSnapshot(`
      [
        "apply daypass-7f3a9c21d05be8140c62-1795197600 for alice@acme.com",
      ]
    `);
  });

  test('takes no binding for its own that bears another end', () => {
    const other = { ...HELD, name: HELD.name.replace(/\d{10}$/, '9999999999') };
    expect(told(following({ bindings: [other], standing: a.notCovering() }))).toEqual(
      told(following({ standing: a.notCovering() })),
    );
  });
});

describe('covered is a grant', () => {
  const applied = told(following({ standing: a.notCovering() }));

  test('that was recorded by the head of the checkpoint, and not one that came after it', () => {
    expect(told(following({ standing: a.inStep({ head: a.commit }) }))[0]).toMatch(/^end revoked by cluster/);
    expect(told(following({ standing: a.inStep({ head: a.ROOT }) }))).toEqual(applied);
  });

  test('that opened by its time, and not one that opened after it', () => {
    expect(told(following({ standing: a.inStep({ at: a.clock('16:00') }) }))[0]).toMatch(/^end revoked/);
    expect(told(following({ standing: a.inStep({ at: a.clock('15:59:59') }) }))).toEqual(applied);
  });

  test('that is not waiting', () => {
    expect(told(following({ standing: a.inStep({ waiting: [GRANT.event.grant] }) }))).toEqual(applied);
  });
});

describe('an absence that begins shortly before the end', () => {
  const end = '17:59:30';

  test('is the end where it is first seen less than 30 seconds before it', () => {
    expect(following({ now: a.clock(end) })).toEqual([]);
    expect(told(following({ now: a.clock('17:59:29') }))[0]).toMatch(/^end revoked by cluster/);
  });

  test('does not keep a grant from being applied that never was', () => {
    const standing = a.notCovering();
    expect(told(following({ now: a.clock(end), standing }))[0]).toMatch(/^apply/);
  });
});

describe('a grant before its window', () => {
  const now = a.clock('15:59:59');

  test('is not applied', () => {
    expect(following({ now })).toEqual([]);
    expect(following({ now, standing: a.notCovering() })).toEqual([]);
  });

  test('whose binding is there already loses it, and that is a drift', () => {
    expect(told(following({ now, bindings: [HELD] }))).toMatchInlineSnapshot(`
      [
        "remove daypass-7f3a9c21d05be8140c62-1795197600",
      ]
    `);
  });

  test('opens with its first instant', () => {
    const standing = a.notCovering();
    expect(told(following({ now: a.clock('16:00'), standing }))[0]).toMatch(/^apply/);
  });
});

describe('a grant past its end', () => {
  const now = a.clock('18:00');

  test('is left to the end lane while its binding is there, whatever history says of it', () => {
    const taken = { type: 'revoked', by: { kind: 'git' }, why: 'Its record was altered.' } as const;
    const another = { ...HELD, roleRef: { kind: 'ClusterRole', name: 'admin' }, subjects: [] };
    for (const held of [HELD, another]) {
      expect(following({ now, bindings: [held] })).toEqual([]);
      expect(following({ now, bindings: [held] }, { taken })).toEqual([]);
    }
  });

  test('expires once its binding is gone', () => {
    expect(following({ now })).toMatchInlineSnapshot(`
      [
        {
          "cluster": "prod-eu",
          "event": {
            "at": "2026-11-20T18:00:00Z",
            "bound": true,
            "by": {
              "kind": "time",
            },
            "grant": "7f3a9c21d05be8140c62",
            "path": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "type": "expired",
          },
          "held": undefined,
          "key": {
            "kind": "RoleBinding",
            "name": "daypass-7f3a9c21d05be8140c62-1795197600",
            "namespace": "payments",
          },
          "kind": "end",
          "remove": [
            "access-grants/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
          ],
        },
      ]
    `);
  });

  test('expires also where nothing may be granted', () => {
    expect(told(following({ now, standing: FROZEN }))).toMatchInlineSnapshot(`
      [
        "end expired by time, nothing to delete, never bound: –",
      ]
    `);
  });

  test('was never bound where no checkpoint covers it', () => {
    expect(told(following({ now, standing: a.notCovering() }))).toMatchInlineSnapshot(`
      [
        "end expired by time, nothing to delete, never bound: –",
      ]
    `);
  });
});

describe('a grant that history honours no longer', () => {
  const taken = {
    type: 'released',
    by: { kind: 'subject', login: 'alice', id: 1001, pr: 43 },
    why: 'The request was removed by #43.',
  } as const;

  test('loses its binding before that is recorded', () => {
    expect(told(following({ bindings: [HELD] }, { taken }))).toMatchInlineSnapshot(`
      [
        "end released by subject, delete daypass-7f3a9c21d05be8140c62-1795197600, bound: The request was removed by #43.",
      ]
    `);
  });

  test('is closed where its binding is gone already', () => {
    expect(told(following({}, { taken }))[0]).toMatch(/^end released by subject, nothing to delete, bound/);
  });

  test('loses its binding at once where it is not known yet who took it, and the record waits', () => {
    const unknown = { ...taken, by: undefined };
    expect(told(following({ bindings: [HELD] }, { taken: unknown }))).toMatchInlineSnapshot(`
      [
        "take daypass-7f3a9c21d05be8140c62-1795197600",
      ]
    `);
    expect(following({}, { taken: unknown })).toEqual([]);
  });

  test('is never applied again, covered or not', () => {
    const changes = following({ standing: a.notCovering() }, { taken });
    expect(told(changes)[0]).toMatch(/^end released/);
  });

  test('ends also where nothing may be granted', () => {
    expect(told(following({ bindings: [HELD], standing: FROZEN }, { taken }))[0]).toMatch(/^end released/);
  });
});

describe('a role that changes under a grant', () => {
  const widened = [...a.RULES, a.aRule(['create'], ['pods/exec'])];
  const roles = (rules: typeof a.RULES) => new Map([['daypass-debugger', read(rules)]]);

  test('ends it where it gained a rule', () => {
    const gained = { roles: roles(widened), bindings: [HELD] };
    expect(told(following(gained))).toMatchInlineSnapshot(`
      [
        "end revoked by policy, delete daypass-7f3a9c21d05be8140c62-1795197600, bound: The ClusterRole daypass-debugger allows more than what was approved: create pods/exec. Ask again to have the present rules reviewed.",
        "alert role",
      ]
    `);
    expect(told(following({ ...gained, standing: FROZEN }))[0]).toMatch(/^end revoked by policy/);
  });

  test('never lets a grant be applied to more than was approved', () => {
    const standing = a.notCovering();
    expect(told(following({ roles: roles(widened), standing }))[0]).toMatch(/^end revoked by policy/);
  });

  test('leaves it alone where it lost one, or is gone', () => {
    const state = a.aState({ rules: widened });
    expect(following({ bindings: [HELD] }, { state })).toEqual([]);
    expect(following({ bindings: [HELD], roles: new Map([['daypass-debugger', read(undefined)]]) })).toEqual(
      [],
    );
  });

  test('ends it on any change where the rules were too many for the event', () => {
    const { rules: _, ...event } = GRANT.event;
    const state = { ...GRANT, event };
    expect(following({ bindings: [HELD] }, { state })).toEqual([]);
    expect(told(following({ bindings: [HELD], roles: roles([]) }, { state }))[0]).toMatch(
      /^end revoked by policy/,
    );
  });

  test.each([
    ['could not be read', new Map([['daypass-debugger', unread('503')]])],
    ['was not asked for', new Map()],
    ['is gone', new Map([['daypass-debugger', read(undefined)]])],
  ])('lets nothing be applied while it %s', (_, unknown) => {
    // Given a grant that was recorded and not applied yet; its rules must be compared before it is.
    expect(following({ roles: unknown, standing: a.notCovering() })).toEqual([]);
    expect(following({ roles: unknown, bindings: [HELD] })).toEqual([]);
  });
});

describe('a namespace that is not the one that was approved', () => {
  const standing = a.notCovering();
  const namespaces = (uid: string | undefined) =>
    new Map([['payments', read(uid === undefined ? undefined : { uid, terminating: false })]]);

  test('[79] ends a grant that was never applied', () => {
    expect(told(following({ standing, namespaces: namespaces('another uid') }))).toMatchInlineSnapshot(`
      [
        "end revoked by cluster, nothing to delete, never bound: The namespace payments is no longer the one that was approved: it was deleted, or made anew.",
      ]
    `);
    expect(told(following({ standing, namespaces: namespaces(undefined) }))[0]).toMatch(/^end revoked/);
  });

  test('lets it wait where it could not be read', () => {
    expect(following({ standing, namespaces: new Map([['payments', unread('503')]]) })).toEqual([]);
    expect(following({ standing, namespaces: new Map() })).toEqual([]);
  });

  test('does not matter to a grant for the whole cluster', () => {
    const state = a.aState({ namespace: null });
    expect(told(following({ standing, namespaces: new Map() }, { state }))[0]).toMatch(/^apply/);
  });
});

describe('[219] where the API server refused the binding after it was recorded', () => {
  const notApplicable = 'namespaces "payments" is being terminated';

  test('the grant ends with its words', () => {
    expect(told(following({ standing: a.notCovering() }, { notApplicable }))).toMatchInlineSnapshot(`
      [
        "end revoked by cluster, nothing to delete, never bound: The API server refused the binding, so the access could not be applied: namespaces "payments" is being terminated",
      ]
    `);
  });

  test('a binding that is there all the same stays', () => {
    expect(following({ bindings: [HELD] }, { notApplicable })).toEqual([]);
  });
});

describe('another cluster under the same name', () => {
  const uid = 'uid-of-another';

  test('is given nothing', () => {
    expect(following({ uid, standing: a.notCovering() })).toEqual([]);
  });

  test('cannot say that a binding is gone, so no end is recorded on its word', () => {
    const taken = {
      type: 'released',
      by: { kind: 'subject' },
      why: 'The request was removed by #43.',
    } as const;
    expect(following({ uid })).toEqual([]);
    expect(following({ uid }, { taken })).toEqual([]);
  });

  test('lets a grant past its end be closed without a word on its binding', () => {
    expect(following({ uid, now: a.clock('18:00') })).toMatchInlineSnapshot(`
      [
        {
          "event": {
            "at": "2026-11-20T18:00:00Z",
            "bound": false,
            "by": {
              "kind": "time",
            },
            "grant": "7f3a9c21d05be8140c62",
            "path": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "type": "expired",
            "why": "Another cluster answers under the name prod-eu now, so nobody could be asked whether the binding is gone.",
          },
          "kind": "end unseen",
          "remove": [
            "access-grants/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
          ],
        },
      ]
    `);
  });
});

describe('where nothing may be granted', () => {
  const reasons = [
    'no checkpoint',
    'unreadable checkpoint',
    'other history',
    'rewritten',
    'clock skew',
  ] as const;

  test.each(reasons)('(%s) nothing absent is applied or taken for deleted', (reason) => {
    const standing = { kind: 'frozen', reason } as const;
    expect(following({ standing })).toEqual([]);
    expect(following({ standing }, { notApplicable: 'no' })).toEqual([]);
  });

  test('what is held goes on to its end, and is kept as it was approved', () => {
    expect(following({ standing: FROZEN, bindings: [HELD] })).toEqual([]);
    const subjects = [{ kind: 'User', name: 'mallory@acme.com' }];
    expect(told(following({ standing: FROZEN, bindings: [{ ...HELD, subjects }] }))[0]).toBe(
      `apply ${HELD.name} for alice@acme.com`,
    );
  });
});

test('an end bears the later of the clocks, and takes its files out of the tree', () => {
  const now = a.clock('17:30:15');
  const [change] = following({ now, bindings: [{ ...HELD, roleRef: { kind: 'ClusterRole', name: 'x' } }] });
  expect(change).toMatchObject({
    event: { at: formatInstant(now), grant: GRANT.event.grant, path: GRANT.event.path },
    remove: [
      'access-grants/prod-eu/payments/debugger/alice-inc-4242.yaml',
      'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml',
    ],
  });
});
