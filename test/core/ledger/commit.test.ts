// The commits that the controller writes, read by people and by real Git.
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { composeCommit, inCommits, inHalves } from '../../../src/core/ledger/commit.ts';
import { wrapped } from '../../../src/core/ledger/commit-text.ts';
import type { UnplacedEvent } from '../../../src/core/ledger/event.ts';
import { readSealedLine } from '../../../src/core/ledger/seal.ts';
import { claimsOf } from '../../../src/core/ledger/trailers.ts';
import { aGrant } from '../grant/a-grant.ts';
import {
  endOf,
  grantEvent,
  key,
  PATH,
  publicHalf,
  refusalOf,
  repository,
  type Unplaced,
} from './a-branch.ts';

const parent = '9'.repeat(40);
const compose = (...events: readonly UnplacedEvent[]): string =>
  composeCommit({ repository, parent, key, events }).message;
const end = endOf({ event: aGrant(), merge: parent, commit: parent });

const drift: UnplacedEvent = {
  type: 'drift',
  at: '2026-11-20T16:10:00Z',
  why: 'The subjects of the binding were changed in the cluster. They were put back.',
  object: {
    cluster: 'prod-eu',
    kind: 'RoleBinding',
    namespace: 'payments',
    name: 'daypass-x-1',
    uid: 'u',
  },
};

const folder = mkdtempSync(join(tmpdir(), 'daypass-commit-'));
afterAll(() => rmSync(folder, { recursive: true }));

