// A role that changes while a pull request is open: whoever read the check before is told what is different.
import { expect, test } from 'vitest';
import type { Rule } from '../../../src/core/permissions/rules.ts';
import { rememberShown, withChanges, type ShownRules } from '../../../src/core/review/since-shown.ts';
import type { Offer } from '../../../src/core/review/verdict.ts';
import { aRule, anOffer, aVerdict } from '../words/a-verdict.ts';

const READ = aRule(['get'], ['pods']);
const EXEC = aRule(['create'], ['pods/exec']);

/** What each of the checks says changed, one after another. */
function told(...checks: readonly (readonly Rule[] | 'unread')[]): readonly Offer['changed'][] {
  let shown: ShownRules = new Map();
  return checks.map((rules) => {
    const offers = rules === 'unread' ? [] : [anOffer({ rules })];
    const verdict = aVerdict({ about: { kind: 'requests', offers } });
    shown = rememberShown(verdict, shown);
    const { about } = withChanges(verdict, shown);
    return about.kind === 'requests' ? about.offers[0]?.changed : undefined;
  });
}

const gained = { kind: 'gained', gained: [EXEC], lost: [] };

test('nothing is told of the first check, nor while a role stays as it is', () => {
  expect(told([READ], [READ])).toEqual([undefined, undefined]);
});

test('what changed is told, and goes on being told while nothing else changes', () => {
  expect(told([READ], [READ, EXEC], [EXEC, READ])).toEqual([undefined, gained, gained]);
});

test('another change takes its place', () => {
  expect(told([READ], [READ, EXEC], [READ])).toEqual([undefined, gained, { kind: 'lost', lost: [EXEC] }]);
});

test('a check that could not read the role forgets nothing', () => {
  expect(told([READ], 'unread', [READ, EXEC])).toEqual([undefined, undefined, gained]);
});

test('what grants nobody anything has no role', () => {
  const verdict = aVerdict({ about: { kind: 'unclear' } });
  expect(withChanges(verdict, rememberShown(verdict, new Map()))).toEqual(verdict);
});
