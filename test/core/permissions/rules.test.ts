import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalRules,
  gained,
  MOST_PERMISSIONS,
  rulesDigest,
  type Rule,
} from '../../../src/core/permissions/rules.ts';
import { sayRule } from '../../../src/core/words/rules.ts';

const aRule = (rule: Partial<Rule>): Rule => ({
  apiGroups: [],
  resources: [],
  verbs: [],
  resourceNames: [],
  nonResourceURLs: [],
  ...rule,
});
const core = (
  resources: readonly string[],
  verbs: readonly string[],
  resourceNames: readonly string[] = [],
): Rule => aRule({ apiGroups: [''], resources, verbs, resourceNames });
const address = (nonResourceURLs: readonly string[], verbs: readonly string[]): Rule =>
  aRule({ nonResourceURLs, verbs });

describe('canonical rules', () => {
  test('of nothing are nothing, and so are those of a rule that allows nothing', () => {
    expect(canonicalRules([])).toEqual([]);
    expect(canonicalRules([aRule({ resources: ['pods'], verbs: ['get'] })])).toEqual([]);
  });

  test('are one rule where two were written, in any order', () => {
    const once = [core(['pods', 'pods/log'], ['get', 'list'])];
    const twice = [
      core(['pods/log'], ['list', 'get']),
      core(['pods'], ['list']),
      core(['pods'], ['get', 'list']),
    ];
    expect(canonicalRules(twice)).toEqual(once);
    expect(rulesDigest(twice)).toBe(rulesDigest(once));
    expect(rulesDigest(once)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('leave out what another rule includes', () => {
    expect(canonicalRules([core(['pods'], ['get'], ['api']), core(['pods'], ['get'])])).toEqual([
      core(['pods'], ['get']),
    ]);
    expect(canonicalRules([core(['*'], ['get']), core(['pods/log'], ['get'])])).toEqual([
      core(['*'], ['get']),
    ]);
    expect(canonicalRules([address(['/metrics/*'], ['get']), address(['/metrics/x'], ['get'])])).toEqual([
      address(['/metrics/*'], ['get']),
    ]);
  });

  test('keep apart what is allowed by name and what is allowed for all', () => {
    expect(canonicalRules([core(['pods'], ['get'], ['b', 'a']), core(['pods'], ['list'])])).toEqual([
      core(['pods'], ['get'], ['a', 'b']),
      core(['pods'], ['list']),
    ]);
  });

  test('have another digest wherever one thing more or less is allowed', () => {
    const rules = [
      core(['pods'], ['get']),
      core(['pods'], ['get', 'list']),
      core(['pods'], ['get'], ['']),
      core(['pods'], []),
    ];
    expect(new Set([...rules, address(['pods'], ['get'])].map((rule) => rulesDigest([rule]))).size).toBe(5);
  });

  test('always depend on the permissions alone, however they are put into rules', () => {
    fc.assert(
      fc.property(fc.array(someRule()), fc.infiniteStream(fc.nat()), (rules, random) => {
        const singles = shuffled(rules.flatMap(oneByOne), random);
        expect(canonicalRules(singles)).toEqual(canonicalRules(rules));
        expect(canonicalRules(canonicalRules(rules))).toEqual(canonicalRules(rules));
        expect(gained(rules, singles)).toEqual([]);
      }),
    );
  });
});

describe('what a role has gained', () => {
  test('is nothing where nothing changed, and nothing where it lost some', () => {
    const before = [core(['pods'], ['get', 'list'])];
    expect(gained(before, before)).toEqual([]);
    expect(gained(before, [core(['pods'], ['get'])])).toEqual([]);
    expect(gained(before, [])).toEqual([]);
  });

  test('is what it allows now and did not before', () => {
    const before = [core(['pods'], ['get']), core(['secrets'], ['get'], ['one'])];
    const now = [core(['pods', 'pods/log'], ['get', 'watch']), core(['secrets'], ['get'])];
    expect(gained(before, now)).toEqual([
      core(['pods'], ['watch']),
      core(['pods/log'], ['get', 'watch']),
      core(['secrets'], ['get']),
    ]);
  });

  test('is nothing where a wildcard allowed it before', () => {
    expect(gained([core(['*/log'], ['*'])], [core(['pods/log'], ['get'])])).toEqual([]);
    expect(gained([core(['pods'], ['*'])], [core(['pods/log'], ['get'])])).toHaveLength(1);
    expect(gained([core(['pods'], ['get'])], [core(['pods'], ['*'])])).toHaveLength(1);
    expect(gained([address(['/a*'], ['get'])], [address(['/abc', '/ab*'], ['get'])])).toEqual([]);
    expect(gained([address(['/ab*'], ['get'])], [address(['/a*'], ['get'])])).toHaveLength(1);
  });

  test('is what single permissions say, whatever the rules', () => {
    fc.assert(
      fc.property(fc.array(someRule()), fc.array(someRule()), (before, now) => {
        const held = before.flatMap(oneByOne);
        const fresh = now.flatMap(oneByOne).filter((rule) => gained(held, [rule]).length > 0);
        expect(gained(before, now)).toEqual(canonicalRules(fresh));
        expect(gained([...before, ...now], now)).toEqual([]);
      }),
    );
  });

  test('is everything where there is too much to compare', () => {
    const many = (last: string) => [
      core(
        Array.from({ length: MOST_PERMISSIONS + 1 }, (_, n) => `r${n}${last}`),
        ['get'],
      ),
    ];
    expect(gained(many(''), many(''))).toEqual([]);
    expect(gained(many(''), many('x'))).toHaveLength(1);
  });

  test.each([
    ['an address of a megabyte', [address([`/api/${'a'.repeat(1_000_000)}`], ['get'])]],
    [
      'a group of a megabyte in each of many permissions',
      [aRule({ apiGroups: ['g'.repeat(1_000_000)], resources: ['a', 'b'], verbs: ['get', 'list'] })],
    ],
    [
      'many long addresses',
      [
        address(
          Array.from({ length: 5_000 }, (_, n) => `/api/${'a'.repeat(200)}${n}`),
          ['get', 'post'],
        ),
      ],
    ],
  ])('is everything, and said at once, where a role holds %s', (_, rules) => {
    const before = performance.now();
    expect(gained([core(['pods'], ['get'])], rules)).toEqual(canonicalRules(rules));
    expect(rulesDigest(rules)).toMatch(/^[0-9a-f]{64}$/);
    // NB: an hour without this bound; here one controller looks after every cluster.
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

test('a rule is one plain line', () => {
  expect(sayRule(core(['pods', 'pods/log'], ['get', 'list', 'watch']))).toBe(
    'get, list and watch pods and pods/log',
  );
  expect(
    sayRule(
      aRule({
        apiGroups: ['apps'],
        resources: ['deployments'],
        verbs: ['patch'],
        resourceNames: ['api', 'web'],
      }),
    ),
  ).toBe('patch deployments (apps) named api or web');
  expect(sayRule(address(['/healthz'], ['get']))).toBe('get the address /healthz');
});

function someRule(): fc.Arbitrary<Rule> {
  const some = (...texts: readonly string[]) => fc.subarray([...texts]);
  return fc.oneof(
    fc.record({
      apiGroups: some('', 'apps', '*'),
      resources: some('pods', 'pods/log', '*', '*/log'),
      verbs: some('get', 'list', '*'),
      resourceNames: some('a', 'b'),
      nonResourceURLs: fc.constant([]),
    }),
    some('/a', '/ab', '/a*', '*').map((urls) => address(urls, ['get'])),
  );
}

function oneByOne(rule: Rule): Rule[] {
  const names = rule.resourceNames.length === 0 ? [[]] : rule.resourceNames.map((name) => [name]);
  const onResources = rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.flatMap((verb) =>
        names.map((resourceNames) =>
          aRule({ apiGroups: [group], resources: [resource], verbs: [verb], resourceNames }),
        ),
      ),
    ),
  );
  return [
    ...onResources,
    ...rule.nonResourceURLs.flatMap((url) => rule.verbs.map((verb) => address([url], [verb]))),
  ];
}

function shuffled<Item>(items: readonly Item[], random: fc.Stream<number>): Item[] {
  const keyed = items.map((item) => ({ item, key: random.next().value ?? 0 }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ item }) => item);
}
