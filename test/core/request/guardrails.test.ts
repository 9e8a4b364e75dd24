import { describe, expect, test } from 'vitest';
import { read, unread, type Fact } from '../../../src/core/problem.ts';
import {
  judgeRequest,
  parseGuardrails,
  usernameOf,
  type Guardrails,
  type JudgementInput,
} from '../../../src/core/request/guardrails.ts';
import { aRequest, bytes, policyText, problemsOf, shown, someGuardrails, somePeople } from './builders.ts';

const alice = { login: 'alice', id: 1001 };
const member = (): Fact<boolean> => read(true);

const judge = (input: Partial<JudgementInput>) =>
  judgeRequest({
    located: aRequest(),
    guardrails: someGuardrails(),
    author: alice,
    organisation: 'acme',
    isMember: member,
    ...input,
  });
const whats = (input: Partial<JudgementInput>) => judge(input).problems.map(shown);

describe('the guardrails', () => {
  const good = {
    policy: { bytes: bytes(policyText()) },
    codeowners: { path: '.github/CODEOWNERS', bytes: bytes('/access-requests/ @acme/platform\n') },
  };

  test('are policy, people and owners together; nobody needs to be in the people file', () => {
    const parsed = parseGuardrails(good);
    expect(
      parsed.kind === 'valid' && [...parsed.value.policy.roles.keys(), parsed.value.people.size],
    ).toEqual(['debugger', 0]);
  });

  test('without a policy or owners are none', () => {
    expect(problemsOf(parseGuardrails({})).map(({ what }) => what)).toEqual([
      'There is no `access-requests/policy.yaml`.',
      'There is no `.github/CODEOWNERS`.',
    ]);
  });

  test('tell the problems of all their files at once', () => {
    const files = { ...good, policy: { bytes: bytes('a: 1\n') }, people: { bytes: bytes('b: 1\n') } };
    expect(new Set(problemsOf(parseGuardrails(files)).map(({ place }) => place?.file))).toEqual(
      new Set(['access-requests/policy.yaml', 'access-requests/people.yaml']),
    );
  });
});

describe('the username of an account', () => {
  const people = somePeople(
    'alice: {id: 1001, username: alice.doe@acme.com}',
    'bob: {id: 1002, username: zed@acme.com}',
  );
  const guardrails = someGuardrails({}, people);

  test('is the people file\u2019s, and else the template\u2019s, with the login in lower case', () => {
    expect(usernameOf(guardrails, alice)).toBe('alice.doe@acme.com');
    expect(usernameOf(guardrails, { login: 'ALICE', id: 1001 })).toBe('alice.doe@acme.com');
    expect(usernameOf(guardrails, { login: 'Carol', id: 1003 })).toBe('carol@acme.com');
  });

  test('[19] is not another account\u2019s that took the login', () => {
    expect(usernameOf(guardrails, { login: 'alice', id: 6666 })).toBeUndefined();
  });

  test('is not made up for an account that the people file knows by another login', () => {
    expect(usernameOf(guardrails, { login: 'alice-renamed', id: 1001 })).toBeUndefined();
  });

  test('is never one that the people file gives to another', () => {
    expect(usernameOf(guardrails, { login: 'zed', id: 1026 })).toBeUndefined();
  });

  test('[116] never begins with `system:`, and is none where there is no template', () => {
    expect(
      usernameOf(withTemplate(guardrails, '{login}:masters'), { login: 'system', id: 1 }),
    ).toBeUndefined();
    expect(usernameOf(withTemplate(guardrails, undefined), { login: 'carol', id: 1003 })).toBeUndefined();
    expect(usernameOf(withTemplate(guardrails, '{login}'), { login: '$&', id: 1 })).toBe('$&');
  });
});

