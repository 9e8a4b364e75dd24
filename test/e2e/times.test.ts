// Access that goes on longer, and access that begins later: on real Git and a real API server.
import { expect, test } from 'vitest';
import { formatInstant, hours, minutes, plus } from '../../src/core/time.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { untilChecked } from '../sandbox/watching.ts';
import { aStage } from './stage.ts';
import { RECORD, REQUEST, requestText } from './telling.ts';

describeOnCluster('the time of access', () => {
  const { story } = aStage();

  test('[48] [127] a longer one goes on without one denied answer, and ends when it was said to end', async () => {
    const { asks, merged, approved, untilAllowed, untilRefused, untilEvent, told, ...world } = await story();
    const { github, clock, canI, events } = world;
    await merged({ duration: '2h' });
    await untilAllowed();
    const answers: boolean[] = [];
    const watching = watch(async () => void answers.push(await canI('alice')));

    const pull = await asks({ duration: '4h' });
    const check = await untilChecked(github, pull, 'action_required');
    expect(check.output.title).toMatch(
      /^If you approve, alice keeps the right to read .* of prod-eu\/payments until .*, 2 hours longer than now\.$/,
    );
    await approved(pull);
    await github.as('alice').merge(pull, 'squash');
    expect(await untilEvent('replaced')).toMatchObject({
      by: { kind: 'subject', login: 'alice' },
      bound: true,
    });
    await watching.stop();

    expect(answers.length).toBeGreaterThan(10);
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(await told()).toEqual(['granted', 'granted', 'replaced']);
    const [, first, second] = await events();
    if (first?.type !== 'granted') throw new Error('the first event of a grant');
    expect(second).toMatchObject({ type: 'granted', replaces: first.grant, opensAt: first.opensAt });
    const { stdout } = await world.clusters.kubectl('prod-eu', 'get', 'rolebindings', '-A', '-o', 'name');
    expect(stdout.match(/\/daypass-[0-9a-f]{20}-/g)).toHaveLength(1);
    const subject = await github.git.run(['log', '--format=%s', '--grep=Extend', 'main']);
    expect(subject.trim()).toBe('Extend log-viewer in prod-eu/payments to alice');

    clock.putForward(hours(3));
    expect(await canI('alice')).toBe(true);
    clock.putForward(hours(1));
    await untilRefused();
    await untilEvent('expired');
    expect([await github.file(REQUEST), await github.file(RECORD)]).toEqual([null, null]);
  });

  test('[127] any other change of what is held is put back, and the access goes on', async () => {
    const { asks, merged, untilAllowed, untilEvent, canI, github } = await story();
    await merged();
    await untilAllowed();

    const pull = await asks({ duration: '4h', reason: 'INC-4243, and something else besides' });
    const check = await untilChecked(github, pull, 'failure');
    expect(check.output.title).toContain('only its duration may be changed, and this changes reason');
    await github.as('root').merge(pull, 'squash', { bypass: true });
    await untilEvent('refused');

    expect([await canI('alice'), await github.file(REQUEST)]).toEqual([true, requestText()]);
  });

  test('one that begins later is bound at its start, by a timer of the controller’s own', async () => {
    const { merged, untilEvent, untilAllowed, untilRefused, told, clock, canI, turn } = await story();
    const startsAt = formatInstant(plus(clock.now(), hours(1)));

    await merged({ startsAt });
    expect(await untilEvent('granted')).toMatchObject({ opensAt: startsAt });
    await turn();
    expect(await canI('alice')).toBe(false);

    // Nobody asks the controller for anything: a minute is far longer than this may take.
    clock.putForward(minutes(60));
    await untilAllowed();
    clock.putForward(hours(2));
    await untilRefused();
    await untilEvent('expired');
    expect(await told()).toEqual(['granted', 'expired']);
  });
});

/** Again and again, until it is stopped. */
function watch(look: () => Promise<void>) {
  let isOver = false;
  const looking = (async () => {
    while (!isOver) await look();
  })();
  return {
    stop: async () => {
      isOver = true;
      await looking;
    },
  };
}
