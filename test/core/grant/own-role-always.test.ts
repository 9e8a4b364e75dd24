// What is always true of the roles that grants have of their own, whatever history says and whoever touched them.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeldBinding } from '../../../src/core/grant/binding.ts';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import { keyText, type ClusterFacts } from '../../../src/core/grant/cluster-facts.ts';
import { compareRole, type HeldRole } from '../../../src/core/grant/own-role.ts';
import { watch } from '../../../src/core/grant/patience.ts';
import { plan, type PlanInput } from '../../../src/core/grant/plan.ts';
import type { Taken } from '../../../src/core/grant/position.ts';
import { minutes, plus } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';

const STATE = a.aStateWithItsOwnRole();
const HELD = a.heldOf(STATE);
const ROLE = a.heldRoleOf(STATE);

const aTaken = fc.constantFrom<(Taken | undefined)[]>(
  undefined,
  undefined,
  { type: 'revoked', by: { kind: 'git' }, why: 'It was taken.' },
  { type: 'revoked', by: undefined, why: 'It was taken.' },
);
const aBinding = fc.constantFrom<(HeldBinding | undefined)[]>(
  undefined,
  HELD,
  HELD,
  { ...HELD, subjects: [{ kind: 'User', name: 'mallory' }] },
  { ...HELD, labels: {} },
  { ...HELD, roleRef: { kind: 'Role', name: 'admin' } },
);
const aRole = fc.constantFrom<(HeldRole | undefined)[]>(
  undefined,
  ROLE,
  ROLE,
  { ...ROLE, rules: [...ROLE.rules, a.aRule(['list'], ['secrets'])] },
  { ...ROLE, rules: [] },
  { ...ROLE, labels: {} },
  { ...ROLE, gathersRules: true },
);
const aStranger = fc.constantFrom<HeldRole[]>(
  { ...ROLE, name: `daypass-${'1'.repeat(20)}-1795197600`, uid: 'forged' },
  { ...ROLE, namespace: 'web', uid: 'elsewhere' },
  { ...ROLE, kind: 'ClusterRole', namespace: undefined, uid: 'everywhere' },
);

const aSituation: fc.Arbitrary<PlanInput> = fc
  .record({
    now: fc.integer({ min: -90, max: 90 }).map((minute) => plus(a.NOW, minutes(minute))),
    standing: fc.constantFrom<ClusterFacts['standing'][]>(
      a.inStep(),
      a.notCovering(),
      { kind: 'frozen', reason: 'rewritten' },
      { kind: 'waiting', reason: 'head is no descendant' },
    ),
    isOpen: fc.boolean(),
    taken: aTaken,
    notApplicable: fc.constantFrom(undefined, undefined, 'it is forbidden'),
    binding: aBinding,
    role: aRole,
    strangers: fc.uniqueArray(aStranger, { maxLength: 2 }),
  })
  .map(({ now, standing, isOpen, taken, notApplicable, binding, role, strangers }) => {
    const grant = a.anOpenGrant({ state: STATE, taken, notApplicable });
    const cluster = a.aCluster({
      now,
      standing,
      bindings: binding === undefined ? [] : [binding],
      ownRoles: [...(role === undefined ? [] : [role]), ...strangers],
    });
    const grantOf = (id: string) => (id === STATE.event.grant ? STATE : undefined);
    return a.aPlanInput({ now, open: isOpen ? [grant] : [], clusters: [cluster], grantOf });
  });

/** The plan of somebody who has seen all of it for long enough. */
function planned(input: PlanInput): readonly PlannedChange[] {
  const first = watch(new Map(), plus(input.now, minutes(-6)));
  plan(input, first);
  return plan(input, watch(first.sightings(), input.now));
}

function holds(property: (input: PlanInput, changes: readonly PlannedChange[]) => void): void {
  fc.assert(
    fc.property(aSituation, (input) => {
      property(input, planned(input));
    }),
    { numRuns: 200 },
  );
}

/** The roles as they are once the plan was carried out. */
function rolesAfter({ clusters }: PlanInput, changes: readonly PlannedChange[]): readonly HeldRole[] {
  const roles = new Map(clusters[0]?.ownRoles);
  for (const change of changes) if ('held' in change && change.held) roles.delete(keyText(change.held));
  for (const change of changes) {
    if (change.kind !== 'apply' && change.kind !== 'restore role') continue;
    if (change.role === undefined) continue;
    const gathersRules = roles.get(keyText(change.role))?.gathersRules ?? false;
    roles.set(keyText(change.role), { ...change.role, gathersRules, uid: 'applied' });
  }
  return [...roles.values()];
}

const isWaiting = ({ clusters }: PlanInput) => clusters[0]?.standing.kind === 'waiting';

test('a role is only ever written with exactly the rules that were sealed', () => {
  holds((_, changes) => {
    for (const change of changes) {
      if (change.kind === 'restore role' || (change.kind === 'apply' && change.role !== undefined))
        expect(change.role).toMatchObject({ name: ROLE.name, namespace: 'payments', rules: a.OWN_RULES });
    }
  });
});

test('what stands after a plan is the role of a grant that stands, and as it should be, or without a binding', () => {
  holds((input, changes) => {
    if (isWaiting(input)) return;
    const ended = changes.some(({ kind }) => kind === 'end');
    for (const role of rolesAfter(input, changes)) {
      expect(input.open, 'a role without an open grant').toHaveLength(1);
      expect(keyText(role)).toBe(keyText(ROLE));
      expect([isInside(input), input.open[0]?.taken]).toEqual([true, undefined]);
      const isBound = input.clusters[0]?.bindings.has(keyText(HELD)) === true && !ended;
      if (isBound) expect(compareRole(ROLE, role)).toBe('same');
    }
  });
});

test('a role that is as it should be, of a grant that stands, is left alone', () => {
  holds((input, changes) => {
    const [grant] = input.open;
    const role = input.clusters[0]?.ownRoles.get(keyText(ROLE));
    if (grant === undefined || grant.taken !== undefined || !isInside(input)) return;
    if (role === undefined || compareRole(ROLE, role) !== 'same') return;
    expect(changes.filter((change) => touches(change, ROLE))).toEqual([]);
  });
});

test('a role that nothing explains never goes without an event and an alert, and none comes without the other', () => {
  holds((input, changes) => {
    const alerts = changes.flatMap((change) => (change.kind === 'alert' ? [change.alert.key] : []));
    const told = changes.flatMap((change) =>
      change.kind === 'drift' || change.kind === 'remove' ? [change.event.object] : [],
    );
    for (const [key, { uid }] of input.clusters[0]?.ownRoles ?? []) {
      const isTold = told.some((object) => object.uid === uid);
      expect(alerts.some((alert) => alert.endsWith(` ${uid}`))).toBe(isTold);
      if (key !== keyText(ROLE) && !isWaiting(input)) expect(isTold).toBe(true);
    }
  });
});

test('nothing is done where history cannot be compared yet', () => {
  holds((input, changes) => {
    if (isWaiting(input)) expect(changes).toEqual([]);
  });
});

function isInside({ clusters }: PlanInput): boolean {
  const now = clusters[0]?.now ?? 0;
  return a.clock('16:00') <= now && now < a.clock('18:00');
}

function touches(change: PlannedChange, role: HeldRole): boolean {
  if (change.kind === 'restore role') return true;
  return (change.kind === 'tidy' || change.kind === 'remove') && keyText(change.held) === keyText(role);
}
