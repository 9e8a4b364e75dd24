import { describe, expect, test } from 'vitest';
import { MAX_REQUEST_BYTES, parseAccessRequest } from '../../../src/core/request/access-request.ts';
import { aPath, aRequest, bytes, problemsOf, requestText, shown } from './builders.ts';
import { hours } from '../../../src/core/time.ts';

const parse = (text: string) => parseAccessRequest(aPath(), bytes(text));
const whats = (text: string) => problemsOf(parse(text)).map(shown);
const whatsOf = (...spec: readonly string[]) => whats(requestText(spec));

const DURATION = 'duration: 2h';
const REASON = 'reason: INC-4242, checkout latency';
const SUBJECT = 'subject: alice';

describe('a request', () => {
  test('says who, how long and why', () => {
    const { path, request } = aRequest();
    expect(path).toEqual(aPath());
    expect(request).toEqual({
      subject: { kind: 'person', login: 'alice' },
      duration: hours(2),
      reason: 'INC-4242, checkout latency',
      ticket: undefined,
      startsAt: undefined,
      actions: undefined,
    });
  });

  test('knows on which line each field stands', () => {
    const { place } = aRequest();
    expect(place('duration')).toEqual({ file: aPath().text, line: 5, column: 13 });
    expect(place('ticket')).toEqual({ file: aPath().text, line: 4, column: 3 });
  });

  test('that is wrong in five ways has five problems at once, each with where, what, why and how to mend it', () => {
    const text = requestText([
      'subject: -alice',
      'durations: 2h',
      'duration: 1:30',
      'reason: "too short"',
      'reason: again',
    ]);
    expect(problemsOf(parse(text))).toMatchInlineSnapshot(`
      [
        {
          "mend": "Write it like \`subject: alice\`.",
          "place": {
            "column": 12,
            "file": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "line": 4,
          },
          "what": "\`spec.subject\` is \`-alice\` and should be the GitHub login of the pull request's author.",
          "why": "People ask for themselves; letters, digits and single marks, at most 39.",
        },
        {
          "mend": "Did you mean \`duration\`? Here may stand \`subject\`, \`duration\`, \`reason\`, \`ticket\`, \`startsAt\` or \`actions\`.",
          "place": {
            "column": 3,
            "file": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "line": 5,
          },
          "what": "\`spec.durations\` is no field that is known here.",
          "why": "A field that nobody reads would promise what is not kept.",
        },
        {
          "mend": "If you mean the text, write it in quotes: \`"1:30"\`.",
          "place": {
            "column": 13,
            "file": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "line": 6,
          },
          "what": "\`1:30\` is read differently by different programs: as a number, a date, a yes or no, or a text.",
          "why": "A person and a program must read the same thing, whichever program it is.",
        },
        {
          "mend": "Write it like \`reason: INC-4242, checkout latency, read logs of api\`.",
          "place": {
            "column": 11,
            "file": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "line": 7,
          },
          "what": "\`spec.reason\` is \`too short\` and should be one line of 10 to 500 characters, without blanks around it.",
          "why": "Reviewers decide by it, and auditors read it years later.",
        },
        {
          "mend": "Keep one of them.",
          "place": {
            "column": 3,
            "file": "access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml",
            "line": 8,
          },
          "what": "The key \`reason\` stands here a second time.",
          "why": "Some programs take the first, others the last.",
        },
      ]
    `);
  });

  test('that says nothing of what it must is told all of it', () => {
    expect(whats('apiVersion: daypass.dev/v1\nkind: AccessRequest\nspec: {}\n')).toEqual([
      '3:7 `spec.subject` is missing.',
      '3:7 `spec.duration` is missing.',
      '3:7 `spec.reason` is missing.',
    ]);
  });

  test('[57] of more than 16 KiB is refused, and not treated as empty', () => {
    const long = `${requestText()}# ${'x'.repeat(MAX_REQUEST_BYTES)}\n`;
    expect(whats(long)).toEqual([`1:1 The file has ${long.length} bytes.`]);
  });

  test('[69] with an unknown field is told which one may be meant', () => {
    const [problem] = problemsOf(parse(requestText([SUBJECT, 'Duration: 2h', DURATION, REASON])));
    expect(problem?.what).toBe('`spec.Duration` is no field that is known here.');
    expect(problem?.mend).toMatch(/^Did you mean `duration`\? Here may stand `subject`, /);
  });

  test('[69] of another version or kind, and an empty one, are refused', () => {
    expect(whats(requestText().replace('/v1', '/v2'))).toEqual([
      '1:13 `apiVersion` is `daypass.dev/v2` and should be `daypass.dev/v1`.',
    ]);
    expect(whats(requestText().replace('AccessRequest', 'AccessPolicy'))).toEqual([
      '2:7 `kind` is `AccessPolicy` and should be `AccessRequest`.',
    ]);
    expect(whats('')).toEqual(['1:1 The file says nothing.']);
    expect(whats('[]\n')).toEqual([
      '1:1 The file should be an AccessRequest: `apiVersion`, `kind` and `spec`.',
    ]);
    expect(whats('spec\n')).toHaveLength(1);
  });

  test.each([
    '2',
    '02h',
    '2H',
    '2 h',
    '-2h',
    '2.5h',
    '1h30m',
    '2w',
    '123456m',
    'PT2H',
    '0h',
    '"2"',
    '[2h]',
    '{h: 2}',
  ])('[65] does not last %s', (text) => {
    expect(whatsOf(SUBJECT, `duration: ${text}`, REASON)).toHaveLength(1);
  });

  test.each(['no', '0777', '1:30', '1e400', '.nan', '9007199254740993', '90'])(
    '[65] whose duration, subject or reason is the plain %s is refused once each',
    (text) => {
      expect(whatsOf(`subject: ${text}`, `duration: ${text}`, `reason: ${text}`)).toHaveLength(3);
    },
  );

  test('a login of digits is a login in quotes', () => {
    expect(whatsOf('subject: 1234', DURATION, REASON)).toHaveLength(1);
    expect(aRequest(['subject: "1234"', DURATION, REASON]).request.subject).toEqual({
      kind: 'person',
      login: '1234',
    });
  });

  test.each([
    '"system:masters"',
    'system:masters',
    '"*"',
    'alice@acme.com',
    '"@alice"',
    'al ice',
    'a.b',
    '"dependabot[bot]"',
  ])('[71] has no subject %s', (subject) => {
    expect(whatsOf(`subject: ${subject}`, DURATION, REASON)).toHaveLength(1);
  });

  test('[67] with something invisible in its subject or reason is refused', () => {
    expect(whatsOf('subject: al\u200Bice', DURATION, REASON)).toEqual([
      '4:14 Here stands the character U+200B, which cannot be seen.',
    ]);
    expect(whatsOf(SUBJECT, DURATION, 'reason: INC-4242 \u202Egnp.exe')).toHaveLength(1);
  });

  test('[82] with a reason of 5 kB is refused, and one of 500 characters is not', () => {
    expect(whatsOf(SUBJECT, DURATION, `reason: ${'x'.repeat(5_000)}`)).toHaveLength(1);
    expect(aRequest([SUBJECT, DURATION, `reason: ${'x'.repeat(500)}`]).request.reason).toHaveLength(500);
  });

  test('with a reason of nine characters, of blanks, or with blanks around it is refused', () => {
    for (const reason of ['ninechars', '"          "', '" ten characters"', '"ten characters "']) {
      expect(whatsOf(SUBJECT, DURATION, `reason: ${reason}`)).toHaveLength(1);
    }
  });

  test.each([
    '2026-02-30T00:00:00Z',
    '2026-11-21T08:00:00',
    '2026-11-21T08:00:00+01:00',
    '2026-11-21',
    '"2026-11-21T24:00:00Z"',
  ])('[70] does not start at %s', (time) => {
    const problems = problemsOf(parse(requestText([SUBJECT, `startsAt: ${time}`, DURATION, REASON])));
    expect(problems.map(({ place }) => place?.line)).toEqual([5]);
  });
});

test('a service account is its namespace and its name', () => {
  const { request } = aRequest(['subject: {serviceAccount: ci/deployer}', DURATION, REASON]);
  expect(request.subject).toEqual({ kind: 'service account', namespace: 'ci', name: 'deployer' });
});

test.each(['ci', 'ci/', '/deployer', 'ci/a:b', '-ci/a', '"ci/*"', 'ci/.a', 'ci/a/b'])(
  '%s is no service account',
  (account) => {
    expect(whatsOf(`subject: {serviceAccount: ${account}}`, DURATION, REASON).length).toBeGreaterThan(0);
  },
);

test('a start is a moment', () => {
  const { request } = aRequest([SUBJECT, DURATION, REASON, 'startsAt: 2026-11-21T08:00:00Z']);
  expect(request.startsAt).toBe(Date.UTC(2026, 10, 21, 8));
});
