// What a written action is in one cluster, and exactly what it lets its holder do.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveAction, writeAction, type Action } from '../../../src/core/actions/action.ts';
import { needsTheGuard, rulesOfAction } from '../../../src/core/actions/action-rules.ts';
import type { Discovery } from '../../../src/core/actions/api-resource.ts';
import type { ObjectFacts } from '../../../src/core/actions/object-facts.ts';
import { VERB_NAMES } from '../../../src/core/actions/verbs.ts';
import { readAction, type WrittenAction } from '../../../src/core/actions/written-action.ts';
import { aResource, someResources } from './some-resources.ts';

function written(text: string): WrittenAction {
  const reading = readAction(text);
  if (reading.kind === 'none') throw new Error(reading.problems[0]?.what);
  return reading.action;
}

function resolved(
  text: string,
  discovery: Discovery = someResources,
  namespace: string | undefined = 'payments',
) {
  return resolveAction(written(text), discovery, 'prod-eu', namespace);
}

function actionOf(text: string, namespace: string | undefined = 'payments'): Action {
  const resolution = resolved(text, someResources, namespace);
  if (resolution.kind !== 'action') throw new Error(JSON.stringify(resolution));
  return resolution.action;
}

function inTheCluster(text: string): Action {
  const resolution = resolveAction(written(text), someResources, 'prod-eu', undefined);
  if (resolution.kind !== 'action') throw new Error(JSON.stringify(resolution));
  return resolution.action;
}

function said(text: string, discovery?: Discovery): string {
  const resolution = resolved(text, discovery);
  if (resolution.kind === 'action') return writeAction(resolution.action);
  return resolution.kind === 'problem' ? resolution.said.what : resolution.why;
}

const ofAReplicaSet: ObjectFacts = {
  uid: 'b7',
  controller: { group: 'apps', kind: 'ReplicaSet' },
  nameIsGenerated: true,
};

describe('a resource is found as kubectl finds it, and written in full', () => {
  test.each([
    'deploy',
    'deployment',
    'deployments',
    'deployments.apps',
    'deployments.v1.apps',
    'deploy.apps',
  ])('%s', (name) => {
    expect(said(`scale ${name}/api --replicas=5`)).toBe('scale deployments.apps/api --replicas=5');
  });

  test('one name in several groups is the group that the API server puts first', () => {
    expect(said('get events/one')).toBe('get events/one');
    expect(said('get events.events.k8s.io/one')).toBe('get events.events.k8s.io/one');
  });

  test('a short name of two resources is nobody’s', () => {
    const apis = [
      ...someResources.resources,
      aResource('podracers', { group: 'acme.com', shortNames: ['po'] }),
    ];

    expect(said('delete po/api', { resources: apis, silent: [] })).toBe(
      '`po` is short for `pods` and `podracers.acme.com`.',
    );
  });

  test('the beginning of a group is no group', () => {
    expect(said('scale deployments.app/api --replicas=5')).toContain('serves no resource');
  });

  test('what is not there names the nearest', () => {
    expect(resolved('delete pdos/api')).toMatchObject({ said: { mend: 'Did you mean `pods`?' } });
  });

  test('what a silent group may serve is not known yet', () => {
    const discovery = { ...someResources, silent: ['metrics.k8s.io'] };

    expect(said('get podmetrics/api', discovery)).toContain('is not known');
    expect(said('get widgets.acme.com/api', discovery)).toContain('serves no resource');
    expect(said('get podmetrics.metrics.k8s.io/api', discovery)).toContain('is not known');
  });
});

describe('[120] a verb goes with what it has a meaning for', () => {
  test.each([
    ['exec deployments/api', 'The action `exec` does not go with `deployments.apps`.'],
    ['delete secrets/api', 'The action `delete` does not go with `secrets`.'],
    ['scale daemonsets/api --replicas=0', 'The action `scale` does not go with `daemonsets.apps`.'],
    ['cordon pods/api', 'The action `cordon` does not go with `pods`.'],
    ['exec nodes/one', 'The action `exec` does not go with `nodes`.'],
    ['get nodes/one', '`nodes` are in no namespace.'],
    ['get tokenreviews/x', 'The cluster lets nobody `get` `tokenreviews.authentication.k8s.io`.'],
  ])('%s', (text, what) => {
    expect(said(text)).toBe(what);
  });

  test('what is in a namespace is not asked for in the whole cluster', () => {
    const resolution = resolveAction(written('delete pods/api'), someResources, 'prod-eu', undefined);

    expect(resolution).toMatchObject({ said: { mend: 'Move the file to the folder of the namespace.' } });
  });
});

