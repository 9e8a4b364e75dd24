// Whether a request asks anew or goes on with what is held, and why anything else is refused.
import { describe, expect, test } from 'vitest';
import { overMeanwhile, whatItAsks } from '../../../src/core/grant/extension.ts';
import { parseAccessRequest } from '../../../src/core/request/access-request.ts';
import { instantOf, parseInstant } from '../../../src/core/time.ts';
import { ALICE, oid } from '../approval/builders.ts';
import { aPath, aRequest, bytes, requestText } from '../request/builders.ts';
import { aState } from './a-cluster.ts';

const REASON = 'reason: INC-4242, checkout latency';
const BEFORE = ['subject: alice', 'duration: 2h', REASON];
const LONGER = ['subject: alice', 'duration: 4h', REASON];
const GRANTED = oid('1');
const HELD = aState({ request: { blob: GRANTED, sha256: 'f'.repeat(64) } });

interface Wish {
  readonly before?: readonly string[] | undefined;
  readonly blob?: string;
  readonly after?: readonly string[];
  readonly held?: typeof HELD | undefined;
  readonly author?: { readonly login: string; readonly id: number };
}

function asked(wish: Wish = {}) {
  const { before, blob, after, held, author } = {
    before: BEFORE,
    blob: GRANTED,
    after: LONGER,
    held: HELD,
    author: ALICE,
    ...wish,
  };
  const path = aPath();
  const written = before && parseAccessRequest(path, bytes(requestText(before)));
  const request = { path, before: written && { blob, written } };
  return whatItAsks(request, aRequest(after), held, author);
}

test('a new file asks anew', () => {
  expect(asked({ before: undefined, held: undefined })).toEqual({ kind: 'anew' });
});

test('a longer or a shorter duration of what is held goes on with it', () => {
  expect(asked()).toEqual({ kind: 'goes on', replaces: HELD });
  expect(asked({ after: ['subject: alice', 'duration: 30m', REASON] })).toMatchObject({ kind: 'goes on' });
});

describe('it is refused', () => {
  test.each<[string, Wish, RegExp]>([
    ['where nothing is held there', { held: undefined }, /holds no access/],
    ['where something is held, and the file is called new', { before: undefined }, /only its `duration`/],
    ['where it was changed meanwhile', { blob: oid('9') }, /was changed meanwhile/],
    [
      'where it changes more',
      { after: ['subject: alice', 'duration: 4h', 'reason: something else, really'] },
      /this changes `reason`\.$/,
    ],
    ['where it changes nothing but how it is written', { after: BEFORE }, /this changes something else/],
    ['where what was there cannot be read', { before: ['subject: ['] }, /only its `duration`/],
    ['where the login is somebody else’s by now', { author: { login: 'alice', id: 9 } }, /another account/],
  ])('%s', (_, wish, what) => {
    expect(asked(wish)).toMatchObject({
      kind: 'refused',
      problem: { what: expect.stringMatching(what), mend: expect.stringMatching(/\w/) },
    });
  });

  test('where its grant is over by the clock of its cluster', () => {
    const end = parseInstant(HELD.event.expiresAt) ?? instantOf(0);
    const what = { what: expect.stringContaining('holds no access') };
    expect(overMeanwhile(HELD, aRequest(LONGER), end)).toMatchObject([what]);
    expect(overMeanwhile(HELD, aRequest(LONGER), instantOf(end - 1))).toEqual([]);
    expect(overMeanwhile(undefined, aRequest(LONGER), end)).toEqual([]);
  });
});

test('a service account goes on for whoever may ask for it', () => {
  const spec = (duration: string) => [
    'subject: {serviceAccount: ci/deployer}',
    `duration: ${duration}`,
    REASON,
  ];
  const author = { login: 'erin', id: 77 };
  expect(asked({ before: spec('2h'), after: spec('4h'), author })).toMatchObject({ kind: 'goes on' });
});
