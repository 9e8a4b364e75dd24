// A freeze on real parts: an operator's command, a real cluster, and a GitHub that is away.
import { expect, test } from 'vitest';
import { seconds } from '../../src/core/time.ts';
import { daypass } from '../cli/a-terminal.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { until } from '../sandbox/watching.ts';
import { aStage } from './stage.ts';
import { REQUEST } from './telling.ts';

const REASON = 'INC-4242, stolen laptop';
const ANOTHER = REQUEST.replace('alice', 'again');

describeOnCluster('an operator who freezes a cluster', () => {
  const { story, clusters } = aStage();

  /** With no more than the group of the operators may. */
  const asOperator = async (...args: readonly string[]) => {
    const KUBECONFIG = clusters().installed('prod-eu').kubeconfigFor('olga@acme.com', ['daypass:operators']);
    const said = await daypass([...args, '--cluster', 'prod-eu', '--yes'], { variables: { KUBECONFIG } });
    expect(said).toMatchObject({ code: 0 });
    return said;
  };

  test('ends it within 15 seconds with GitHub away; it is told by its name, and granted no more until it is lifted', async () => {
    const { merged, asks, approved, untilAllowed, untilEvent, canI, turn, told, github, clock, alerts } =
      await story();
    await merged();
    await untilAllowed();
    await turn();
    const waiting = await approved(await asks({ path: ANOTHER }));
    github.faults.cut(/./);

    const { err } = await asOperator('freeze', '--subject', 'alice@acme.com', '--reason', REASON);
    await until('the end', async () => !(await canI('alice')), seconds(15));
    expect(err).toContain('It would end 1 grant now');

    github.faults.clear();
    await turn();
    expect(await untilEvent('revoked')).toMatchObject({
      by: { kind: 'operator' },
      bound: true,
      why: expect.stringContaining(REASON),
    });
    expect(alerts()).toContain('frozen');

    await github.as('root').merge(waiting, 'squash', { bypass: true });
    await turn();
    await turn();
    expect([await canI('alice'), await told()]).toEqual([false, ['granted', 'revoked']]);

    await asOperator('unfreeze');
    clock.putForward(seconds(5));
    await turn();
    await untilAllowed();
  });
});
