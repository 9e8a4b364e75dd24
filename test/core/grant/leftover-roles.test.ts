// Roles of the reserved form that no grant needs: tidied where history knows them, told where it does not.
import { describe, expect, test } from 'vitest';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import type { HeldRole } from '../../../src/core/grant/own-role.ts';
import type { OpenGrant } from '../../../src/core/grant/position.ts';
import { watch } from '../../../src/core/grant/patience.ts';
import { plan, type PlanInput } from '../../../src/core/grant/plan.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import { minutes, plus } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';
import { told } from './told.ts';

const GRANT = a.aStateWithItsOwnRole();
const HELD = a.heldOf(GRANT);
const ROLE = a.heldRoleOf(GRANT);

const aPlan = (cluster: a.ClusterWish, known: readonly GrantState[], open: readonly OpenGrant[]): PlanInput =>
  a.aPlanInput({
    open,
    grantOf: (id) => known.find(({ event }) => event.grant === id),
    clusters: [a.aCluster({ roles: new Map(), ...cluster })],
  });

const closed = (cluster: a.ClusterWish): readonly PlannedChange[] =>
  plan(aPlan(cluster, [GRANT], []), watch(new Map(), a.NOW));

function open(cluster: a.ClusterWish, over: Partial<OpenGrant> = {}): readonly PlannedChange[] {
  const grant = a.anOpenGrant({ state: GRANT, ...over });
  return plan(aPlan(cluster, [grant.state], [grant]), watch(new Map(), a.NOW));
}

/** What is planned once nothing explained it for five minutes. */
function patiently(ownRoles: readonly HeldRole[], known: readonly GrantState[] = []): readonly string[] {
  const input = aPlan({ ownRoles }, known, []);
  const first = watch(new Map(), a.NOW);
  expect(plan(input, first)).toEqual([]);
  return told(plan(input, watch(first.sightings(), plus(a.NOW, minutes(5)))));
}

test('the role of a grant that stands is left alone', () => {
  expect(open({ bindings: [HELD], ownRoles: [ROLE] })).toEqual([]);
});

describe('what history knows is tidied at once, without an event', () => {
  test('when the grant is closed, whoever deleted its binding', () => {
    expect(closed({ ownRoles: [ROLE] })).toEqual([{ kind: 'tidy', cluster: 'prod-eu', held: ROLE }]);
  });

  test('when the grant is past its end, although its binding is still there', () => {
    const now = a.clock('18:00');
    expect(open({ now, bindings: [HELD], ownRoles: [ROLE] })).toMatchObject([{ kind: 'tidy' }]);
  });

  test('when the grant is taken away, after its binding', () => {
    const taken = { type: 'revoked', by: { kind: 'git' }, why: 'It was taken.' } as const;
    const changes = open({ bindings: [HELD], ownRoles: [ROLE] }, { taken });
    expect(changes).toMatchObject([{ kind: 'end' }, { kind: 'tidy' }]);
  });

  test('when the grant has not begun', () => {
    expect(open({ now: a.clock('15:00'), ownRoles: [ROLE] })).toMatchObject([{ kind: 'tidy' }]);
  });

  test('also while nothing is granted', () => {
    expect(closed({ standing: { kind: 'frozen', reason: 'clock skew' }, ownRoles: [ROLE] })).toHaveLength(1);
  });
});

describe('[78] what nothing in history explains is deleted after five minutes, and told', () => {
  const forged = `daypass-${'1'.repeat(20)}-1795197600`;

  test('a role of a name that no grant ever bore', () => {
    expect(patiently([{ ...ROLE, name: forged, labels: {} }])).toMatchInlineSnapshot(`
      [
        "remove the role daypass-11111111111111111111-1795197600",
        "alert unexplained",
      ]
    `);
  });

  test('a role in another namespace, or of the whole cluster, under the name of a known grant', () => {
    const elsewhere = { ...ROLE, namespace: 'checkout' };
    const everywhere = { ...ROLE, kind: 'ClusterRole', namespace: undefined, uid: 'another' } as const;
    expect(patiently([elsewhere, everywhere], [GRANT])).toHaveLength(4);
  });

  test('a role under the name of a grant whose role is of the catalogue', () => {
    const { event } = a.aState();
    const role = { ...ROLE, name: a.heldOf(a.aState()).name };
    expect(patiently([role], [{ ...a.aState(), event }])).toHaveLength(2);
  });

  test('a role past the end that its name states, for no end lane takes it', () => {
    expect(patiently([{ ...ROLE, name: `daypass-${'1'.repeat(20)}-1700000000` }])).toHaveLength(2);
  });
});

test('what another cluster holds under the name of ours is left alone', () => {
  const state = a.aStateWithItsOwnRole({ cluster: { name: 'prod-eu', uid: 'another' } });
  expect(open({ ownRoles: [ROLE] }, { state })).toEqual([]);
});

test('nothing is tidied in a cluster whose history cannot be compared yet', () => {
  expect(
    closed({ standing: { kind: 'waiting', reason: 'head is no descendant' }, ownRoles: [ROLE] }),
  ).toEqual([]);
});
