// Where a permission turns from harmless to dangerous: by its group, its subresource, its verb or its name.
import { describe, expect, test } from 'vitest';
import {
  dangersOf,
  type Danger,
  type DangerKind,
  type Reach,
} from '../../../src/core/permissions/dangers.ts';
import { MOST_PERMISSIONS, type Rule } from '../../../src/core/permissions/rules.ts';
import { address, aRule, rule } from './a-rule.ts';

const dangers = (rules: readonly Rule[], reach: Reach = 'namespace'): readonly Danger[] =>
  dangersOf(rules, { reach });
const kinds = (...rules: readonly Rule[]): readonly DangerKind[] => dangers(rules).map(({ kind }) => kind);

describe('a resource of another group', () => {
  test.each([
    ['update', 'nodes.example.com'],
    ['create', 'serviceaccounts.example.com'],
    ['create', 'pods.example.com'],
    ['patch', 'deployments.example.com'],
    ['create', 'jobs.example.com'],
    ['patch', 'namespaces.example.com'],
    ['create', 'persistentvolumes.example.com'],
    ['patch', 'services.example.com'],
    ['patch', 'ingresses.example.com'],
    ['patch', 'configmaps.example.com'],
    ['delete', 'pods.example.com'],
    ['create', 'events.example.com'],
    ['delete', 'jobs'],
    ['create', 'selfsubjectaccessreviews'],
  ])('that bears the name of a known one is not that one: %s %s', (verbs, name) => {
    expect(kinds(rule(verbs, name))).toEqual(['unknown write']);
  });

  test.each([
    ['get', 'pods.example.com/log'],
    ['create', 'pods.example.com/eviction'],
    ['patch', 'deployments.example.com/scale'],
    ['patch', 'deployments/scale'],
  ])('does nothing harmless under the name of a known subresource: %s %s', (verbs, name) => {
    expect(kinds(rule(verbs, name))).toEqual(['unknown subresource']);
  });

  test.each<[DangerKind, string, string]>([
    ['nodes', 'create', 'runtimeclasses.node.k8s.io'],
    ['volumes', 'create', 'storageclasses.storage.k8s.io'],
    ['volumes', 'patch', 'persistentvolumeclaims'],
    ['certificates', 'sign', 'signers.certificates.k8s.io'],
    ['traffic', 'patch', 'endpointslices.discovery.k8s.io'],
    ['traffic', 'patch', 'networkpolicies.networking.k8s.io'],
    ['traffic', 'patch', 'httproutes.gateway.networking.k8s.io'],
    ['makes pods', 'create', 'replicationcontrollers'],
    ['makes pods', 'patch', 'cronjobs.batch'],
    ['makes pods', 'create', 'controllerrevisions.apps'],
    ['RBAC', 'bind', 'whatevers.example.com'],
    ['impersonation', 'impersonate-on:user-info:list', 'pods'],
    ['impersonation', 'create', 'tokenreviews.authentication.k8s.io'],
    ['commands in pods', 'create', 'pods/attach'],
    ['proxies', 'create', 'pods/proxy'],
    ['secrets', 'patch', 'secrets'],
    ['secrets', 'get', 'apitokens.example.com'],
    ['secrets', 'get', 'clustersecret.example.com'],
  ])('[72] is dangerous in the way of %s: %s %s', (kind, verbs, name) => {
    expect(kinds(rule(verbs, name))).toEqual([kind]);
  });

  test('is no secret because its name begins like one', () => {
    expect(kinds(rule('get', 'secretstores.example.com'), rule('list', 'tokenbuckets.example.com'))).toEqual(
      [],
    );
  });
});

describe('reading', () => {
  test.each(['status', 'scale'])(
    'the %s of a resource is harmless, and so is no other subresource',
    (part) => {
      expect(kinds(rule('get', `widgets.example.com/${part}`))).toEqual([]);
      expect(kinds(rule('get', 'widgets.example.com/logs'))).toEqual(['unknown subresource']);
      expect(kinds(rule('patch', `widgets.example.com/${part}`))).toEqual(['unknown subresource']);
    },
  );
});

describe('what is told of a danger', () => {
  test('is its place, with its verbs and names in order, each once', () => {
    const wide = [rule('watch list get', 'secrets', 'b', 'a'), rule('get', 'secrets', 'c', 'a')];

    expect(dangers(wide)).toEqual([
      {
        kind: 'secrets',
        group: '',
        resource: 'secrets',
        verbs: ['get', 'list', 'watch'],
        names: ['a', 'b', 'c'],
      },
    ]);
    expect(dangers([address('put delete', '/metrics')])).toEqual([
      { kind: 'address', group: '', resource: '/metrics', verbs: ['delete', 'put'], names: [] },
    ]);
  });

  test('is one for each resource and each way, however alike their names are', () => {
    const found = dangers([
      rule('create patch', 'pods'),
      rule('create', 'pods/exec'),
      rule('create', 'pods.a'),
    ]);

    expect(found.map(({ kind, group, resource }) => [kind, group, resource])).toEqual(
      expect.arrayContaining([
        ['makes pods', '', 'pods'],
        ['commands in pods', '', 'pods/exec'],
        ['unknown write', 'a', 'pods'],
      ]),
    );
    expect(found).toHaveLength(3);
  });

  test('of too much to look at is that it may be anything', () => {
    const resources = Array.from({ length: MOST_PERMISSIONS + 1 }, (_, n) => `r${n}`);

    expect(dangers([aRule({ apiGroups: [''], resources, verbs: ['get'] })])).toEqual([
      { kind: 'wildcard', group: '*', resource: '*', verbs: ['*'], names: [] },
    ]);
  });
});
