// Giving back and taking away by a word, on real parts: found by polling alone, by another process, and told afterwards.
import { expect, test } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { until } from '../sandbox/watching.ts';
import { aStage, restartElsewhere, type Story } from './stage.ts';
import { RECORD, REQUEST } from './telling.ts';

const POLLING = { webhooks: false, settings: { schedule: '* * * * * *' } };

/** Waits until our one comment on a pull request says so. */
const untilSaid = async ({ github: { state } }: Story, number: number, what: RegExp) =>
  until(`our comment to say ${what}`, () => {
    const ours = state.comments.filter(({ pull, author }) => pull === number && author === state.app.bot);
    return ours.find(({ body }) => what.test(body));
  });

describeOnCluster('a word on the pull request', () => {
  const { story } = aStage();

  test('[49] by the subject gives it back, with polling alone, and the pull request tells what happened', async () => {
    const told = await story(POLLING);
    const { merged, untilAllowed, untilRefused, untilEvent, github, clock } = told;
    const { number } = await merged();
    await untilAllowed();
    await untilSaid(told, number, /Comment just `\/release` here/);
    clock.putForward(minutes(10));

    const { id } = github.as('alice').comment(number, '/release');
    await untilRefused();

    expect(await untilEvent('released')).toMatchObject({
      by: { kind: 'subject', login: 'alice', pr: number, comment: id },
      bound: true,
    });
    expect([await github.file(REQUEST), await github.file(RECORD)]).toEqual([null, null]);
    const { body } = await untilSaid(told, number, /Given back by `alice` at .* before its end at/);
    expect(body).toContain(github.head());
  });

  test('by an owner takes it away; by anybody else it is answered, once', async () => {
    const told = await story();
    const { merged, untilAllowed, untilRefused, untilEvent, turn, github, canI } = told;
    const { number } = await merged();
    await untilAllowed();
    github.as('dave').comment(number, '/revoke');
    await turn();
    await untilSaid(told, number, /`\/revoke` counts only from an owner of/);
    expect(await canI('alice')).toBe(true);

    github.as('bob').comment(number, '/revoke');
    await turn();
    await untilRefused();

    expect(await untilEvent('revoked')).toMatchObject({ by: { kind: 'owner', login: 'bob' } });
    expect(github.state.comments.filter(({ body }) => body.includes('this answers'))).toHaveLength(1);
  });

  test('that was said while no controller ran is heard by the next one, on another disk', async () => {
    const here = await story(POLLING);
    const { merged, untilAllowed, untilRefused, untilEvent, github, told } = here;
    const { number } = await merged();
    await untilAllowed();
    await here.stop();
    const edited = github.as('bob').comment(number, 'Is it done?');
    github.as('bob').editComment(edited, '/revoke');
    github.as('alice').comment(number, '/release');

    await restartElsewhere(here);
    await untilRefused();

    await untilEvent('released');
    expect(await told()).toEqual(['granted', 'released']);
  });

  test('that was said before it was granted lets nothing be granted', async () => {
    const here = await story(POLLING);
    const { asks, approved, github, untilEvent, canI, told } = here;
    const pull = await approved(await asks());
    await here.stop();
    await github.as('alice').merge(pull, 'squash');
    github.as('alice').comment(pull, '/release');

    await here.start();

    expect(await untilEvent('refused')).toMatchObject({ why: [expect.stringContaining('/release')] });
    expect(await canI('alice')).toBe(false);
    expect(await told()).toEqual(['refused']);
  });
});
