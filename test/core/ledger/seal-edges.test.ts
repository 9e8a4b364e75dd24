// Why a line is no event, each reason by its name; and the longest line that still is one.
import { describe, expect, test } from 'vitest';
import { canonicalJson, parseCanonical } from '../../../src/core/ledger/canonical.ts';
import type { AccessEvent } from '../../../src/core/ledger/event.ts';
import { readSealedLine, sealEvent } from '../../../src/core/ledger/seal.ts';
import * as words from '../../../src/core/words/findings.ts';
import { grantEvent, key, publicHalf, repository } from './a-branch.ts';

const oid = '9'.repeat(40);
const event = { ...grantEvent({ base: oid, merge: oid, blob: oid }), repository, parent: oid, key: key.id };
const line = sealEvent(event, key);
const why = (text: string): string => {
  const read = readSealedLine(text, () => ({ kind: 'key', key: publicHalf(key) }));
  return read.kind === 'finding' ? read.why : read.kind;
};

describe('a line', () => {
  test.each([
    ['', words.lineBearsNoSeal()],
    [canonicalJson(event), words.lineBearsNoSeal()],
    [`${line} `, words.lineBearsNoSeal()],
    [line.replace('=="}', '"}'), words.lineBearsNoSeal()],
    [line.replace('{"', '{ "'), words.lineIsNotCanonical()],
    [line.replace('{"', '{"a":,"'), words.lineIsNotCanonical()],
    [sealEvent({ type: 'unknown' } as unknown as AccessEvent, key), words.fieldIsNotOfAnEvent('type')],
    [line.replace('alice@', 'carol@'), words.sealDoesNotHold(key.id)],
  ])('[107] %# is no event, and says why', (text, reason) => {
    expect(why(text)).toBe(reason);
  });

  test('[107] is no event where another seal stands among what was sealed', () => {
    const within = { ...event, seal: 'x' };

    expect(why(sealEvent(within, key))).toBe(words.lineIsNotCanonical());
  });

  test('is as long as 262,144 units, and not one longer', () => {
    const ofLength = (length: number): string =>
      sealEvent({ ...event, reason: event.reason + 'x'.repeat(length - line.length) }, key);

    expect(ofLength(262_144)).toHaveLength(262_144);
    expect(why(ofLength(262_144))).toBe('sealed');
    expect(why(ofLength(262_145))).toBe(words.lineIsTooLong());
  });
});

describe('canonical JSON', () => {
  const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

  test('is nested 32 deep at most, in lists and in objects', () => {
    // The outermost list is at depth 0, and so is a value within 32 objects at depth 32.
    expect(parseCanonical(lists(33))).toBeDefined();
    expect(parseCanonical(lists(34))).toBeUndefined();
    expect(parseCanonical(objects(32))).toBeDefined();
    expect(parseCanonical(objects(33))).toBeUndefined();
  });

  test('says what cannot be written', () => {
    expect(() => canonicalJson(JSON.parse(lists(34)))).toThrow('nested too deep');
    expect(() => canonicalJson({ a: undefined })).toThrow('no canonical form for undefined');
    expect(() => canonicalJson(1.5)).toThrow('not an integer');
    expect(() => canonicalJson('\ud800')).toThrow('lone surrogate');
  });

  test('sorts the last character of a plane where its code point stands', () => {
    expect(canonicalJson({ '\u{103FF}': 1, '\u{103FE}': 2 })).toBe('{"\u{103FE}":2,"\u{103FF}":1}');
  });
});
