// Where a plan turns on a commit, a second or a role: what the checkpoint covers, what opens, and what is told apart.
import { describe, expect, test } from 'vitest';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import { parseCheckpoint, checkpointData } from '../../../src/core/grant/checkpoint.ts';
import { byTheTimeThere, type ClusterStanding } from '../../../src/core/grant/cluster-standing.ts';
import { watch } from '../../../src/core/grant/patience.ts';
import { plan, type PlanInput } from '../../../src/core/grant/plan.ts';
import { read } from '../../../src/core/problem.ts';
import { minutes, plus, seconds } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';
import { told } from './told.ts';

const GRANT = a.aState();
const planned = (over: Partial<PlanInput>): readonly PlannedChange[] =>
  plan(a.aPlanInput(over), watch(new Map(), a.NOW));
const kindsWith = (cluster: a.ClusterWish, over: Partial<PlanInput> = {}): readonly string[] =>
  planned({ open: [a.anOpenGrant()], clusters: [a.aCluster(cluster)], ...over })
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'checkpoint');

describe('an absent binding', () => {
  test('[124] was deleted by hand where the head of the checkpoint is the commit that recorded it, or a later one', () => {
    expect(kindsWith({ standing: a.inStep({ head: a.HEAD }) })).toEqual(['end']);
    expect(kindsWith({ standing: a.inStep({ head: a.commit }) })).toEqual(['end']);
  });

  test('was never there where the head of the checkpoint is an earlier one', () => {
    expect(kindsWith({ standing: a.inStep({ head: a.ROOT }) })).toEqual(['apply']);
  });

  test('was never there where its commit, or the head of the checkpoint, is not on the chain', () => {
    const standing = a.inStep();
    const open = [a.anOpenGrant({ state: { ...GRANT, commit: 'f'.repeat(40) } })];

    expect(kindsWith({ standing }, { open })).toEqual(['apply']);
    expect(kindsWith({ standing: a.inStep({ head: 'f'.repeat(40) }) })).toEqual(['apply']);
  });

  test('[50] is not made again where nothing is granted, whatever any checkpoint said', () => {
    expect(kindsWith({ standing: { kind: 'frozen', reason: 'rewritten' } })).toEqual([]);
  });
});

describe('an end', () => {
  const taken = { type: 'revoked', by: { kind: 'git' }, why: 'It was taken.' } as const;
  const bound = (cluster: a.ClusterWish): unknown =>
    planned({ open: [a.anOpenGrant({ taken })], clusters: [a.aCluster(cluster)] }).flatMap((change) =>
      change.kind === 'end' ? [change.event.bound] : [],
    );

  test('tells a binding that was seen, or that its checkpoint covers, from one that never was', () => {
    expect(bound({ bindings: [a.heldOf(GRANT)], standing: a.notCovering() })).toEqual([true]);
    expect(bound({ standing: a.inStep() })).toEqual([true]);
    expect(bound({ standing: a.notCovering() })).toEqual([false]);
  });
});

describe('the time in a cluster', () => {
  const skew: ClusterStanding = { kind: 'frozen', reason: 'clock skew' };

  test('holds back what is granted while it is more than 30 seconds ahead of our clock', () => {
    expect(byTheTimeThere(a.inStep(), a.NOW, plus(a.NOW, seconds(30)))).toEqual(a.inStep());
    expect(byTheTimeThere(a.inStep(), a.NOW, plus(a.NOW, seconds(31)))).toEqual(skew);
    expect(byTheTimeThere(a.inStep(), a.NOW, plus(a.NOW, minutes(-5)))).toEqual(a.inStep());
  });

  test('changes nothing where nothing is granted already, and never lets a cluster wait less', () => {
    const standings: readonly ClusterStanding[] = [
      { kind: 'frozen', reason: 'rewritten' },
      { kind: 'waiting', reason: 'another cluster' },
    ];

    for (const standing of standings) {
      expect(byTheTimeThere(standing, a.NOW, plus(a.NOW, minutes(5)))).toBe(standing);
      expect(byTheTimeThere(standing, a.NOW, a.NOW)).toBe(standing);
    }
  });
});

