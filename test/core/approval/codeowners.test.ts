import { describe, expect, test } from 'vitest';
import { ownersOf, parseCodeowners, type Codeowners } from '../../../src/core/approval/codeowners.ts';
import { literalBeginningCovers, patternMatches } from '../../../src/core/approval/pattern.ts';
import { slowlyOwned } from './slow-codeowners.ts';
import { slowlyMatches } from './slow-pattern.ts';

const PATH = '.github/CODEOWNERS';

function codeowners(...lines: readonly string[]): Codeowners {
  const parsed = parseCodeowners(PATH, Buffer.from(lines.join('\n')));
  if (parsed.kind === 'invalid') throw new Error(parsed.problems.map(({ what }) => what).join());
  return parsed.value;
}

/** Whom a path belongs to: undefined where no line matches. */
function owners(file: Codeowners, path: string): readonly string[] | undefined {
  return ownersOf(file, path)?.owners;
}

describe('the examples of GitHub’s own page', () => {
  const lines = [
    '# This is a comment.',
    '*       @global-owner1 @global-owner2',
    '*.js    @js-owner #This is an inline comment.',
    '*.go docs@example.com',
    '*.txt @octo-org/octocats',
    '/build/logs/ @doctocat',
    'guides/* docs@example.com',
    'apps/ @octocat',
    '/docs/ @doctocat',
    '/scripts/ @doctocat @octocat',
    '**/logs @logger',
    '/apps/github',
    '/apps/github/docs @doctocat',
  ];
  const example = codeowners(...lines);

  test.each([
    ['README.md', ['@global-owner1', '@global-owner2']],
    ['a/deep/file', ['@global-owner1', '@global-owner2']],
    ['src/index.js', ['@js-owner']],
    ['cmd/main.go', ['docs@example.com']],
    ['notes.txt', ['@octo-org/octocats']],
    ['build/other', ['@global-owner1', '@global-owner2']],
    ['guides/getting-started.md', ['docs@example.com']],
    ['guides/build-app/troubleshooting.md', ['@global-owner1', '@global-owner2']],
    ['web/apps/shop/index.html', ['@octocat']],
    ['docs/any/thing.md', ['@doctocat']],
    ['more/docs/thing.md', ['@global-owner1', '@global-owner2']],
    ['scripts/run', ['@doctocat', '@octocat']],
    ['deeply/nested/logs/today', ['@logger']],
    ['build/logs/today', ['@logger']],
    ['apps/github/main.c', []],
    ['apps/other/main.c', ['@octocat']],
    ['apps/github/docs/main.c', ['@doctocat']],
  ])('%s belongs to %j, as both readers say', (path, expected) => {
    expect(owners(example, path)).toEqual(expected);
    expect(slowlyOwned(lines.join('\n'), path)).toMatchObject({ kind: 'owned', owners: expected });
  });

  test.each([
    ['docs/*', 'docs/getting-started.md', true],
    ['docs/*', 'docs/build-app/troubleshooting.md', false],
    ['apps/', 'web/apps/shop/index.html', true],
    ['/docs/', 'docs/build-app/troubleshooting.md', true],
    ['/docs/', 'more/docs/getting-started.md', false],
    ['/build/logs/', 'build/logs/deep/today', true],
    ['**/logs', 'build/logs/today', true],
    ['**/logs', 'deeply/nested/logs/today', true],
    ['*.js', 'deep/src/index.js', true],
    ['*', 'README.md', true],
  ])('its page says of %s and %s: %s', (pattern, path, expected) => {
    expect(patternMatches(pattern, path)).toBe(expected);
    expect(slowlyMatches(pattern, path)).toBe(expected);
  });
});

describe('which line decides', () => {
  test('nothing owns where no line matches', () => {
    expect(owners(codeowners('/docs/ @bob'), 'src/a')).toBeUndefined();
  });

  test('the last match wins, also where it comes from a broader pattern', () => {
    const file = codeowners('/access-requests/prod/ @bob', '* @carol');
    expect(ownersOf(file, 'access-requests/prod/x')).toEqual({ line: 2, pattern: '*', owners: ['@carol'] });
  });

  test('[29] a later line without owners takes ownership away', () => {
    const file = codeowners('/access-requests/ @bob', '/access-requests/prod/ # nobody for now');
    expect(owners(file, 'access-requests/prod/x')).toEqual([]);
  });

  test('case counts', () => {
    expect(owners(codeowners('/Access-Requests/ @bob'), 'access-requests/x')).toBeUndefined();
  });

  test('lines count from 1, comments and empty lines too, whatever ends a line', () => {
    const file = parseCodeowners(
      PATH,
      Buffer.from('# first\r\n\r\n/a/ @bob\r\n\t/b/\t@carol\t@acme/x\t\r\n'),
    );
    expect(file).toEqual({
      kind: 'valid',
      value: {
        path: PATH,
        lines: [
          { line: 3, pattern: '/a/', owners: ['@bob'] },
          { line: 4, pattern: '/b/', owners: ['@carol', '@acme/x'] },
        ],
      },
    });
  });

  test('a backslash keeps a space in the pattern', () => {
    const file = codeowners('/my\\ files/ @bob');
    expect(owners(file, 'my files/a')).toEqual(['@bob']);
    expect(owners(file, 'my/a')).toBeUndefined();
  });
});

