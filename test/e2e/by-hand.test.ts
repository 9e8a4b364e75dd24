// What people do to bindings by hand, and what API servers say of their own accord.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { POLICY_PATH } from '../../src/core/request/path.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { checkOf, until } from '../sandbox/watching.ts';
import { aStage, type Story } from './stage.ts';
import { RECORD, REQUEST } from './telling.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/payments/rolebindings';

describeOnCluster('bindings in hands that are not ours', () => {
  const { story, clusters, after } = aStage();

  const kubectl = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await clusters().kubectl('prod-eu', '-n', 'payments', ...args);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  const bindingName = async (): Promise<string> => {
    const names = await kubectl('get', 'rolebindings', '-o', 'jsonpath={.items[*].metadata.name}');
    const [name] = names.match(/daypass-[0-9a-f]{20}-\d{10}/) ?? [];
    if (name === undefined) throw new Error(`there is no binding of ours among: ${names}`);
    return name;
  };
  const granted = async (): Promise<Story> => {
    const world = await story();
    await world.merged();
    await world.untilAllowed();
    await world.turn();
    return world;
  };

  test('[76] a subject that somebody added is taken out again, and an alert goes out', async () => {
    const { turn, canI, untilEvent, alerts } = await granted();
    const patch = JSON.stringify([{ op: 'add', path: '/subjects/-', value: { ...mallory } }]);
    await kubectl('patch', 'rolebinding', await bindingName(), '--type=json', '-p', patch);
    expect(await canI('mallory')).toBe(true);

    await turn();

    expect([await canI('mallory'), await canI('alice')]).toEqual([false, true]);
    expect(await untilEvent('drift')).toMatchObject({ object: { name: await bindingName() } });
    expect(alerts()).toContain('drift');
  });

  test('[77] stripped labels and a later end in the annotation are put back, and postpone nothing', async () => {
    const { turn, clock, untilRefused, untilEvent } = await granted();
    const name = await bindingName();
    const metadata = await kubectl('get', 'rolebinding', name, '-o', 'jsonpath={.metadata.annotations}');
    await kubectl('label', 'rolebinding', name, 'daypass.dev/grant-', 'app.kubernetes.io/managed-by-');
    await kubectl(
      'annotate',
      '--overwrite',
      'rolebinding',
      name,
      'daypass.dev/expires-at=2099-01-01T00:00:00Z',
    );

    await turn();

    expect(await kubectl('get', 'rolebinding', name, '-o', 'jsonpath={.metadata.annotations}')).toBe(
      metadata,
    );
    expect(await kubectl('get', 'rolebinding', name, '--show-labels')).toContain('daypass.dev/grant=');
    clock.putForward(hours(2));
    await untilRefused();
    await untilEvent('expired');
  });

  test('[78] a binding of the reserved form that nothing explains is deleted after the patience', async () => {
    const { pass, canI, untilEvent, alerts } = await story();
    const name = 'daypass-7f3a9c21d05be8140c62-4000000000';
    await kubectl('create', 'rolebinding', name, '--clusterrole=view', '--user=mallory@acme.com');

    await pass(minutes(6));

    expect(await canI('mallory')).toBe(false);
    expect(await untilEvent('drift')).toMatchObject({ object: { name } });
    expect(alerts()).toContain('unexplained');
  });

  test('[74] our binding under another role is deleted and never adopted; another name is never touched', async () => {
    const { turn, untilEvent, untilRefused } = await granted();
    const name = await bindingName();
    const foreign = 'daypass-by-hand';
    await kubectl('create', 'rolebinding', foreign, '--clusterrole=view', '--user=mallory@acme.com');
    await kubectl('label', 'rolebinding', foreign, 'app.kubernetes.io/managed-by=daypass');
    const body = { ...((await clusters().call('prod-eu', 'GET', `${rbac}/${name}`)).body as object) };
    await clusters().call('prod-eu', 'DELETE', `${rbac}/${name}`);
    await clusters().call('prod-eu', 'POST', rbac, underAnotherRole(body, name));

    await turn();

    await untilRefused();
    expect(await untilEvent('revoked')).toMatchObject({ by: { kind: 'cluster' } });
    expect(await kubectl('get', 'rolebinding', foreign, '-o', 'name')).toContain(foreign);
  });

  test('[124] what an operator deleted with kubectl stays gone, and is recorded as revoked in the cluster', async () => {
    const { turn, canI, untilEvent, github, told } = await granted();

    await kubectl('delete', 'rolebinding', await bindingName());
    await turn();
    await turn();

    expect(await untilEvent('revoked')).toMatchObject({ by: { kind: 'cluster' } });
    expect(await canI('alice')).toBe(false);
    expect([await github.file(REQUEST), await github.file(RECORD)]).toEqual([null, null]);
    expect(await told()).toEqual(['granted', 'revoked']);
  });

  test('[122] a context that leads to another cluster than the policy names is granted nothing', async () => {
    const { asks, github, turn, canI, alerts, told, trust } = await story({
      trusted: false,
      files: (samples) => ({
        ...samples,
        [POLICY_PATH]: (samples[POLICY_PATH] ?? '').replace(
          'prod-eu: {protected',
          'prod-eu: {uid: 1c1f4b0e-6f7e-4a35-9a0c-6f1f6d1c2b3a, protected',
        ),
      }),
    });

    const answer = await trust();
    const pull = await asks();
    await turn();
    const check = await until('a check', () => checkOf(github, pull));

    expect(answer).toMatchObject({
      kind: 'trusted',
      clusters: [{ name: 'prod-eu', failure: expect.stringContaining('leads to another cluster') }],
    });
    expect(check).toMatchObject({ status: 'in_progress', conclusion: null });
    expect(check.output.summary).toContain('Another cluster answers under the name prod-eu');
    expect(alerts()).toContain('another cluster');
    expect(await canI('alice')).toBe(false);
    expect(await told()).toEqual([]);
  });

  test('[219] [123] what the API server would refuse is refused with its words, before any record', async () => {
    const { merged, pass, untilEvent, told, github } = await story();
    await clusters().call('prod-eu', 'POST', admission('validatingadmissionpolicies'), noAccess.policy);
    await clusters().call(
      'prod-eu',
      'POST',
      admission('validatingadmissionpolicybindings'),
      noAccess.binding,
    );
    after(() => clusters().call('prod-eu', 'DELETE', `${admission('validatingadmissionpolicies')}/freeze`));
    after(() =>
      clusters().call('prod-eu', 'DELETE', `${admission('validatingadmissionpolicybindings')}/freeze`),
    );
    await until('the policy to be enforced', async () => {
      const { stderr } = await clusters().kubectl('prod-eu', ...probe);
      return stderr.includes('change freeze');
    });

    await merged();
    await pass(minutes(6));

    expect((await untilEvent('refused')).why.join(' ')).toContain('there is a change freeze');
    expect(await told()).toEqual(['refused']);
    expect(await github.file(REQUEST)).toBeNull();
  });
});

const mallory = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'mallory@acme.com' };

function underAnotherRole(binding: object, name: string): object {
  return {
    ...binding,
    metadata: { name, namespace: 'payments' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
  };
}

const admission = (resource: string) => `/apis/admissionregistration.k8s.io/v1/${resource}`;

const probe = 'create rolebinding probe --clusterrole=view --user=nobody -n payments --dry-run=server'.split(
  ' ',
);

const noAccess = {
  policy: {
    metadata: { name: 'freeze' },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['rbac.authorization.k8s.io'],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['rolebindings'],
          },
        ],
      },
      validations: [{ expression: 'false', message: 'there is a change freeze' }],
    },
  },
  binding: {
    metadata: { name: 'freeze' },
    spec: {
      policyName: 'freeze',
      validationActions: ['Deny'],
      matchResources: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments' } },
      },
    },
  },
};
