// An open grant with a role of its own, beside what its cluster holds of the role and of the binding.
import { describe, expect, test } from 'vitest';
import { follow } from '../../../src/core/grant/follow.ts';
import type { OpenGrant } from '../../../src/core/grant/position.ts';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import * as a from './a-cluster.ts';
import { told } from './told.ts';

const GRANT = a.aStateWithItsOwnRole();
const HELD = a.heldOf(GRANT);
const ROLE = a.heldRoleOf(GRANT);

function following(cluster: a.ClusterWish, grant: Partial<OpenGrant> = {}): readonly PlannedChange[] {
  const facts = a.aCluster({ roles: new Map(), ...cluster });
  const isCheckpointed = () => facts.standing.kind === 'in step' && facts.standing.checkpoint.head === a.HEAD;
  return follow(a.anOpenGrant({ state: GRANT, ...grant }), {
    repository: a.repository,
    cluster: facts,
    isCheckpointed,
  });
}

test('is left alone where both are as they should be', () => {
  expect(following({ bindings: [HELD], ownRoles: [ROLE] })).toEqual([]);
});

test('is applied with its role, which no role of the catalogue has to vouch for', () => {
  expect(following({ standing: a.notCovering() })).toMatchObject([
    { kind: 'apply', role: { name: HELD.name, rules: a.OWN_RULES }, binding: { name: HELD.name } },
  ]);
});

test('is applied only in the namespace that was approved', () => {
  const namespaces = new Map();
  expect(following({ standing: a.notCovering(), namespaces })).toEqual([]);
});

test('whose binding was deleted by hand ends, whether or not its role is left', () => {
  expect(told(following({ ownRoles: [ROLE] }))).toMatchInlineSnapshot(`
    [
      "end revoked by cluster, nothing to delete, bound: The binding was deleted in the cluster. It is not made again; ask again if the access is still needed.",
    ]
  `);
});

describe('a role', () => {
  test('[76] whose rules were changed is put right, and somebody hears of it', () => {
    const wider = { ...ROLE, rules: [...ROLE.rules, a.aRule(['list'], ['secrets'])] };
    const changes = following({ bindings: [HELD], ownRoles: [wider] });
    expect(told(changes)).toMatchInlineSnapshot(`
      [
        "restore the role daypass-7f3a9c21d05be8140c62-1795197600",
        "drift: The rules of the role were changed in the cluster. They were put back.",
        "alert drift",
      ]
    `);
    expect(changes).toMatchObject([
      { role: { rules: a.OWN_RULES } },
      { event: { object: { kind: 'Role', name: ROLE.name, uid: ROLE.uid } } },
      {},
    ]);
  });

  test('[77] whose labels or annotations alone differ is put right without an event', () => {
    const stripped = { ...ROLE, labels: {} };
    expect(told(following({ bindings: [HELD], ownRoles: [stripped] }))).toMatchInlineSnapshot(`
      [
        "restore the role daypass-7f3a9c21d05be8140c62-1795197600",
      ]
    `);
  });

  test('that is missing beside its binding is made again without an event', () => {
    expect(told(following({ bindings: [HELD] }))).toMatchInlineSnapshot(`
      [
        "restore the role daypass-7f3a9c21d05be8140c62-1795197600",
      ]
    `);
  });

  test('[76] that gathers its rules from other roles is deleted and made anew', () => {
    const gathers = { ...ROLE, gathersRules: true };
    expect(told(following({ bindings: [HELD], ownRoles: [gathers] }))).toMatchInlineSnapshot(`
      [
        "restore the role daypass-7f3a9c21d05be8140c62-1795197600",
        "remove the role daypass-7f3a9c21d05be8140c62-1795197600",
        "alert drift",
      ]
    `);
  });

  test('[76] changed together with the subjects is put right at once with them', () => {
    const binding = { ...HELD, subjects: [] };
    const role = { ...ROLE, rules: [] };
    expect(told(following({ bindings: [binding], ownRoles: [role] }))).toMatchInlineSnapshot(`
      [
        "apply daypass-7f3a9c21d05be8140c62-1795197600 for alice@acme.com",
        "drift: The subjects of the binding were changed in the cluster. They were put back.",
        "alert drift",
        "restore the role daypass-7f3a9c21d05be8140c62-1795197600",
        "drift: The rules of the role were changed in the cluster. They were put back.",
        "alert drift",
      ]
    `);
  });

  test.each([
    ['was changed', [{ ...ROLE, rules: [a.aRule(['get'], ['secrets'])] }]],
    ['is missing', []],
  ])('that %s and that the API server lets nobody put right ends the grant', (_, ownRoles) => {
    const changes = following({ bindings: [HELD], ownRoles }, { notApplicable: 'it is forbidden' });
    expect(told(changes)).toEqual([
      `end revoked by cluster, delete ${HELD.name}, bound: The API server refused the binding, so the access could not be applied: it is forbidden`,
    ]);
  });

  test('[74] of another name behind our binding ends the grant, and is not looked at', () => {
    const roleRef = { kind: 'Role', name: 'admin' };
    const changes = following({ bindings: [{ ...HELD, roleRef }], ownRoles: [ROLE] });
    expect(changes).toMatchObject([{ kind: 'end', event: { type: 'revoked' } }]);
  });

  test('[74] of the whole cluster behind a binding in a namespace is another role', () => {
    const roleRef = { kind: 'ClusterRole', name: HELD.name };
    const changes = following({ bindings: [{ ...HELD, roleRef }], ownRoles: [ROLE] });
    expect(changes).toMatchObject([{ kind: 'end', event: { type: 'revoked' } }]);
  });
});
