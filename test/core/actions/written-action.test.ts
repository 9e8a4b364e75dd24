// The grammar of an action: one exact meaning, or a problem that says how to mend it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VERB_NAMES } from '../../../src/core/actions/verbs.ts';
import { readAction } from '../../../src/core/actions/written-action.ts';

function whatIsWrong(text: string): readonly string[] {
  const reading = readAction(text);
  return reading.kind === 'none' ? reading.problems.map(({ what }) => what) : [];
}

test.each([
  ['delete pods/api-7d9f', 'delete', 'pods', 'api-7d9f', undefined],
  ['evict po/api-7d9f', 'evict', 'po', 'api-7d9f', undefined],
  ['scale deploy/api --replicas=5', 'scale', 'deploy', 'api', { flag: 'replicas', value: '5' }],
  [
    'scale --replicas=0 deployments.v1.apps/api',
    'scale',
    'deployments.v1.apps',
    'api',
    { flag: 'replicas', value: '0' },
  ],
  ['rollout restart deployment.apps/web', 'rollout restart', 'deployment.apps', 'web', undefined],
  ['cordon nodes/ip-10-0-0-1.eu.internal', 'cordon', 'nodes', 'ip-10-0-0-1.eu.internal', undefined],
  ['get nodes/proxy', 'get', 'nodes', 'proxy', undefined],
  [
    'set image deployments/api --api=registry.acme.com:5000/shop/api:1.2.3',
    'set image',
    'deployments',
    'api',
    { flag: 'api', value: 'registry.acme.com:5000/shop/api:1.2.3' },
  ],
])('%s has one meaning', (text, verb, resource, name, option) => {
  expect(readAction(text)).toEqual({ kind: 'action', action: { text, verb, resource, name, option } });
});

test.each(VERB_NAMES)('%s is read by its own name', (verb) => {
  const flag = { scale: ' --replicas=2', 'set image': ' --c=i' }[verb as string] ?? '';

  expect(readAction(`${verb} things/one${flag}`)).toMatchObject({ kind: 'action', action: { verb } });
});

describe('[120] what has no exact meaning is refused', () => {
  test.each([
    ['scale deployments/api --replicas=-1', '`-1` is no number of replicas.'],
    ['scale deployments/api --replicas=5x', '`5x` is no number of replicas.'],
    ['scale deployments/api --replicas=05', '`05` is no number of replicas.'],
    ['scale deployments/api --replicas=1e3', '`1e3` is no number of replicas.'],
    ['scale deployments/api --replicas=99999999999', '`99999999999` is no number of replicas.'],
    ['scale deployments/api --replicas=', '`  ` is no number of replicas.'],
    ['scale deployments/api --replicas 5', '`deployments/api` and `5` are more than one object.'],
    ['scale deployments/api', 'The action `scale` does not say to what.'],
    ['scale deployments --all --replicas=5', '`deployments` is not `<resource>/<name>`.'],
    ['delete pods --all', '`pods` is not `<resource>/<name>`.'],
    ['delete pods/a pods/b', '`pods/a` and `pods/b` are more than one object.'],
    ['delete pods api-7d9f', '`pods` and `api-7d9f` are more than one object.'],
    ['delete pods/a,pods/b', '`pods/a,pods/b` is not `<resource>/<name>`.'],
    ['delete pods/*', '`*` is no name of an object.'],
    ['delete pods/"api"', '`"api"` is no name of an object.'],
    ['delete Pods/api', '`Pods` is no name of a resource.'],
    ['delete pods/api --force', 'The action `delete` takes no `--force`.'],
    ['delete pods/api -n', 'The action `delete` takes no `-n`.'],
    ['delete pods/api --namespace=kube-system', 'The action `delete` takes no `--namespace=kube-system`.'],
    ['delete -l app=api', 'The action `delete` takes no `-l`.'],
    ['scale deployments/api --current-replicas=2', 'The action `scale` takes no `--current-replicas=2`.'],
    ['exec pods/api --', 'The action `exec` takes no `--`.'],
    ['get nodes/one/proxy', '`nodes/one/proxy` is not `<resource>/<name>`.'],
    ['logs', 'The action `logs` names no object.'],
    ['rollout undo deployments/api', '`rollout` is no action that can be asked for.'],
    ['constructor pods/api', '`constructor` is no action that can be asked for.'],
    ['kubectl delete pods/api', 'The action begins with `kubectl`.'],
    ['delete  pods/api', 'The action has a blank too many.'],
    ['delete pods/api ', 'The action has a blank too many.'],
    ['set image deployments/api api=nginx:1', '`api=nginx:1` is how kubectl spells a new image.'],
    ['set image deployments/api --*=nginx:1', 'The action `set image` takes no `--*=nginx:1`.'],
    ['set image deployments/api --api=nginx:$(id)', '`nginx:$(id)` is no reference of an image.'],
    ['set image deployments/api --api=nginx@sha256:abc', '`nginx@sha256:abc` is no reference of an image.'],
    ['set image deployments/api --api=a/b:1:2', '`a/b:1:2` is no reference of an image.'],
    ['delete pods/аpi', 'The action `delete pods/аpi` has a character that is not on every keyboard.'],
    [
      'delete pods/api\n--all',
      'The action `delete pods/apiU+000A--all` has a character that is not on every keyboard.',
    ],
  ])('%s', (text, what) => {
    expect(whatIsWrong(text)).toContain(what);
  });
});

test.each([
  'bind',
  'escalate',
  'impersonate',
  'create',
  'patch',
  'edit',
  'apply',
  'run',
  'cp',
  'debug',
  'proxy',
  'auth',
  'token',
])('[72] nobody can ask for %s', (verb) => {
  expect(whatIsWrong(`${verb} clusterroles/cluster-admin`)).toEqual([
    `\`${verb}\` is no action that can be asked for.`,
  ]);
});

test('every problem of an action is told at once', () => {
  expect(whatIsWrong('delete Pods/API --now --force')).toHaveLength(4);
});

test('what kubectl says otherwise is mended by what to write here', () => {
  const reading = readAction('set image deployments/api api=nginx:1');

  expect(reading.kind === 'none' && reading.problems[0]?.mend).toBe('Write `--api=nginx:1`.');
});

test('a hostile action of any length is refused at once', () => {
  const hostile = [
    `delete${' '.repeat(10_000)}pods/api`,
    'a-'.repeat(299),
    `delete pods/${'a-'.repeat(290)}`,
    `delete ${'a.'.repeat(250)}/x`,
  ];
  const before = performance.now();

  expect(hostile.map((text) => readAction(text).kind)).toEqual(['none', 'none', 'none', 'none']);
  expect(performance.now() - before).toBeLessThan(50);
});

test('any text is read, and whatever is accepted stands there letter by letter', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...VERB_NAMES,
      'kubectl',
      '--replicas=5',
      '--all',
      '-n',
      'pods/a',
      'deploy/b',
      '$(id)',
      ';',
      '',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (parts) => {
      const text = parts.join(' ');
      const reading = readAction(text);
      if (reading.kind === 'none') {
        expect(reading.problems.length).toBeGreaterThan(0);
        return;
      }
      const { verb, resource, name, option } = reading.action;
      const flag = option === undefined ? [] : [`--${option.flag}=${option.value}`];
      expect([...verb.split(' '), `${resource}/${name}`, ...flag].sort()).toEqual(text.split(' ').sort());
    }),
    { numRuns: 2_000 },
  );
});
