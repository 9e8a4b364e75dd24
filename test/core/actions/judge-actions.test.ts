// Which rules of the policy allow the actions of one request, and what they ask for together.
import { describe, expect, test } from 'vitest';
import { resolveAction } from '../../../src/core/actions/action.ts';
import { judgeActions, type ActionsCase } from '../../../src/core/actions/judge-actions.ts';
import { read, unread, type Fact } from '../../../src/core/problem.ts';
import { hours, minutes } from '../../../src/core/time.ts';
import { aPolicy, aRequest } from '../request/builders.ts';
import { someResources } from './some-resources.ts';

const PATH = 'access-requests/prod-eu/payments/actions/alice.yaml';
const place = { file: PATH, line: 7, column: 7 };

interface Wish {
  readonly rules: readonly string[];
  readonly actions: readonly string[];
  readonly duration?: string;
  readonly isMember?: (team: string) => Fact<boolean>;
}

function judged({ rules, actions, duration = '30m', isMember = () => read(true) }: Wish) {
  const spec = [
    'subject: alice',
    `duration: ${duration}`,
    'reason: INC-4242, one pod hangs',
    `actions: [${actions.join(', ')}]`,
  ];
  const located = aRequest(spec, PATH);
  const policy = aPolicy({ more: ['actions:', ...rules.map((rule) => `  - {${rule}}`)] });
  const input: ActionsCase = {
    located,
    policy,
    cluster: policy.clusters.get('prod-eu'),
    author: { login: 'alice', id: 1001 },
    username: 'alice@acme.com',
    organisation: 'acme',
    isMember,
  };
  const placed = (located.request.actions ?? []).map((written) => {
    const resolution = resolveAction(written, someResources, 'prod-eu', 'payments');
    if (resolution.kind !== 'action') throw new Error(JSON.stringify(resolution));
    return { action: resolution.action, place };
  });
  const { problems, ...rest } = judgeActions(placed, someResources, input);
  return { ...rest, problems: problems.map(({ what }) => what) };
}

const ENGINEERS = 'requesters: ["@acme/engineers"]';

test('a rule that names the action by any of its names allows it', () => {
  for (const resource of ['deploy', 'deployment', 'deployments.apps', 'deployments.v1.apps']) {
    const rules = [`allow: [scale ${resource}], maxDuration: 1h, ${ENGINEERS}`];

    expect(judged({ rules, actions: ['scale deployments/api --replicas=5'] })).toMatchObject({
      problems: [],
      unread: [],
      allowance: { approvals: 1, maxDuration: hours(1) },
    });
  }
});

describe('a rule allows its own kind of action and no other', () => {
  test.each([
    ['delete deployments', 'scale deployments/api --replicas=5'],
    ['scale statefulsets', 'scale deployments/api --replicas=5'],
    ['get events.events.k8s.io', 'get events/one'],
    ['get widgets', 'get pods/api'],
  ])('%s is not %s', (allow, action) => {
    const rules = [`allow: [${allow}], maxDuration: 1h, ${ENGINEERS}`];

    const { problems, allowance } = judged({ rules, actions: [action] });

    expect(problems).toEqual([expect.stringContaining('The policy lets nobody ask for')]);
    expect(allowance).toBeUndefined();
  });
});

test('what several rules ask for is asked for together, the strictest of each', () => {
  const rules = [
    `allow: [logs pods], maxDuration: 4h, ${ENGINEERS}, approvals: 2, alsoApprovedBy: ["@acme/security"]`,
    `allow: [delete pods], maxDuration: 1h, ${ENGINEERS}, alsoApprovedBy: ["@acme/security", "@dave"], serviceAccounts: [ci/deployer]`,
    `allow: [exec pods], maxDuration: 1m, ${ENGINEERS}, approvals: 9`,
  ];

  expect(judged({ rules, actions: ['logs pods/api', 'delete pods/api'] }).allowance).toMatchObject({
    maxDuration: hours(1),
    approvals: 2,
    alsoApprovedBy: ['@acme/security', '@dave'],
    serviceAccounts: [],
    needsATicket: false,
  });
});

test('a review is owed afterwards only where no rule that is needed asks for an approval first', () => {
  const early = `${ENGINEERS}, namespaces: [payments], review: after`;
  const rules = [
    `allow: [logs pods], maxDuration: 1h, ${ENGINEERS}`,
    `allow: [delete pods], maxDuration: 1h, ${early}, reviewWithin: 2h`,
    `allow: [exec pods], maxDuration: 1h, ${early}`,
    `allow: [evict pods], maxDuration: 1h, ${ENGINEERS}, namespaces: [payments], approvals: 0`,
  ];
  const owed = (...actions: readonly string[]) => {
    const { allowance } = judged({ rules, actions });
    return [allowance?.approvals, allowance?.reviewWithin];
  };

  expect(owed('delete pods/api')).toEqual([0, hours(2)]);
  expect(owed('delete pods/api', 'exec pods/api')).toEqual([0, hours(2)]);
  expect(owed('exec pods/api', 'evict pods/api')).toEqual([0, hours(24)]);
  expect(owed('delete pods/api', 'logs pods/api')).toEqual([1, undefined]);
});

test('a rule that needs a ticket says so for its action', () => {
  const rules = [`allow: [logs pods], maxDuration: 1h, ${ENGINEERS}, ticket: required`];

  expect(judged({ rules, actions: ['logs pods/api'] }).problems).toEqual([
    'The action `logs pods` needs a ticket, and the request names none.',
  ]);
});

describe('of several rules for one action', () => {
  const rules = [
    'allow: [logs pods], maxDuration: 15m, requesters: ["@acme/engineers"]',
    'allow: [logs pods], maxDuration: 1h, requesters: ["@acme/oncall"], approvals: 2',
    'allow: [logs pods], maxDuration: 1h, requesters: ["@acme/platform"], approvals: 3',
  ];

  test('the first that fits counts', () => {
    expect(judged({ rules, actions: ['logs pods/api'] }).allowance).toMatchObject({ approvals: 2 });
    expect(judged({ rules, actions: ['logs pods/api'], duration: '15m' }).allowance).toMatchObject({
      approvals: 1,
      maxDuration: minutes(15),
    });
  });

  test('where none fits, the one that comes nearest says why', () => {
    const isMember = (team: string) => read(team === 'acme/engineers');

    expect(judged({ rules, actions: ['logs pods/api'], isMember }).problems).toEqual([
      '30m is longer than the action `logs pods` is given for.',
    ]);
  });

  test('one before it that could not be told is waited for, or an outage would choose another', () => {
    const isMember = (team: string) => (team === 'acme/oncall' ? unread('502') : read(true));

    expect(judged({ rules, actions: ['logs pods/api'], isMember })).toMatchObject({
      problems: [],
      unread: [expect.stringContaining('acme/oncall')],
      allowance: undefined,
    });
  });
});

test('a team of another organisation asks for nothing', () => {
  const rules = ['allow: [logs pods], maxDuration: 1h, requesters: ["@evil/engineers"]'];

  expect(judged({ rules, actions: ['logs pods/api'] }).problems).toContainEqual(
    expect.stringContaining('which is no team of `acme`'),
  );
});

test('what several actions lack is said once', () => {
  const rules = [`allow: [logs pods], maxDuration: 1h, ${ENGINEERS}`];

  expect(judged({ rules, actions: ['exec pods/api', 'exec pods/web'] }).problems).toEqual([
    'The policy lets nobody ask for `exec pods`.',
  ]);
});
