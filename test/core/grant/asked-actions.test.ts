// What a cluster says of a request for actions: exactly these, on objects that are there, and nothing where it is silent.
import { describe, expect, test } from 'vitest';
import type { ActionFacts, ObjectAnswer } from '../../../src/core/actions/object-facts.ts';
import { askedTogether, type Asked } from '../../../src/core/grant/asked.ts';
import { read, unread, type Fact } from '../../../src/core/problem.ts';
import { hours } from '../../../src/core/time.ts';
import { someResources } from '../actions/some-resources.ts';
import { anAskedRequest, context, guardrails, merged } from './a-merge.ts';

const PATH = 'access-requests/prod-eu/payments/actions/alice.yaml';
const NODES = 'access-requests/prod-eu/_cluster/actions/alice.yaml';
const RULES = [
  '{allow: [delete pods, get pods, scale deployments], maxDuration: 1h, requesters: ["@acme/engineers"]}',
  '{allow: [logs pods], maxDuration: 8h, requesters: ["@acme/engineers"], approvals: 2, alsoApprovedBy: ["@carol"]}',
];
const POD: ObjectAnswer = {
  uid: 'uid-of-the-pod',
  controller: { group: 'apps', kind: 'ReplicaSet' },
  nameIsGenerated: true,
};

interface Wish {
  readonly actions: readonly string[];
  readonly path?: string;
  readonly duration?: string;
  readonly facts?: Partial<ActionFacts> | undefined;
}

const objects = (...names: readonly string[]): ActionFacts['objects'] =>
  new Map(names.map((name) => [name, read(POD)] as const));

function asked({ actions, path = PATH, duration = '30m', ...wish }: Wish): Asked {
  const spec = ['subject: alice', `duration: ${duration}`, 'reason: INC-4242, one pod hangs', `actions: [${actions.join(', ')}]`]; // prettier-ignore
  const facts: ActionFacts = {
    discovery: read(someResources),
    objects: objects('pods payments api', 'pods payments web', 'deployments.apps payments api'),
    guards: new Map<string, Fact<boolean>>([['payments', read(false)]]),
    ...wish.facts,
  };
  const lines = { more: ['actions:', ...RULES.map((rule) => `  - ${rule}`)] };
  const cluster = 'facts' in wish && wish.facts === undefined ? {} : { actionFacts: facts };
  return askedTogether(
    [anAskedRequest(path, spec)],
    merged().approval,
    context({ guardrails: guardrails(lines), cluster }),
  );
}

const saidOf = ({ problems, unread: why }: Asked): readonly string[] => [
  ...problems.map(({ what }) => what),
  ...why,
];

describe('a request for actions', () => {
  test('has a role of its own, with exactly the rules that they come to', () => {
    const { askable, problems, digest } = asked({ actions: ['get pods/api', 'delete pods/web'] });

    expect(problems).toEqual([]);
    expect(digest).toHaveLength(64);
    expect(askable).toMatchObject([
      {
        clusterRole: null,
        actions: [
          { text: 'get pods/api', seen: true },
          { text: 'delete pods/web', seen: true },
        ],
        namespace: { name: 'payments' },
        username: 'alice@acme.com',
        judgement: { allowance: { maxDuration: hours(1), approvals: 1 } },
      },
    ]);
    expect(askable[0]?.rules.map(({ verbs, resourceNames }) => [verbs.join(' '), ...resourceNames])).toEqual([
      ['delete get', 'web'],
      ['get', 'api'],
    ]);
  });

  test('is for all that any of its actions asks for', () => {
    const { askable } = asked({ actions: ['get pods/api', 'logs pods/api'] });

    expect(askable[0]?.judgement.allowance).toMatchObject({
      maxDuration: hours(1),
      approvals: 2,
      alsoApprovedBy: ['@carol'],
    });
  });

  test('says the object that could not be seen, where its name alone is enough', () => {
    const unseen: Fact<ObjectAnswer> = read('not allowed');
    const facts = { objects: new Map([['pods payments api', unseen]]) };

    expect(asked({ actions: ['get pods/api'], facts }).askable[0]?.actions).toMatchObject([{ seen: false }]);
  });
});

describe('nothing is asked', () => {
  test.each<[string, Wish, readonly RegExp[]]>([
    [
      'of a resource that the cluster does not serve',
      { actions: ['get widgets/one'] },
      [/no resource `widgets`/],
    ],
    ['of an action that no rule allows', { actions: ['delete configmaps/one'] }, [/./, /./]],
    [
      'of an object that is not there',
      { actions: ['get pods/db'], facts: { objects: new Map([['pods payments db', read(undefined)]]) } },
      [/no `pods\/db`/],
    ],
    [
      'of an action that RBAC cannot hold to its word',
      { actions: ['scale deployments/api --replicas=5'] },
      [/needs the guard/],
    ],
    [
      'twice',
      { actions: ['get pods/api', 'get po/api', 'get pods/web'] },
      [/`get pods\/api` stands here twice/],
    ],
    [
      'for longer than the strictest of its rules',
      { actions: ['get pods/api', 'logs pods/api'], duration: '2h' },
      [/./],
    ],
  ])('%s', (_, wish, said) => {
    const found = asked(wish);

    expect(found).toMatchObject({ askable: [], digest: undefined });
    expect(saidOf(found)).toEqual(expect.arrayContaining(said.map((one) => expect.stringMatching(one))));
    expect(found.problems.every(({ place }) => place?.file === PATH)).toBe(true);
  });

  test('of more objects than the rules of one role may be long', () => {
    const names = Array.from({ length: 40 }, (_, index) => `${'p'.repeat(240)}-${index}`);
    const facts = { objects: objects(...names.map((name) => `pods payments ${name}`)) };
    const found = asked({ actions: names.map((name) => `get pods/${name}`), facts });

    expect(saidOf(found)).toEqual([expect.stringMatching(/./)]);
    expect(found.askable).toEqual([]);
  });

  test('in the whole cluster of what is in namespaces, and the other way round', () => {
    expect(saidOf(asked({ actions: ['get pods/api'], path: NODES }))).toEqual(
      expect.arrayContaining([expect.stringMatching(/are in namespaces/)]),
    );
    expect(saidOf(asked({ actions: ['cordon nodes/one'] }))).toEqual(
      expect.arrayContaining([expect.stringMatching(/are in no namespace/)]),
    );
  });
});

describe('it is waited for', () => {
  const silent = { ...someResources, silent: ['metrics.k8s.io/v1beta1'] };

  test.each<[string, Wish]>([
    ['a cluster that was not asked about actions', { actions: ['get pods/api'], facts: undefined }],
    ['what the cluster serves', { actions: ['get pods/api'], facts: { discovery: unread('503') } }],
    ['an object that was not asked for', { actions: ['get pods/db'] }],
    [
      'an object that could not be read',
      { actions: ['get pods/api'], facts: { objects: new Map([['pods payments api', unread('503')]]) } },
    ],
    ['the guard', { actions: ['scale deployments/api --replicas=5'], facts: { guards: new Map() } }],
  ])('%s', (_, wish) => {
    const found = asked(wish);

    expect(found).toMatchObject({ problems: [], askable: [], digest: undefined });
    expect(found.unread).toHaveLength(1);
    expect(found.unread[0]).toMatch(/could not be read|did not say/);
  });

  test('a group that did not answer and may serve what is asked for', () => {
    const found = asked({ actions: ['get widgets/one'], facts: { discovery: read(silent) } });

    expect(found).toMatchObject({ problems: [], askable: [] });
    expect(found.unread).toHaveLength(1);
  });
});
