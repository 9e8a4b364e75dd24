// The lives of requests, by a controller that is killed with kill -9 right before and right after each of its writes.
import { expect, test } from 'vitest';
import { describeOnCluster } from '../../sandbox/kubernetes/describe-on-cluster.ts';
import { aStage } from '../stage.ts';
import { killedAtEachWord, killedAtEachWrite } from './killed.ts';
import { itIsGivenBackByAWord, lives } from './lives.ts';
import { expectItsEnd } from './ways.ts';

/** In milliseconds. */
const LONG_ENOUGH = 600_000;

/** Of each kind of write one: these are played in every `npm test`, all of them by `npm run killed`, which takes minutes. */
const ALWAYS = /goes to its end|given back by a word|past the rules/;

const isAll = process.env['DAYPASS_KILLED'] === 'all';
const played = Object.entries(lives).filter(([title]) => isAll || ALWAYS.test(title));

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

  test(
    '[224] people are told of it, though whoever tells them is killed before and after each word',
    { timeout: LONG_ENOUGH },
    async () => {
      const { scene, doom, deaths } = await killedAtEachWord(stage);
      const life = itIsGivenBackByAWord;

      await life.play(scene);

      await expectItsEnd(scene, life);
      const noted = () => [...doom.struck()].find(([write]) => / told <teller> pager ended /.test(write));
      await scene.untilSeen('a death after the last word was noted', () => noted()?.[1] === 'after');
      // What arrived is told again by those who could not know: after a death before the answer, and one before the note.
      const times = Object.groupBy(scene.messages(), ({ kind }) => kind);
      expect(times['ended']).toHaveLength(3);
      expect(times['granted']?.length).toBeLessThanOrEqual(3);
      expect(deaths()).toBeGreaterThan(doom.struck().size);
    },
  );
});
