// What YAML lets people write and parsers read each in their own way: whole files, and pieces to be put into good ones.

/** Known to make one parser or another read something else than a person does, hang, or fall over. */
export const HORRORS: readonly string[] = [
  'a: &a [*a]\n',
  `a0: &a0 [x]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`).join('\n')}\n`,
  'base: &base {subject: mallory}\nspec:\n  <<: *base\n  subject: alice\n',
  'spec: {subject: alice, subject: mallory}\n',
  'spec:\n  subject: alice\n  "subject": mallory\n',
  'spec:\n  "\\x73ubject": mallory\n',
  'apiVersion: daypass.dev/v1\nkind: AccessRequest\nspec: {subject: alice, duration: 2h, reason: "one line of flow"}\n',
  'apiVersion: "daypass.dev/v1"\nkind: \'AccessRequest\'\nspec:\n  subject: "alice"\n  duration: "2h"\n  reason: \'it\'\'s INC-4242\'\n',
  '{"apiVersion": "daypass.dev/v1", "kind": "AccessRequest", "spec": {"subject": "alice", "duration": "2h", "reason": "plain JSON is YAML"}}\n',
  'apiVersion: daypass.dev/v1\nkind: AccessRequest\nspec:\n  subject: alice # mallory\n  duration: 2h#3h\n  reason: a#b c #d\n',
  '--- !<tag:yaml.org,2002:map> {}\n',
  '!!python/object/apply:os.system ["id"]\n',
  'a: !!js/function "function () {}"\nb: !!binary AAAA\nc: !!set {x}\nd: !!omap [a: 1]\n',
  '%YAML 1.1\n%TAG ! tag:evil,2026:\n---\na: no\n',
  '---\na: 1\n---\na: 2\n...\n---\n',
  'a: |2-\n   b\n  c\nd: >+\n  e\n\n\n',
  '? a\n: b\n? [c]\n: d\n? {e: f}\n: g\n',
  'no: yes\non: off\ny: n\nnull: ~\n.nan: .inf\n',
  '0777: 0o777\n0x1f: 1_000\n1:30: 12:34:56\n1e400: +.5\n2026-11-21: 2026-11-21T08:00:00Z\n',
  '__proto__: {admin: true}\nconstructor: {prototype: {admin: true}}\ntoString: 1\n',
  'a: "\\u202e\\ud800\\0\\N\\_\\L\\P\\e\\/ \\\n  b"\n',
  "a: 'b\n\n  c'\nd: e\n  f\n   g\n",
  '- - - a\n    - b\n- ? c\n- : d\n- {e, f: , ? g}\n- [h: i, ? j : k]\n',
  'a: [b, c,]\nd: {e: f,}\ng: [,]\nh: {,}\n',
  'a: b: c\nd: "e": f\n- g\nh\n',
  '"a":b\n{a:b, "c":d, e: f:g}\n',
  '\ufeffa: 1\r\nb: 2\rc: 3\u2028d: 4\u0085e: 5\n',
  'a:\tb\n\tc: d\n \te: f\n',
  '@a: `b\n%c: d\n&: *\n!: |\n',
  '*a : 1\n&a b: 2\n!t c: 3\n',
  '#a\n # b\na: #c\n  #d\n  e: f # g\n#\n',
  '{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{\n',
  '=: <<\n<<: =\n',
  'e\u0301: \u212b\nﷺ: \u{1F600}\n\u200b: \u3164\n',
];

/** Small enough to change the meaning of what they are put into, and nothing else. */
export const PIECES: readonly string[] = [
  '{', '}', '[', ']', ',', ':', ': ', ' :', '- ', '? ', '\n', '\n\n', '\n  ', '\n    ', ' ', '  ', '&a ', '*a', '!!str ', '!t ', '|\n', '>-\n', '"', "'",
  "''", '\\', '\\"', '\\n', '\\u0041', '\\x0a', '\\u202e', '\u202e', '\u0000', '\ufeff', '\t', '\r', '\r\n', '#', ' # ', '%', '@', '`', '~', '=', '---\n',
  '...\n', '<<: ', 'no', 'yes', 'null', 'true', '0', '1', '007', '1e3', '.5', '1_0', '0x1', '1:30', '2h', '2026-11-21', '2026-11-21T08:00:00Z', 'é', 'e\u0301',
  '\u{1F600}', '\u00a0', '\u2028', 'mallory', 'subject: mallory\n', '  subject: mallory\n', '  duration: 999d\n', '  reason: other\n', 'spec:\n', 'spec: ',
]; // prettier-ignore
