// What was decided of a held request waits while its grant ends.
import { expect, test } from 'vitest';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import type { MergedDecision } from '../../../src/core/grant/merged-decision.ts';
import { withoutWhatEnds } from '../../../src/core/grant/wait-for-ends.ts';
import { instantIn, type UnplacedEnd } from '../../../src/core/ledger/event.ts';
import * as a from './a-cluster.ts';
import { aGrant } from './a-grant.ts';

const HELD = a.aState();
const { path, grant } = HELD.event;

const goesOn: MergedDecision = {
  kind: 'grant',
  grants: [{ cluster: 'prod-eu', event: aGrant({ grant: '1'.repeat(20), replaces: grant }) }],
};
/** Of the same pull request. */
const beside: MergedDecision = {
  kind: 'grant',
  grants: [
    { cluster: 'prod-eu', event: aGrant({ grant: '2'.repeat(20), path: path.replace('alice', 'too') }) },
  ],
};
const refused = (restore: string | undefined): MergedDecision => {
  return {
    kind: 'refuse',
    requests: [{ path, grant: '3'.repeat(20), pullRequest: undefined, restore }],
    problems: [],
    patient: false,
  };
};
const followed = {
  history: { repository: a.repository },
  indexOf: (oid: string) => a.CHAIN.indexOf(oid),
};
const all = [goesOn, beside, refused('b'.repeat(40)), refused(undefined)];

const end = (type: UnplacedEnd['type']): PlannedChange => {
  const event = { type, at: HELD.event.at, grant, path, by: { kind: 'cluster' }, bound: true } as const;
  return { kind: 'end unseen', event, remove: [] };
};
const left = (changes: readonly PlannedChange[], wish: a.ClusterWish = {}): readonly MergedDecision[] => {
  const cluster = a.aCluster({ bindings: [a.heldOf(HELD)], ...wish });
  return withoutWhatEnds(all, { ...followed, open: [a.anOpenGrant()], clusters: [cluster], changes });
};

test('nothing waits while the grant goes on', () => {
  expect(left([])).toEqual(all);
});

test('what would go on with it waits, with all of its pull request, and what would put its bytes back', () => {
  const without = [refused(undefined)];

  expect(left([end('revoked')])).toEqual(without);
  expect(left([{ kind: 'take', cluster: 'prod-eu', held: a.heldOf(HELD) }])).toEqual(without);
  expect(left([], { now: instantIn(HELD.event.expiresAt) })).toEqual(without);
});

test('[241] so it does where the binding is gone, by whatever hand, in the last seconds too', () => {
  const now = a.clock('17:59:40');
  expect(left([], { now, bindings: [] })).toEqual([refused(undefined)]);
});

test('what was never bound is no end', () => {
  expect(left([], { standing: a.notCovering(), bindings: [] })).toEqual(all);
});

test('a grant whose place was taken ends for the other one’s sake, and holds nothing up', () => {
  expect(left([end('replaced')])).toEqual(all);
});

test('the end of another grant is no matter', () => {
  const changes = [end('expired')];
  const open = [
    a.anOpenGrant({ state: a.aState({ grant: '9'.repeat(20), path: path.replace('alice', 'bob') }) }),
  ];
  expect(withoutWhatEnds([beside], { ...followed, open, clusters: [], changes })).toEqual([beside]);
});
