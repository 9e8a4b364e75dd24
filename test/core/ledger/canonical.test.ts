// Canonical JSON is what jq prints, and nothing else is canonical.
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, parseCanonical } from '../../../src/core/ledger/canonical.ts';

const hasJq = spawnSync('jq', ['--version']).status === 0;

/** Integers below 2^53 and strings of whole characters, the awkward ones often. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '"',
      '\\',
      '/',
      '\u007f',
      '\u0000',
      '\u001f',
      '\u2028',
      '\u0085',
      '\uFEFF',
      '\uE000',
      '\uFFFF',
      '😀',
      'ß',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.maxSafeInteger().map((number) => number || 0), // -0 has no spelling
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 6 }),
  ),
}));

describe('canonical JSON', () => {
  test('sorts keys, spaces nothing and escapes what jq escapes', () => {
    expect(canonicalJson({ b: [1, null, true], a: { d: 'x\n\u007f"', c: -5 } })).toBe(
      String.raw`{"a":{"c":-5,"d":"x\n\u007f\""},"b":[1,null,true]}`,
    );
  });

  test('sorts by code point, not by UTF-16 unit', () => {
    expect(canonicalJson({ '😀': 1, '\uFFFF': 2 })).toBe('{"\uFFFF":2,"😀":1}');
  });

  test.skipIf(!hasJq)('is always what `jq -jcS` prints', () => {
    const values = fc.sample(fc.dictionary(text, value, { maxKeys: 6 }), 2_000);
    const input = values.map((one) => JSON.stringify(one)).join('\n');

    const printed = spawnSync('jq', ['-cS', '.'], { input, encoding: 'utf8', maxBuffer: 1 << 28 });

    expect(printed.stderr).toBe('');
    expect(values.map((one) => canonicalJson(one)).join('\n')).toBe(printed.stdout.trimEnd());
  });

  test('always reads back as what was written', () => {
    fc.assert(
      fc.property(value, (one) => {
        const written = canonicalJson(one);
        expect(canonicalJson(parseCanonical(written))).toBe(written);
      }),
    );
  });

  test.each([
    ['a duplicate key', '{"a":1,"a":1}'],
    ['a space', '{"a": 1}'],
    ['a trailing newline', '{"a":1}\n'],
    ['another order', '{"b":1,"a":1}'],
    ['another escape', String.raw`{"a":"\u0041"}`],
    ['an escape in capitals', String.raw`{"a":"\u001F"}`],
    ['a fraction', '{"a":1.5}'],
    ['an exponent', '{"a":1e3}'],
    ['2^53', '{"a":9007199254740992}'],
    ['minus zero', '{"a":-0}'],
    ['half a character', String.raw`{"a":"\ud800"}`],
    ['text that ends early', '{"a":1'],
    ['nothing', ''],
    ['what would exhaust the stack', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('[107] %s is not canonical', (_, line) => {
    expect(parseCanonical(line)).toBeUndefined();
  });

  test.each([[1.5], [2 ** 53], [-0], ['\ud800'], [undefined], [Number.NaN], [10n]])(
    'refuses to write %s',
    (one) => {
      expect(() => canonicalJson({ one })).toThrow(TypeError);
    },
  );
});
