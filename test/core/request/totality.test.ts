import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAccessPolicy } from '../../../src/core/request/access-policy.ts';
import { MAX_REQUEST_BYTES, parseAccessRequest } from '../../../src/core/request/access-request.ts';
import { parsePeople } from '../../../src/core/request/people.ts';
import type { Parsed } from '../../../src/core/problem.ts';
import { aPath, bytes, policyText, requestText } from './builders.ts';

const examples = new URL('../../../access-requests/examples/', import.meta.url);
const texts = [
  requestText(),
  policyText(),
  ...readdirSync(examples).map((name) => readFileSync(new URL(name, examples), 'utf8')),
];

const parsers = [
  parseAccessPolicy,
  parsePeople,
  (_: string, file: Uint8Array) => parseAccessRequest(aPath(), file),
];

/** What hostile and careless people put into files. */
const PIECES = [
  '{', '}', '[', ']', ',', ':', ': ', '- ', '? ', '\n', '\n  ', '&a ', '*a', '!!str ', '!', '%YAML 1.1\n', '---\n', '...\n', '|\n', '>-\n', '"', "'",
  '\\u202e', '\u202E', '\u0000', '\uFEFF', '\t', '\r', '#', ' #', '<<: ', '__proto__: ', 'constructor: ', 'no', '~', '1e400', '0777', '2h', '@', '`',
  'spec:\n', '  subject: alice\n', '  duration: 2h\n', '  reason: ', '  actions: [', 'e\u0301', '\u{1F600}',
]; // prettier-ignore

const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom(...PIECES)), { maxLength: 8 }),
  )
  .map(([text, cuts]) =>
    cuts.reduce((result, [at, length, piece]) => {
      const start = at % (result.length + 1);
      return result.slice(0, start) + piece + result.slice(start + length);
    }, text),
  )
  .map(bytes);
const pieced = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 400 })
  .map((pieces) => bytes(pieces.join('')));
const raw = fc.uint8Array({ maxLength: MAX_REQUEST_BYTES });

describe('reading', () => {
  test.each([
    ['raw bytes', raw, 60],
    ['pieces of files', pieced, 200],
    ['samples that somebody changed', mutated, 500],
  ])('never throws, and always says what is wrong and where: %s', (_, files, numRuns) => {
    fc.assert(
      fc.property(files, (file) => {
        for (const parse of parsers) expectAnswer(parse('file.yaml', file), file);
      }),
      { numRuns },
    );
  });

  test('never changes what other objects are', () => {
    fc.assert(
      fc.property(fc.oneof(pieced, mutated), (file) => {
        for (const parse of parsers) parse('file.yaml', file);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('tells at most fifty problems of a file at once', () => {
    const file = requestText(Array.from({ length: 120 }, (_, n) => `field-${n}: 1`));
    const parsed = parseAccessRequest(aPath(), bytes(file));
    expect(parsed.kind === 'invalid' && parsed.problems.length).toBe(50);
    expect(parsed.kind === 'invalid' && parsed.problems.at(-1)?.what).toBe('The file has 74 more problems.');
  });
});

function expectAnswer(parsed: Parsed<unknown>, file: Uint8Array): void {
  if (parsed.kind === 'valid') return;
  expect(parsed.problems.length).toBeGreaterThan(0);
  const lines = file.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
  for (const { what, why, mend, place } of parsed.problems) {
    for (const sentence of [what, why, mend]) expect(sentence).toMatch(/^\P{Cc}{8,}[.?]$/u);
    expect(place?.line).toBeGreaterThan(0);
    expect(place?.line).toBeLessThanOrEqual(lines);
    expect(place?.column).toBeGreaterThan(0);
  }
}
