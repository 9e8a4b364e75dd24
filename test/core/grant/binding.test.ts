import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bindingName,
  bindingOf,
  compareBinding,
  parseBindingName,
  type HeldBinding,
} from '../../../src/core/grant/binding.ts';
import { instantOf, parseInstant } from '../../../src/core/time.ts';
import { aGrant, commit, repository } from './a-grant.ts';

const grant = '7f3a9c21d05be8140c62';
const end = parseInstant('2026-11-20T18:00:00Z')!;
const desired = bindingOf(aGrant(), commit, repository);

function held(differences: Partial<HeldBinding> = {}): HeldBinding {
  return { ...desired, uid: 'some-uid', ...differences };
}

describe('the name of a binding', () => {
  test('says its grant and its end', () => {
    expect(bindingName(grant, end)).toBe('daypass-7f3a9c21d05be8140c62-1795197600');
    expect(parseBindingName('daypass-7f3a9c21d05be8140c62-1795197600')).toEqual({ grant, expiresAt: end });
  });

  test('always reads back as it was written, to the second', () => {
    const grants = fc.stringMatching(/^[0-9a-f]{20}$/);
    const ends = fc.integer({ min: 0, max: 9_999_999_999 }).map((count) => instantOf(count * 1000));
    fc.assert(
      fc.property(grants, ends, (grant, expiresAt) => {
        expect(parseBindingName(bindingName(grant, expiresAt))).toEqual({ grant, expiresAt });
      }),
    );
  });

  test.each([
    ['another tool', 'payments-debugger'],
    ['a longer grant', 'daypass-7f3a9c21d05be8140c620-1795197600'],
    ['a shorter grant', 'daypass-7f3a9c21d05be8140c6-1795197600'],
    ['capital letters', 'daypass-7F3A9C21D05BE8140C62-1795197600'],
    ['an end of nine digits', 'daypass-7f3a9c21d05be8140c62-179519760'],
    ['an end of eleven digits', 'daypass-7f3a9c21d05be8140c62-17951976000'],
    ['something before it', 'x-daypass-7f3a9c21d05be8140c62-1795197600'],
    ['something after it', 'daypass-7f3a9c21d05be8140c62-1795197600.old'],
    ['a line after it', 'daypass-7f3a9c21d05be8140c62-1795197600\n'],
    ['other digits', 'daypass-7f3a9c21d05be8140c62-١٧٩٥١٩٧٦٠٠'],
  ])('[74] of %s is not of the reserved form', (_whose, name) => {
    expect(parseBindingName(name)).toBeUndefined();
  });
});

describe('the binding of a grant', () => {
  test('is a RoleBinding to the catalogue role, for the one person, and explains itself', () => {
    expect(desired).toMatchInlineSnapshot(`
      {
        "annotations": {
          "daypass.dev/approved-by": "bob (1002) for @acme/payments",
          "daypass.dev/commit": "cccccccccccccccccccccccccccccccccccccccc",
          "daypass.dev/expires-at": "2026-11-20T18:00:00Z",
          "daypass.dev/opens-at": "2026-11-20T16:00:00Z",
          "daypass.dev/pull-request": "#42",
          "daypass.dev/reason": "INC-4242, checkout latency, read logs and exec into api",
          "daypass.dev/request": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
          "daypass.dev/requested-by": "alice (1001)",
        },
        "kind": "RoleBinding",
        "labels": {
          "app.kubernetes.io/managed-by": "daypass",
          "daypass.dev/grant": "7f3a9c21d05be8140c62",
          "daypass.dev/repository": "4242",
        },
        "name": "daypass-7f3a9c21d05be8140c62-1795197600",
        "namespace": "payments",
        "roleRef": {
          "kind": "ClusterRole",
          "name": "daypass-debugger",
        },
        "subjects": [
          {
            "kind": "User",
            "name": "alice@acme.com",
          },
        ],
      }
    `);
  });

  test('is a ClusterRoleBinding where the grant has no namespace', () => {
    const { kind, namespace } = bindingOf(aGrant({ namespace: null }), commit, repository);

    expect({ kind, namespace }).toEqual({ kind: 'ClusterRoleBinding', namespace: undefined });
  });

  test('says so where nobody had to approve', () => {
    const { annotations } = bindingOf(aGrant({ approvals: [] }), commit, repository);

    expect(annotations['daypass.dev/approved-by']).toBe('the policy');
  });

  test('[82] keeps name and labels valid whatever the length of what people wrote', () => {
    const long = aGrant({
      namespace: { name: 'n'.repeat(63), uid: 'uid' },
      subject: { login: 'a'.repeat(39), id: 2 ** 53 - 1, username: 'u'.repeat(200) },
      reason: 'r'.repeat(5_000),
    });

    const { name, labels, annotations } = bindingOf(long, commit, 2 ** 53 - 1);

    expect(name).toHaveLength(39);
    for (const value of Object.values(labels))
      expect(value).toMatch(/^[0-9A-Za-z]([-_.0-9A-Za-z]{0,61}[0-9A-Za-z])?$/);
    expect(annotations['daypass.dev/reason']).toHaveLength(5_000);
  });
});

describe('a held binding', () => {
  test('as it was applied is the same', () => {
    expect(compareBinding(desired, held())).toBe('same');
  });

  test('to which others added a label and an annotation is the same', () => {
    const labels = { ...desired.labels, team: 'payments' };
    const annotations = { ...desired.annotations, 'example.com/seen': 'yes' };

    expect(compareBinding(desired, held({ labels, annotations }))).toBe('same');
  });

  test('[76] with one more subject differs in its subjects', () => {
    const subjects = [...desired.subjects, { kind: 'User', name: 'mallory@acme.com' }];

    expect(compareBinding(desired, held({ subjects }))).toBe('subjects differ');
  });

  test.each([
    ['another kind', { kind: 'Group', name: 'alice@acme.com' }],
    ['a namespace', { kind: 'User', name: 'alice@acme.com', namespace: 'payments' }],
  ])('whose subject has %s differs in its subjects', (_what, subject) => {
    expect(compareBinding(desired, held({ subjects: [subject] }))).toBe('subjects differ');
  });

  test('without subjects differs in its subjects', () => {
    expect(compareBinding(desired, held({ subjects: [] }))).toBe('subjects differ');
  });

  test('[77] whose expiry annotation was lengthened differs in its annotations', () => {
    const annotations = { ...desired.annotations, 'daypass.dev/expires-at': '2036-11-20T18:00:00Z' };

    expect(compareBinding(desired, held({ annotations }))).toBe('labels or annotations differ');
  });

  test('[77] whose labels were stripped differs in its labels', () => {
    expect(compareBinding(desired, held({ labels: {} }))).toBe('labels or annotations differ');
  });

  test('[74] to another role is that before anything else', () => {
    const other = held({ roleRef: { kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [], labels: {} });

    expect(compareBinding(desired, other)).toBe('another role');
  });
});
