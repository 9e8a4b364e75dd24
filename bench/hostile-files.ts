// Request files of 16 KiB, each made to be as slow to refuse as one kind of trick can make it. The same number gives the same file.

const SIZE = 16 * 1024;

export interface HostileFile {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** The `index`-th file: each kind in turn, each time a little different. */
export function hostileFile(index: number): HostileFile {
  const [kind, make] = tricks[index % tricks.length]!; // a remainder
  const random = chance(index);
  const body = make(random);
  return { kind, bytes: typeof body === 'string' ? cut(Buffer.from(body)) : cut(body) };
}

type Chance = (below: number) => number;

/** Mulberry32: small, and the same everywhere. */
function chance(seed: number): Chance {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const HEAD = 'apiVersion: daypass.dev/v1\nkind: AccessRequest\nspec:\n';
const GOOD = `${HEAD}  subject: alice\n  duration: 2h\n  reason: INC-4242, checkout latency\n`;

const cut = (bytes: Buffer): Buffer => (bytes.length > SIZE ? bytes.subarray(0, SIZE) : bytes);
const filled = (piece: string): string =>
  piece.repeat(Math.ceil(SIZE / Math.max(1, Buffer.byteLength(piece))));
const counted = (piece: (index: number) => string): string => {
  let text = '';
  for (let index = 0; text.length < SIZE; index += 1) text += piece(index);
  return text;
};
const one = (random: Chance, pieces: readonly string[]): string => pieces[random(pieces.length)] ?? '';
const mixed = (random: Chance, pieces: readonly string[]): string => counted(() => one(random, pieces));
/** Behind a few plain lines, so that something is read before the trick. */
const inside = (random: Chance, body: string): string =>
  one(random, ['', HEAD, GOOD, `${HEAD}  reason: `]) + body;

const BLOCKS = [
  '  ',
  '- ',
  '? ',
  ': ',
  'a: ',
  '\n',
  '\n  ',
  '"',
  "'",
  '#',
  '|\n',
  '>-\n',
  '---\n',
  '...\n',
  '%',
];
const FLOW = ['[', ']', '{', '}', ',', ':', '"', "'", ' ', '\n', 'a', '&a ', '*a ', '!!str ', '? '];
const LETTERS = ['é', '語', '😀', '\u0301', '\u202e', '\u200b', '\ufeff', '\u2028', '\u0085', 'ﷺ', '\u00a0'];
const ESCAPES = ['\\u0041', '\\U0001F600', '\\x41', '\\n', '\\"', '\\\\', '\\u202e', '\\ud800', '\\/', '\\z'];

const tricks: readonly (readonly [kind: string, make: (random: Chance) => string | Buffer])[] = [
  ['lists in lists', (random) => inside(random, filled('['))],
  [
    'lists in lists, closed',
    (random) => inside(random, `${'['.repeat(8000 - random(50))}${']'.repeat(8000)}`),
  ],
  ['maps in maps', (random) => inside(random, filled(one(random, ['{a: ', '{"a": ', '{? ', '{a: [', '{['])))],
  ['indentation ever deeper', () => counted((index) => `${' '.repeat(index)}a:\n`)],
  [
    'dashes in one line',
    (random) => inside(random, filled(one(random, ['- ', '- - ? ', '? ', '- a: ', ': ']))),
  ],
  [
    'many keys',
    (random) =>
      inside(
        random,
        counted((index) => `k${index * (1 + random(3))}: ${random(100)}\n`),
      ),
  ],
  ['many keys in spec', () => HEAD + counted((index) => `  k${index}: v\n`)],
  [
    'one key again and again',
    (random) => inside(random, filled(one(random, ['a: 1\n', 'spec: {}\n', '"a": b\n', '__proto__: 1\n']))),
  ],
  ['many keys in one line', (random) => inside(random, `{${counted((index) => `k${index}: ${index}, `)}`)],
  [
    'many small entries',
    (random) =>
      `${HEAD}  actions:\n${filled(one(random, ['    - a b\n', '    - ""\n', '    - [a]\n', '    - 1\n', '    - scale a\n']))}`,
  ],
  [
    'anchors',
    (random) =>
      inside(
        random,
        counted((index) => `- &a${index} x\n`),
      ),
  ],
  [
    'anchors and aliases',
    (random) =>
      inside(
        random,
        counted((index) => `k${index}: &a${index} [*a${Math.max(0, index - 1)}, *a${random(index + 1)}]\n`),
      ),
  ],
  [
    'merge keys',
    (random) =>
      inside(
        random,
        counted((index) => `<<: *a${index}\n`),
      ),
  ],
  [
    'tags',
    (random) => inside(random, filled(one(random, ['- !!binary x\n', '!a ', '- !<tag:x> y\n', '!!str ']))),
  ],
  [
    'directives and documents',
    (random) => filled(one(random, ['---\n', '%YAML 1.2\n---\n', '...\n---\n', '--- a\n', '%TAG ! a\n'])),
  ],
  [
    'one long plain text',
    (random) => `${HEAD}  reason: ${filled(one(random, ['a', 'a ', 'a: b', 'a #', 'é']))}`,
  ],
  [
    'one long run of spaces',
    (random) => `${HEAD}  reason: a${filled(one(random, [' ', '\t', ' \t', '\u00a0']))}`,
  ],
  ['long text, quoted', (random) => `${HEAD}  reason: "${filled(one(random, ESCAPES))}`],
  [
    'long text, single quotes',
    (random) => `${HEAD}  reason: '${filled(one(random, ["''", 'a', "' '", "'\n"]))}`,
  ],
  [
    'quotes that never close',
    (random) => inside(random, filled(one(random, ['"', "'", '"\n', "a: '\n", '"\\']))),
  ],
  [
    'block texts',
    (random) => inside(random, filled(one(random, ['a: |\n', 'a: >-\n  b\n', '|+2\n', '- >\n']))),
  ],
  ['comments', (random) => inside(random, filled(one(random, ['#\n', '# a\n', ' #', 'a: # b\n'])))],
  [
    'only line breaks',
    (random) => inside(random, filled(one(random, ['\n', '\r\n', '\r', ' \n', '\u2028']))),
  ],
  ['letters from everywhere', (random) => inside(random, mixed(random, LETTERS))],
  [
    'keys of letters from everywhere',
    (random) => HEAD + counted((index) => `  ${one(random, LETTERS)}${index}: ${one(random, LETTERS)}\n`),
  ],
  ['escapes of letters', (random) => `${HEAD}  reason: "${mixed(random, ESCAPES)}"\n`],
  [
    'digits',
    (random) => `${HEAD}  duration: ${filled(one(random, ['1', '0', '9', '1e', '0x', '-', '.', '1_', 'd']))}`,
  ],
  ['signs of blocks, at random', (random) => inside(random, mixed(random, BLOCKS))],
  ['signs of flows, at random', (random) => inside(random, mixed(random, FLOW))],
  ['bytes at random', (random) => Buffer.from(Array.from({ length: SIZE }, () => random(256)))],
  [
    'broken UTF-8',
    (random) =>
      Buffer.concat([Buffer.from(GOOD), Buffer.alloc(SIZE, [0x80, 0xff, 0xc0, 0xed, 0xf4][random(5)])]),
  ],
  ['a good file with bytes changed', (random) => broken(Buffer.from(GOOD + filled('# as it was\n')), random)],
];

function broken(bytes: Buffer, random: Chance): Buffer {
  for (let change = 0; change < 200; change += 1) bytes[random(bytes.length)] = 32 + random(95);
  return bytes;
}
