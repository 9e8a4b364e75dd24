// When access begins and ends, as the reviewer reads it.
import { describe, expect, test } from 'vitest';
import type { Term } from '../../../src/core/review/term.ts';
import { hours, instantOf, minutes, type Duration } from '../../../src/core/time.ts';
import { checkSummary, checkTitle } from '../../../src/core/words/check.ts';
import { sayTerm } from '../../../src/core/words/term.ts';
import { anOffer, aVerdict } from './a-verdict.ts';

const at = (hour: number, date = 20) => instantOf(Date.UTC(2026, 10, date, hour));
const changed = (longer: Duration, over: Partial<Term & { kind: 'changed' }> = {}): Term => {
  return { kind: 'changed', opensAt: undefined, expiresAt: at(18), longer, sameRules: true, ...over };
};

test.each<[Term, string]>([
  [{ kind: 'from the merge', duration: hours(2) }, 'for 2 hours from the merge'],
  [{ kind: 'from then', opensAt: at(8, 21), duration: hours(2) }, 'from 08:00Z on 21 November for 2 hours'],
  [{ kind: 'until then', expiresAt: at(18) }, 'from the merge until 18:00Z on 20 November'],
  [changed(hours(2)), 'until 18:00Z on 20 November, 2 hours longer than now'],
  [changed(minutes(-90)), 'until 18:00Z on 20 November, 90 minutes shorter than now'],
  [
    changed(hours(1), { opensAt: at(16) }),
    'from 16:00Z on 20 November until 18:00Z on 20 November, 1 hour longer than now',
  ],
])('%j is said in words', (term, said) => {
  expect(sayTerm(term)).toBe(said);
});

describe('the one sentence', () => {
  const title = (...terms: readonly Term[]): string =>
    checkTitle(aVerdict({ about: { kind: 'requests', offers: terms.map((term) => anOffer({ term })) } }));

  test('says what is kept, and until when', () => {
    expect(title(changed(hours(2)))).toBe(
      'If you approve, alice keeps the right to read pods and logs and run commands in any pod of prod-eu/payments until 18:00Z on 20 November, 2 hours longer than now.',
    );
  });

  test('does not call kept what the role allows by now in another way', () => {
    expect(title(changed(hours(2), { sameRules: false }))).toContain('alice may read pods');
  });

  test('says when it begins', () => {
    expect(title({ kind: 'from then', opensAt: at(8, 21), duration: hours(2) })).toContain(
      'of prod-eu/payments, from 08:00Z on 21 November for 2 hours.',
    );
  });
});

test.each<[Term, RegExp]>([
  [{ kind: 'from the merge', duration: hours(2) }, /begins with the merge and ends by itself/],
  [{ kind: 'from then', opensAt: at(8, 21), duration: hours(2) }, /begins when its time has come/],
  [changed(hours(2)), /goes on without a gap/],
])('after the approval of %j the next step says so', (term, next) => {
  const about = { kind: 'requests', offers: [anOffer({ term })] } as const;
  expect(checkSummary(aVerdict({ outcome: 'success', about }))).toMatch(next);
});
