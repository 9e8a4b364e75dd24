// A grant of actions has a role of its own, with exactly its rules, and a binding of the same name to it.
import { describe, expect, test } from 'vitest';
import { bindingOf } from '../../../src/core/grant/binding.ts';
import { compareRole, ownRoleOf } from '../../../src/core/grant/own-role.ts';
import * as a from './a-cluster.ts';
import { aGrant } from './a-grant.ts';

const GRANT = a.aStateWithItsOwnRole();
const HELD = a.heldRoleOf(GRANT);
const { uid: _, gathersRules: __, ...WANTED } = HELD;

test('a grant of a role of the catalogue has none', () => {
  expect(ownRoleOf(aGrant(), a.commit, a.repository)).toBeUndefined();
});

test('the role bears the name and the words of its binding, and the rules of the event', () => {
  expect(ownRoleOf(GRANT.event, a.commit, a.repository)).toMatchInlineSnapshot(`
    {
      "annotations": {
        "daypass.dev/actions": "delete pods/api-7d9f; logs pods/api-7d9f",
        "daypass.dev/approved-by": "bob (1002) for @acme/payments",
        "daypass.dev/commit": "cccccccccccccccccccccccccccccccccccccccc",
        "daypass.dev/expires-at": "2026-11-20T18:00:00Z",
        "daypass.dev/opens-at": "2026-11-20T16:00:00Z",
        "daypass.dev/pull-request": "#42",
        "daypass.dev/reason": "INC-4242, checkout latency, read logs and exec into api",
        "daypass.dev/request": "access-requests/prod-eu/payments/actions/alice-api.yaml",
        "daypass.dev/requested-by": "alice (1001)",
      },
      "kind": "Role",
      "labels": {
        "app.kubernetes.io/managed-by": "daypass",
        "daypass.dev/grant": "7f3a9c21d05be8140c62",
        "daypass.dev/repository": "4242",
      },
      "name": "daypass-7f3a9c21d05be8140c62-1795197600",
      "namespace": "payments",
      "rules": [
        {
          "apiGroups": [
            "",
          ],
          "nonResourceURLs": [],
          "resourceNames": [
            "api-7d9f",
          ],
          "resources": [
            "pods",
          ],
          "verbs": [
            "delete",
          ],
        },
        {
          "apiGroups": [
            "",
          ],
          "nonResourceURLs": [],
          "resourceNames": [
            "api-7d9f",
          ],
          "resources": [
            "pods",
            "pods/log",
          ],
          "verbs": [
            "get",
          ],
        },
      ],
    }
  `);
});

test('the binding refers to the role by its own name', () => {
  const { kind, name, roleRef, annotations } = bindingOf(GRANT.event, a.commit, a.repository);
  expect({ kind, roleRef }).toEqual({ kind: 'RoleBinding', roleRef: { kind: 'Role', name } });
  expect(name).toBe(WANTED.name);
  expect(annotations['daypass.dev/actions']).toBe('delete pods/api-7d9f; logs pods/api-7d9f');
});

test('for the whole cluster both are of the whole cluster', () => {
  const { event } = a.aStateWithItsOwnRole({ namespace: null });
  expect(ownRoleOf(event, a.commit, a.repository)).toMatchObject({
    kind: 'ClusterRole',
    namespace: undefined,
  });
  expect(bindingOf(event, a.commit, a.repository)).toMatchObject({
    kind: 'ClusterRoleBinding',
    namespace: undefined,
    roleRef: { kind: 'ClusterRole', name: WANTED.name },
  });
});

test('a role without known rules is never made', () => {
  const { rules: _, ...event } = GRANT.event;
  expect(() => ownRoleOf(event, a.commit, a.repository)).toThrow('has a role without rules');
});

describe('what is held', () => {
  test('is the same where it allows the same, in whatever order it is written', () => {
    const [first, second] = a.OWN_RULES;
    const split = [
      { ...second!, resources: ['pods/log'] },
      { ...second!, resources: ['pods'], verbs: ['get', 'get'] },
      first!,
    ];
    expect(compareRole(WANTED, HELD)).toBe('same');
    expect(compareRole(WANTED, { ...HELD, rules: split })).toBe('same');
  });

  test.each([
    ['one rule more', [...a.OWN_RULES, a.aRule(['list'], ['pods'])]],
    ['no names', a.OWN_RULES.map((rule) => ({ ...rule, resourceNames: [] }))],
    ['another name', a.OWN_RULES.map((rule) => ({ ...rule, resourceNames: ['web'] }))],
    ['one rule less', a.OWN_RULES.slice(1)],
    ['nothing', []],
  ])('differs in its rules where it has %s', (_, rules) => {
    expect(compareRole(WANTED, { ...HELD, rules })).toBe('rules differ');
  });

  test('differs less where only labels or annotations do, and not at all where others were added', () => {
    const added = { ...HELD, labels: { ...HELD.labels, team: 'payments' } };
    expect(compareRole(WANTED, { ...HELD, labels: {} })).toBe('labels or annotations differ');
    expect(compareRole(WANTED, added)).toBe('same');
  });

  test('that gathers its rules from others is no role of ours, whatever they are now', () => {
    expect(compareRole(WANTED, { ...HELD, gathersRules: true })).toBe('gathers rules');
  });

  test('may be missing', () => {
    expect(compareRole(WANTED, undefined)).toBe('missing');
  });
});
