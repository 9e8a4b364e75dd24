import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globMatches } from '../../../src/core/request/glob.ts';

describe('a pattern', () => {
  test('matches itself, and a star any number of characters', () => {
    const matches = (pattern: string) =>
      ['', 'web', 'web-', 'web-shop', 'my-web-shop'].filter((text) => globMatches(pattern, text));
    expect(matches('web')).toEqual(['web']);
    expect(matches('web-*')).toEqual(['web-', 'web-shop']);
    expect(matches('*web*')).toEqual(['web', 'web-', 'web-shop', 'my-web-shop']);
    expect(matches('*')).toEqual(['', 'web', 'web-', 'web-shop', 'my-web-shop']);
    expect(matches('')).toEqual(['']);
    expect(matches('w*b-*p')).toEqual(['web-shop']);
  });

  test('has no other wildcard', () => {
    expect(globMatches('w.b', 'web') || globMatches('w?b', 'web') || globMatches('[w]eb', 'web')).toBe(false);
  });

  test('always agrees with the plain definition', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (pattern, text) => globMatches(pattern, text) === plainly(pattern, text)),
      {
        numRuns: 2_000,
      },
    );
  });
});

/** By the definition: a star is nothing, or one character and a star. */
function plainly(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*')
    return plainly(pattern.slice(1), text) || (text !== '' && plainly(pattern, text.slice(1)));
  return pattern[0] === text[0] && plainly(pattern.slice(1), text.slice(1));
}
