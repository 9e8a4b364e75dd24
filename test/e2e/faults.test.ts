// What happens while GitHub or an API server is away: ends come on time, and everything else waits and goes on.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hours } from '../../src/core/time.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { startFaultProxy, type FaultProxy } from '../sandbox/kubernetes/fault-proxy.ts';
import { kubeconfigThrough } from '../sandbox/kubernetes/kubeconfig.ts';
import { until } from '../sandbox/watching.ts';
import { aStage, type Story } from './stage.ts';
import { REQUEST } from './telling.ts';

const inStaging = { path: REQUEST.replace('prod-eu', 'staging') };

describeOnCluster('a world with faults', () => {
  const { story, clusters } = aStage(['prod-eu', 'staging']);
  let staging: FaultProxy;
  beforeAll(async () => {
    staging = await startFaultProxy(clusters().installed('staging'));
  }, clusterStartTimeout);
  afterAll(() => staging?.stop());

  /** The controller reaches staging only through the proxy; the people reach it as ever. */
  const throughTheProxy = (): { readonly kubeconfigs: readonly string[] } => ({
    kubeconfigs: [
      clusters().installed('prod-eu').controllerKubeconfig,
      kubeconfigThrough(clusters().installed('staging').controllerKubeconfig, staging.server),
    ],
  });

  test.each([
    ['is cut', 'cut'],
    ['hangs', 'hang'],
  ] as const)('[126] where the way to one cluster %s, the other one ends on time', async (_, fault) => {
    const { merged, untilAllowed, untilRefused, clock, canI, untilEvent, told } =
      await story(throughTheProxy());
    await merged();
    await merged(inStaging, 'squash', 'dave');
    await untilAllowed();
    await untilAllowed('alice', { cluster: 'staging' });

    staging[fault]();
    clock.putForward(hours(2));
    await until('the end in prod-eu', async () => !(await canI('alice')), 3_000);

    expect(await canI('alice', { cluster: 'staging' })).toBe(true);
    staging.restore();
    await untilRefused('alice', { cluster: 'staging' });
    await untilEvent('expired');
    await until('both records', async () => (await told()).filter((type) => type === 'expired').length === 2);
  });

  test('[201] [125] with GitHub away and a restart, what is granted stays to its end, ends on time, and is recorded later', async () => {
    const world = await story();
    const { merged, untilAllowed, untilRefused, untilEvent, github, clock, canI, turn } = world;
    await merged();
    await untilAllowed();
    await turn();

    await world.stop();
    github.faults.cut(/./);
    await world.start();
    await until('the reasons', async () => (await readiness(world)).includes('the record lane'));

    expect(await canI('alice')).toBe(true);
    clock.putForward(hours(2));
    await untilRefused();
    github.faults.clear();
    await untilEvent('expired');
    await until('readiness', async () => (await readiness(world)) === 'ready\n');
  });

  test('[210] with a cluster away at its start it says so, and goes on when the cluster is back', async () => {
    const world = await story({ ...throughTheProxy(), started: false });
    staging.cut();
    await world.start();

    await until('the reason', async () => (await readiness(world)).includes('staging'));
    await world.merged();
    await world.untilAllowed();
    staging.restore();
    await world.merged(inStaging, 'squash', 'dave');

    await world.untilAllowed('alice', { cluster: 'staging' });
    await until('readiness', async () => (await readiness(world)) === 'ready\n');
  });
});

async function readiness(story: Story): Promise<string> {
  return (await fetch(`${story.url()}/readyz`)).text();
}
