// The merge queue on real parts: Git makes its commits, a webhook asks for their check, and what it merges is proved.
import { expect, test } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import type { MergeMethod, PullRequest } from '../sandbox/github/state.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { until } from '../sandbox/watching.ts';
import { aStage, type Story } from './stage.ts';
import { REQUEST, requestText } from './telling.ts';

/** Longer than the patience with what is missing. */
const PATIENCE = minutes(6);

const daves = { path: 'access-requests/prod-eu/payments/log-viewer/dave.yaml', by: 'dave' };
const longer = { [REQUEST]: requestText({ duration: '8h' }) };

describeOnCluster('the merge queue on real parts', () => {
  const { story } = aStage();

  test.each<MergeMethod>(['merge', 'squash', 'rebase'])(
    '[39] two that the queue merges by %s are granted, each by the commit that was made and checked for it',
    async (method) => {
      const { asks, approved, github, untilAllowed, told, events } = await story();
      const [alices, other] = [await approved(await asks()), await approved(await asks(daves))];
      await github.as('alice').enqueue(alices, method);
      await github.as('dave').enqueue(other, method);

      await untilAllowed('alice');
      await untilAllowed('dave');

      expect(await told()).toEqual(['granted', 'granted']);
      const granted = (await events()).flatMap((event) => (event.type === 'granted' ? [event.pr] : []));
      expect(new Map(granted.map(({ number, merge }) => [number, merge]))).toEqual(
        new Map([alices, other].map(({ number, merge }) => [number, merge?.sha])),
      );
      expect(granted.map(({ merge }) => checkOn(github, merge))).toEqual(['success', 'success']);
      expect(askedFor(github)).toEqual(expect.arrayContaining(granted.map(({ merge }) => merge)));
    },
  );

  test('[39] what is no longer approved leaves the queue, and the one behind it goes on alone', async () => {
    const { asks, approved, github, untilAllowed, canI, told } = await story();
    const [alices, other] = [await approved(await asks()), await approved(await asks(daves))];
    github.faults.webhooks.hold();
    await github.as('alice').enqueue(alices);
    await github.as('dave').enqueue(other);
    github.as('carol').requestChanges(alices);

    github.faults.webhooks.release();
    await untilAllowed('dave');

    expect([alices.state, other.state]).toEqual(['open', 'closed']);
    expect(await canI('alice')).toBe(false);
    expect(await told()).toEqual(['granted']);
  });

  test('[37] a commit of the queue that holds another thing than was approved gets no success, and is not merged', async () => {
    const world = await story();
    const { github, canI, told, start, untilAllowed } = world;
    const { pull, forged } = await queuedAnotherThing(world);

    await start();
    await until('the check of the queue’s commit', () => checkOn(github, forged));
    await github.queueSettled();

    expect([checkOn(github, forged), pull.state, github.state.queue]).toEqual(['failure', 'open', []]);
    expect([await canI('alice'), await told()]).toEqual([false, []]);
    await github.as('alice').enqueue(pull);
    await untilAllowed();
  });

  test('[37] merged by the queue all the same it is not granted, and taken out again', async () => {
    const world = await story();
    const { github, canI, start, pass, untilEvent, alerts } = world;
    const { pull, forged } = await queuedAnotherThing(world);

    github.postCheck(forged, { name: 'daypass', conclusion: 'success' });
    await github.queueSettled();
    expect([pull.merge?.sha, github.head()]).toEqual([forged, forged]);
    await start();
    await pass(PATIENCE);

    expect(await untilEvent('refused')).toMatchObject({
      path: REQUEST,
      why: [expect.stringContaining('otherwise than it was approved')],
    });
    expect([await canI('alice'), await github.file(REQUEST)]).toEqual([false, null]);
    expect(alerts()).toContain('refused');
  });
});

/** Approved for two hours, it is in the queue with eight, while nobody looks. */
async function queuedAnotherThing({
  asks,
  approved,
  github,
  stop,
}: Story): Promise<{ readonly pull: PullRequest; readonly forged: string }> {
  const pull = await approved(await asks());
  await stop();
  await github.as('alice').enqueue(pull);
  return { pull, forged: await github.putIntoGroup(pull, longer) };
}

/** The commits whose check a webhook asked for. */
function askedFor({ state }: Story['github']): readonly string[] {
  return state.deliveries
    .filter(({ event, action }) => event === 'merge_group' && action === 'checks_requested')
    .map(
      ({ payload }) => (JSON.parse(payload) as { merge_group: { head_sha: string } }).merge_group.head_sha,
    );
}

/** What our check of a commit came to. */
function checkOn({ state }: Story['github'], sha: string): string | undefined {
  return (
    state.checkRuns.findLast(({ headSha, app }) => headSha === sha && app === state.app.id)?.conclusion ??
    undefined
  );
}
