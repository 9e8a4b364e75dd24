// Ends by time wait a moment for each other, so that many of them make few commits.
import { expect, test } from 'vitest';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import { inFullCommits } from '../../../src/core/grant/fill-commits.ts';
import type { OpenGrant } from '../../../src/core/grant/position.ts';
import type { UnplacedEnd } from '../../../src/core/ledger/event.ts';
import { formatInstant, minutes, plus, seconds, type Instant } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';

const ago = (count: number): Instant => plus(a.NOW, seconds(-count));

/** Grants that ended so many seconds ago, or will where it is below zero. */
function grants(...ages: readonly number[]): readonly OpenGrant[] {
  return ages.map((age, index) => {
    const grant = index.toString(16).padStart(20, '0');
    return a.anOpenGrant({ state: a.aState({ grant, expiresAt: formatInstant(ago(age)) }) });
  });
}

function endOf({ state }: OpenGrant, type: UnplacedEnd['type'] = 'expired'): PlannedChange {
  const { grant, path, at, cluster } = state.event;
  const by = type === 'expired' ? ({ kind: 'time' } as const) : ({ kind: 'cluster' } as const);
  // A union of ends, of which each has these.
  const event = { type, at, grant, path, by, bound: true } as UnplacedEnd;
  const key = { kind: 'RoleBinding', namespace: 'payments', name: `of ${grant}` } as const;
  return { kind: 'end', cluster: cluster.name, key, held: undefined, event, remove: [] };
}

const filled = (
  changes: readonly PlannedChange[],
  open: readonly OpenGrant[],
  over: { readonly now?: Instant; readonly theirs?: Instant } = {},
) =>
  inFullCommits(changes, {
    now: over.now ?? a.NOW,
    open,
    clusters: [a.aCluster({ now: over.theirs ?? a.NOW })],
  });

test('an end is recorded at once where no other comes soon', () => {
  const open = grants(1, -6);
  const [ended] = open.map((grant) => endOf(grant));

  expect(filled([ended!], open)).toEqual([ended]);
});

test.each([
  ['ends within five seconds', -5],
  ['is past its end, and still held', 3],
])('it waits for another that %s', (_, age) => {
  const open = grants(1, age);
  const [ended] = open.map((grant) => endOf(grant));

  expect(filled([ended!], open)).toEqual([]);
});

test('it does not wait for one in a cluster that is away, or that only another controller serves', () => {
  const [ended, other] = grants(1, 3);
  const elsewhere = { name: 'staging', uid: 'uid-of-staging' };
  const unseen = a.anOpenGrant({ state: a.aState({ ...other!.state.event, cluster: elsewhere }) }); // there are two

  expect(filled([endOf(ended!)], [ended!, unseen])).toEqual([endOf(ended!)]);
});

test.each([
  ['it is a minute old itself', [60, 59, -1]],
  ['the other should be gone for a minute', [1, 60]],
])('but not where %s', (_, ages) => {
  const open = grants(...ages);
  const ended = endOf(open[0]!); // there are two

  expect(filled([ended], open)).toEqual([ended]);
});

test('a minute is counted by the clock that is ahead', () => {
  const open = grants(0, -61);
  const ended = endOf(open[0]!); // there are two
  const later = plus(a.NOW, minutes(1));

  expect(filled([ended], open, { theirs: later })).toEqual([ended]);
  expect(filled([ended], open, { now: later })).toEqual([ended]);
  expect(filled([ended], open, { now: plus(later, seconds(-1)) })).toEqual([]);
});

test('whole commits are written, with those that ended first', () => {
  const ages = Array.from({ length: 120 }, (_, index) => (index % 2 === 0 ? 1 : 2));
  const open = grants(...ages, -1);
  const changes = open.slice(0, 120).map((grant) => endOf(grant));

  const kept = filled(changes, open);

  expect(kept).toHaveLength(100);
  expect(changes.filter((change, index) => ages[index] === 2 && !kept.includes(change))).toEqual([]);
});

test('and all of them as soon as nothing more comes', () => {
  const open = grants(...Array.from({ length: 120 }, () => 1));
  const changes = open.map((grant) => endOf(grant));

  expect(filled(changes, open)).toEqual(changes);
});

test('what else is recorded takes them along', () => {
  const open = grants(1, -1, -1000);
  const [ended, , other] = open;
  const revoked = endOf(other!, 'revoked'); // there are three
  const checkpoint: PlannedChange = {
    kind: 'checkpoint',
    cluster: 'prod-eu',
    checkpoint: a.aCheckpoint(),
    resourceVersion: '77',
  };

  expect(filled([endOf(ended!), revoked], open)).toEqual([endOf(ended!), revoked]);
  expect(filled([endOf(ended!), checkpoint], open)).toEqual([checkpoint]);
  expect(filled([revoked], open)).toEqual([revoked]);
});

test('a decision that is written alone takes them along, and one that rides does not', () => {
  const open = grants(1, -1);
  const ended = endOf(open[0]!); // there are two
  const decline = (alone: boolean): PlannedChange => {
    const event = { type: 'declined', at: open[0]!.state.event.at } as const;
    return { kind: 'decline', event: event as Extract<PlannedChange, { kind: 'decline' }>['event'], alone };
  };

  expect(filled([ended, decline(true)], open)).toEqual([ended, decline(true)]);
  expect(filled([ended, decline(false)], open)).toEqual([decline(false)]);
});
