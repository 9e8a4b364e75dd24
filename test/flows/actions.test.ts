// Single actions, told through the flows: from the file to the role of its own, or to none.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { Unavailable } from '../../src/ports.ts';
import { policyText } from '../sandbox/memory/company.ts';
import { memoryWorld, type Ask, type MemoryWorld } from '../sandbox/memory/world.ts';
import { expectRefusal, story } from './expectations.ts';

const PATH = 'access-requests/prod-eu/payments/actions/alice.yaml';
const POD = { resource: 'pods', namespace: 'payments', name: 'api-7d9f' };
const API = { group: 'apps', resource: 'deployments', namespace: 'payments', name: 'api' };

const RULES = [
  '{allow: [logs po, delete pods, exec pods, get secrets, get cm], maxDuration: 4h, requesters: ["@acme/engineers"]}',
  '{allow: [scale deploy, cordon nodes], maxDuration: 1h, requesters: ["@acme/engineers"], approvals: 2}',
  '{allow: [evict pods], maxDuration: 1h, namespaces: ["*"], requesters: ["@acme/platform"]}',
];

function asking(actions: readonly string[], path = PATH, more: readonly string[] = [], duration = '1h'): Ask {
  const lines = actions.map((action) => `    - ${action}`);
  const text = `apiVersion: daypass.dev/v1
kind: AccessRequest
spec:
  subject: alice
  duration: ${duration}
  reason: INC-4242, one pod answers nothing
${more.map((line) => `  ${line}\n`).join('')}  actions:
${lines.join('\n')}
`;
  return { files: { [path]: text } };
}

/** A company whose policy allows actions, and a pod in payments that a ReplicaSet made. */
async function aWorld(rules: readonly string[] = RULES): Promise<MemoryWorld> {
  const more = `  actions:\n${rules.map((rule) => `    - ${rule}\n`).join('')}`;
  const world = await memoryWorld({
    files: (key) => ({ 'access-requests/policy.yaml': policyText({ keys: { 'key-1': key }, more }) }),
  });
  world.prodEu.putObject(POD);
  world.prodEu.putObject(API);
  return world;
}

async function checkOf(world: MemoryWorld, actions: readonly string[], path?: string) {
  const pull = await world.alice.asks(asking(actions, path));
  await world.review();
  return world.check(pull);
}

test('what was approved is a role with exactly its rules, bound to one person until its time is over', async () => {
  const world = await aWorld();
  await world.merged(asking(['logs po/api-7d9f', 'delete pod/api-7d9f']));

  await world.turn();

  expect(await story(world)).toEqual(['granted']);
  expect((await world.events()).at(-1)).toMatchObject({
    clusterRole: null,
    role: 'actions',
    actions: ['logs pods/api-7d9f', 'delete pods/api-7d9f'],
    rules: [
      { resources: ['pods'], verbs: ['delete', 'get'], resourceNames: ['api-7d9f'] },
      { resources: ['pods/log'], verbs: ['get'], resourceNames: ['api-7d9f'] },
    ],
  });
  expect(world.prodEu.ownRoles()).toHaveLength(1);
  const alice = { username: 'alice@acme.com', namespace: 'payments' };
  expect(world.prodEu.canI({ ...alice, verb: 'delete', resource: 'pods', name: 'api-7d9f' })).toBe(true);
  expect(world.prodEu.canI({ ...alice, verb: 'delete', resource: 'pods', name: 'api-0000' })).toBe(false);
  expect(world.prodEu.canI({ ...alice, verb: 'list', resource: 'pods' })).toBe(false);

  await world.pass(hours(1));
  await world.pass(minutes(2));

  expect(await story(world)).toEqual(['granted', 'expired']);
  expect([world.prodEu.bindings(), world.prodEu.ownRoles()]).toEqual([[], []]);
});

test('[127] more time for actions is a role and a binding of their own, and the old ones go when both are there', async () => {
  const world = await aWorld();
  await world.merged(asking(['logs po/api-7d9f']));
  await world.turn();
  const [old] = world.bindings();

  const pull = await world.alice.asks(asking(['logs po/api-7d9f'], PATH, [], '3h'));
  await world.review();
  expect(world.check(pull).title).toBe(
    'If you approve, alice keeps the right to read the logs of pods/api-7d9f in prod-eu/payments until 19:00Z on 20 November, 2 hours longer than now.',
  );
  world.bob.approve(pull);
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();

  expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);
  const [fresh] = world.bindings();
  expect(fresh).not.toEqual(old);
  expect(world.prodEu.ownRoles().map(({ name }) => name)).toEqual([fresh?.name]);
  const logs = { username: 'alice@acme.com', namespace: 'payments', verb: 'get', resource: 'pods/log' };
  expect(world.prodEu.canI({ ...logs, name: 'api-7d9f' })).toBe(true);
});

