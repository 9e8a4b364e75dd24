// The commit of a grant: new, longer, shorter, or for later.
import { expect, test } from 'vitest';
import { composeCommit } from '../../../src/core/ledger/commit.ts';
import type { Unplaced, UnplacedEvent } from '../../../src/core/ledger/event.ts';
import { aGrant } from '../grant/a-grant.ts';
import { key, repository } from '../ledger/a-branch.ts';

const OLD = '0'.repeat(20);

/** Its subject, and the last sentence for people. */
function told(grant: Partial<Unplaced<'granted'>>, before = '2026-11-20T18:00:00Z'): readonly unknown[] {
  const grantOf = (id: string) => (id === OLD ? aGrant({ expiresAt: before }) : undefined);
  const { message } = composeCommit({
    repository,
    parent: '9'.repeat(40),
    key,
    events: [aGrant(grant)],
    grantOf,
  });
  const [subject, paragraph = ''] = message.split('\n\n');
  return [subject, paragraph.replaceAll('\n', ' ').replace(/^.*?(?=(Opens|Open since|Ends) )/, '')];
}

test('a new grant ends', () => {
  expect(told({})).toEqual(['Grant debugger in prod-eu/payments to alice', 'Ends 18:00Z.']);
});

test('one for later opens first', () => {
  expect(told({ opensAt: '2026-11-21T08:00:00Z', expiresAt: '2026-11-21T10:00:00Z' })).toEqual([
    'Grant debugger in prod-eu/payments to alice',
    'Opens 2026-11-21 08:00Z. Ends 2026-11-21 10:00Z.',
  ]);
});

test('a longer one says what it goes on with', () => {
  const longer = { replaces: OLD, grantedAt: '2026-11-20T17:00:00Z', expiresAt: '2026-11-20T20:00:00Z' };
  expect(told(longer)).toEqual([
    'Extend debugger in prod-eu/payments to alice',
    'Open since 16:00Z. Ends 20:00Z instead of 18:00Z.',
  ]);
});

test('a shorter one is not called longer', () => {
  const shorter = { replaces: OLD, grantedAt: '2026-11-20T16:30:00Z', expiresAt: '2026-11-20T17:00:00Z' };
  expect(told(shorter)).toEqual([
    'Shorten debugger in prod-eu/payments for alice',
    'Open since 16:00Z. Ends 17:00Z instead of 18:00Z.',
  ]);
});

test.each([
  ['a person', {}, "Release alice's debugger in prod-eu/payments"],
  [
    'a program',
    { username: 'system:serviceaccount:ci:deployer' },
    "Release ci/deployer's debugger in prod-eu/payments",
  ],
  ['a long name', { login: 'a'.repeat(30) }, `Release ${'a'.repeat(30)}'s debugger`],
  ['the longest name', { login: 'a'.repeat(39) }, 'Release debugger in prod-eu/payments'],
])('the end of a grant of %s says whose it was', (_, over, subject) => {
  const held = aGrant({ subject: { ...aGrant().subject, ...over } });
  const { at, grant, path } = held;
  const event: UnplacedEvent = {
    at,
    grant,
    path,
    bound: true,
    goneBy: at,
    type: 'released',
    by: { kind: 'subject' },
  };
  const { message } = composeCommit({
    repository,
    parent: '9'.repeat(40),
    key,
    events: [event],
    grantOf: () => held,
  });
  expect(message.split('\n')[0]).toBe(subject);
});
