// What one role may hold at most, what a policy can accept of it, and what includes what.
import { describe, expect, test } from 'vitest';
import { isAcceptable, isAccepted } from '../../../src/core/permissions/accepts.ts';
import type { Danger, DangerKind } from '../../../src/core/permissions/dangers.ts';
import { isCovered, nameOf, permissionsOf } from '../../../src/core/permissions/permission.ts';
import { permissionProblems } from '../../../src/core/permissions/refused.ts';
import {
  areTooMany,
  canonicalRules,
  gained,
  MOST_PERMISSIONS,
  type Rule,
} from '../../../src/core/permissions/rules.ts';
import { address, aRule, rule } from './a-rule.ts';

describe('to accept a permission', () => {
  const danger = (group: string, resource: string, kind: DangerKind = 'unknown write'): Danger => ({
    kind,
    group,
    resource,
    verbs: ['get'],
    names: [],
  });

  test('is to name it exactly, and no name of two parts stands for another', () => {
    expect(isAccepted(danger('apps', 'deployments'), ['deployments.apps'])).toBe(true);
    expect(isAccepted(danger('', 'deployments.apps'), ['deployments.apps'])).toBe(false);
    expect(isAccepted(danger('apps/scale', 'deployments'), ['deployments.apps/scale'])).toBe(false);
    expect(nameOf('apps', 'deployments/scale')).toBe('deployments.apps/scale');
  });

  test('is impossible for a wildcard and for an address, whatever the policy writes', () => {
    expect(isAcceptable(danger('', 'pods'))).toBe(true);
    expect(isAccepted(danger('', '*', 'wildcard'), ['*'])).toBe(false);
    expect(isAccepted(danger('', '/metrics', 'address'), ['/metrics'])).toBe(false);
  });
});

describe('what one role may hold', () => {
  const place = { file: 'f', line: 1, column: 1 };
  const told = (count: number): readonly string[] => {
    const rules = Array.from({ length: count }, (_, n) => rule('create', `kind-${n}.example.com`));
    const ask = { role: 'debugger', accepts: [], reach: 'namespace', place } as const;
    return permissionProblems(rules, ask).map(({ what }) => what);
  };

  test('is told whole up to fifty problems, and by number beyond', () => {
    expect(told(50)).toHaveLength(50);
    expect(told(50).at(-1)).toContain('example.com');
    expect(told(51)).toHaveLength(51);
    expect(told(51).at(-1)).toContain('1 more');
  });

  test('is at most ten thousand single permissions, by group, resource, name and verb, and the letters of addresses', () => {
    const list = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `r${n}`);
    const named = (groups: number, resources: number, verbs: number, names: number): Rule =>
      aRule({
        apiGroups: list(groups),
        resources: list(resources),
        verbs: list(verbs),
        resourceNames: list(names),
      });

    expect(areTooMany([named(10, 10, 10, 10)])).toBe(false);
    expect(areTooMany([named(10, 100, 10, 0)])).toBe(false);
    expect(areTooMany([named(10, 10, 10, 10), rule('get', 'pods')])).toBe(true);
    expect(areTooMany([named(10, 100, 10, 0), named(1, 1, 1, 0)])).toBe(true);
    const hundred = Array.from({ length: 50 }, (_, n) => `/${String(n).padStart(99, 'a')}`);
    expect(areTooMany([address('get put', ...hundred)])).toBe(false);
    expect(areTooMany([address('get put', ...hundred, '/')])).toBe(true);
  });

  test('bears no word longer than the longest name, wherever it stands', () => {
    const long = (length: number): string => 'x'.repeat(length);
    const words: readonly (keyof Rule)[] = [
      'apiGroups',
      'resources',
      'verbs',
      'resourceNames',
      'nonResourceURLs',
    ];

    for (const part of words) {
      expect(areTooMany([aRule({ [part]: ['a', long(253)] })])).toBe(false);
      expect(areTooMany([aRule({ [part]: ['a', long(254)] })])).toBe(true);
    }
  });
});

describe('what is too much to compare', () => {
  const many = aRule({
    apiGroups: [''],
    resources: Array.from({ length: MOST_PERMISSIONS + 1 }, (_, n) => `r${n}`),
    verbs: ['get'],
  });

  test('has gained whatever there is now, on either side of the change, and nothing where it is the very same', () => {
    expect(gained([many], [rule('get', 'pods')])).toEqual([rule('get', 'pods')]);
    expect(gained([rule('get', 'pods')], [many])).toHaveLength(1);
    expect(gained([many], [many, many])).toEqual([]);
  });

  test('is evened out all the same', () => {
    const turned = { ...many, resources: many.resources.toReversed() };

    expect(canonicalRules([turned, many])).toEqual(canonicalRules([many]));
    expect(canonicalRules([many])).toHaveLength(1);
  });
});

describe('a permission is included', () => {
  const covered = (one: Rule, by: Rule): boolean =>
    [...permissionsOf([one]).values()].every((permission) => isCovered(permission, permissionsOf([by])));

  test.each([
    [rule('get', 'pods', 'a'), rule('get', 'pods'), true],
    [rule('get', 'pods'), rule('get', 'pods', 'a'), false],
    [rule('get', 'pods/log'), rule('get', '*/log'), true],
    [rule('get', 'pods/log'), rule('get', '*'), true],
    [rule('get', 'pods/log'), rule('get', 'pods'), false],
    [rule('get', 'pods'), rule('get', '*/log'), false],
    [rule('get', 'pods'), rule('*', 'pods'), true],
    [rule('*', 'pods'), rule('get', 'pods'), false],
    [rule('get', 'pods.apps'), aRule({ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] }), true],
    [rule('get', 'pods.apps'), rule('get', 'pods'), false],
    [address('get', '/a'), address('*', '/a'), true],
    [address('get', '/a'), address('get', '*'), true],
    [address('get', '/a*'), address('get', '/a'), false],
    [address('get', '/ab'), address('get', '/b*'), false],
  ])('%# exactly where Kubernetes would say so', (one, by, expected) => {
    expect(covered(one, by)).toBe(expected);
  });
});