test('[127] other actions under the same name are no more time for those that are held', async () => {
  const world = await aWorld();
  await world.merged(asking(['logs po/api-7d9f']));
  await world.turn();

  const pull = await world.alice.asks(asking(['logs po/api-7d9f', 'exec po/api-7d9f'], PATH, [], '3h'));
  await world.review();
  expect(world.check(pull).title).toContain('only its duration may be changed, and this changes actions.');
  world.bob.approve(pull);
  await world.bypass(pull);
  await world.turn();

  expect(await story(world)).toEqual(['granted', 'refused']);
  expect(world.bindings()).toHaveLength(1);
});

test('the check says in one sentence what the actions do, and writes each in full', async () => {
  const world = await aWorld();

  const check = await checkOf(world, ['logs po/api-7d9f', 'exec pods/api-7d9f']);

  expect(check.title).toBe(
    'If you approve, alice may read the logs of pods/api-7d9f and run commands in pods/api-7d9f in prod-eu/payments, for 1 hour from the merge.',
  );
  expect(check.summary).toContain('asks for exactly the actions below, and no others,');
  expect(check.summary).toContain('- `logs pods/api-7d9f`\n- `exec pods/api-7d9f`');
});

test('[120] every action that has no exact meaning is told on its line', async () => {
  const world = await aWorld();

  const check = await checkOf(world, [
    'delete pods --all',
    'scale deploy/api --replicas=-1',
    'logs po/api-7d9f',
  ]);

  expect(check.conclusion).toBe('failure');
  expect(check.summary).toContain('`pods` is not `<resource>/<name>`.');
  expect(check.summary).toContain(`${PATH}:8:7`);
  expect(check.summary).toContain('`-1` is no number of replicas.');
  expect(check.summary).toContain(`${PATH}:9:7`);
});

test.each([
  [
    'an object that is not there',
    ['delete pods/api-0000'],
    'There is no `pods/api-0000` in prod-eu/payments.',
  ],
  ['a resource that is not there', ['get widgets/one'], 'The cluster prod-eu serves no resource `widgets`.'],
  ['a verb that does not go with it', ['exec nodes/one'], 'The action `exec` does not go with `nodes`.'],
  ['what belongs to the whole cluster', ['cordon nodes/one'], '`nodes` are in no namespace.'],
  [
    'the same thing twice',
    ['logs po/api-7d9f', 'logs pods/api-7d9f'],
    '`logs pods/api-7d9f` stands here twice.',
  ],
  ['what no rule allows', ['attach pods/api-7d9f'], 'The policy lets nobody ask for `attach pods`.'],
  ['what is for others', ['evict pods/api-7d9f'], '`alice` may not ask for the action `evict pods`.'],
  [
    'what needs the guard',
    ['scale deploy/api --replicas=5'],
    '`scale deployments.apps/api --replicas=5` needs the guard',
  ],
])('%s is a problem of the check', async (_, actions, what) => {
  const world = await aWorld();

  const check = await checkOf(world, actions);

  expect([check.conclusion, check.summary]).toEqual(['failure', expect.stringContaining(what)]);
});

test('a pod of a StatefulSet comes back under its name, and is not given away without the guard', async () => {
  const world = await aWorld();
  const controller = { group: 'apps', kind: 'StatefulSet' };
  world.prodEu.putObject({ ...POD, name: 'db-0' }, { controller });

  const check = await checkOf(world, ['delete pods/db-0']);

  expect(check.summary).toContain(
    '`delete pods/db-0` needs the guard, which does not stand in prod-eu/payments.',
  );
});

test('where the guard denies, what was approved is granted to the letter', async () => {
  const world = await aWorld();
  world.prodEu.installGuard('payments');
  const pull = await world.alice.asks(asking(['scale deploy/api --replicas=5']));
  await world.review();
  for (const owner of [world.bob, world.carol]) owner.approve(pull);
  await world.review();
  await world.alice.merge(pull);

  await world.turn();

  expect((await world.events()).at(-1)).toMatchObject({
    type: 'granted',
    actions: ['scale deployments.apps/api --replicas=5'],
    rules: expect.arrayContaining([
      {
        apiGroups: ['actions.daypass.dev'],
        resources: ['deployments.apps'],
        verbs: ['scale'],
        resourceNames: ['api=5'],
        nonResourceURLs: [],
      },
    ]),
  });
});

