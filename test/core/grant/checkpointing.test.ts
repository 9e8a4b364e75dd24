// When a cluster's checkpoint moves, and what it says is waiting.
import { describe, expect, test } from 'vitest';
import { nextCheckpoint } from '../../../src/core/grant/checkpointing.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import * as a from './a-cluster.ts';

const GRANT = a.aState();

function next(cluster: a.ClusterWish, open: readonly GrantState[] = [], history = a.aHistory()) {
  const facts = a.aCluster(cluster);
  const head = facts.standing.kind === 'in step' ? facts.standing.checkpoint.head : '';
  const follower = {
    repository: a.repository,
    cluster: facts,
    isCheckpointed: (commit: string) => a.CHAIN.indexOf(commit) <= a.CHAIN.indexOf(head),
  };
  return nextCheckpoint(follower, open, history);
}

function waitingIn(changes: ReturnType<typeof next>): readonly string[] | undefined {
  return changes.flatMap((change) => (change.kind === 'checkpoint' ? [change.checkpoint.waiting] : []))[0];
}

describe('the checkpoint', () => {
  test('stays where neither the head moved nor a window opened', () => {
    expect(next({ bindings: [a.heldOf(GRANT)] }, [GRANT])).toEqual([]);
    expect(next({}, [])).toEqual([]);
  });

  test('moves with the head, to the time of the plan', () => {
    expect(next({ standing: a.inStep({ head: a.commit }) })).toEqual([
      {
        kind: 'checkpoint',
        cluster: 'prod-eu',
        checkpoint: a.aCheckpoint({ at: a.NOW }),
        resourceVersion: '77',
      },
    ]);
  });

  test('moves where a window opened since it was written, and only then', () => {
    const opensAt = (time: string) => [a.aState({ opensAt: `2026-11-20T${time}Z` })];
    expect(next({}, opensAt('16:45:00'))).toHaveLength(1);
    expect(next({}, opensAt('16:30:00'))).toEqual([]);
    expect(next({}, opensAt('17:00:01'))).toEqual([]);
  });

  test('never goes back in time', () => {
    const standing = a.inStep({ head: a.commit, at: a.clock('17:00:20') });
    expect(next({ standing })).toMatchObject([{ checkpoint: { at: a.clock('17:00:20') } }]);
  });

  test('[50] moves in no cluster that is not in step', () => {
    expect(next({ standing: { kind: 'frozen', reason: 'rewritten' } })).toEqual([]);
    expect(next({ standing: { kind: 'frozen', reason: 'clock skew' } })).toEqual([]);
    expect(next({ standing: { kind: 'waiting', reason: 'head is no descendant' } })).toEqual([]);
  });
});

describe('waiting is a grant', () => {
  const standing = a.notCovering();
  const { grant } = GRANT.event;

  test('that is recorded, open, and not applied', () => {
    expect(waitingIn(next({ standing }, [GRANT]))).toEqual([grant]);
  });

  test('and none whose binding is there', () => {
    expect(waitingIn(next({ standing, bindings: [a.heldOf(GRANT)] }, [GRANT]))).toEqual([]);
  });

  test('and it is not taken for applied because of an object that only bears its id', () => {
    const copy = a.heldOf(GRANT, { namespace: 'web' });
    expect(waitingIn(next({ standing, bindings: [copy] }, [GRANT]))).toEqual([grant]);
  });

  test('and none that the checkpoint covers: its absence means that it was deleted by hand', () => {
    expect(waitingIn(next({ standing: a.inStep({ head: a.commit }) }, [GRANT]))).toEqual([]);
  });

  test('and none that is over, or of another cluster', () => {
    expect(waitingIn(next({ standing, now: a.clock('18:00') }, [GRANT]))).toEqual([]);
    const elsewhere = a.aState({ cluster: { name: 'staging', uid: 'uid-of-staging' } });
    expect(waitingIn(next({ standing }, [elsewhere]))).toEqual([]);
  });

  test('that opens by the time that is written, where that is ahead of our clock', () => {
    // Given a checkpoint by a controller whose clock is ahead, and a grant that opens in between.
    const ahead = a.inStep({ head: a.ROOT, at: a.clock('17:00:20') });
    const soon = a.aState({ opensAt: '2026-11-20T17:00:10Z' });

    // When it moves to the head that recorded the grant, it covers the grant by its time.
    // Then the grant must be called waiting, or its absence would mean "deleted by hand" once it opens.
    expect(waitingIn(next({ standing: ahead }, [soon]))).toEqual([grant]);
  });

  test('until it was applied or is over', () => {
    const waits = a.inStep({ waiting: [grant] });
    expect(waitingIn(next({ standing: waits }, [GRANT]))).toEqual([grant]);
    expect(waitingIn(next({ standing: waits, bindings: [a.heldOf(GRANT)] }, [GRANT]))).toEqual([]);
    expect(waitingIn(next({ standing: waits }, []))).toEqual([]);
  });
});
