// Names from outside where people chat: they can be read, and they do nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText, slackLink, slackMarkup } from '../../../src/core/words/chat.ts';
import { quoted } from '../../../src/core/words/quote.ts';

describe('[170] in Slack', () => {
  test.each([
    ['alice has the role debugger.', 'alice has the role debugger.'],
    ['Tell @acme/payments.', 'Tell `@acme/payments.`'],
    [`Why: ${quoted('R&D <!channel> <@U1>')}.`, 'Why: `R&amp;D &lt;!channel&gt; &lt;@U1&gt;`.'],
    [
      '<!channel> <https://evil.com|click> &lt;',
      '`&lt;!channel&gt;` `&lt;https://evil.com|click&gt;` `&amp;lt;`',
    ],
    ['@all [text](https://evil.com) *bold*', '`@all` `[text](https://evil.com)` `*bold*`'],
    ['See https://evil.com/x or www.evil.com', 'See `https://evil.com/x` or `www.evil.com`'],
    [`Two ${quoted('``ticks`` @here')}`, "Two `''ticks'' @here`"],
    ['one\nline\u202E', 'one line\uFFFD'],
  ])('%s', (prose, markup) => {
    expect(slackMarkup(prose)).toBe(markup);
  });

  test('always nothing but code begins with what acts, and a block has room for it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2_000 }), (text) => {
        const markup = slackMarkup(`Somebody says: ${quoted(text)} and ${text}`);
        expect(markup.length).toBeLessThanOrEqual(3_000);
        const outside = markup.split('`').filter((_, index) => index % 2 === 0);
        expect(outside.join(' ')).not.toMatch(/[<>@*_~]|:\/\//);
        expect(markup).not.toMatch(/[<>\n]/);
      }),
    );
  });

  test('a link has the label that we gave it', () => {
    expect(slackLink({ label: 'Commit a|b <x>', url: 'https://github.com/a/b?c&d' })).toBe(
      '<https://github.com/a/b?c&amp;d|Commit a b &lt;x&gt;>',
    );
  });
});

test('as plain text, code of several words is quoted', () => {
  expect(plainText(`It is ${quoted('alice')}: ${quoted('two words')} for @acme/payments.`)).toBe(
    'It is alice: "two words" for @acme/payments.',
  );
});
