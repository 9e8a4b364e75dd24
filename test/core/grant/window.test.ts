// When access begins and ends: fixed by the merge, and by the first opening where it goes on.
import { describe, expect, test } from 'vitest';
import { beginsAt, nextOpening, windowOf, windowProblems } from '../../../src/core/grant/window.ts';
import { formatInstant, parseInstant, type Instant } from '../../../src/core/time.ts';
import { aRequest } from '../request/builders.ts';
import { aState } from './a-cluster.ts';

function at(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`${text} is no instant`);
  return instant;
}

const MERGED = at('2026-11-20T17:00:00Z');
const located = (...more: readonly string[]) =>
  aRequest(['subject: alice', 'duration: 2h', 'reason: INC-4242, checkout latency', ...more]);
const starting = (time: string) => located(`startsAt: ${time}`);
const HELD = aState({ opensAt: '2026-11-20T16:00:00Z', grantedAt: '2026-11-20T16:30:00Z' });

describe('the window', () => {
  test.each([
    ['begins with the merge', located(), undefined, '2026-11-20T17:00:00Z', '2026-11-20T19:00:00Z'],
    [
      'begins at its start, where that is later',
      starting('2026-11-21T08:00:00Z'),
      undefined,
      '2026-11-21T08:00:00Z',
      '2026-11-21T10:00:00Z',
    ],
    [
      'begins with the merge where its start is past, and ends as if it had begun then',
      starting('2026-11-20T16:00:00Z'),
      undefined,
      '2026-11-20T17:00:00Z',
      '2026-11-20T18:00:00Z',
    ],
    [
      'counts from the first opening where it goes on',
      located(),
      HELD,
      '2026-11-20T16:00:00Z',
      '2026-11-20T18:00:00Z',
    ],
    [
      'counts from the start where one with a start goes on',
      starting('2026-11-20T15:30:00Z'),
      HELD,
      '2026-11-20T16:00:00Z',
      '2026-11-20T17:30:00Z',
    ],
  ])('%s', (_, request, replaces, opens, ends) => {
    const { opensAt, expiresAt } = windowOf({ located: request, replaces }, MERGED);
    expect([formatInstant(opensAt), formatInstant(expiresAt)]).toEqual([opens, ends]);
  });
});

describe('[70] what is wrong with it', () => {
  const whats = (request: ReturnType<typeof located>, now = MERGED, replaces?: typeof HELD) =>
    windowProblems({ located: request, replaces }, MERGED, now).map(({ what, place }) => [what, place?.line]);

  test('is nothing where it is near enough, and not over', () => {
    expect(whats(located())).toEqual([]);
    expect(whats(starting('2026-11-27T17:00:00Z'))).toEqual([]);
  });

  test('is a start a second too far ahead, told where it stands', () => {
    expect(whats(starting('2026-11-27T17:00:01Z'))).toEqual([
      [
        'The access would start more than 7 days after the merge; merged now, it may start by 2026-11-27T17:00:00Z.',
        7,
      ],
    ]);
  });

  test('is not the start of what goes on: it was agreed on before', () => {
    expect(whats(starting('2026-12-27T17:00:01Z'), MERGED, HELD)).toEqual([]);
  });

  test('is that it would be over', () => {
    const what = 'The access would have ended at 19:00Z on 20 November, before it could be granted.';
    expect(whats(located(), at('2026-11-20T18:59:59Z'))).toEqual([]);
    expect(whats(located(), at('2026-11-20T19:00:00Z'))).toEqual([[what, 5]]);
  });

  test('[48] is that a shorter time would have ended before now', () => {
    expect(whats(located(), at('2026-11-20T18:00:00Z'), HELD)).toEqual([
      ['The access would have ended at 18:00Z on 20 November, before it could be granted.', 5],
    ]);
  });
});

test.each([
  ['the merge', '2026-11-20T16:00:00Z', '2026-11-20T16:00:00Z', '2026-11-20T16:00:00Z'],
  ['its start', '2026-11-20T16:00:00Z', '2026-11-20T20:00:00Z', '2026-11-20T20:00:00Z'],
  ['the change of its duration', '2026-11-20T18:00:00Z', '2026-11-20T16:00:00Z', '2026-11-20T18:00:00Z'],
])('access begins with %s', (_, grantedAt, opensAt, begins) => {
  expect(formatInstant(beginsAt(aState({ grantedAt, opensAt }).event))).toBe(begins);
});

test('the next opening is the first that is ahead', () => {
  const open = ['21:00:00Z', '20:00:00Z', '16:00:00Z'].map((time) =>
    aState({ opensAt: `2026-11-20T${time}` }),
  );
  const next = nextOpening(open, MERGED);
  expect(next && formatInstant(next)).toBe('2026-11-20T20:00:00Z');
  expect(nextOpening([], MERGED)).toBeUndefined();
});
