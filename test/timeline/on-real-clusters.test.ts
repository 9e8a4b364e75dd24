/**
 * The same week on three real API servers with the permissions of `deploy/cluster`: in the end the history, the audit log of
 * each of them, and the story that was played agree (I9). NB: nobody waits for a week. The controllers' clock is the story's, what
 * an API server says of the time is shown as late as the story is, and half an hour in which nothing happens is one turn.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { startRealClusters, type RealClusters } from '../sandbox/real-clusters.ts';
import { disagreements } from './agreement.ts';
import { bindingsIn, CLUSTERS } from './clusters.ts';
import { isEventful, play } from './play.ts';
import { onRealClusters } from './real-clusters.ts';
import { aStage, weekClock } from './stage.ts';

describeOnCluster('[I9] a week on real API servers', () => {
  let real: RealClusters;
  beforeAll(async () => {
    real = await startRealClusters(CLUSTERS);
  }, clusterStartTimeout);
  afterAll(() => real?.stop(), clusterStartTimeout);

  test('history and audit logs tell the same', { timeout: 600_000 }, async () => {
    const clock = weekClock();
    const { clusters, mark, close } = await onRealClusters(real, clock);
    const stage = await aStage(clock, clusters);

    const seen = await play(stage, { mark, isSkipped: (minute) => !isEventful(minute) });
    const events = await stage.world.events();

    expect(disagreements(stage, seen, events)).toEqual([]);
    expect(await bindingsIn(clusters)).toEqual([]);
    expect(Object.values(clusters).flatMap((cluster) => cluster.writes()).length).toBeGreaterThan(70);
    await close();
  });
});