function git(args: readonly string[], input: string): string {
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const run = spawnSync('git', args, { cwd: folder, input, encoding: 'utf8', env, maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout;
}

/** What `git log` prints of each message's events. */
function eventsByGit(messages: readonly string[]): readonly (readonly string[])[] {
  git(['init', '--quiet', '--bare', '.'], '');
  const commits = messages.map(
    (message) =>
      `commit refs/heads/main\ncommitter a <a@example.com> 0 +0000\ndata ${Buffer.byteLength(message)}\n${message}\n`,
  );
  git(['fast-import', '--quiet', '--force'], `reset refs/heads/main\n${commits.join('')}`);
  const format = '--format=%x02%(trailers:key=Access-Event,valueonly,separator=%x01)';
  const printed = git(['log', '--reverse', format, 'main'], '');
  return printed
    .split('\u0002')
    .slice(1)
    .map((one) =>
      one
        .replace(/\n$/, '')
        .split('\u0001')
        .filter((value) => value !== ''),
    );
}

describe('a commit of ours', () => {
  test('still records an end whose reason is longer than any event may be', () => {
    const message = compose({ ...end, why: 'x'.repeat(1_000_000) });
    const line = claimsOf(message).lines[0] ?? '';

    expect(readSealedLine(line, () => ({ kind: 'key', key: publicHalf(key) })).kind).toBe('sealed');
  });

  test('tells people what happened, and programs all of it', () => {
    const [head, trailer] = compose(aGrant()).split('\nAccess-Event: ');

    expect(head).toMatchInlineSnapshot(`
      "Grant debugger in prod-eu/payments to alice

      alice (1001) asked for it in #42: "INC-4242, checkout latency, read logs
      and exec into api". Approved by bob (1002), for @acme/payments, at
      aaaaaaaaaaaa. Ends 18:00Z.
      "
    `);
    expect(trailer).toMatch(/^\{"approvals":\[.*,"type":"granted","seal":"[A-Za-z0-9+/]{86}=="\}\n$/);
  });

  test('says where an owner still has to look', () => {
    const early = aGrant({
      approvals: [],
      byPolicy: { by: 'operator' },
      review: { by: '2026-11-21T16:00:00Z' },
    });
    const [head] = compose(early).split('\nAccess-Event: ');

    expect(head).toMatchInlineSnapshot(`
      "Grant debugger in prod-eu/payments to alice

      alice (1001) asked for it in #42: "INC-4242, checkout latency, read logs
      and exec into api". Nobody had to approve it first: it is allowed by the
      policy at 111111111111, by operator. Ends 18:00Z. An owner's review is
      due by 2026-11-21 16:00Z.
      "
    `);
  });

  test('tells who looked afterwards', () => {
    const { grant, path, approvals } = aGrant();
    const reviewed: UnplacedEvent = { type: 'reviewed', at: '2026-11-20T20:00:00Z', grant, path, approvals };
    const [head] = compose(reviewed).split('\nAccess-Event: ');

    expect(head).toMatchInlineSnapshot(`
      "Record a review of debugger in prod-eu/payments

      access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml was
      granted before an owner had looked. Reviewed afterwards by bob (1002),
      for @acme/payments, at aaaaaaaaaaaa.
      "
    `);
    expect(compose(end, reviewed, { ...reviewed, grant: '0'.repeat(20) }).split('\n')[0]).toBe(
      'End 1 request and record 2 reviews',
    );
  });

  test('tells of ends and refusals', () => {
    const [head] = compose(end, refusalOf(PATH, parent)).split('\nAccess-Event: ');

    expect(head).toMatchInlineSnapshot(`
      "Refuse 1 request and end 1

      access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml reached
      its end. Its binding was gone by 18:00:02Z.

      access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml is
      refused. Nobody approved it.
      "
    `);
  });

  test('tells why access was taken away', () => {
    const revoked: UnplacedEvent = {
      ...end,
      type: 'revoked',
      by: { kind: 'owner', login: 'bob', id: 1002, pr: 43 },
      why: 'The request was removed by #43.',
    };
    const [head] = compose(revoked).split('\nAccess-Event: ');

    expect(head).toMatchInlineSnapshot(`
      "Revoke debugger in prod-eu/payments

      access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml was taken
      away by bob, in #43. Its binding was gone by 18:00:02Z.
      "
    `);
  });

  test('tells which guardrails come into force', () => {
    const event: UnplacedEvent = {
      type: 'guardrails',
      at: '2026-11-20T15:00:00Z',
      files: { 'access-requests/policy.yaml': 'a'.repeat(40), '.github/CODEOWNERS': 'b'.repeat(40) },
      by: 'operator',
      reason: 'The first version, read by ops and security',
    };
    const [head] = compose(event).split('\nAccess-Event: ');

    expect(head).toMatchInlineSnapshot(`
      "Trust the guardrails

      These guardrails come into force, by an operator:
      access-requests/policy.yaml at aaaaaaaaaaaa and .github/CODEOWNERS at
      bbbbbbbbbbbb. "The first version, read by ops and security".
      "
    `);
  });

  test('tells what was put right in a cluster', () => {
    const [head] = compose(drift).split('\nAccess-Event: ');

    expect(head).toMatchInlineSnapshot(`
      "Put a RoleBinding right in prod-eu

      RoleBinding daypass-x-1 in prod-eu/payments: The subjects of the binding
      were changed in the cluster. They were put back.
      "
    `);
  });

  test('counts where it carries several events', () => {
    const subject = (...events: readonly UnplacedEvent[]): string => compose(...events).split('\n')[0] ?? '';

    expect(subject(aGrant(), aGrant(), aGrant(), end, end)).toBe('Grant 3 requests and end 2');
    expect(subject(refusalOf(PATH, parent), end)).toBe('Refuse 1 request and end 1');
    expect(subject(end, drift, drift)).toBe('End 1 request and put 2 bindings right');
    expect(subject(aGrant(), refusalOf(PATH, parent), end, drift)).toBe('Record 4 events');
  });

  test('always has a subject of at most 50 characters, however long the names are', () => {
    const long = 'a'.repeat(63);
    const path = `access-requests/${long}/${long}/${long}/${long}.yaml`;
    const events = [
      aGrant({ path, role: long, subject: { login: long, id: 1, username: 'x' } }),
      { ...end, path },
    ];

    for (const event of events) expect(compose(event).split('\n')[0]?.length).toBeLessThanOrEqual(50);
    expect(compose(...events).split('\n')[0]).toBe('Grant 1 request and end 1');
  });

  test('carries from one to fifty events', () => {
    expect(() => compose()).toThrow();
    expect(() => compose(...Array.from({ length: 51 }, () => end))).toThrow();
    expect(claimsOf(compose(...Array.from({ length: 50 }, () => end))).lines).toHaveLength(50);
  });

  test('still records an end whose reason holds half a character', () => {
    const message = compose({ ...end, why: 'the server said \ud800' });

    expect(claimsOf(message).lines[0]).toContain('the server said \uFFFD');
  });
});

const AWKWARD = [
  ['\n', '\n\n', '\r\n', '\u2028', ' ', '\t', '---', '#', '"', 'Conflicts:', '(cherry picked from commit 1)'],
  [
    'Access-Event:',
    'access-event: {"type":"granted"}',
    'Signed-off-by: x <x@example.com>',
    'Co-authored-by:',
  ],
].flat();

/** Texts that would like to be more than text. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...AWKWARD),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.lorem({ maxCount: 8 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(' '));

function hostileMessages(): readonly string[] {
  const events = fc.tuple(hostile, hostile, hostile).map(([reason, why, login]): readonly UnplacedEvent[] => [
    { ...grantEvent({ base: parent, merge: parent, blob: parent }), reason, author: { login, id: 1 } },
    { ...end, why },
    { ...refusalOf(PATH, parent), why: [why, reason] },
  ]);
  return fc.sample(events, 300).map((some) => compose(...some));
}

describe('text from outside', () => {
  test('never becomes a trailer: Git finds the events of a commit, in order, and nothing else', () => {
    const messages = hostileMessages();

    expect(eventsByGit(messages)).toEqual(messages.map((message) => claimsOf(message).lines));
    expect(messages.every((message) => claimsOf(message).lines.length === 3)).toBe(true);
    expect(messages.flatMap((message) => claimsOf(message).stray)).toEqual([]);
  });

  test('never becomes a trailer for `git interpret-trailers` either', () => {
    for (const message of hostileMessages().slice(0, 25)) {
      const parsed = git(['interpret-trailers', '--parse'], message);

      expect(parsed).toBe(
        claimsOf(message)
          .lines.map((line) => `Access-Event: ${line}\n`)
          .join(''),
      );
    }
  });

  test('never claims to be an event, wherever its lines are broken', () => {
    for (let before = 1; before < 150; before += 1) {
      const text = wrapped(`${'x'.repeat(before)} Access-Event : {"type":"granted"} and more`);

      expect(claimsOf(`Title\n\n${text}\n\nSigned-off-by: x\n`).stray).toEqual([]);
    }
  });

  test('never changes a sealed event', () => {
    for (const line of hostileMessages().flatMap((message) => claimsOf(message).lines)) {
      const read = readSealedLine(line, () => ({ kind: 'key', key: publicHalf(key) }));

      expect(read.kind).toBe('sealed');
    }
  });
});

const LINES = [
  ['', ' ', '\t', '\r', '\u00a0', 'Title', 'words: more', '---', '# comment', '>8', ' folded', 'Conflicts:'],
  ['Access-Event: 1', 'Access-Event: 2', 'access-event: 3', ' Access-Event: 4', 'Access-Event : 5'],
  ['Access-Event: 6\r', 'Access-Event:', 'Signed-off-by: x', 'Token: value', '(cherry picked from commit 1)'],
].flat();

describe('the trailers that count', () => {
  test('are always trailers for Git too, whatever a message looks like', () => {
    const line = fc.constantFrom(...LINES);
    const messages = fc
      .sample(fc.array(line, { minLength: 1, maxLength: 8 }), 3_000)
      .map((lines) => lines.join('\n'));
    const ours = messages.map((message) => claimsOf(message).lines.map((value) => value.trim()));
    const theirs = eventsByGit(messages);

    expect(theirs).toHaveLength(messages.length);
    const wrong = messages.filter((_, index) => {
      const counted = theirs[index]?.filter((value) => value !== '3' && value !== '5') ?? [];
      return ours[index]?.length !== 0 && ours[index]?.join() !== counted.join();
    });
    expect(wrong).toEqual([]);
    expect(ours.flat().length).toBeGreaterThan(100);
  });
});

describe('many events', () => {
  const granted = (number: number): Unplaced<'granted'> => aGrant({ pr: { ...aGrant().pr, number } });

  test('are split into commits of at most fifty, in order', () => {
    const events = Array.from({ length: 120 }, (_, index) => ({ ...end, why: String(index) }));
    const commits = inCommits(events);

    expect(commits.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(commits.flat()).toEqual(events);
  });

  test('make no commit where there are none', () => {
    expect(inCommits([])).toEqual([]);
  });

  test('never part the grants of one pull request', () => {
    const events = [
      ...Array.from({ length: 45 }, () => end),
      ...Array.from({ length: 10 }, () => granted(7)),
      granted(8),
    ];

    expect(inCommits(events).map(({ length }) => length)).toEqual([45, 11]);
  });

  test('are halved between pull requests, and one that is alone is not', () => {
    const [one, two] = [granted(7), granted(8)];

    expect(inHalves([end, one, one, two])).toEqual([[end, one, one], [two]]);
    expect(inHalves([one, one])).toEqual([]);
  });

  test('are split earlier where their text is long', () => {
    const events = Array.from({ length: 20 }, () => ({ ...end, why: 'x'.repeat(16_000) }));

    expect(inCommits(events).map(({ length }) => length)).toEqual([12, 8]);
  });
});
