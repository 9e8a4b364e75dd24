// Single actions on real parts, from the pull request to the end: what is written is what is allowed.
import { beforeAll, expect, test } from 'vitest';
import { hours } from '../../src/core/time.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { makeReplacedPod } from '../sandbox/replaced-pod.ts';
import { until, untilChecked } from '../sandbox/watching.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { POLICY_PATH } from '../../src/core/request/path.ts';
import { aStage } from './stage.ts';

const PATH = 'access-requests/prod-eu/payments/actions/alice.yaml';

const asking = (...actions: readonly string[]): string => `apiVersion: daypass.dev/v1
kind: AccessRequest
spec:
  subject: alice
  actions:
${actions.map((action) => `    - ${action}\n`).join('')}  duration: 30m
  reason: INC-4242, the pod hangs and does not answer its probe
`;

describeOnCluster('single actions', () => {
  const { story, clusters } = aStage();

  const asAdmin = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await clusters().call('prod-eu', method, path, body);
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const mayAlice = async (verb: string, name?: string, subresource?: string): Promise<boolean> => {
    const resourceAttributes = { namespace: 'payments', verb, resource: 'pods', name, subresource };
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user: 'alice@acme.com', resourceAttributes },
    };
    const answer = await asAdmin('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
    return (answer as { readonly status: { readonly allowed: boolean } }).status.allowed;
  };
  const ask = async (actions: readonly string[], options: SandboxOptions = {}) => {
    const world = await story(options);
    const pull = await world.github.as('alice').openPullRequest({
      branch: 'ask',
      title: 'Replace a stuck pod',
      files: { [PATH]: asking(...actions) },
    });
    return { ...world, pull };
  };

  beforeAll(async () => {
    await makeReplacedPod((path, body) => asAdmin('POST', path, body), 'payments', 'api-7d9f');
  }, 60_000);

  test('that were approved are allowed with their one object, until their end', async () => {
    const { pull, approved, github, clock, told, turn } = await ask([
      'delete pod/api-7d9f',
      'logs po/api-7d9f',
    ]);
    await approved(pull);
    await github.as('alice').merge(pull);

    await until('alice may delete the pod', async () => (await mayAlice('delete', 'api-7d9f')) || undefined);

    expect(await mayAlice('get', 'api-7d9f', 'log')).toBe(true);
    expect([await mayAlice('delete', 'web'), await mayAlice('list'), await mayAlice('delete')]).toEqual([
      false,
      false,
      false,
    ]);
    const { stdout } = await clusters().kubectl('prod-eu', '-n', 'payments', 'describe', 'role');
    expect(stdout).toContain('delete pods/api-7d9f; logs pods/api-7d9f');
    clock.putForward(hours(1));
    await until('the end', async () => !(await mayAlice('delete', 'api-7d9f')) || undefined);
    await turn();
    const left = await clusters().kubectl('prod-eu', '-n', 'payments', 'get', 'roles', '-o', 'name');
    expect([left.stdout, await told()]).toEqual(['', ['granted', 'expired']]);
  });

  test('with what is not there are refused before anybody is asked', async () => {
    const { pull, github } = await ask(['delete pods/api-0000']);

    const { output } = await untilChecked(github, pull, 'failure');

    expect(output.title).toContain('api-0000');
  });

  test('[123] above the ceiling are refused with the words of the API server, before any record', async () => {
    const allowed = 'allow: [get configmaps, logs pods,';
    const files = (samples: Readonly<Record<string, string>>) => ({
      ...samples,
      [POLICY_PATH]: (samples[POLICY_PATH] ?? '').replace('allow: [logs pods,', allowed),
    });
    const { pull, approved, github, untilEvent, told } = await ask(['get configmaps/kube-root-ca.crt'], {
      files,
    });
    await approved(pull);
    await github.as('alice').merge(pull);

    const { why } = await untilEvent('refused');

    expect(why.join()).toContain('is attempting to grant RBAC permissions not currently held');
    expect(await told()).toEqual(['refused']);
  });
});
