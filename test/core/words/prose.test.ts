// What somebody wrote, inside one of our sentences, in a comment on GitHub.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { code } from '../../../src/core/words/inert.ts';
import { plainMarkdown } from '../../../src/core/words/prose.ts';
import { quoted } from '../../../src/core/words/quote.ts';

test('a sentence without anything from outside stays as it is', () => {
  const sentence = '`spec.reason` is `debug`, and should be longer (see §2).';

  expect(plainMarkdown(sentence)).toBe(sentence);
});

test('[90] a name that holds backticks stays inside its code span', () => {
  const path = 'access-requests/`@acme/all`/x.yaml';

  expect(plainMarkdown(`${quoted(path)} is no path of a request.`)).toBe(
    '``access-requests/`@acme/all`/x.yaml`` is no path of a request.',
  );
});

test('[90] a backtick that opens nothing does nothing', () => {
  expect(plainMarkdown('odd ` and @acme/all')).toBe('odd `` ` `` and `@acme/all`');
});

test('[90] whatever people write, in our sentences it never acts', () => {
  const parts = ['`', '``', '```', ' ', 'a', '\\', '"', '@org/ACT', '<ACT>', '[ACT](http://x)', '#ACT', '\n'];
  const hostile = fc.array(fc.constantFrom(...parts), { maxLength: 9 }).map((all) => all.join(''));

  fc.assert(
    fc.property(hostile, hostile, hostile, (one, other, raw) => {
      const sentence = plainMarkdown(`The segment ${quoted(one)} is not ${code(other)}: ${raw}.`);
      const line = `- **${sentence}** (${code(`${one}:1:1`)})`;

      expect(outsideOfCode(line)).not.toMatch(/ACT|\n/);
    }),
    { numRuns: 2_000 },
  );
});

/** https://spec.commonmark.org/0.31.2/#code-spans; a backslash makes the backtick behind it plain, but for one inside a span. */
function outsideOfCode(line: string): string {
  let rest = line;
  let outside = '';
  while (rest !== '') {
    const [plain = ''] = /^(?:\\[^]|[^`\\]|\\$)+/.exec(rest) ?? [];
    outside += plain;
    rest = rest.slice(plain.length);
    const [run = ''] = /^`+/.exec(rest) ?? [];
    rest = rest.slice(run.length);
    const end = run === '' ? null : new RegExp(`(?<!\`)${run}(?!\`)`).exec(rest);
    if (end === null) outside += run;
    else rest = rest.slice(end.index + run.length);
  }
  return outside;
}