test('what was approved for one pod is not for another of its name', async () => {
  const world = await aWorld();
  const pod = { ...POD, name: 'db-0' };
  const controller = { group: 'apps', kind: 'StatefulSet' };
  world.prodEu.installGuard('payments');
  world.prodEu.putObject(pod, { controller });
  await world.merged(asking(['delete pods/db-0']));
  world.prodEu.putObject(pod, { controller });

  await expectRefusal(world, /approv/);
});

test('a request needs what every rule asks for that one of its actions needs', async () => {
  const world = await aWorld();
  world.prodEu.installGuard('payments');
  const pull = await world.alice.asks(asking(['logs pods/api-7d9f', 'scale deploy/api --replicas=0']));
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('action_required');

  world.carol.approve(pull);
  await world.review();

  expect(world.check(pull).conclusion).toBe('success');
});

test('a duration is held to the shortest of the rules that are needed', async () => {
  const world = await aWorld([
    '{allow: [logs pods], maxDuration: 4h, requesters: ["@acme/engineers"]}',
    '{allow: [delete pods], maxDuration: 30m, requesters: ["@acme/engineers"]}',
  ]);

  const check = await checkOf(world, ['logs pods/api-7d9f', 'delete pods/api-7d9f']);

  expect(check.summary).toContain('1h is longer than the action `delete pods` is given for.');
});

test('a rule for another namespace gives nothing here, and one that names namespaces nothing of the whole cluster', async () => {
  const world = await aWorld([
    '{allow: [logs pods], maxDuration: 4h, namespaces: [web], requesters: ["@acme/engineers"]}',
    '{allow: [get nodes], maxDuration: 4h, namespaces: ["*"], requesters: ["@acme/engineers"]}',
  ]);
  world.prodEu.putObject({ resource: 'nodes', namespace: undefined, name: 'one' });

  const here = await checkOf(world, ['logs pods/api-7d9f']);
  const everywhere = await checkOf(
    world,
    ['get nodes/one'],
    'access-requests/prod-eu/_cluster/actions/alice.yaml',
  );

  expect(here.summary).toContain('The action `logs pods` cannot be asked for in the namespace `payments`.');
  expect(everywhere.summary).toContain('The action `get nodes` cannot be asked for in the whole cluster.');
});

test('nothing is asked of a secret, and its name alone is allowed', async () => {
  const world = await aWorld();

  const check = await checkOf(world, ['get secrets/api']);

  expect(check.conclusion).toBe('action_required');
  expect(check.summary).toContain('- `get secrets/api` (Daypass may not look whether it is there)');
  expect(world.prodEu.calls.filter(({ name }) => name === 'object')).toEqual([]);
});

test('what acts on an object that the controller may not see is refused, and waited for after the merge', async () => {
  const world = await aWorld();
  await world.merged(asking(['delete pods/api-7d9f']));
  world.prodEu.forbidReading('pods');

  await expectRefusal(world, /may not look at `pods\/api-7d9f`/);
});

test('a pod that went between the approval and the merge is nobody’s to delete', async () => {
  const world = await aWorld();
  await world.merged(asking(['delete pods/api-7d9f']));
  world.prodEu.takeObjectAway(POD);

  await expectRefusal(world, /There is no `pods\/api-7d9f`/);
});

test('a cluster that does not say what it serves is waited for', async () => {
  const world = await aWorld();
  world.prodEu.intercept(({ name }) => {
    if (name === 'discovery') world.prodEu.cut();
  });

  const check = await checkOf(world, ['logs pods/api-7d9f']);
  expect(check.summary).toContain('The cluster prod-eu did not say which resources it serves.');
  expect(check.conclusion).toBeNull();
});

test('a resource of the same name that somebody installs later is not the one that was approved', async () => {
  const world = await aWorld();
  const pull = await world.alice.asks(asking(['get cm/settings']));
  world.prodEu.putObject({ resource: 'configmaps', namespace: 'payments', name: 'settings' });
  await world.review();
  world.bob.approve(pull);
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
  const { resources } = await world.prodEu.discovery();
  const other = { ...resources[0]!, group: 'acme.com', name: 'cmdlets', shortNames: ['cm'] };
  world.prodEu.serve({ resources: [other, ...resources], silent: [] });
  await world.alice.merge(pull);

  await expectRefusal(world, /`cm` is short for `cmdlets\.acme\.com` and `configmaps`/);
});

