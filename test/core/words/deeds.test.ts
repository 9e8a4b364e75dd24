// What rules let a person do, in the words of a reviewer who has ten seconds.
import { describe, expect, test } from 'vitest';
import { sayDeeds } from '../../../src/core/words/deeds.ts';
import { aRule } from './a-verdict.ts';

const said = (...rules: readonly ReturnType<typeof aRule>[]) => sayDeeds(rules, 'debugger');

describe('the deeds of a role', () => {
  test('get, list and watch are reading, and pods/log are logs', () => {
    expect(said(aRule(['get', 'list', 'watch'], ['pods']), aRule(['get'], ['pods/log']))).toBe(
      'read pods and logs',
    );
  });

  test('what makes a shell is running commands, by whichever verb', () => {
    expect(said(aRule(['create'], ['pods/exec']))).toBe('run commands in any pod');
    expect(said(aRule(['get'], ['pods/exec']))).toBe('run commands in any pod');
  });

  test('getting a proxy, or what nobody knows below an object, is not called reading', () => {
    expect(said(aRule(['get'], ['nodes/proxy']))).toBe('command any node');
    expect(said(aRule(['get'], ['widgets/console']))).toBe('get widgets/console');
  });

  test('what has no words of its own is told by verb, resource and group', () => {
    expect(said(aRule(['create', 'patch'], ['databases'], { apiGroups: ['example.com'] }))).toBe(
      'create and change databases.example.com',
    );
    expect(said(aRule(['approve'], ['signers'], { apiGroups: ['certificates.k8s.io'] }))).toBe(
      'approve signers.certificates.k8s.io',
    );
  });

  test('rules are grouped by deed, in whatever order they come', () => {
    expect(
      said(
        aRule(['create'], ['pods/exec']),
        aRule(['patch', 'get'], ['nodes']),
        aRule(['get'], ['pods/log']),
        aRule(['patch'], ['deployments'], { apiGroups: ['apps'] }),
        aRule(['list'], ['pods', 'secrets']),
      ),
    ).toBe(
      'read secrets, pods, logs and nodes; run commands in any pod; cordon and change nodes; and change deployments',
    );
  });

  test('one named object is not any object', () => {
    expect(said(aRule(['create'], ['pods/exec'], { resourceNames: ['api-0'] }))).toBe(
      'run commands in the pod named api-0',
    );
    expect(said(aRule(['get'], ['configmaps'], { resourceNames: ['a', 'b'] }))).toBe(
      'read ConfigMaps named a or b',
    );
  });

  test('names are not told where RBAC does not hold a verb to them', () => {
    expect(said(aRule(['list'], ['configmaps'], { resourceNames: ['a'] }))).toBe('read ConfigMaps');
    expect(said(aRule(['deletecollection'], ['pods'], { resourceNames: ['a'] }))).toBe('delete pods');
  });

  test('what is done to several things in the same way is told together', () => {
    const scaling = aRule(['patch', 'update'], ['deployments/scale', 'statefulsets/scale'], {
      apiGroups: ['apps'],
    });
    expect(said(scaling, aRule(['delete'], ['pods']), aRule(['create'], ['pods/eviction']))).toBe(
      'scale deployments and stateful sets and delete and evict pods',
    );
  });

  test('addresses and wildcards are told as they are', () => {
    expect(said(aRule(['get'], [], { apiGroups: [], nonResourceURLs: ['/metrics'] }))).toBe('get /metrics');
    expect(said(aRule(['*'], ['*'], { apiGroups: ['*'] }))).toBe('* *.*');
  });

  test('many reads are summed up, and what is more than reading stays in full', () => {
    const kinds = ['pods', 'services', 'endpoints', 'configmaps', 'secrets', 'replicationcontrollers'];
    const rules = [
      aRule(['get', 'list'], kinds),
      aRule(['get'], ['deployments', 'replicasets', 'statefulsets', 'daemonsets'], { apiGroups: ['apps'] }),
      aRule(['create'], ['pods/exec']),
    ];

    expect(sayDeeds(rules, 'debugger')).toBe(
      'read secrets, pods and 8 more kinds of objects, and run commands in any pod',
    );
  });

  test('what no line can hold is told by the number of rules', () => {
    const writes = Array.from({ length: 12 }, (_, index) => aRule(['create'], [`kind-number-${index}s`]));

    expect(sayDeeds(writes, 'builder')).toBe('do what the role builder allows (12 rules, listed below)');
  });

  test('a role without rules allows nothing', () => {
    expect(said()).toBe('do nothing (the role has no rules)');
  });
});