describe('the checkpoint', () => {
  const moves = (opensAt: string, over: a.ClusterWish = {}, root: string | undefined = a.ROOT) =>
    planned({
      open: [a.anOpenGrant({ state: a.aState({ opensAt }) })],
      clusters: [a.aCluster(over)],
      history: a.aHistory({ root }),
    }).flatMap((change) => (change.kind === 'checkpoint' ? [change.checkpoint] : []));

  test('moves with the very second in which a window opens', () => {
    expect(moves('2026-11-20T17:00:00Z')).toHaveLength(1);
    expect(moves('2026-11-20T17:00:01Z')).toEqual([]);
  });

  test('calls a grant waiting that opens in the very second that is written, and none that opens after it', () => {
    const standing = a.inStep({ head: a.ROOT });

    expect(moves('2026-11-20T17:00:00Z', { standing })).toMatchObject([{ waiting: [GRANT.event.grant] }]);
    expect(moves('2026-11-20T17:00:01Z', { standing })).toMatchObject([{ waiting: [] }]);
  });

  test('is written over none, and not where no guardrails were trusted', () => {
    const standing = a.inStep({ head: a.ROOT });

    expect(moves('2026-11-20T17:00:00Z', { standing, checkpointVersion: undefined })).toEqual([]);
    expect(
      planned({ clusters: [a.aCluster({ standing })], history: a.aHistory({ root: undefined }) }),
    ).toEqual([]);
  });

  test('names what waits in one order, and so is written the same by every replica', () => {
    const states = ['3', '1', '2'].map((digit) => a.aState({ grant: digit.repeat(20) }));
    const next = planned({
      open: states.map((state) => a.anOpenGrant({ state })),
      clusters: [a.aCluster({ standing: a.notCovering() })],
    });

    expect(next.at(-1)).toMatchObject({
      checkpoint: { waiting: ['1', '2', '3'].map((digit) => digit.repeat(20)) },
    });
  });

  test('[50] that lacks any of its lines is none', () => {
    const data = checkpointData(a.aCheckpoint());

    expect(parseCheckpoint(data)).toEqual(a.aCheckpoint());
    for (const key of Object.keys(data)) {
      const { [key]: _, ...rest } = data;
      expect(parseCheckpoint(rest)).toBeUndefined();
    }
  });
});

describe('what is told', () => {
  const wider = new Map([['daypass-debugger', read([...a.RULES, a.aRule(['delete'], ['pods'])])]]);

  test('of a role that is wider now has a key of its own for each cluster and role', () => {
    const bindings = [a.heldOf(GRANT)];
    const clusters = ['prod-eu', 'prod-us'].map((name) => a.aCluster({ name, roles: wider, bindings }));
    const open = clusters.map(({ name, uid }) =>
      a.anOpenGrant({ state: a.aState({ cluster: { name, uid } }) }),
    );
    const alerts = planned({ clusters, open }).flatMap((change) =>
      change.kind === 'alert' ? [change.alert.key] : [],
    );

    expect(alerts).toHaveLength(2);
    expect(new Set(alerts).size).toBe(2);
    expect(alerts.every((key) => key.includes('daypass-debugger'))).toBe(true);
  });

  test('[78] of objects that nothing explains is told one by one, and recorded as drift', () => {
    const held = ['1', '2'].map((digit) => a.heldOf(a.aState({ grant: digit.repeat(20) })));
    const clusters = [a.aCluster({ bindings: held })];
    const first = watch(new Map(), a.NOW);
    const early = plan(a.aPlanInput({ clusters: [a.aCluster({ bindings: held.slice(0, 1) })] }), first);
    const later = watch(first.sightings(), plus(a.NOW, minutes(5)));
    const changes = plan(a.aPlanInput({ clusters, now: plus(a.NOW, minutes(5)) }), later);

    expect(early).toEqual([]);
    expect(told(changes)).toEqual([`remove ${held[0]?.name}`, 'alert unexplained']);
    expect(changes).toMatchObject([{ event: { type: 'drift', object: { namespace: 'payments' } } }, {}]);
  });
});