test('actions at the path of a role, and a role’s file below `actions`, are refused', async () => {
  const world = await aWorld();
  const actions = await world.alice.asks(asking(['logs pods/api-7d9f'], PATH.replace('actions', 'debugger')));
  const none = await world.alice.asks({ path: PATH });

  await world.review();

  expect(world.check(actions).summary).toContain(
    'The file names actions, and its path asks for the role `debugger`.',
  );
  expect(world.check(none).summary).toContain('The path says `actions`, and the file names none.');
});

test.each([
  ['object', 'Whether there is `pods/api-7d9f` in prod-eu/payments could not be read.'],
  ['guardDenies', 'Whether the guard stands in prod-eu/payments could not be read.'],
] as const)('a cluster that does not answer for its %s is waited for', async (call, why) => {
  const world = await aWorld();
  world.prodEu.intercept(({ name }) => {
    if (name === call) throw new Unavailable('prod-eu: 503');
  });

  const check = await checkOf(world, ['delete pods/api-7d9f']);

  expect([check.conclusion, check.summary]).toEqual([null, expect.stringContaining(why)]);
  world.prodEu.intercept(undefined);
  const [pull] = world.github.state.pulls.values();
  await world.clock.advance(minutes(1));
  await world.review();
  expect(world.check(pull!).conclusion).toBe('action_required');
});

test('a merge that came while the cluster did not answer waits, and is granted then', async () => {
  const world = await aWorld();
  await world.merged(asking(['logs pods/api-7d9f']));
  world.prodEu.intercept(({ name }) => {
    if (name === 'object') throw new Unavailable('prod-eu: 503');
  });
  await world.pass(minutes(10));
  expect(await story(world)).toEqual([]);

  world.prodEu.intercept(undefined);
  await world.turn();

  expect(await story(world)).toEqual(['granted']);
});

test('a cluster is asked about actions only where somebody asks for them', async () => {
  const world = await aWorld();
  await world.merged();

  await world.turn();

  expect(await story(world)).toEqual(['granted']);
  const asked = world.prodEu.calls.map(({ name }) => name);
  expect(asked.filter((name) => ['discovery', 'object', 'guardDenies'].includes(name))).toEqual([]);
});

test('a service account may be the subject of actions only where their rule lists it', async () => {
  const account = [
    '{allow: [logs pods], maxDuration: 4h, requesters: ["@acme/engineers"], serviceAccounts: [payments/robot]}',
  ];
  const world = await aWorld([...account, ...RULES.slice(1)]);
  const subject = (name: string) => {
    const { files } = asking(['logs pods/api-7d9f'], PATH.replace('alice', name.replace('/', '-')));
    const [[path, text]] = Object.entries(files ?? {}) as [[string, string]]; // it asks by one file
    return { files: { [path]: text.replace('subject: alice', `subject: {serviceAccount: ${name}}`) } };
  };
  const listed = await world.alice.asks(subject('payments/robot'));
  const other = await world.alice.asks(subject('payments/other'));

  await world.review();

  expect(world.check(listed).conclusion).toBe('action_required');
  expect(world.check(other).summary).toContain('payments/other');
  expect(world.check(other).conclusion).toBe('failure');
});

test('nothing that an action says acts in the check', async () => {
  const world = await aWorld();

  const check = await checkOf(world, [
    "'delete pods/`@acme/all`'",
    "'logs pods/<img src=x>'",
    "'exec pods/$(id);'",
  ]);

  expect(check.conclusion).toBe('failure');
  expect(check.summary).toContain('`` pods/`@acme/all` ``');
  expect(check.summary.replaceAll(/``[^\n]+?``|`[^`\n]+`/g, '')).not.toMatch(/@acme\/all|<img|\$\(/);
});

test('what no event could carry is asked for in two files', async () => {
  const world = await aWorld();
  const names = Array.from({ length: 20 }, (_, number) => `${'a'.repeat(240)}-${number}`);
  for (const name of names) world.prodEu.putObject({ ...POD, name });

  const many = await checkOf(
    world,
    names.map((name, index) => `${index % 2 === 0 ? 'logs' : 'exec'} pods/${name}`),
  );

  expect(many.summary).toContain('The actions need more permissions than one grant can carry.');
  expect(many.conclusion).toBe('failure');
});
