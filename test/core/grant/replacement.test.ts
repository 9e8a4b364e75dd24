// One grant in the place of another: which binding stands, which goes, and what goes with what.
import { describe, expect, test } from 'vitest';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import { follow } from '../../../src/core/grant/follow.ts';
import type { OpenGrant } from '../../../src/core/grant/position.ts';
import { takenWithItsSuccessor } from '../../../src/core/grant/replacement.ts';
import type { EndedEvent } from '../../../src/core/ledger/event.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import { minutes, plus } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';
import { told } from './told.ts';

const OLD = a.aState();
const NEW = a.aState(
  {
    grant: '0'.repeat(19) + '1',
    pr: { ...OLD.event.pr, number: 43 },
    grantedAt: '2026-11-20T17:00:00Z',
    expiresAt: '2026-11-20T20:00:00Z',
    replaces: OLD.event.grant,
  },
  a.HEAD,
);
const [OLD_BOUND, NEW_BOUND] = [a.heldOf(OLD), a.heldOf(NEW)];

/** By the checkpoint the old one was applied, and the new one is not known. */
const AFTER_THE_OLD = a.inStep({ head: OLD.commit });

function following(grant: Partial<OpenGrant>, cluster: a.ClusterWish = {}): readonly PlannedChange[] {
  const facts = a.aCluster({ standing: AFTER_THE_OLD, ...cluster });
  const head = facts.standing.kind === 'in step' ? facts.standing.checkpoint.head : '';
  return follow(a.anOpenGrant({ remove: [], ...grant }), {
    repository: a.repository,
    cluster: facts,
    isCheckpointed: (commit) => a.CHAIN.indexOf(commit) <= a.CHAIN.indexOf(head),
  });
}

const old = (cluster: a.ClusterWish): readonly string[] =>
  told(following({ state: OLD, replacedBy: NEW }, cluster));
const fresh = (cluster: a.ClusterWish, replaces: readonly GrantState[] = [OLD]): readonly string[] =>
  told(following({ state: NEW, replaces }, cluster));

describe('[127] the old grant', () => {
  test('stands while the new one is not bound', () => {
    expect(old({ bindings: [OLD_BOUND] })).toEqual([]);
  });

  test('ends once the new one was read in the cluster, and takes no file with it', () => {
    expect(old({ bindings: [OLD_BOUND, NEW_BOUND] })).toEqual([
      `end replaced by subject, delete ${OLD_BOUND.name}, bound: Its duration was changed by #43; the new grant took its place.`,
    ]);
    const [end] = following({ state: OLD, replacedBy: NEW }, { bindings: [OLD_BOUND, NEW_BOUND] });
    expect(end).toMatchObject({ kind: 'end', remove: [], event: { by: { login: 'alice', pr: 43 } } });
  });

  test.each([
    ['another role', { roleRef: { kind: 'ClusterRole', name: 'view' } }],
    ['somebody else', { subjects: [{ kind: 'User', name: 'mallory@acme.com' }] }],
  ])('stands while what bears the new name binds %s', (_, over) => {
    expect(old({ bindings: [OLD_BOUND, { ...NEW_BOUND, ...over }] })).toEqual([]);
  });

  test('ends too where only labels of the new one were stripped', () => {
    expect(old({ bindings: [OLD_BOUND, { ...NEW_BOUND, labels: {} }] })).toHaveLength(1);
  });

  test('is put right meanwhile like any that is held', () => {
    const subjects = [{ kind: 'User', name: 'mallory@acme.com' }];
    expect(old({ bindings: [{ ...OLD_BOUND, subjects }] })[0]).toContain(`apply ${OLD_BOUND.name}`);
  });

  test('is revoked where somebody deleted it before the new one was bound', () => {
    expect(old({ bindings: [] })).toEqual([expect.stringMatching(/^end revoked by cluster/)]);
  });

  test('is never bound any more where it was not yet', () => {
    expect(old({ standing: a.notCovering(), bindings: [] })).toEqual([]);
  });

  test('ends where the time of the new one is over, bound or not', () => {
    const over = { ...NEW, event: { ...NEW.event, expiresAt: '2026-11-20T17:00:00Z' } };
    expect(told(following({ state: OLD, replacedBy: over }, { bindings: [OLD_BOUND] }))).toEqual([
      expect.stringMatching(/^end replaced by subject/),
    ]);
  });

  test('ends at once where neither has begun', () => {
    const later = { opensAt: '2026-11-20T17:30:00Z' };
    const [one, other] = [OLD, NEW].map((state) => ({ ...state, event: { ...state.event, ...later } }));
    expect(told(following({ state: one!, replacedBy: other! }))).toEqual([
      expect.stringMatching(/^end replaced by subject/),
    ]); // as many as went in
  });

  test('reaches its own end where the new one was never bound', () => {
    const now = plus(a.NOW, minutes(60));
    expect(old({ now, bindings: [] })).toEqual([expect.stringMatching(/^end expired by time/)]);
  });

  test('needs the role of the new one as well, where that has its own', () => {
    const [was, is] = [
      a.aStateWithItsOwnRole(),
      { ...a.aStateWithItsOwnRole({ grant: NEW.event.grant, replaces: OLD.event.grant }), commit: a.HEAD },
    ];
    const bindings = [a.heldOf(was), a.heldOf(is)];
    const end = (ownRoles: a.ClusterWish['ownRoles']) =>
      told(following({ state: was, replacedBy: is }, { bindings, ownRoles: ownRoles ?? [] })).filter((line) =>
        line.startsWith('end'),
      );
    expect(end([a.heldRoleOf(was)])).toEqual([]);
    expect(end([a.heldRoleOf(was), a.heldRoleOf(is)])).toHaveLength(1);
  });
});

