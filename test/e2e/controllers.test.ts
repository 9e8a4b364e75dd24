// Several controllers over one access repository, on real clusters: each has its own, and none forgets one that nobody has.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { sandboxController, type SandboxController } from '../sandbox/controller.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { until } from '../sandbox/watching.ts';
import { aStage, type Story } from './stage.ts';
import { REQUEST } from './telling.ts';

const staging = { cluster: 'staging' };
const inStaging = { path: REQUEST.replace('prod-eu', 'staging') };

describeOnCluster('several controllers', () => {
  const { story, clusters, after } = aStage(['prod-eu', 'staging']);

  const contextOf = (name: string) => clusters().installed(name).controllerKubeconfig;

  /** Another process on another disk, that no webhook reaches and that knows this cluster alone. */
  function another(world: Story, name: string): SandboxController {
    const { clock, github, folder } = world;
    const controller = sandboxController({
      settings: {
        ...world.settings,
        webhookSecret: undefined,
        clusters: { kind: 'kubeconfig', files: [contextOf(name)] },
        schedule: '* * * * * *',
        mirror: join(folder, `mirror-of-${name}`),
      },
      clock,
      clustersOf: clusters().connectIn(clock),
      github,
      logFile: join(folder, `${name}.log`),
    });
    after(controller.stop);
    return controller;
  }

  test('[226] share one repository, and each grants and ends what is in its own cluster', async () => {
    const world = await story({ kubeconfigs: [contextOf('prod-eu')] });
    const other = another(world, 'staging');
    await other.trust();
    await other.start();

    await world.merged();
    await world.merged(inStaging, 'squash', 'dave');
    await world.untilAllowed();
    await world.untilAllowed('alice', staging);
    world.clock.putForward(hours(2));
    await world.untilRefused();
    await world.untilRefused('alice', staging);

    const all = ['expired', 'expired', 'granted', 'granted'];
    const grants = async () => (await world.told()).filter((type) => type !== 'guardrails');
    await until('both ends', async () => (await grants()).length === all.length);
    expect((await grants()).toSorted()).toEqual(all);
    expect([...world.log(), ...other.log()].filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('[225] a cluster that no context names any longer is overdue, and told to have ended only when it did', async () => {
    const world = await story();
    await world.merged(inStaging, 'squash', 'dave');
    await world.untilAllowed('alice', staging);
    await world.stop();
    const without = another(world, 'prod-eu');
    await without.start();

    // It is seen to be missing first, and ten minutes later it still is.
    await until('its first look', async () => (await page(without)).includes('daypass_last_reconcile'));
    world.clock.putForward(hours(2));
    await until('a look', async () => /daypass_last_reconcile\S* \d/.test(await page(without)));
    world.clock.putForward(minutes(11));
    await until('the alert', () => without.log().some((line) => line['alert'] === 'overdue'));
    expect([await world.told(), await world.canI('alice', staging)]).toEqual([['granted'], true]);

    await without.stop();
    await world.start();
    await world.untilRefused('alice', staging);
    await world.untilEvent('expired');
  });
});

async function page({ url }: SandboxController): Promise<string> {
  return (await fetch(`${url()}/metrics`)).text();
}
