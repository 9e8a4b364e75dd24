// What a freeze makes of a grant, and how its end is told: by the operator who froze it, never as gone by hand.
import { describe, expect, test } from 'vitest';
import { follow } from '../../../src/core/grant/follow.ts';
import type { Freeze } from '../../../src/core/grant/freeze.ts';
import { invalid, read, unread, valid } from '../../../src/core/problem.ts';
import * as a from './a-cluster.ts';
import { told } from './told.ts';

const GRANT = a.aState();
const HELD = a.heldOf(GRANT);

function frozen(over: Partial<Freeze> = {}) {
  const freeze = { reason: 'INC-4242', all: false, subjects: [], grants: [], liftedAt: undefined };
  return read(valid({ ...freeze, ...over }));
}

function following(cluster: a.ClusterWish, state = GRANT): readonly string[] {
  const facts = a.aCluster(cluster);
  const head = facts.standing.kind === 'in step' ? facts.standing.checkpoint.head : undefined;
  return told(
    follow(a.anOpenGrant({ state }), {
      repository: a.repository,
      cluster: facts,
      isCheckpointed: (commit) => head !== undefined && a.CHAIN.indexOf(commit) <= a.CHAIN.indexOf(head),
    }),
  );
}

const BY_THE_OPERATOR = expect.stringMatching(
  /^end revoked by operator.*An operator froze prod-eu: INC-4242\./,
);
const BY_HAND = expect.stringMatching(/^end revoked by cluster.*deleted in the cluster/);
/** Asked for at 15:00, to be bound at 16:30. */
const SCHEDULED = a.aState({
  at: '2026-11-20T15:00:00Z',
  grantedAt: '2026-11-20T15:00:00Z',
  opensAt: '2026-11-20T16:30:00Z',
});

describe('what a freeze names', () => {
  test.each([
    ['all', { all: true }],
    ['its subject', { subjects: [GRANT.event.subject.username] }],
    ['its id', { grants: [GRANT.event.grant] }],
  ])('ends by %s', (_, over) => {
    expect(following({ freeze: frozen(over), bindings: [HELD] })).toEqual([BY_THE_OPERATOR]);
  });

  test('ends by the operator where the end lane was first', () => {
    expect(following({ freeze: frozen({ all: true }) })).toEqual([BY_THE_OPERATOR]);
  });

  test('ends where it was recorded and perhaps applied, so that it is never made again', () => {
    expect(following({ freeze: frozen({ all: true }), standing: a.notCovering() })).toEqual([
      BY_THE_OPERATOR,
    ]);
  });

  test('ends where nothing else may be said of the cluster', () => {
    const standing = { kind: 'frozen', reason: 'rewritten' } as const;
    expect(following({ freeze: frozen({ all: true }), standing, bindings: [HELD] })).toEqual([
      BY_THE_OPERATOR,
    ]);
  });

  test('is not opened while it lasts, and not ended before it was', () => {
    expect(following({ freeze: frozen({ all: true }), standing: a.notCovering() }, SCHEDULED)).toEqual([]);
    const early = { now: a.clock('16:15'), standing: a.notCovering() };
    expect(following({ freeze: frozen({ all: true }), ...early }, SCHEDULED)).toEqual([]);
  });

  test('reached its end where its time is over', () => {
    expect(following({ freeze: frozen({ all: true }), now: a.clock('18:00') })).toEqual([
      expect.stringMatching(/^end expired/),
    ]);
  });
});

describe('what a freeze does not name', () => {
  const another = frozen({ subjects: ['bob@acme.com'] });

  test('goes on', () => {
    expect(following({ freeze: another, bindings: [HELD] })).toEqual([]);
  });

  test('is told as gone by hand where it is', () => {
    expect(following({ freeze: another })).toEqual([BY_HAND]);
  });
});

describe.each([
  ['cannot be read', unread('403')],
  ['is none', invalid([])],
])('a freeze that %s', (_, fact) => {
  const freeze = fact.kind === 'unread' ? fact : read(fact);

  test('ends nothing', () => {
    expect(following({ freeze, bindings: [HELD] })).toEqual([]);
  });

  test('lets nothing be applied, and nothing be called gone by hand', () => {
    expect(following({ freeze, standing: a.notCovering() })).toEqual([]);
    expect(following({ freeze })).toEqual([]);
  });
});

describe('a freeze that was lifted', () => {
  const lifted = (time: string) => frozen({ all: true, liftedAt: a.clock(time) });

  test('still tells what it ended, where nothing was carried out since', () => {
    expect(following({ freeze: lifted('16:45') })).toEqual([BY_THE_OPERATOR]);
  });

  test('tells nothing of what went after a plan was carried out', () => {
    expect(following({ freeze: lifted('16:15') })).toEqual([BY_HAND]);
  });

  test('ends nothing that is there', () => {
    expect(following({ freeze: lifted('16:45'), bindings: [HELD] })).toEqual([]);
  });

  test('tells nothing of what was granted later', () => {
    const later = a.aState({ at: '2026-11-20T16:50:00Z' });
    const standing = a.inStep({ at: a.clock('16:40') });
    expect(following({ freeze: lifted('16:45'), standing }, later)).toEqual([BY_HAND]);
  });
});