describe('[127] the new grant', () => {
  test('is bound beside the old one', () => {
    expect(fresh({ bindings: [OLD_BOUND] })).toEqual([`apply ${NEW_BOUND.name} for alice@acme.com`]);
  });

  test('is bound where the old one reached its end meanwhile, or nearly', () => {
    const now = plus(a.NOW, minutes(59.8));
    expect(fresh({ now, bindings: [] })).toEqual([`apply ${NEW_BOUND.name} for alice@acme.com`]);
  });

  test('is bound where the old one never was', () => {
    expect(fresh({ standing: a.notCovering(), bindings: [] })).toEqual([expect.stringMatching(/^apply/)]);
  });

  test('is not made in the place of what somebody deleted', () => {
    expect(fresh({ bindings: [] })).toEqual([
      expect.stringMatching(
        /^end revoked by cluster, nothing to delete, never bound: The binding whose place it was to take/,
      ),
    ]);
  });

  test('nor where that was two changes ago', () => {
    const middle = { ...NEW, event: { ...NEW.event, grant: '0'.repeat(20) } };
    expect(fresh({ bindings: [] }, [middle, OLD])[0]).toMatch(/^end revoked by cluster/);
  });

  test.each([
    [
      'released',
      /^end released by subject, nothing to delete, never bound: .* taken away before\. She gave it back\.$/,
    ],
    ['revoked', /^end revoked by subject, nothing to delete, never bound/],
    ['expired', /^apply/],
    ['replaced', /^apply/],
  ] as const)('goes with the old one where that is %s, or goes on', (type, line) => {
    expect(fresh({ bindings: [] }, [closed(OLD, type)])).toEqual([expect.stringMatching(line)]);
  });

  test('is left alone once it is bound, whatever became of the old one', () => {
    expect(fresh({ bindings: [NEW_BOUND] }, [closed(OLD, 'revoked')])).toEqual([]);
  });
});

describe('a grant whose place was taken by one that is closed', () => {
  test.each(['released', 'revoked'] as const)('is %s with it', (type) => {
    expect(takenWithItsSuccessor(closed(NEW, type))).toEqual({
      type,
      by: { kind: 'subject', login: 'alice', id: 1001 },
      why: 'The grant that was taking its place was taken away. She gave it back.',
    });
  });

  test('is replaced where that one ran to its end', () => {
    expect(takenWithItsSuccessor(closed(NEW, 'expired'))).toMatchObject({ type: 'replaced', by: { pr: 43 } });
  });
});

function closed(state: GrantState, type: EndedEvent['type']): GrantState {
  const { grant, path, repository, parent, key } = state.event;
  const at = '2026-11-20T16:50:00Z';
  const by = { kind: 'subject', login: 'alice', id: 1001 } as const;
  const why = 'She gave it back.';
  const event = { type, at, grant, path, repository, parent, key, by, why, bound: true, goneBy: at };
  return { ...state, closed: { commit: a.HEAD, index: 2, event } };
}
