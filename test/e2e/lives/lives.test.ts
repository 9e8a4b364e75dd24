// Each life of a request on real Git and a real API server: with every webhook delivered, and with none.
import { describe, expect, test } from 'vitest';
import { describeOnCluster } from '../../sandbox/kubernetes/describe-on-cluster.ts';
import { aStage } from '../stage.ts';
import { lives } from './lives.ts';
import { expectItsEnd, undisturbed } from './ways.ts';

/** In milliseconds. */
const LONG_ENOUGH = 180_000;

/** NB: whoever jumps over hours may hear of the last minutes of a grant, or that nothing was read for so long. */
const OF_JUMPS = new Set(['ending', 'overdue', 'frozen', 'alert']);

describeOnCluster('a request', () => {
  const stage = aStage();

  describe.each([
    ['with every webhook', true],
    ['[87] with no webhook', false],
  ])('%s', (_, isTold) => {
    test.each(Object.entries(lives))('%s', { timeout: LONG_ENOUGH }, async (__, life) => {
      const scene = await undisturbed(stage, isTold);

      await life.play(scene);

      await expectItsEnd(scene, life);
      const kinds = scene.messages().map(({ kind }) => kind);
      const others = kinds.filter((kind) => !OF_JUMPS.has(kind) || life.told.some((one) => one === kind));
      expect([...new Set(others)].toSorted()).toEqual(life.told.toSorted());
      const keys = scene.messages().flatMap((message) => message.keys);
      expect(keys).toEqual([...new Set(keys)]);
    });
  });
});