describe('lines in error', () => {
  test.each([
    '!/access-requests/ @bob',
    '/access-requests/[ab]/ @bob',
    '\\#access-requests/ @bob',
    '/access-requests/#x @bob',
    '/access-requests/*** @bob',
    '/access-requests/ bob',
    '/access-requests/ @bob#note',
    '/access-requests/ @bob/',
    '/access-requests/ @acme/a/b',
    '/access-requests/prod eu/ @bob',
    '/access-requests/\u200b @bob',
    '/access-requests/\u00a0@bob @bob',
    '/access-requests/ @bob\u202e',
    '/access-requests/\\',
    '\ufeff/access-requests/ @bob',
  ])('%j owns nothing and says why', (line) => {
    const file = codeowners('* @ann', line);
    expect(file.lines[1]?.wrong).toMatch(/\w/);
    expect(owners(file, 'access-requests/a/x')).toEqual(['@ann']);
  });

  test.each([
    ['/access-requests/[ab]/', 'access-requests/z/x', true],
    ['/access-requests/prod[12]/', 'access-requests/prod1/x', true],
    ['/access-requests/prod[12]/', 'access-requests/dev/x', false],
    ['!/access-requests/prod/', 'access-requests/prod/x', true],
    ['/src/[ab]', 'access-requests/src/a', false],
    ['src/[ab]', 'access-requests/src/a', true],
    ['prod\\ eu/[ab]', 'access-requests/prod eu/a', true],
    ['[ab]', 'access-requests/a', true],
    ['\\#prod', 'access-requests/prod/x', false],
  ])('the literal beginning of %s, seen from %s: %s', (pattern, path, covered) => {
    expect(literalBeginningCovers(pattern, path)).toBe(covered);
  });
});

describe('files that GitHub would not load', () => {
  const line = '/access-requests/ @bob\n';

  test('[26] a file of 3 MB or more names no owners at all', () => {
    const parsed = parseCodeowners(PATH, Buffer.from(line.padEnd(3_000_001, '#')));
    expect(parsed.kind === 'invalid' && parsed.problems[0]?.what).toBe(
      '`.github/CODEOWNERS` is 3 MB or larger.',
    );
    expect(parseCodeowners(PATH, Buffer.alloc(3 * 1024 * 1024 + 1, line)).kind).toBe('invalid');
  });

  test('a file just under 3 MB is read', () => {
    expect(parseCodeowners(PATH, Buffer.from(line.padEnd(2_999_999, '#'))).kind).toBe('valid');
  });

  test('bytes that are not UTF-8 name no owners', () => {
    expect(parseCodeowners(PATH, Buffer.from([0x2a, 0x20, 0x40, 0xff])).kind).toBe('invalid');
  });
});

describe('patterns', () => {
  test.each([
    ['foo', 'foo', true],
    ['foo', 'a/foo/b', true],
    ['foo', 'foo.txt', false],
    ['foo/', 'foo', false],
    ['foo/', 'a/foo/b', true],
    ['foo/bar', 'a/foo/bar', false],
    ['foo/*', 'foo/a', true],
    ['foo/*', 'foo/a/b', false],
    ['/*', 'foo', true],
    ['/*', 'foo/bar', false],
    ['/*/', 'foo/bar/baz', true],
    ['/', 'foo', false],
    ['f\\*o', 'f*o', true],
    ['f\\*o', 'foo', false],
    ['f?o', 'foo', true],
    ['f?o', 'f/o', false],
    ['foo/**', 'foo', false],
    ['foo/**', 'foo/a/b', true],
    ['foo/**/bar', 'foo/bar/baz', true],
    ['foo/**/bar', 'foo/x/y/bar', true],
    ['foo/**/', 'foo/bar', true],
    ['**', 'a/b', true],
    ['foo//bar', 'foo/bar', false],
    ['?', '💥', true],
  ])('%s seen from %s: %s', (pattern, path, expected) => {
    expect(patternMatches(pattern, path)).toBe(expected);
  });

  test('a hostile pattern costs no more than its length times the path’s', () => {
    const hostile = `/${'*a'.repeat(20_000)}b/${'**/a/'.repeat(2_000)}c`;
    const started = performance.now();
    expect(patternMatches(hostile, `${'a'.repeat(4_000)}/${'a/'.repeat(2_000)}d`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
