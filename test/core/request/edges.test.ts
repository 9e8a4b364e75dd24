// Where a rule about a request turns: the last that is still allowed, and the first that is not.
import { describe, expect, test } from 'vitest';
import { read, unread, type Fact } from '../../../src/core/problem.ts';
import {
  judgeRequest,
  parseGuardrails,
  usernameOf,
  type JudgementInput,
} from '../../../src/core/request/guardrails.ts';
import { recordPathOf, requestPathOfRecord } from '../../../src/core/request/path.ts';
import { isUsername } from '../../../src/core/request/people.ts';
import { serviceAccountOf } from '../../../src/core/request/service-account.ts';
import { aRequest, bytes, policyText, problemsOf, someGuardrails, somePeople } from './builders.ts';

const judge = (input: Partial<JudgementInput>) =>
  judgeRequest({
    located: aRequest(),
    guardrails: someGuardrails(),
    author: { login: 'alice', id: 1001 },
    organisation: 'acme',
    isMember: () => read(true),
    ...input,
  });
const whats = (input: Partial<JudgementInput>): readonly string[] =>
  judge(input).problems.map(({ what }) => what);
const requesters = (...names: readonly string[]) =>
  someGuardrails({
    roles: [
      `debugger: {clusterRole: c, maxDuration: 4h, requesters: [${names.map((name) => `"${name}"`).join(', ')}]}`,
    ],
  });

describe('the duration', () => {
  const lasting = (duration: string) =>
    aRequest(['subject: alice', `duration: ${duration}`, 'reason: INC-4242, a reason']);

  test('may be the longest that the role is given for, and not a minute more', () => {
    expect(whats({ located: lasting('4h') })).toEqual([]);
    expect(whats({ located: lasting('240m') })).toEqual([]);
    expect(whats({ located: lasting('241m') })).toHaveLength(1);
  });
});