describe('a request judged by the guardrails', () => {
  test('that they allow has no problem', () => {
    const { problems, unread, role, username } = judge({});
    expect({ problems, unread, username }).toEqual({ problems: [], unread: [], username: 'alice@acme.com' });
    expect(role?.clusterRole).toBe('daypass-debugger');
  });

  test('that breaks many rules is told all of them', () => {
    const located = aRequest(
      ['subject: mallory', 'duration: 1d', 'reason: INC-4242, checkout latency'],
      'access-requests/prod-us/kube-system/debugger/a.yaml',
    );
    expect(
      whats({ located, guardrails: withTemplate(someGuardrails(), undefined), isMember: () => read(false) }),
    ).toEqual([
      '1:1 The cluster `prod-us` is not in the policy.',
      '1:1 The namespace `kube-system` is protected.',
      '1:1 The role `debugger` cannot be asked for in the namespace `kube-system`.',
      '4:12 The subject is `mallory`, and the author of the pull request is `alice`.',
      '4:12 `alice` has no Kubernetes username.',
      '4:12 `alice` may not ask for the role `debugger`.',
      '5:13 1d is longer than the role `debugger` is given for.',
    ]);
  });

  test('[111] whose subject is not the author of the pull request is refused', () => {
    const located = aRequest(['subject: mallory', 'duration: 2h', 'reason: INC-4242, checkout latency']);
    expect(whats({ located })).toEqual([
      '4:12 The subject is `mallory`, and the author of the pull request is `alice`.',
    ]);
  });

  test('whose subject is the author in other capitals is allowed', () => {
    expect(whats({ author: { login: 'Alice', id: 1001 } })).toEqual([]);
  });

  test('[33] judged by a tightened policy is refused', () => {
    const roles = [
      'debugger: {clusterRole: daypass-debugger, maxDuration: 1h, namespaces: [payments], requesters: ["@acme/engineers"]}',
    ];
    expect(judge({ guardrails: someGuardrails({ roles }) }).problems).toEqual([
      {
        what: '2h is longer than the role `debugger` is given for.',
        why: 'The policy gives it for 1h at most.',
        mend: 'Write `duration: 1h` or less; it can be asked for again.',
        place: { file: 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml', line: 5, column: 13 },
      },
    ]);
  });

  test('[71] for a role that the policy does not list is refused', () => {
    expect(
      whats({ located: aRequest(undefined, 'access-requests/prod-eu/payments/cluster-admin/a.yaml') }),
    ).toEqual(['1:1 The role `cluster-admin` is not in the policy.']);
  });

  test('for a role in another cluster than it serves is refused', () => {
    const roles = [
      'debugger: {clusterRole: c, maxDuration: 4h, clusters: [staging], requesters: ["@alice"]}',
    ];
    expect(
      whats({ guardrails: someGuardrails({ roles, clusters: ['prod-eu: {}', 'staging: {}'] }) }),
    ).toEqual(['1:1 The role `debugger` cannot be asked for in the cluster `prod-eu`.']);
  });

  test.each(['kube-system', 'kube-x', 'daypass', 'vault', 'istio-system'])(
    'in the protected namespace %s is refused, even where the role allows all',
    (namespace) => {
      const guardrails = someGuardrails({
        clusters: ['prod-eu: {protectedNamespaces: [vault, "istio-*"]}'],
        roles: ['debugger: {clusterRole: c, maxDuration: 4h, namespaces: ["*"], requesters: ["@alice"]}'],
      });
      const located = aRequest(undefined, `access-requests/prod-eu/${namespace}/debugger/a.yaml`);
      expect(whats({ guardrails, located })).toEqual([`1:1 The namespace \`${namespace}\` is protected.`]);
    },
  );

  test('[117] for the whole cluster takes only a role with that scope, and the reverse', () => {
    const roles = [
      'debugger: {clusterRole: c, maxDuration: 4h, requesters: ["@alice"]}',
      'drainer: {clusterRole: d, scope: cluster, maxDuration: 4h, requesters: ["@alice"]}',
    ];
    const guardrails = someGuardrails({ roles });
    const at = (path: string) =>
      whats({ guardrails, located: aRequest(undefined, `access-requests/prod-eu/${path}/a.yaml`) });
    expect(at('_cluster/drainer')).toEqual([]);
    expect(at('payments/debugger')).toEqual([]);
    expect(at('_cluster/debugger')).toEqual([
      '1:1 The role `debugger` cannot be asked for in the whole cluster.',
    ]);
    expect(at('payments/drainer')).toEqual([
      '1:1 The role `drainer` is for the whole cluster, not for one namespace.',
    ]);
  });

  test('[116] by somebody without a username is refused', () => {
    const people = somePeople('alice: {id: 6666, username: alice@acme.com}');
    expect(whats({ guardrails: someGuardrails({}, people) })).toEqual([
      '4:12 `alice` has no Kubernetes username.',
    ]);
  });
});

describe('who may ask for a role', () => {
  const requesters = (...names: readonly string[]) =>
    someGuardrails({
      roles: [
        `debugger: {clusterRole: c, maxDuration: 4h, requesters: [${names.map((name) => `"${name}"`).join(', ')}]}`,
      ],
    });
  const nobody = () => read(false);

  test('a person by name, and a member of a team of the organisation, whatever the capitals', () => {
    expect(whats({ guardrails: requesters('@Alice'), isMember: nobody })).toEqual([]);
    const asked: string[] = [];
    const isMember = (team: string) => read(asked.push(team) > 0);
    expect(whats({ guardrails: requesters('@Acme/Engineers'), isMember })).toEqual([]);
    expect(asked).toEqual(['acme/engineers']);
  });

  test('nobody else', () => {
    expect(whats({ isMember: nobody })).toEqual(['4:12 `alice` may not ask for the role `debugger`.']);
  });

  test('a membership that could not be read is neither a yes nor a no', () => {
    const { problems, unread: why } = judge({ isMember: () => unread('GitHub did not answer') });
    expect(problems).toEqual([]);
    expect(why).toEqual([
      'Whether `alice` is a member of `acme/engineers` could not be read: GitHub did not answer',
    ]);
  });

  test('one membership that was read is enough, whatever the others', () => {
    const guardrails = requesters('@acme/one', '@acme/two');
    const isMember = (team: string) => (team === 'acme/two' ? read(true) : unread('GitHub did not answer'));
    expect(judge({ guardrails, isMember })).toMatchObject({ problems: [], unread: [] });
  });

  test('a team of another organisation is refused, even where the author may ask by another team', () => {
    expect(whats({ guardrails: requesters('@evil/engineers', '@acme/engineers') })).toEqual([
      '1:1 The policy lets `@evil/engineers` ask for the role `debugger`, which is no team of `acme`.',
    ]);
  });
});

describe('a service account', () => {
  const roles = [
    'debugger: {clusterRole: c, maxDuration: 4h, requesters: ["@alice"], serviceAccounts: [ci/deployer, kube-system/dns, payments/api]}',
  ];
  const guardrails = someGuardrails({ roles });
  const asked = (name: string) =>
    aRequest([`subject: {serviceAccount: ${name}}`, 'duration: 2h', 'reason: CHG-79, run the migration']);

  test('that the policy lists is asked for by somebody who may ask, under the name it has in the cluster', () => {
    expect(judge({ guardrails, located: asked('ci/deployer') })).toMatchObject({
      problems: [],
      username: 'system:serviceaccount:ci:deployer',
    });
  });

  test('that the policy does not list is refused', () => {
    expect(whats({ guardrails, located: asked('ci/other') })).toEqual([
      '4:12 The role `debugger` cannot be asked for the service account `ci/other`.',
    ]);
  });

  test('of a protected namespace is refused, though it is listed', () => {
    expect(whats({ guardrails, located: asked('kube-system/dns') })).toEqual([
      '4:12 The service accounts of the namespace `kube-system` get no access.',
    ]);
  });

  test('is asked for by nobody who may not ask for themselves', () => {
    const mallory = { author: { login: 'mallory', id: 6 }, guardrails, located: asked('ci/deployer') };
    expect(whats(mallory)).toHaveLength(1);
  });

  test('[116] is asked for by nobody who has no username: it could not be told who they are in the cluster', () => {
    const nameless = { ...guardrails, policy: { ...guardrails.policy, usernameTemplate: undefined } };
    expect(whats({ guardrails: nameless, located: asked('ci/deployer') })).toHaveLength(1);
  });
});

describe('a request for actions', () => {
  test('a request below `actions` that names none is refused', () => {
    expect(
      whats({ located: aRequest(undefined, 'access-requests/prod-eu/payments/actions/a.yaml') }),
    ).toEqual(['4:3 The path says `actions`, and the file names none.']);
  });
});

function withTemplate(guardrails: Guardrails, usernameTemplate: string | undefined): Guardrails {
  return { ...guardrails, policy: { ...guardrails.policy, usernameTemplate } };
}
