// Requests of the past, judged by other guardrails from what Git alone knows.
import { describe, expect, test } from 'vitest';
import { parseCodeowners } from '../../../src/core/approval/codeowners.ts';
import { decidedOtherwise } from '../../../src/core/guardrails/decided-otherwise.ts';
import { type PastRequest } from '../../../src/core/guardrails/past.ts';
import type { GrantedEvent, RefusedEvent } from '../../../src/core/ledger/event.ts';
import type { Guardrails } from '../../../src/core/request/guardrails.ts';
import { aState } from '../grant/a-cluster.ts';
import { PATH } from '../ledger/a-branch.ts';
import { bytes, requestText, someGuardrails, valueOf, type PolicyLines } from '../request/builders.ts';

const ROLE =
  'debugger: {clusterRole: daypass-debugger, maxDuration: 4h, requesters: ["@acme/engineers"], accepts: [pods/exec]}';
const role = (from = '', to = ''): PolicyLines => ({ roles: [ROLE.replace(from, to)] });

function version(lines: PolicyLines = role(), owners = '/access-requests/ @acme/payments'): Guardrails {
  const codeowners = valueOf(parseCodeowners('.github/CODEOWNERS', bytes(`${owners}\n`)));
  return { ...someGuardrails(lines), codeowners };
}

const granted = (differences: Partial<GrantedEvent> = {}): PastRequest => {
  const { event } = aState(differences);
  return { path: event.path, event, held: true, blob: event.request.blob };
};
const refused: PastRequest = {
  path: PATH,
  event: { type: 'refused', path: PATH, grant: '0'.repeat(20), why: [] } as unknown as RefusedEvent,
  held: false,
  blob: 'e'.repeat(40),
};

function judged(after: Guardrails, past = granted(), before = version(), text = requestText()) {
  const found = decidedOtherwise(past, bytes(text), { before, after }, 'acme');
  return found && [found.before.kind, found.after.kind, ...found.after.why];
}

describe('a grant', () => {
  test('is decided alike by the same guardrails, and by those that allow more', () => {
    expect(judged(version())).toBeUndefined();
    expect(judged(version(role('4h', '8h')))).toBeUndefined();
    expect(
      judged(version(role('["@acme/engineers"]', '["@acme/engineers", "@acme/oncall"]'))),
    ).toBeUndefined();
  });

  test.each<[string, Guardrails, readonly string[]]>([
    ['a shorter time', version(role('4h', '1h')), ['2h is longer than the role `debugger` is given for.']],
    ['no such role', version(role('debugger:', 'viewer:')), ['The role `debugger` is not in the policy.']],
    [
      'a ticket',
      version(role('4h', '4h, ticket: required')),
      ['The role `debugger` needs a ticket, and the request names none.'],
    ],
    ['more approvals', version(role('4h', '4h, approvals: 2')), ['It had 1 approval, and would need 2.']],
    [
      'another person besides',
      version(role('4h', '4h, alsoApprovedBy: ["@acme/security"]')),
      ['It had 1 approval, and would need 2.'],
    ],
    [
      'only somebody else',
      version(role('@acme/engineers', '@bob')),
      ['`alice` may not ask for the role `debugger`.'],
    ],
    ['no owner', version(role(), '/other/ @acme/payments'), ['Nobody would own its path.']],
  ])('would be refused by guardrails that ask for %s', (_what, after, why) => {
    expect(judged(after)).toEqual(['passes', 'refused', ...why]);
  });

  test('would be refused where its role may no longer hold what it held', () => {
    const rules = [
      {
        apiGroups: [''],
        resources: ['pods/exec'],
        verbs: ['create'],
        resourceNames: [],
        nonResourceURLs: [],
      },
    ];
    const [, kind, ...why] = judged(version(role(', accepts: [pods/exec]', '')), granted({ rules })) ?? [];
    expect(kind).toBe('refused');
    expect(why).toHaveLength(1);
  });

  test('would be another grant, or hang on what Git does not know', () => {
    expect(judged(version(role('daypass-debugger', 'other')))).toEqual([
      'passes',
      'otherwise',
      'It would bind the ClusterRole `other`.',
    ]);
    expect(judged(version(role('@acme/engineers', '@acme/oncall')))).toEqual([
      'passes',
      'otherwise',
      'It hangs on the teams that its author is in.',
    ]);
    expect(judged(version(role(), '/access-requests/ @acme/security'))).toEqual([
      'passes',
      'otherwise',
      '`bob` approved it for `@acme/payments`, which would no longer own it.',
    ]);
  });

  test('that the present guardrails would refuse already is told where the new ones would not', () => {
    expect(judged(version(), granted(), version(role('4h', '1h')))).toEqual(['refused', 'passes']);
  });

  test('to exactly these actions is left alone: what they mean only its cluster knows', () => {
    const path = PATH.replace('debugger', 'actions');
    const text = requestText([
      'subject: alice',
      'duration: 9h',
      'reason: INC-4242, latency',
      'actions: [delete pods/api]',
    ]);
    expect(judged(version(), granted({ path }), version(role('4h', '1h')), text)).toBeUndefined();
  });
});

test('a refused request is told where nothing of the new guardrails refuses it', () => {
  const before = version(role('4h', '1h'));
  expect(judged(version(), refused, before)).toEqual(['refused', 'passes']);
  expect(judged(before, refused, before)).toBeUndefined();
  expect(judged(before, refused, version())?.slice(0, 2)).toEqual(['passes', 'refused']);
});

test('what cannot be read as a request any more is left alone', () => {
  expect(judged(version(role('4h', '1h')), granted(), version(), 'a: 1\n')).toBeUndefined();
});
