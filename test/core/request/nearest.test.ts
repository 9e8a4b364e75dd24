// The known word that somebody may have meant.
import { describe, expect, test } from 'vitest';
import { nearest } from '../../../src/core/request/nearest.ts';

describe('the word that somebody may have meant', () => {
  test('is the nearest, by letters put in, taken out or changed, whatever the capitals', () => {
    expect(nearest('reson', ['duration', 'reason'])).toBe('reason');
    expect(nearest('REASON', ['reason', 'season'])).toBe('reason');
    expect(nearest('seasons', ['reason', 'season'])).toBe('season');
    expect(nearest('tickt', ['ticket'])).toBe('ticket');
  });

  test('is at most a third of its letters away, and two of a short one', () => {
    expect(nearest('abcd', ['abxy'])).toBe('abxy');
    expect(nearest('abcd', ['axyz'])).toBeUndefined();
    expect(nearest('abcdefghi', ['abcdefxyz'])).toBe('abcdefxyz');
    expect(nearest('abcdefghi', ['abcdewxyz'])).toBeUndefined();
    expect(nearest('a', [])).toBeUndefined();
  });

  test('is not looked for where the word is longer than any that is known', () => {
    expect(nearest('x'.repeat(40), ['x'.repeat(39)])).toBeDefined();
    expect(nearest('x'.repeat(41), ['x'.repeat(40)])).toBeUndefined();
  });
});
