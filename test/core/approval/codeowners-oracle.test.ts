// Two readers of CODEOWNERS, written apart from each other, always agree: on patterns, and on whole files.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownersOf, parseCodeowners } from '../../../src/core/approval/codeowners.ts';
import { patternMatches } from '../../../src/core/approval/pattern.ts';
import { slowlyOwned, type SlowAnswer } from './slow-codeowners.ts';
import { slowlyMatches } from './slow-pattern.ts';

const RUNS = 20_000;
const PATH = '.github/CODEOWNERS';

const name = fc.constantFrom('a', 'b', 'ab', 'B', 'docs', 'access-requests', '.github', 'a.js', 'my files', 'a*b', 'é'); // prettier-ignore
const part = fc.oneof(
  { weight: 6, arbitrary: name.map((one) => one.replaceAll(' ', '\\ ')) },
  { weight: 3, arbitrary: fc.constantFrom('*', '**', '*.js', 'a*', '*b', '?', 'do?s', '.*', 'a\\*b', '\\a') },
  { weight: 2, arbitrary: fc.stringMatching(/^[aB.?*]{1,5}$/) },
  { weight: 1, arbitrary: fc.constant('') },
);
const pattern = fc
  .tuple(fc.constantFrom('', '/', '**/'), fc.array(part, { minLength: 1, maxLength: 5 }), ending())
  .map(([start, parts, end]) => start + parts.join('/') + end);
const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'));

function ending(): fc.Arbitrary<string> {
  return fc.constantFrom('', '', '', '/', '/*', '/**');
}

/** A path that the pattern was made for, more or less: each wildcard stands for something. */
const asked = fc
  .tuple(pattern, path, fc.array(name, { maxLength: 2 }), fc.nat(5))
  .map(([written, other, below, way]) => {
    const filled = written
      .replaceAll('**', below.join('/'))
      .replaceAll('*', 'a')
      .replaceAll('?', 'b')
      .replaceAll('\\', '');
    const inside = [...filled.split('/').filter((one) => one !== ''), ...(way > 2 ? below : [])].join('/');
    const text = way === 0 || inside === '' ? other : way === 1 ? `a/${inside}` : inside;
    return [written, way === 4 ? text.toUpperCase() : text] as const;
  });

test('[35] on 20,000 patterns and paths, the fast matcher and the slow one agree', () => {
  const seen = { matched: 0, unmatched: 0 };

  fc.assert(
    fc.property(asked, ([written, text]) => {
      fc.pre(!written.includes('***'));
      const answer = patternMatches(written, text);
      seen[answer ? 'matched' : 'unmatched'] += 1;
      expect(answer).toBe(slowlyMatches(written, text));
    }),
    { numRuns: RUNS },
  );

  expect(Math.min(seen.matched, seen.unmatched)).toBeGreaterThan(RUNS / 5);
});

const owner = fc.constantFrom(
  '@bob',
  '@acme/payments',
  'ann@example.com',
  '@acme/a.b_c',
  '@bob_acme',
  '@al-ice',
);
const oddOwner = fc.constantFrom('bob', '@', '@bob/', '@a/b/c', '@bob#note', '@b\u200bob', 'a@b@c', '\\@bob');
const oddPattern = fc.constantFrom('!/a/', '/a/[ab]', '\\#a', '/a#b', '/a/***', '/a\u00a0b', '\\', 'a\\/b', '#', '# a'); // prettier-ignore
const blank = fc.constantFrom(' ', '  ', '\t', ' \t ');
const line = fc
  .tuple(
    fc.constantFrom('', '', '', ' ', '\t', '\ufeff'),
    fc.oneof({ weight: 9, arbitrary: pattern }, { weight: 2, arbitrary: oddPattern }),
    fc.array(fc.oneof({ weight: 9, arbitrary: owner }, { weight: 1, arbitrary: oddOwner }), { maxLength: 3 }),
    blank,
    fc.constantFrom('', '', '', ' # why', ' #why @eve', '\t#', '#glued', '\r', ' '),
  )
  .map(([start, written, owners, between, end]) => start + [written, ...owners].join(between) + end);
const file = fc.tuple(
  fc.array(fc.oneof({ weight: 8, arbitrary: line }, { weight: 1, arbitrary: fc.constant('') }), {
    minLength: 1,
    maxLength: 4,
  }),
  asked,
  fc.boolean(),
);

test('[27] [28] [29] [35] on 20,000 files and paths, both readers name the same line and the same owners', () => {
  const seen = { owned: 0, 'no line matches': 0 };

  fc.assert(
    fc.property(file, ([lines, [written, text], own]) => {
      const content = [...lines, ...(own ? [`${written} @bob # last`] : [])].join('\n');
      const answer = quicklyOwned(content, text);
      seen[answer.kind] += 1;
      expect(answer).toEqual(slowlyOwned(content, text));
    }),
    { numRuns: RUNS },
  );

  expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 5);
});

function quicklyOwned(content: string, text: string): SlowAnswer {
  const parsed = parseCodeowners(PATH, Buffer.from(content));
  if (parsed.kind === 'invalid') throw new Error('a small text is always read');
  const found = ownersOf(parsed.value, text);
  if (found === undefined) return { kind: 'no line matches' };
  return { kind: 'owned', line: found.line, owners: found.owners };
}
