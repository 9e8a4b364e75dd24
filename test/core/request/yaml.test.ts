import { describe, expect, test } from 'vitest';
import { UNREADABLE } from '../../../src/core/request/plain-scalar.ts';
import { readYaml } from '../../../src/core/request/yaml.ts';
import { bytes, shown } from './builders.ts';

const limits = { bytes: 16_384, tokens: 2_000, depth: 16 };
const read = (text: string) => readYaml('file.yaml', bytes(text), limits);
const whats = (text: string) => read(text).problems.map(shown);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('strict YAML', () => {
  test('reads maps, lists, texts, whole numbers and yes or no', () => {
    const file = read('---\n# a comment\na: text\n"b": [1, true, \'two words\']\nc: {d: {}}\n');
    expect(file.problems).toEqual([]);
    expect(plain(file.value)).toEqual({ a: 'text', b: [1, true, 'two words'], c: { d: {} } });
  });

  test('knows where each value and each key stands, and the parent of what is absent', () => {
    const file = read('a: 1\nb:\n  - c: x\n    d: y\n');
    expect(file.place(['b', 0, 'd'])).toEqual({ file: 'file.yaml', line: 4, column: 8 });
    expect(file.keyPlace(['b', 0, 'd'])).toEqual({ file: 'file.yaml', line: 4, column: 5 });
    expect(file.place(['b', 0, 'absent', 'deeper'])).toEqual({ file: 'file.yaml', line: 3, column: 5 });
    expect(file.place(['absent'])).toEqual({ file: 'file.yaml', line: 1, column: 1 });
  });

  test('a moment in time stays a text', () => {
    expect(plain(read('a: 2026-11-21T08:00:00Z\n').value)).toEqual({ a: '2026-11-21T08:00:00Z' });
  });

  test('[59] a repeated key is refused, whichever way it is quoted', () => {
    expect(whats('a: 1\n"a": 2\n')).toEqual(['2:1 The key `a` stands here a second time.']);
    expect(whats('{a: 1, a: 2}\n')).toEqual(['1:8 The key `a` stands here a second time.']);
  });

  test('[62] anchors, aliases and merge keys are refused, a cycle and a bomb too', () => {
    expect(whats('a: &x [*x]\n')).toEqual([
      '1:4 An anchor (`&`) stands here.',
      '1:8 An alias (`*`) stands here.',
    ]);
    expect(whats('a: {<<: {b: 1}}\n')).toEqual(['1:5 This key is not a plain text.']);
    const bomb = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`);
    expect(whats(['a0: &a0 [x]', ...bomb, ''].join('\n'))).toHaveLength(10 + 81);
  });

  test('[63] a tag is refused, known or not', () => {
    expect(whats("a: !!js/function 'x'\n")).toEqual(['1:4 A tag (`!`) stands here.']);
    expect(whats('a: !!str x\nb: !mine {}\nc: !<tag:yaml.org,2002:int> 3\n')).toHaveLength(3);
  });

  test('[64] several documents, an end of document and a directive are refused', () => {
    expect(whats('a: 1\n---\nb: 2\n')).toEqual(['2:1 A second document begins here.']);
    expect(whats('a: 1\n...\n')).toEqual(['2:1 An end of document (`...`) stands here.']);
    expect(whats('%YAML 1.1\n---\na: 1\n')).toEqual(['1:1 A directive (`%`) stands here.']);
    expect(whats('a: 1\n...\n---\nb: 2\n')).toHaveLength(2);
  });

  test.each([
    'no',
    'on',
    'Y',
    'True',
    'OFF',
    '0777',
    '0o17',
    '0x1F',
    '1:30',
    '1e400',
    '.5',
    '1_000',
    '+1',
    '.nan',
    '-.INF',
  ])('[65] the plain %s is refused, and asks for quotes', (text) => {
    expect(read(`a: ${text}\n`).problems.map(({ mend }) => mend)).toEqual([
      `If you mean the text, write it in quotes: \`"${text}"\`.`,
    ]);
    expect(plain(read(`a: "${text}"\n`).value)).toEqual({ a: text });
    expect(whats(`${text}: a\n`)).toEqual(['1:1 This key is not a plain text.']);
  });

  test('[65] a number that cannot be held exactly is refused', () => {
    expect(whats('a: 9007199254740993\n')).toEqual([
      '1:4 The number `9007199254740993` is too large to be read exactly.',
    ]);
  });

  test('[65] an empty place is refused', () => {
    expect(whats('a:\nb: ~\nc: null\nd: [ ]\n')).toEqual([
      '1:3 No value stands here.',
      '2:4 No value stands here.',
      '3:4 No value stands here.',
    ]);
    expect(whats('{a}\n')).toEqual(['1:2 No value stands here.']);
  });

  test('[66] names that programs give a meaning are no keys, and change nothing', () => {
    const file = read('__proto__: {admin: true}\nconstructor: {prototype: {admin: true}}\na: 1\n');
    expect(file.problems.map(shown)).toEqual([
      '1:1 `__proto__` cannot be a key.',
      '2:1 `constructor` cannot be a key.',
    ]);
    expect(Object.keys(file.value as object)).toEqual(['a']);
    expect(Object.getPrototypeOf(file.value)).toBeNull();
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test.each([
    ['a NUL', '\u0000'],
    ['a change of direction', '\u202E'],
    ['an isolate', '\u2066'],
    ['a zero-width space', '\u200B'],
    ['a zero-width joiner', '\u200D'],
    ['a soft hyphen', '\u00AD'],
    ['a no-break space', '\u00A0'],
    ['a line separator', '\u2028'],
    ['a Hangul filler', '\u3164'],
    ['a tag character', '\u{E0041}'],
    ['a control sequence', '\u001B'],
    ['the lexer\u2019s own mark', '\u001F'],
  ])('[67] %s is refused, in a value, in a comment and as an escape', (_, character) => {
    expect(whats(`a: b${character}c\n`)[0]).toMatch(/^1:5 Here stands the character U\+/);
    expect(whats(`a: b # c${character}\n`)[0]).toMatch(/^1:9 Here stands the character U\+/);
    const escaped = `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`;
    expect(whats(`a: "b${escaped}c"\n`)).toEqual([
      '1:4 An escape in this text stands for something that cannot be seen.',
    ]);
  });

  test('a byte order mark, a tab and a carriage return are refused', () => {
    expect(whats('\uFEFFa: 1\n')[0]).toBe('1:1 Here stands the character U+FEFF, which cannot be seen.');
    expect(whats('a:\tb\n')).toEqual(['1:3 Here stands a tab, which cannot be seen.']);
    expect(whats('a: b\r\nc: d\r\n')).toEqual(['1:5 Here stands a carriage return, which cannot be seen.']);
  });

  test('a letter and its accent are one character, and few accents stand on one letter', () => {
    expect(whats('a: e\u0301\n')).toEqual([
      '1:4 An accented letter here is written as a letter and a separate accent.',
    ]);
    expect(read('a: \u00E9\n').problems).toEqual([]);
    expect(whats(`a: e${'\u0323\u0301'.repeat(8)}\n`)).toEqual([
      '1:5 Here many accents are stacked on one letter.',
    ]);
  });

  test('bytes that are no UTF-8 are refused', () => {
    const file = readYaml('f', Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0x0a), limits);
    expect(file.problems.map(shown)).toEqual(['1:1 The file is not valid UTF-8.']);
    expect(file.value).toBe(UNREADABLE);
  });

  test('an empty file, and one of comments alone, says nothing', () => {
    expect(['', '\n', '# only this\n'].map(whats)).toEqual([
      ['1:1 The file says nothing.'],
      ['1:1 The file says nothing.'],
      ['1:1 The file says nothing.'],
    ]);
  });

  test('a file that was cut short is refused', () => {
    expect(whats('a: b')).toEqual(['1:5 The last line does not end in a newline.']);
    expect(whats('a: "b\n')[0]).toMatch(/This is no valid YAML/);
  });

  test('texts over several lines, explicit keys and keys that are no texts are refused', () => {
    expect(whats('a: b\n  c\n')).toEqual(['1:4 This text goes over several lines.']);
    expect(whats('a: "b\n  c"\n')).toEqual(['1:4 This text goes over several lines.']);
    expect(whats('a: |\n  b\n  c\n')).toEqual(['1:4 A text of several lines begins here.']);
    expect(whats('? a\n: b\n')).toEqual([
      '1:1 A key is marked by `?` here.',
      '2:1 A colon stands on another line than its key.',
    ]);
    expect(whats('[a]: b\n')).toEqual(['1:1 This key is not a plain text.']);
  });

  test('a colon on another line than its key is refused, as other parsers do', () => {
    expect(whats('a\n: b\n')).toEqual(['2:1 A colon stands on another line than its key.']);
    expect(whats('{a\n : b}\n')).toEqual(['2:2 A colon stands on another line than its key.']);
    expect(whats('a : b\n"c":\n  d\n')).toEqual([]);
  });

  test('what is wrong is told all at once, each on its line', () => {
    expect(whats('a: &x 1\nb: no\na: 2\nc: !t 3\nd: 1e400').length).toBe(6);
  });
});

describe('what bounds the time of reading', () => {
  test('[57] a file of one byte too many is refused unread', () => {
    const file = readYaml('f', bytes(`a: ${'b'.repeat(16_384 - 3)}\n`), limits);
    expect(file.problems.map(shown)).toEqual(['1:1 The file has 16385 bytes.']);
    expect(file.value).toBe(UNREADABLE);
  });

  test.each(['[', '{', '- ', ': ', '{a: ', '? '])(
    'nesting by %s ends at the depth that is read',
    (opening) => {
      const file = read(`${opening.repeat(4_000)}\n`);
      expect(file.problems.at(-1)?.what).toBe('Lists and maps are nested too deeply here.');
      expect(file.value).toBe(UNREADABLE);
    },
  );

  test.each(['a,', '}', '\n', '#\n', '"" ', '&a ', '---\n'])(
    'parts by %s end at the number that is read',
    (part) => {
      const file = read(`[\n${part.repeat(4_000)}`.slice(0, 16_000));
      expect(file.problems.map(({ what }) => what)).toContain('The file has too many parts.');
      expect(file.value).toBe(UNREADABLE);
    },
  );
});
