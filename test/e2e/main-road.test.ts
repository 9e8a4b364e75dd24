// The one road on real parts: asked, approved, merged, granted, ended, and told by history.
import { expect, test } from 'vitest';
import { hours } from '../../src/core/time.ts';
import { daypass } from '../cli/a-terminal.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { untilChecked } from '../sandbox/watching.ts';
import { aStage } from './stage.ts';
import { RECORD, REQUEST, requestText } from './telling.ts';

describeOnCluster('the main road on real parts', () => {
  const { story, clusters } = aStage();

  test('[01] a merged request becomes a binding, and time takes it away', async () => {
    const { merged, untilAllowed, untilRefused, untilEvent, clock, github, canI } = await story();

    await merged();
    await untilAllowed();

    expect(await canI('alice', { resource: 'pods/log' })).toBe(true);
    expect(await canI('alice', { namespace: 'checkout' })).toBe(false);
    expect(await canI('alice', { resource: 'secrets' })).toBe(false);
    expect(await canI('dave')).toBe(false);
    expect(await github.file(RECORD)).toContain('approvedBy: [bob (1002) for @acme/payments]');
    clock.putForward(hours(2));
    await untilRefused();
    expect(await untilEvent('expired')).toMatchObject({ by: { kind: 'time' }, bound: true });
    expect([await github.file(REQUEST), await github.file(RECORD)]).toEqual([null, null]);
  });

  test('[87] with every webhook lost, polling finds everything', async () => {
    const settings = { schedule: '* * * * * *' };
    const { merged, untilAllowed, untilRefused, clock, told, untilEvent } = await story({
      webhooks: false,
      settings,
    });

    await merged();
    await untilAllowed();
    clock.putForward(hours(2));
    await untilRefused();
    await untilEvent('expired');

    expect(await told()).toEqual(['granted', 'expired']);
  });

  test('a request that the policy does not allow is refused, and cannot be merged', async () => {
    const { asks, github, canI } = await story();

    const pull = await asks({ duration: '2d' });
    const check = await untilChecked(github, pull, 'failure');

    expect(check.output.title).toBe('2d is longer than the role log-viewer is given for.');
    expect(check.output.annotations).toMatchObject([{ path: REQUEST, start_line: 5 }]);
    await expect(github.as('alice').merge(pull)).rejects.toThrow('rule violations');
    expect(await canI('alice')).toBe(false);
  });

  test.each(['merge', 'squash', 'rebase'] as const)(
    '[38] a %s of several commits is one grant',
    async (method) => {
      const { asks, approved, github, untilAllowed, told } = await story();
      const pull = await asks({ duration: '1h' });
      for (const duration of ['4h', '3h']) {
        await github.as('alice').pushTo(pull, { [REQUEST]: requestText({ duration }) });
      }
      await approved(pull);

      await github.as('alice').merge(pull, method);
      await untilAllowed();

      expect(await told()).toEqual(['granted']);
      expect(await lifetimeIn(github)).toBe(hours(3));
    },
  );

  test('[86] the same deliveries ten times make one binding and one commit', async () => {
    const { merged, untilAllowed, github, turn, told } = await story();
    github.faults.webhooks.duplicate(10);

    await merged();
    await untilAllowed();
    await github.faults.webhooks.settled();
    await turn();

    expect(await told()).toEqual(['granted']);
    const { stdout } = await clusters().kubectl('prod-eu', 'get', 'rolebindings', '-A', '-o', 'name');
    expect(stdout.match(/\/daypass-[0-9a-f]{20}-/g)).toHaveLength(1);
  });

  test('[49] a merged removal by the subject ends it at once, without an approval', async () => {
    const { merged, untilAllowed, untilRefused, untilEvent, github } = await story();
    await merged();
    await untilAllowed();

    const removal = await github
      .as('alice')
      .openPullRequest({ branch: 'give-back', title: 'Give it back', files: { [REQUEST]: null } });
    await untilChecked(github, removal, 'success');
    await github.as('alice').merge(removal, 'squash');
    await untilRefused();

    expect(await untilEvent('released')).toMatchObject({ by: { kind: 'subject', login: 'alice' } });
    expect(await github.file(RECORD)).toBeNull();
  });

  test('the sweep ends what is past its end with exactly its own permissions', async () => {
    const { kubectl, installed } = clusters();
    const over = 'daypass-7f3a9c21d05be8140c62-1700000000';
    const open = 'daypass-7f3a9c21d05be8140c63-4000000000';
    for (const name of [over, open]) {
      await kubectl(
        'prod-eu',
        'create',
        'rolebinding',
        name,
        '--clusterrole=view',
        '--user=alice',
        '-n',
        'payments',
      );
    }

    const swept = await daypass(['sweep'], {
      variables: { KUBECONFIG: installed('prod-eu').sweepKubeconfig },
    });

    expect(swept).toEqual({
      code: 0,
      out: `prod-eu: deleted payments/${over}, which was past its end\n`,
      err: '',
    });
    const { stdout } = await kubectl('prod-eu', 'get', 'rolebindings', '-n', 'payments', '-o', 'name');
    expect(stdout).toBe(`rolebinding.rbac.authorization.k8s.io/${open}\n`);
  });
});

async function lifetimeIn(github: {
  readonly file: (path: string) => Promise<string | null>;
}): Promise<number> {
  const record = (await github.file(RECORD)) ?? '';
  const at = (field: string) => Date.parse(new RegExp(`^${field}: (\\S+)$`, 'm').exec(record)?.[1] ?? '');
  return at('expiresAt') - at('grantedAt');
}
