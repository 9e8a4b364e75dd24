// What a controller may do in a cluster: grant, only take away, or only wait.
import { describe, expect, test } from 'vitest';
import { standingOf, type StandingInput } from '../../../src/core/grant/cluster-standing.ts';
import { watch, type Sightings } from '../../../src/core/grant/patience.ts';
import { minutes, plus, seconds, type Instant } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';

const ELSEWHERE = '5'.repeat(40);

function standing(over: Partial<StandingInput> = {}, earlier: Sightings = new Map(), now: Instant = a.NOW) {
  const watching = watch(earlier, now);
  const input: StandingInput = {
    cluster: 'prod-eu',
    policy: { uid: 'uid-of-prod-eu', protectedNamespaces: [] },
    uid: 'uid-of-prod-eu',
    date: now,
    readAt: now,
    held: { checkpoint: a.aCheckpoint() },
    history: a.aHistory(),
    ...over,
  };
  return { is: standingOf(input, watching), sightings: watching.sightings() };
}

test('a cluster whose checkpoint lies on the chain is in step', () => {
  expect(standing().is).toEqual({ kind: 'in step', checkpoint: a.aCheckpoint() });
  const older = a.aCheckpoint({ head: a.ROOT });
  expect(standing({ held: { checkpoint: older } }).is).toEqual({ kind: 'in step', checkpoint: older });
});

describe('[122] a context that leads to another cluster', () => {
  test('is left alone, whatever it holds', () => {
    const waits = { kind: 'waiting', reason: 'another cluster' };
    expect(standing({ uid: 'another uid' }).is).toEqual(waits);
    expect(standing({ uid: 'another uid', held: undefined }).is).toEqual(waits);
  });

  test('is not told from the right one where the policy names no uid', () => {
    const policy = { uid: undefined, protectedNamespaces: [] };
    expect(standing({ uid: 'any uid', policy }).is.kind).toBe('in step');
  });
});

describe('nothing is granted', () => {
  test.each([
    ['no checkpoint', undefined],
    ['unreadable checkpoint', { checkpoint: undefined }],
    ['other history', { checkpoint: a.aCheckpoint({ repository: 1 }) }],
    ['other history', { checkpoint: a.aCheckpoint({ branch: 'trunk' }) }],
    ['other history', { checkpoint: a.aCheckpoint({ root: ELSEWHERE }) }],
  ] as const)('with %s', (reason, held) => {
    expect(standing({ held }).is).toEqual({ kind: 'frozen', reason });
  });

  test('by a history without any guardrails event', () => {
    const history = a.aHistory({ root: undefined });
    expect(standing({ history }).is).toEqual({ kind: 'frozen', reason: 'other history' });
  });

  test.each([31, -31])('where the clocks differ by %i seconds', (skew) => {
    const date = plus(a.NOW, seconds(skew));
    expect(standing({ date }).is).toEqual({ kind: 'frozen', reason: 'clock skew' });
  });

  test('and it goes on where they differ by 30 seconds', () => {
    expect(standing({ date: plus(a.NOW, seconds(30)) }).is.kind).toBe('in step');
    expect(standing({ date: plus(a.NOW, seconds(-30)) }).is.kind).toBe('in step');
  });
});

describe('a head on whose chain the checkpoint does not lie', () => {
  const held = { checkpoint: a.aCheckpoint({ head: ELSEWHERE }) };
  const waits = { kind: 'waiting', reason: 'head is no descendant' };
  const first = standing({ held });

  test('[109] is waited for at first: a lagging replica shows an older one', () => {
    expect(first.is).toEqual(waits);
    expect(standing({ held }, first.sightings, plus(a.NOW, seconds(299))).is).toEqual(waits);
  });

  test('[50] is a rewrite after five minutes', () => {
    const later = standing({ held }, first.sightings, plus(a.NOW, minutes(5)));
    expect(later.is).toEqual({ kind: 'frozen', reason: 'rewritten' });
  });

  test('is a rewrite also where the clocks differ', () => {
    const now = plus(a.NOW, minutes(5));
    const later = standing({ held, date: a.NOW, readAt: now }, first.sightings, now);
    expect(later.is).toEqual({ kind: 'frozen', reason: 'rewritten' });
  });

  test('is in step again at once where the replica caught up, and is forgotten', () => {
    const caughtUp = standing({}, first.sightings, plus(a.NOW, minutes(2)));
    expect(caughtUp.is.kind).toBe('in step');
    expect(standing({ held }, caughtUp.sightings, plus(a.NOW, minutes(6))).is).toEqual(waits);
  });

  test('is watched in each cluster and for each checkpoint by itself', () => {
    const now = plus(a.NOW, minutes(5));
    expect(standing({ held, cluster: 'staging' }, first.sightings, now).is).toEqual(waits);
    const other = { checkpoint: a.aCheckpoint({ head: '6'.repeat(40) }) };
    expect(standing({ held: other }, first.sightings, now).is).toEqual(waits);
  });
});
