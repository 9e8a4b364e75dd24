// Where the reading of a file ends: the last byte, part, level and problem that still count.
import { describe, expect, test } from 'vitest';
import { parseAccessPolicy } from '../../../src/core/request/access-policy.ts';
import { parseAccessRequest } from '../../../src/core/request/access-request.ts';
import { readPlain } from '../../../src/core/request/plain-scalar.ts';
import { isPrintable, readText } from '../../../src/core/request/text.ts';
import { readYaml, type Limits } from '../../../src/core/request/yaml.ts';
import { aPath, bytes, policyText, problemsOf, requestText } from './builders.ts';

const limits: Limits = { bytes: 16_384, tokens: 2_000, depth: 16 };
const whats = (text: string, over: Partial<Limits> = {}): readonly string[] =>
  readYaml('f', bytes(text), { ...limits, ...over }).problems.map(({ what }) => what);

describe('a file', () => {
  test('[57] is read up to its last byte, of bytes and not of characters', () => {
    const file = (text: string) => readText('f', bytes(text), 8);

    expect(file('a: bbbb\n').problems).toEqual([]);
    expect(file('a: bbbbb\n')).toMatchObject({
      text: undefined,
      problems: [{ place: { line: 1, column: 1 } }],
    });
    expect(file('a: ßß\n').problems).toEqual([]);
    expect(file('a: ßßß\n').text).toBeUndefined();
  });

  test('is read up to the last part that is counted', () => {
    const text = 'a: 1\nb: 2\n';
    const needed = Array.from({ length: 60 }, (_, tokens) => tokens).findIndex(
      (tokens) => whats(text, { tokens }).length === 0,
    );

    expect(needed).toBeGreaterThan(8);
    expect(whats(text, { tokens: needed - 1 })).toEqual([expect.stringContaining('too many parts')]);
  });

  test('is read up to the last level that is counted', () => {
    const nested = (depth: number): string => `a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`;
    const depths = Array.from({ length: 20 }, (_, depth) => whats(nested(depth + 1)).length === 0);

    expect(depths.indexOf(false)).toBeGreaterThan(4);
    expect(depths.slice(depths.indexOf(false))).not.toContain(true);
  });
});

describe('what cannot be seen', () => {
  test('[67] is told once for each character, where it stands first, and ten of them at most', () => {
    const marks = Array.from({ length: 11 }, (_, index) => String.fromCodePoint(0x2_060 + index));
    const problems = (count: number) =>
      readText('f', bytes(`a: ${marks.slice(0, count).join('')}${marks[0]}\n`), 1_000).problems;

    expect(problems(3).map(({ place }) => place?.column)).toEqual([4, 5, 6]);
    expect(problems(9)).toHaveLength(9);
    expect(problems(10)).toHaveLength(10);
    expect(problems(11)).toHaveLength(10);
  });

  test('[67] leaves the rest where it stands, so that every other problem is on its place', () => {
    const { text } = readText('f', bytes('a: \u{E0041}b\t\n'), 1_000);

    expect(text).toBe('a: \uFFFD\uFFFDb \n');
    expect(text).toHaveLength('a: \u{E0041}b\t\n'.length);
  });

  test('is a run of nine accents, and not of eight', () => {
    const accents = (count: number): string => `x${'\u0323'.repeat(count)}`;

    expect(isPrintable(`ẓ${'\u0323'.repeat(8)}`)).toBe(true);
    expect(isPrintable(`ẓ${'\u0323'.repeat(9)}`)).toBe(false);
    expect(readText('f', bytes(`${accents(9)}\n`), 1_000).problems).toHaveLength(1);
    expect(isPrintable('a b')).toBe(true);
    expect(isPrintable('a\nb')).toBe(false);
  });

  test('is where a letter differs from its composed form, on its line', () => {
    expect(readText('f', bytes('a: b\nc: de\u0301\n'), 1_000).problems).toMatchObject([
      { place: { line: 2, column: 5 } },
    ]);
  });
});

describe('a value without quotes', () => {
  test.each<[string, string | number | boolean]>([
    ['-5', -5],
    ['0', 0],
    ['true', true],
    ['false', false],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['2h', '2h'],
    ['yesterday', 'yesterday'],
    ['2026-11-21T08:00:00Z', '2026-11-21T08:00:00Z'],
    ['a=b', 'a=b'],
  ])('%s is what everybody reads', (source, value) => {
    expect(readPlain(source)).toEqual({ kind: 'plain', value });
  });

  test.each([
    '-0',
    '00',
    '-01',
    '2026-11-21',
    '2026-1-2',
    '<<',
    '=',
    'Null',
    'NULL',
    '~',
    '',
    '1.5',
    '0b1',
    '+.inf',
    '-9007199254740992',
  ])('[65] `%s` is refused', (source) => {
    expect(readPlain(source).kind).toBe('refused');
  });
});

describe('the problems of one file', () => {
  const wrong = (count: number) => {
    const roles = Array.from(
      { length: count },
      (_, index) => `r${index}: {clusterRole: c, maxDuration: 9x, requesters: ["@a"]}`,
    );
    return problemsOf(parseAccessPolicy('policy.yaml', bytes(policyText({ roles }))));
  };

  test('are told one by one up to fifty, and the rest by number where the next one stands', () => {
    expect(wrong(50).filter(({ what }) => what.includes('maxDuration'))).toHaveLength(50);
    expect(wrong(51)).toHaveLength(50);
    expect(wrong(51).at(-1)).toMatchObject({
      what: expect.stringContaining('2 more'),
      place: { line: wrong(49).at(-1)!.place!.line + 1 },
    }); // each is told
  });

  test('are told in the order of the file', () => {
    const lines = problemsOf(
      parseAccessRequest(
        aPath(),
        bytes(requestText(['nonsense: 1', 'subject: "@"', 'duration: 0m', 'reason: short'])),
      ),
    ).map(({ place }) => place?.line);

    expect(lines).toEqual(lines.toSorted((one, other) => (one ?? 0) - (other ?? 0)));
    expect(lines).toHaveLength(4);
  });
});
