// A grant of actions from its record to its end: a role of its own and its binding, whatever happens in between.
import { describe, expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { reconcile } from '../../src/flows/reconcile/reconcile.ts';
import { newMemory } from '../../src/flows/world.ts';
import { Unavailable } from '../../src/ports.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';
import { grantActions, ONE_POD } from './granted-actions.ts';

const can = ({ prodEu }: MemoryWorld, verb: string, resource: string, name?: string) =>
  prodEu.canI({
    username: 'alice@acme.com',
    verb,
    resource,
    namespace: 'payments',
    ...(name === undefined ? {} : { name }),
  });

async function granted(): Promise<MemoryWorld> {
  const world = await memoryWorld();
  await grantActions(world, { cluster: 'prod-eu', rules: ONE_POD, lasts: hours(1) });
  return world;
}

/** What stands in the cluster: kinds and names of all objects of the reserved form. */
const objects = ({ prodEu }: MemoryWorld) =>
  [...prodEu.bindings(), ...prodEu.ownRoles()].map(({ kind }) => kind).sort();

test('exactly its actions are allowed, of exactly its objects, until its end', async () => {
  const world = await granted();

  expect(can(world, 'delete', 'pods', 'api-7d9f')).toBe(true);
  expect(can(world, 'get', 'pods/log', 'api-7d9f')).toBe(true);
  expect(can(world, 'delete', 'pods', 'web')).toBe(false);
  expect(can(world, 'list', 'pods')).toBe(false);
  expect(can(world, 'create', 'pods/exec', 'api-7d9f')).toBe(false);

  await world.pass(minutes(61));
  expect(can(world, 'delete', 'pods', 'api-7d9f')).toBe(false);
  expect([objects(world), await story(world)]).toEqual([[], ['granted', 'expired']]);
});

test('an idle turn writes nothing', async () => {
  const world = await granted();
  await world.turn();
  const before = world.prodEu.writes.length;

  await world.pass(minutes(3));

  expect(world.prodEu.writes.slice(before).filter(({ kind }) => kind !== 'checkpoint')).toEqual([]);
});

test('the role is written before its binding, and deleted after it', async () => {
  const world = await granted();
  const afterTheGrant = world.prodEu.writes.filter(({ kind }) => kind === 'apply').length;
  const seen: string[] = [];
  world.prodEu.intercept(({ name }) => {
    if (name === 'remove') seen.push(objects(world).join());
  });

  await world.pass(minutes(61));

  expect(afterTheGrant).toBe(2);
  expect(seen).toEqual(['Role,RoleBinding', 'Role']);
});

test('[123] no binding is made to a role that could not be written, though another be there under its name', async () => {
  const world = await memoryWorld();
  world.prodEu.admitRole((role) => {
    world.prodEu.putRole(role, { rules: [{ ...ONE_POD[0]!, resourceNames: [] }] });
    return 'a webhook says no';
  });

  await grantActions(world, { cluster: 'prod-eu', rules: ONE_POD, lasts: hours(1) });

  expect(objects(world)).toEqual(['Role']);
  expect(can(world, 'delete', 'pods', 'web')).toBe(false);
});

describe('where the controller dies or the cluster goes away', () => {
  test('between the two writes of a grant, the next turn finishes it', async () => {
    const world = await memoryWorld();
    let applies = 0;
    world.prodEu.intercept(({ name }) => {
      if (name === 'apply' && ++applies > 1) throw new Unavailable('prod-eu: connection refused');
    });
    await grantActions(world, { cluster: 'prod-eu', rules: ONE_POD, lasts: hours(1) });
    expect(objects(world)).toEqual(['Role']);

    world.prodEu.intercept(undefined);
    world.restart();
    await world.turn();

    expect(objects(world)).toEqual(['Role', 'RoleBinding']);
    expect([can(world, 'delete', 'pods', 'api-7d9f'), await story(world)]).toEqual([true, ['granted']]);
  });

  test('between the two deletions of an end, the next turn tidies up without a word', async () => {
    const world = await granted();
    world.prodEu.intercept(({ name }) => {
      if (name === 'remove' && world.bindings().length === 0) throw new Unavailable('prod-eu: 503');
    });
    await world.pass(minutes(62));
    expect(objects(world)).toEqual(['Role']);
    expect(can(world, 'delete', 'pods', 'api-7d9f')).toBe(false);

    world.prodEu.intercept(undefined);
    world.restart();
    await world.turn();

    expect([objects(world), await story(world)]).toEqual([[], ['granted', 'expired']]);
    expect(world.journal.alerts.map(({ kind }) => kind)).not.toContain('unexplained');
  });

  test('[124] the binding deleted by hand stays gone, and its role goes with it', async () => {
    const world = await granted();
    await world.turn();
    const [binding] = world.bindings();

    if (binding !== undefined) world.prodEu.takeAway(binding);
    await world.turn();

    expect([objects(world), await story(world)]).toEqual([[], ['granted', 'revoked']]);
  });
});

describe('a role in hands that are not ours', () => {
  test('[76] is put right where somebody widened it, and history and an alert tell of it', async () => {
    const world = await granted();
    const [role] = world.prodEu.ownRoles();
    if (role === undefined) throw new Error('there is no role');
    const everything = { ...ONE_POD[0]!, verbs: ['*'], resourceNames: [] };
    world.prodEu.putRole(role, { rules: [everything] });
    expect(can(world, 'delete', 'pods', 'web')).toBe(true);

    await world.turn();

    expect(can(world, 'delete', 'pods', 'web')).toBe(false);
    expect(world.prodEu.ownRoles()).toEqual([role]);
    expect(await story(world)).toEqual(['granted', 'drift']);
    expect(world.journal.alerts).toContainEqual(
      expect.objectContaining({ kind: 'drift', message: expect.stringContaining('The rules of the Role') }),
    );
  });

  test('[76] made to gather rules from others is made anew', async () => {
    const world = await granted();
    const [role] = world.prodEu.ownRoles();
    if (role === undefined) throw new Error('there is no role');
    world.prodEu.putRole(role, { gathersRules: true, rules: [] });

    await world.turn();

    expect(world.prodEu.ownRoles()).toMatchObject([{ gathersRules: false, rules: ONE_POD }]);
    expect(await story(world)).toEqual(['granted', 'drift']);
  });

  test('[76] widened, and kept from being put right, ends the grant', async () => {
    const world = await granted();
    await world.turn();
    const [role] = world.prodEu.ownRoles();
    if (role === undefined) throw new Error('there is no role');
    world.prodEu.putRole(role, { rules: [{ ...ONE_POD[0]!, resourceNames: [] }] });
    world.prodEu.admitRole(() => 'a webhook says no');

    await world.pass(minutes(2));

    expect(can(world, 'delete', 'pods', 'web')).toBe(false);
    expect([objects(world), await story(world)]).toEqual([[], ['granted', 'revoked']]);
  });

  test('[76] widened together with its binding, and kept from being put right, ends the grant all the same', async () => {
    const world = await granted();
    await world.turn();
    const [role] = world.prodEu.ownRoles();
    const [binding] = world.bindings();
    if (role === undefined || binding === undefined) throw new Error('nothing was granted');
    world.prodEu.admitRole(() => 'a webhook says no');
    world.prodEu.intercept(({ name }) => {
      if (name !== 'view' || world.bindings().length === 0) return;
      world.prodEu.put({ ...binding, subjects: [{ kind: 'User', name: 'mallory@acme.com' }] });
      world.prodEu.putRole(role, { rules: [] });
    });

    await world.pass(minutes(2));

    expect([objects(world), (await story(world)).at(-1)]).toEqual([[], 'revoked']);
  });

  test('[121] gone with its binding, while another controller ends the grant, brings neither back', async () => {
    // Given that the binding was listed just before the other deleted it, and the role just after.
    const world = await granted();
    await world.turn();
    const view = await world.prodEu.view();
    const listed = { ...view, ownRoles: [] };
    for (const object of [...view.bindings, ...view.ownRoles]) world.prodEu.takeAway(object);

    const clusters = [{ ...world.prodEu, view: async () => listed }];
    await reconcile({ ...world.world, clusters }, newMemory());

    expect(objects(world)).toEqual(['Role']);
    await world.turn();
    await world.turn();
    expect([objects(world), await story(world)]).toEqual([[], ['granted', 'revoked']]);
  });

  test('[77] deleted, or stripped of its labels, is put back without an event', async () => {
    const world = await granted();
    const [role] = world.prodEu.ownRoles();
    if (role === undefined) throw new Error('there is no role');

    world.prodEu.putRole(role, { labels: {}, annotations: {} });
    await world.turn();
    expect(world.prodEu.ownRoles()).toEqual([role]);
    world.prodEu.takeAway(role);
    await world.turn();

    expect(can(world, 'delete', 'pods', 'api-7d9f')).toBe(true);
    expect(await story(world)).toEqual(['granted']);
  });

  test('[78] of the reserved form that nothing explains is deleted, and told', async () => {
    const world = await granted();
    const [role] = world.prodEu.ownRoles();
    if (role === undefined) throw new Error('there is no role');
    world.prodEu.putRole({ ...role, name: `daypass-${'1'.repeat(20)}-4000000000`, labels: {} });

    await world.pass(minutes(7));

    expect(world.prodEu.ownRoles()).toEqual([role]);
    expect(await story(world)).toEqual(['granted', 'drift']);
    expect(world.journal.alerts).toContainEqual(expect.objectContaining({ kind: 'unexplained' }));
  });

  test('[74] of another name is never touched, whatever its labels', async () => {
    const world = await granted();
    const [role] = world.prodEu.ownRoles();
    if (role === undefined) throw new Error('there is no role');
    const foreign = world.prodEu.putRole({ ...role, name: 'daypass-of-somebody' });

    await world.pass(minutes(62));

    expect(world.prodEu.ownRoles()).toEqual([foreign]);
  });
});

test('[79] the namespace made anew gets neither the role nor the binding', async () => {
  const world = await granted();
  await world.turn();

  world.prodEu.removeNamespace('payments');
  world.prodEu.addNamespace('payments');
  await world.pass(minutes(2));

  expect([objects(world), await story(world)]).toEqual([[], ['granted', 'revoked']]);
});
