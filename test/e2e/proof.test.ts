// What was merged without a proof, guardrails that came without one, and history that was rewritten: on real parts.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { POLICY_PATH } from '../../src/core/request/path.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { until, untilChecked } from '../sandbox/watching.ts';
import { aStage, restartElsewhere, type Story } from './stage.ts';
import { REQUEST, requestText } from './telling.ts';

/** Longer than the patience with what is missing. */
const PATIENCE = minutes(6);

const other = {
  path: 'access-requests/prod-eu/payments/log-viewer/dave.yaml',
  by: 'dave',
};

describeOnCluster('merges, guardrails and history without a proof', () => {
  const { story } = aStage();

  test('[02] what an administrator merged without a review is taken out again after the patience', async () => {
    const { asks, github, pass, untilEvent, canI, alerts } = await story();
    const pull = await asks();
    await untilChecked(github, pull, 'action_required');

    await github.as('root').merge(pull, 'squash', { bypass: true });
    await pass(PATIENCE);

    expect(await untilEvent('refused')).toMatchObject({
      path: REQUEST,
      why: [expect.stringContaining('@acme/payments')],
    });
    expect(await github.file(REQUEST)).toBeNull();
    expect(await canI('alice')).toBe(false);
    expect(alerts()).toContain('refused');
  });

  test('[36] a request that was pushed to the branch is taken out again', async () => {
    const { github, pass, untilEvent, canI } = await story();

    await github.directPush({ [REQUEST]: requestText() });
    await pass(PATIENCE);

    expect((await untilEvent('refused')).why.join(' ')).toContain('No merged pull request brought');
    expect(await github.file(REQUEST)).toBeNull();
    expect(await canI('alice')).toBe(false);
  });

  test('[102] a change that its owners approved comes into force by one sealed event, and counts', async () => {
    const { github, approved, asks, events, merged, untilAllowed } = await story();
    const pull = await github.as('dave').openPullRequest({
      branch: 'stricter',
      title: 'Shorter debugging',
      files: { [POLICY_PATH]: await policyWith(github, 'maxDuration: 8h', 'maxDuration: 1h') },
    });

    await approved(pull, 'erin');
    await github.as('dave').merge(pull, 'squash');
    await until('the new guardrails', async () => (await events()).length === 2);

    expect((await events())[1]).toMatchObject({ type: 'guardrails', pr: { number: pull.number } });
    await untilChecked(github, await asks({ ...other, duration: '2h' }), 'failure');
    await merged({ duration: '1h' });
    await untilAllowed();
  });

  test('[101] one push past the rules: nothing is granted, ends go on, an alert goes out; put back, all goes on', async () => {
    const world = await story();
    const { github, merged, untilAllowed, untilRefused, asks, turn, clock, canI, alerts, told } = world;
    await merged({ duration: '1h' });
    await untilAllowed();
    const waiting = await asks(other);
    await untilChecked(github, waiting, 'action_required');
    github.as('bob').approve(waiting);
    await untilChecked(github, waiting, 'success');
    const inForce = (await github.file(POLICY_PATH)) ?? '';

    await github.directPush({
      [POLICY_PATH]: await policyWith(github, 'maxDuration: 8h', 'maxDuration: 30d'),
    });
    await github.as('dave').merge(waiting, 'squash');
    await turn();
    clock.putForward(hours(1));
    await untilRefused('alice');
    await turn();

    expect(await canI('dave')).toBe(false);
    expect(alerts()).toContain('guardrails');
    expect(await told()).toEqual(['granted', 'expired']);
    await github.directPush({ [POLICY_PATH]: inForce });
    await untilAllowed('dave');
  });

  test('[50] what the new history does not explain goes, and nothing is granted until it is trusted', async () => {
    const world = await story();
    const { github, merged, untilAllowed, untilRefused, pass, canI, alerts, trust, turn } = world;
    const before = github.head();
    await merged({ duration: '8h' });
    await untilAllowed();
    await turn();

    await github.rewriteTo(before);
    await pass(PATIENCE); // it is a rewrite
    await pass(PATIENCE); // and nothing explains the binding
    await untilRefused();
    await merged(other);
    await turn();

    expect(alerts()).toContain('frozen');
    expect(await canI('dave')).toBe(false);
    expect(await trust()).toMatchObject({ kind: 'trusted' });
    await turn();
    await untilAllowed('dave');
  });

  test('[108] set back to before a release, with an empty mirror: it is not granted again', async () => {
    const world = await story();
    const { github, merged, untilAllowed, untilRefused, untilEvent, pass, canI } = world;
    await merged({ duration: '8h' });
    await untilAllowed();
    const held = github.head();
    await release(world);
    await untilRefused();
    await untilEvent('released');
    await world.turn();

    await github.rewriteTo(held);
    await restartElsewhere(world);
    await pass(PATIENCE);

    expect(await canI('alice')).toBe(false);
    expect(world.alerts()).toContain('frozen');
  });
});

async function release({ github }: Story): Promise<void> {
  const removal = await github
    .as('alice')
    .openPullRequest({ branch: 'give-back', title: 'Give it back', files: { [REQUEST]: null } });
  await untilChecked(github, removal, 'success');
  await github.as('alice').merge(removal, 'squash');
}

async function policyWith({ file }: Story['github'], old: string, wanted: string): Promise<string> {
  const policy = (await file(POLICY_PATH)) ?? '';
  if (!policy.includes(old)) throw new Error(`the policy does not say ${old}`);
  return policy.replace(old, wanted);
}