describe('an action allows what kubectl needs for its one object, and nothing else', () => {
  const told = (action: Action, guard = false) =>
    rulesOfAction(action, ofAReplicaSet, guard).map(
      ({ verbs, resources, apiGroups, resourceNames }) =>
        `${verbs.join(',')} ${resources.join()}.${apiGroups.join()} ${resourceNames.join()}`,
    );

  test.each([
    ['logs pods/api', ['get pods. api', 'get pods/log. api']],
    ['exec pods/api', ['get pods. api', 'get,create pods/exec. api']],
    ['attach pods/api', ['get pods. api', 'get,create pods/attach. api']],
    ['port-forward pods/api', ['get pods. api', 'get,create pods/portforward. api']],
    ['delete pods/api', ['get,delete pods. api']],
    ['evict pods/api', ['create pods/eviction. api']],
    ['get secrets/api', ['get secrets. api']],
    [
      'scale deploy/api --replicas=5',
      ['get deployments.apps api', 'get,update,patch deployments/scale.apps api'],
    ],
    ['rollout restart deploy/api', ['get,patch deployments.apps api']],
    ['set image deploy/api --c=i:1', ['get,patch deployments.apps api']],
  ])('%s', (text, rules) => {
    expect(told(actionOf(text))).toEqual(rules);
  });

  test.each(['cordon nodes/one', 'uncordon nodes/one'])('%s', (text) => {
    expect(told(inTheCluster(text))).toEqual(['get,patch nodes. one']);
  });

  test.each([
    ['scale deploy/api --replicas=5', 'scale deployments.apps.actions.daypass.dev api=5'],
    ['delete pods/api-7d9f', 'delete pods.actions.daypass.dev api-7d9f@b7'],
    ['set image deploy/api --c=i:1', 'set-image deployments.apps.actions.daypass.dev api/c=i:1'],
    ['rollout restart deploy/api', 'restart deployments.apps.actions.daypass.dev api'],
    ['exec pods/api', 'exec pods.actions.daypass.dev api'],
  ])('where the guard denies, %s has its permission too', (text, rule) => {
    expect(told(actionOf(text), true).at(-1)).toBe(rule);
  });

  test('[72] no rule of any action has a wildcard, is without a name, or binds, escalates or impersonates', () => {
    const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,8}[a-z0-9])?$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...VERB_NAMES),
        fc.constantFrom(...someResources.resources),
        name,
        fc.boolean(),
        (verb, resource, name, guard) => {
          for (const rule of rulesOfAction(
            { verb, resource, name, option: undefined },
            ofAReplicaSet,
            guard,
          )) {
            expect(rule.resourceNames).toHaveLength(1);
            expect(rule.nonResourceURLs).toEqual([]);
            expect(JSON.stringify(rule)).not.toMatch(
              /\*|"(bind|escalate|impersonate|list|watch|deletecollection)"/,
            );
          }
        },
      ),
    );
  });
});

describe('what Kubernetes cannot bound by itself needs the guard', () => {
  test.each([
    ['logs pods/api', false],
    ['exec pods/api', false],
    ['delete pods/api', false],
    ['evict pods/api', false],
    ['delete deploy/api', true],
    ['scale deploy/api --replicas=5', true],
    ['rollout restart deploy/api', true],
    ['set image deploy/api --c=i', true],
  ])('%s: %s', (text, needs) => {
    expect(needsTheGuard(actionOf(text), ofAReplicaSet)).toBe(needs);
  });

  test.each<[string, ObjectFacts | undefined]>([
    ['of a StatefulSet', { ...ofAReplicaSet, controller: { group: 'apps', kind: 'StatefulSet' } }],
    ['of nobody', { ...ofAReplicaSet, controller: undefined }],
    ['whose name somebody chose', { ...ofAReplicaSet, nameIsGenerated: false }],
    [
      'of another ReplicaSet kind',
      { ...ofAReplicaSet, controller: { group: 'acme.com', kind: 'ReplicaSet' } },
    ],
    ['that nobody could see', undefined],
  ])('a pod %s may come back under its name', (_, object) => {
    expect(needsTheGuard(actionOf('delete pods/api'), object)).toBe(true);
  });
});