describe('who may ask', () => {
  const nobody = (): Fact<boolean> => read(false);

  test('is no member of the organisation because a person bears its name', () => {
    const asked: string[] = [];
    const isMember = (team: string): Fact<boolean> => {
      asked.push(team);
      return read(true);
    };

    expect(whats({ guardrails: requesters('@acme', '@acme-corp'), isMember })).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  test('is a member of a team of the organisation, however either is written', () => {
    expect(whats({ guardrails: requesters('@ACME/Engineers'), organisation: 'Acme' })).toEqual([]);
    expect(whats({ guardrails: requesters('@acme-corp/engineers') })).toEqual([
      expect.stringContaining('@acme-corp/engineers'),
      expect.stringContaining('may not ask'),
    ]);
  });

  test('is one person among many, and whoever is named is asked about no team', () => {
    const isMember = (): Fact<boolean> => unread('GitHub did not answer');

    expect(judge({ guardrails: requesters('@bob', '@alice', '@acme/engineers'), isMember })).toMatchObject({
      problems: [],
      unread: [],
    });
    expect(whats({ guardrails: requesters('@bob', '@carol'), isMember: nobody })).toHaveLength(1);
  });

  test('is waited for by each team that could not be read, where no other says yes', () => {
    const isMember = (team: string): Fact<boolean> =>
      team === 'acme/one' ? read(false) : unread('GitHub did not answer');
    const { problems, unread: why } = judge({
      guardrails: requesters('@acme/one', '@acme/two', '@acme/three'),
      isMember,
    });

    expect(problems).toEqual([]);
    expect(why).toEqual([expect.stringContaining('acme/two'), expect.stringContaining('acme/three')]);
  });
});

describe('a service account', () => {
  test('[143] of a namespace that its cluster protects is refused, though it is listed', () => {
    const guardrails = someGuardrails({
      clusters: ['prod-eu: {protectedNamespaces: ["ci-*"]}'],
      roles: [
        'debugger: {clusterRole: c, maxDuration: 4h, requesters: ["@alice"], serviceAccounts: [ci-prod/deployer, ci/deployer]}',
      ],
    });
    const asked = (name: string) =>
      aRequest([`subject: {serviceAccount: ${name}}`, 'duration: 2h', 'reason: INC-4242, a reason']);

    expect(whats({ guardrails, located: asked('ci/deployer') })).toEqual([]);
    expect(whats({ guardrails, located: asked('ci-prod/deployer') })).toHaveLength(1);
  });

  test.each([
    'system:serviceaccount:ci',
    'system:serviceaccount:ci:',
    'system:serviceaccount::deployer',
    'system:serviceaccount:ci:deployer:more',
    'serviceaccount:ci:deployer',
    'x-system:serviceaccount:ci:deployer',
  ])('is none by the name %s', (username) => {
    expect(serviceAccountOf(username)).toBeUndefined();
    expect(serviceAccountOf('system:serviceaccount:ci:deployer')).toEqual({
      namespace: 'ci',
      name: 'deployer',
    });
  });
});

test('[143] whatever a person is called, they are no service account', () => {
  const called = `${'x'.repeat('system:serviceaccount:'.length)}ci:deployer`;

  expect(serviceAccountOf(called)).toBeUndefined();
});

test('actions below the path of a role are refused, and told where they stand', () => {
  const spec = ['subject: alice', 'duration: 2h', 'reason: INC-4242, a reason', 'actions: [get pods/api]'];
  const { problems, unread: why } = judge({ located: aRequest(spec) });

  expect(problems).toMatchObject([{ what: expect.stringContaining('actions'), place: { line: 7 } }]);
  expect(why).toEqual([]);
});

test('the record of a request stands at the same path below the grants, and nowhere else', () => {
  const request = 'access-requests/prod-eu/payments/debugger/alice.yaml';
  const record = 'access-grants/prod-eu/payments/debugger/alice.yaml';

  expect(recordPathOf(request)).toBe(record);
  expect(requestPathOfRecord(record)?.text).toBe(request);
  expect(requestPathOfRecord(record.replace('grants', 'things'))).toBeUndefined();
});

describe('a request for the whole cluster', () => {
  test('[117] is not held to namespaces of a role, and its reserved word is no name of one', () => {
    const roles = ['drainer: {clusterRole: d, scope: cluster, maxDuration: 4h, requesters: ["@alice"]}'];
    const located = aRequest(undefined, 'access-requests/prod-eu/_cluster/drainer/a.yaml');
    const guardrails = someGuardrails({ roles, clusters: ['prod-eu: {protectedNamespaces: [vault]}'] });

    expect(whats({ located, guardrails })).toEqual([]);
  });
});

describe('a username', () => {
  test('[116] has 256 characters at most, no blank at its ends, and never begins with `system:`, in any capitals', () => {
    expect(isUsername('x'.repeat(256))).toBe(true);
    expect(isUsername('x'.repeat(257))).toBe(false);
    expect(['', ' a', 'a ', 'System:masters', 'SYSTEM:x'].map(isUsername)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
    expect(['a', 'a b', 'the system:x'].map(isUsername)).toEqual([true, true, true]);
  });

  test('[116] of the people file counts only where it could be one', () => {
    const people = new Map([['alice', { id: 1001, username: 'system:admin' }]]);

    expect(usernameOf(someGuardrails({}, people), { login: 'alice', id: 1001 })).toBeUndefined();
  });

  test('is not made up where the people file gives it to another, in whatever capitals', () => {
    const guardrails = someGuardrails({}, somePeople('bob: {id: 1002, username: ALICE@acme.com}'));

    expect(usernameOf(guardrails, { login: 'Alice', id: 1001 })).toBeUndefined();
    expect(usernameOf(guardrails, { login: 'carol', id: 1003 })).toBe('carol@acme.com');
  });
});

describe('the guardrails', () => {
  const codeowners = { path: '.github/CODEOWNERS', bytes: bytes('/access-requests/ @acme/platform\n') };
  const policy = { bytes: bytes(policyText()) };
  const filesOf = (files: Parameters<typeof parseGuardrails>[0]): readonly (string | undefined)[] =>
    problemsOf(parseGuardrails(files)).map(({ place }) => place?.file);

  test('are none where a single one of their files is not', () => {
    expect(filesOf({ policy, codeowners })).toEqual([]);
    expect(filesOf({ policy: { bytes: bytes('') }, codeowners })).toEqual(['access-requests/policy.yaml']);
    expect(filesOf({ policy, codeowners, people: { bytes: bytes('') } })).toEqual([
      'access-requests/people.yaml',
    ]);
    expect(filesOf({ codeowners })).toEqual(['access-requests/policy.yaml']);
    expect(filesOf({ policy })).toEqual(['.github/CODEOWNERS']);
  });

  test('[26] are none where CODEOWNERS is larger than GitHub reads', () => {
    const bytesOf = new Uint8Array(3 * 1024 * 1024 + 1).fill(10);

    expect(filesOf({ policy, codeowners: { ...codeowners, bytes: bytesOf } })).toEqual([
      '.github/CODEOWNERS',
    ]);
  });
});
