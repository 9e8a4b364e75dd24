// Where text and events of a commit are cut: the last that fits, and the first that does not.
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/core/ledger/canonical.ts';
import { composeCommit, inCommits } from '../../../src/core/ledger/commit.ts';
import { fittingSubject, wrapped } from '../../../src/core/ledger/commit-text.ts';
import type { UnplacedEvent } from '../../../src/core/ledger/event.ts';
import { readSealedLine } from '../../../src/core/ledger/seal.ts';
import { claimsOf } from '../../../src/core/ledger/trailers.ts';
import { aGrant } from '../grant/a-grant.ts';
import { endOf, key, PATH, publicHalf, refusalOf, repository } from './a-branch.ts';

const parent = '9'.repeat(40);
const end = endOf({ event: aGrant(), merge: parent, commit: parent });
const grantsOf = (number: number, count: number): readonly UnplacedEvent[] =>
  Array.from({ length: count }, () => aGrant({ pr: { ...aGrant().pr, number } }));
const sizes = (...events: readonly UnplacedEvent[]): readonly number[] =>
  inCommits(events).map(({ length }) => length);

describe('a subject', () => {
  test('is the first that has 50 characters or less', () => {
    expect(fittingSubject(['x'.repeat(51), 'y'.repeat(50), 'z'])).toBe('y'.repeat(50));
  });

  test('that nothing fits is a fault of ours', () => {
    expect(() => fittingSubject(['x'.repeat(51), 'y'.repeat(52)])).toThrow(
      /no subject of 50 characters among: x+ \| y+/,
    );
  });
});

describe('a paragraph', () => {
  test('has 72 characters a line at most, the last of them too', () => {
    const words = `${'x'.repeat(35)} ${'y'.repeat(36)}`;

    expect(wrapped(words)).toBe(words);
    expect(wrapped(`x${words}`)).toBe(`x${words}`.replace(' ', '\n'));
    expect(wrapped('')).toBe('');
  });

  test('loses blanks that say nothing, and says that something was put before what Git would read', () => {
    expect(wrapped('  one   two ')).toBe('one two');
    expect(wrapped('Access-Event: {}')).toBe('… Access-Event: {}');
    expect(wrapped('# one')).toBe('… # one');
  });

  test('breaks before a word that only the word behind it makes a trailer of', () => {
    const full = 'x'.repeat(72);

    expect(wrapped(`${full} one two: three`)).toBe(`${full}\none two: three`);
    expect(wrapped(`${full} one : two`)).toBe(`${full} one\n: two`);
    expect(wrapped(`${full} one: two`)).toBe(`${full} one:\ntwo`);
  });
});

describe('many events', () => {
  test('part between pull requests, and between a grant and what is none', () => {
    expect(sizes(...grantsOf(1, 30), ...grantsOf(2, 30))).toEqual([30, 30]);
    expect(sizes(...grantsOf(1, 25), ...grantsOf(2, 25))).toEqual([50]);
    expect(sizes(...grantsOf(1, 49), end, refusalOf(PATH, parent))).toEqual([50, 1]);
    expect(sizes(...Array.from({ length: 49 }, () => end), ...grantsOf(1, 2))).toEqual([49, 2]);
  });

  test('part where the next one would make the text of a commit longer than 200,000 units', () => {
    const ofLength = (length: number): UnplacedEvent => {
      const text = 'x'.repeat(10_000);
      const refusal = refusalOf(PATH, parent);
      const many = { ...refusal, why: Array.from({ length: Math.floor(length / 11_000) }, () => text) };
      const missing = length - canonicalJson({ ...many, why: [...many.why, ''] }).length;
      return { ...many, why: [...many.why, 'y'.repeat(missing)] };
    };

    expect(canonicalJson(ofLength(100_000))).toHaveLength(100_000);
    expect(sizes(ofLength(100_000), ofLength(100_000))).toEqual([2]);
    expect(sizes(ofLength(100_000), ofLength(100_001))).toEqual([1, 1]);
  });
});

describe('a commit', () => {
  test('with more events than any carries, or none, is a fault of ours', () => {
    const events = Array.from({ length: 51 }, () => end);

    expect(() => composeCommit({ repository, parent, key, events })).toThrow('51 events in one commit');
  });

  test('leaves out what an event does not say', () => {
    const unsaid: object = { why: undefined };
    const events = [{ ...end, ...unsaid }];
    const [line = ''] = claimsOf(composeCommit({ repository, parent, key, events }).message).lines;

    expect(readSealedLine(line, () => ({ kind: 'key', key: publicHalf(key) }))).toEqual({
      kind: 'sealed',
      event: { ...end, repository, parent, key: key.id },
    });
  });
});
