// An emergency on real parts: access at the merge, a review that is owed, its alert, and the review that pays for it.
import { expect, test } from 'vitest';
import { hours } from '../../src/core/time.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { until, untilChecked } from '../sandbox/watching.ts';
import { aStage, restartElsewhere, type Story } from './stage.ts';

const PATH = 'access-requests/prod-eu/payments/incident/alice.yaml';

describeOnCluster('an emergency', () => {
  const { story } = aStage();

  const exec = { verb: 'create', resource: 'pods/exec' };
  const debts = async ({ url }: Story, state: string): Promise<number> => {
    const page = await (await fetch(`${url()}/metrics`)).text();
    return Number(new RegExp(`^daypass_debts\\{state="${state}"\\} (\\d+)$`, 'm').exec(page)?.[1]);
  };
  const merged = async ({ asks, github }: Story, path = PATH) => {
    const pull = await asks({ path, duration: '1h' });
    const check = await untilChecked(github, pull, 'success');
    await github.as('alice').merge(pull, 'squash');
    return { pull, check };
  };

  test('is granted at the merge, and an owner who approves afterwards pays what is owed', async () => {
    const world = await story();
    const { pull, check } = await merged(world);
    expect(check.output.title).toMatch(/^Nobody has to approve first, and a review is due within 1 day: /);
    await world.untilAllowed('alice', exec);
    await world.turn();
    expect(await debts(world, 'owed')).toBe(1);

    world.clock.putForward(hours(2));
    await world.untilRefused('alice', exec);
    await world.untilEvent('expired');
    world.github.as('bob').approve(pull);

    const { approvals } = await world.untilEvent('reviewed');
    expect(approvals).toMatchObject([{ by: { login: 'bob', id: 1002 }, for: '@acme/payments' }]);
    await world.turn();
    expect(await world.told()).toEqual(['granted', 'expired', 'reviewed']);
    expect(await debts(world, 'owed')).toBe(0);
  });

  test('[87] that no webhook told of is granted, becomes overdue, and is reviewed: all by polling, over a restart', async () => {
    const world = await story({ webhooks: false, settings: { schedule: '* * * * * *' } });
    const { pull } = await merged(world);
    await world.untilAllowed('alice', exec);
    await world.pass(hours(25));
    await world.turn();
    expect(await debts(world, 'overdue')).toBe(1);
    expect(world.alerts()).toContain('debt');

    const next = await world.asks({ path: PATH.replace('alice', 'again'), duration: '1h' });
    const refused = await untilChecked(world.github, next, 'failure');
    expect(refused.output.summary).toContain(` See #${pull.number}.`);
    world.github.as('mallory').approve(pull);
    await restartElsewhere(world);
    await world.turn();
    expect(await debts(world, 'overdue')).toBe(1);

    world.github.as('carol').approve(pull);
    await world.untilEvent('reviewed');
    await until('nothing owed', async () => (await debts(world, 'overdue')) === 0);
    expect(await world.told()).toEqual(['granted', 'expired', 'reviewed']);
  });
});
