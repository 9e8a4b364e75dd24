// The lives of requests, by a controller that is killed with kill -9 right before and right after each of its writes.
import { expect, test } from 'vitest';
import { describeOnCluster } from '../../sandbox/kubernetes/describe-on-cluster.ts';
import { aStage } from '../stage.ts';
import { killedAtEachWrite } from './killed.ts';
import { lives } from './lives.ts';
import { expectItsEnd } from './ways.ts';

/** In milliseconds. */
const LONG_ENOUGH = 600_000;

/** They write nothing that others do not write too, and dying takes its time. */
const OF_THE_SAME_WRITES = /owner|withdrawn|file was removed/;
/** Of each kind of write one: these are played in every `npm test`, the others by `npm run killed`, which takes minutes. */
const ALWAYS = /goes to its end|given back by a word|past the rules/;

const isPlayed = (title: string) =>
  process.env['DAYPASS_KILLED'] === 'all' ? !OF_THE_SAME_WRITES.test(title) : ALWAYS.test(title);
const played = Object.entries(lives).filter(([title]) => isPlayed(title));

describeOnCluster('[213] [I5] a request whose controller is killed at each write', () => {
  const stage = aStage();

  test.each(played)('%s', { timeout: LONG_ENOUGH }, async (_, life) => {
    const { scene, doom, deaths } = await killedAtEachWrite(stage);

    await life.play(scene);

    await expectItsEnd(scene, life);
    // What was not done is done by whoever comes next: who was killed before a commit was also killed after it.
    const commits = () => [...doom.struck()].filter(([write]) => write.startsWith('commit'));
    await scene.untilSeen('a death after a commit', () => commits().some(([, when]) => when === 'after'));
    expect(deaths()).toBeGreaterThan(doom.struck().size);
  });
});
