// What the reviewer saw is what is granted: whether it still is, and what differs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWithSeen, seenNow } from '../../../src/core/permissions/compare-seen.ts';
import { canonicalRules, gained, rulesDigest, type Rule } from '../../../src/core/permissions/rules.ts';
import { roleGainedRules } from '../../../src/core/words/endings.ts';
import { rule } from './a-rule.ts';

const compare = (seen: readonly Rule[], now: readonly Rule[]) => compareWithSeen(seenNow(seen), seenNow(now));

test('the same rules, however they are written, are the same', () => {
  const seen = [rule('get list', 'pods')];
  expect(compare(seen, seen)).toEqual({ kind: 'same' });
  expect(compare(seen, [rule('list', 'pods'), rule('get list', 'pods')])).toEqual({ kind: 'same' });
  expect(compareWithSeen({ digest: rulesDigest(seen) }, seenNow(seen))).toEqual({ kind: 'same' });
});

test('rules that are fewer were all seen', () => {
  expect(compare([rule('get list', 'pods')], [rule('get', 'pods')])).toEqual({
    kind: 'lost',
    lost: [rule('list', 'pods')],
  });
});

test('rules that are more are told one by one, whatever else was lost', () => {
  const now = [rule('get', 'pods'), rule('create', 'pods/exec')];
  expect(compare([rule('get list', 'pods')], now)).toEqual({
    kind: 'gained',
    gained: [rule('create', 'pods/exec')],
    lost: [rule('list', 'pods')],
  });
});

test('where only the digest is known, a difference may be anything', () => {
  const seen = { digest: rulesDigest([rule('get', 'pods')]) };
  expect(compareWithSeen(seen, seenNow([]))).toEqual({ kind: 'unknown' });
  expect(compareWithSeen(seen, { digest: 'another' })).toEqual({ kind: 'unknown' });
});

test('rules are always the same, fewer or more, and nothing that was gained was ever seen', () => {
  fc.assert(
    fc.property(someRules(), someRules(), (seen, now) => {
      const compared = compare(seen, now);
      const more = gained(seen, now);
      expect(compared.kind === 'gained').toBe(more.length > 0);
      if (compared.kind === 'gained') expect(compared.gained).toEqual(more);
      if (compared.kind === 'same') expect(canonicalRules(seen)).toEqual(canonicalRules(now));
      expect(compare([...seen, ...now], now).kind).not.toBe('gained');
    }),
  );
});

test('a sentence tells the first rules that a role gained, each cut short, and how many more', () => {
  const more = Array.from({ length: 9 }, (_, n) => rule('create', `kind-${n}`));
  const long = rule('get', 'x\u202e\n'.repeat(200));
  const said = roleGainedRules('daypass-debugger', { kind: 'gained', gained: [long, ...more], lost: [] });
  expect(said).toContain('create kind-3; 5 more. Ask again');
  expect(said).not.toMatch(/[\n\u202e]/);
  expect(said.length).toBeLessThan(500);
});

function someRules(): fc.Arbitrary<readonly Rule[]> {
  const some = (...texts: readonly string[]) => fc.subarray([...texts], { minLength: 1 });
  return fc.array(
    fc.record({
      apiGroups: some('', 'apps', '*'),
      resources: some('pods', 'pods/log', '*'),
      verbs: some('get', 'list', '*'),
      resourceNames: fc.subarray(['a', 'b']),
      nonResourceURLs: fc.constant([]),
    }),
  );
}
