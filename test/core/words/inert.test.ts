// Text from outside on a terminal or in a log.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped } from '../../../src/core/words/inert.ts';

test('lines that hold nothing odd stay as they are', () => {
  expect(escaped('alice asked for it:\n\tüber 5 µs, 日本\n')).toBe(
    'alice asked for it:\n\tüber 5 µs, 日本\n',
  );
});

test('[90] escape sequences, direction marks and C1 controls are spelled out', () => {
  expect(escaped('\u001B[2J\u009B1m \u202Egpj.exe \u2028 \r')).toBe(
    String.raw`\u001b[2J\u009b1m \u202egpj.exe \u2028 ` + String.raw`\u000d`,
  );
});

test('[90] JSON stays the same JSON', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
      const line = escaped(json);

      expect(JSON.parse(line)).toEqual(JSON.parse(json));
      expect(line).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
