// What every cluster behind the port does, the one in memory and a real API server alike.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bindingName,
  bindingOf,
  compareBinding,
  parseBindingName,
  type Binding,
  type HeldBinding,
} from '../../src/core/grant/binding.ts';
import type { Checkpoint } from '../../src/core/grant/checkpoint.ts';
import type { ObjectKey } from '../../src/core/grant/cluster-facts.ts';
import type { Freeze } from '../../src/core/grant/freeze.ts';
import { ownRoleOf, type HeldRole, type OwnRole } from '../../src/core/grant/own-role.ts';
import { withTellings, type Told } from '../../src/core/telling/told.ts';
import type { Rule } from '../../src/core/permissions/rules.ts';
import { hours, plus, seconds, instantOf, formatInstant } from '../../src/core/time.ts';
import type { BindingKey, Cluster, Clock, FreezeWriter } from '../../src/ports.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';

export interface ClusterUnderTest {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** As an administrator does it by hand. */
  readonly addNamespace: (name: string) => Promise<void>;
  /** Until it is `Terminating`, and it stays so. */
  readonly terminate: (namespace: string) => Promise<void>;
  readonly setRole: (name: string, rules: readonly Rule[]) => Promise<void>;
  readonly put: (binding: Binding) => Promise<void>;
  /** Gathering: with an `aggregationRule` that selects nothing. */
  readonly putRole: (role: OwnRole, over?: { readonly gathersRules: boolean }) => Promise<void>;
  readonly takeAway: (key: ObjectKey) => Promise<void>;
  /** Replaces the data of the checkpoint's ConfigMap. */
  readonly setCheckpoint: (data: Readonly<Record<string, string>>) => Promise<void>;
  readonly freezer: FreezeWriter;
  /** Replaces the data of the freeze's ConfigMap. */
  readonly setFreeze: (data: Readonly<Record<string, string>>) => Promise<void>;
}

const podReader: Rule = {
  apiGroups: [''],
  resources: ['pods', 'pods/log'],
  verbs: ['get', 'list'],
  resourceNames: [],
  nonResourceURLs: [],
};

const podDeleter: Rule = {
  apiGroups: [''],
  resources: ['pods'],
  verbs: ['delete', 'get'],
  resourceNames: ['api-7d9f'],
  nonResourceURLs: [],
};

export function clusterContract(title: string, make: () => Promise<ClusterUnderTest>): void {
  describe(title, () => {
    let subject: ClusterUnderTest;
    let cluster: Cluster;
    let count = 0;

    beforeAll(async () => {
      subject = await make();
      cluster = subject.cluster;
      await subject.addNamespace('payments');
      await subject.setRole('daypass-debugger', [podReader]);
    });

    /** Another grant each time, so that no test meets what one before it left. */
    const aBinding = (differences: Partial<Binding> = {}): Binding => {
      count += 1;
      const expiresAt = formatInstant(plus(subject.clock.now(), hours(2)));
      const grant = count.toString(16).padStart(20, '0');
      return { ...bindingOf(aGrant({ grant, expiresAt }), commit, repository), ...differences };
    };
    const held = async (key: BindingKey): Promise<HeldBinding> => {
      const found = await cluster.binding(key);
      if (found === undefined) throw new Error(`${key.name} is not there`);
      return found;
    };
    /** Both objects of a grant of actions, each time of another. */
    const aGrantOfActions = (scope: 'namespace' | 'cluster' = 'namespace') => {
      const { name } = aBinding();
      const { grant = '', expiresAt = subject.clock.now() } = parseBindingName(name) ?? {};
      const event = aGrant({
        grant,
        expiresAt: formatInstant(expiresAt),
        clusterRole: null,
        actions: ['delete pods/api-7d9f'],
        rules: [podDeleter],
        ...(scope === 'cluster' ? { namespace: null } : {}),
      });
      const role = ownRoleOf(event, commit, repository);
      if (role === undefined) throw new Error('a grant of actions has a role of its own');
      return { role, binding: bindingOf(event, commit, repository) };
    };
    const heldRole = async ({ kind, name }: OwnRole): Promise<HeldRole | undefined> =>
      (await cluster.view()).ownRoles.find((held) => held.kind === kind && held.name === name);
    const names = async () => (await cluster.view()).bindings.map(({ name }) => name);

    test('a binding that is not there is undefined', async () => {
      expect(await cluster.binding(aBinding())).toBeUndefined();
    });

    test('a binding in a namespace that is not there is undefined', async () => {
      expect(await cluster.binding(aBinding({ namespace: 'nowhere' }))).toBeUndefined();
    });

    test('a dry run says done, and writes nothing', async () => {
      const binding = aBinding();

      expect(await cluster.dryRun(binding)).toEqual({ kind: 'done' });
      expect(await cluster.binding(binding)).toBeUndefined();
    });

    test('[123] what cannot be made in a missing namespace is refused with the words of the API server', async () => {
      const binding = aBinding({ namespace: 'nowhere' });
      const refusal = { kind: 'refused', message: expect.stringContaining('namespaces "nowhere" not found') };

      expect(await cluster.dryRun(binding)).toEqual(refusal);
      expect(await cluster.apply(binding)).toEqual(refusal);
    });

    test('[123] [79] nothing is made in a namespace that is terminating', async () => {
      await subject.addNamespace('leaving');
      await subject.terminate('leaving');
      const binding = aBinding({ namespace: 'leaving' });
      const refusal = { kind: 'refused', message: expect.stringContaining('because it is being terminated') };

      expect(await cluster.dryRun(binding)).toEqual(refusal);
      expect(await cluster.apply(binding)).toEqual(refusal);
      expect((await cluster.namespace('leaving'))?.terminating).toBe(true);
    });

    test('a dry run passes for a role that does not exist: the read of the role must tell', async () => {
      const binding = aBinding({ roleRef: { kind: 'ClusterRole', name: 'daypass-missing' } });

      expect(await cluster.dryRun(binding)).toEqual({ kind: 'done' });
      expect(await cluster.clusterRole('daypass-missing')).toBeUndefined();
    });

    test('a role has its rules, every field filled', async () => {
      expect(await cluster.clusterRole('daypass-debugger')).toEqual([podReader]);
    });

    test.each(['RoleBinding', 'ClusterRoleBinding'] as const)(
      'an applied %s reads back whole',
      async (kind) => {
        const binding = aBinding({ kind, namespace: kind === 'RoleBinding' ? 'payments' : undefined });

        expect(await cluster.apply(binding)).toEqual({ kind: 'done' });

        const { uid, ...read } = await held(binding);
        expect(read).toEqual(binding);
        expect(uid).not.toBe('');
        const { bindings } = await cluster.view();
        expect(bindings).toContainEqual({ ...binding, uid });
      },
    );

    test('an apply of what is there changes nothing', async () => {
      const binding = aBinding();
      await cluster.apply(binding);
      const before = await held(binding);

      expect(await cluster.apply(binding)).toEqual({ kind: 'done' });
      expect(await held(binding)).toEqual(before);
    });

    test('a binding of a service account reads back as it was applied, and changes nothing when applied again', async () => {
      const binding = aBinding({ subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'deployer' }] });
      await cluster.apply(binding);
      const before = await held(binding);

      expect(compareBinding(binding, before)).toBe('same');
      expect(await cluster.apply(binding)).toEqual({ kind: 'done' });
      expect(await held(binding)).toEqual(before);
    });

    test('[76] an apply takes a foreign subject away, and leaves foreign labels', async () => {
      const binding = aBinding();
      const mallory = { kind: 'User', name: 'mallory@acme.com' };
      await subject.put({
        ...binding,
        labels: { team: 'payments' },
        subjects: [...binding.subjects, mallory],
      });

      await cluster.apply(binding);

      expect(await held(binding)).toMatchObject({
        subjects: binding.subjects,
        labels: { ...binding.labels, team: 'payments' },
      });
    });

    test('[124] an apply over a binding that went, or that another took the place of, is refused', async () => {
      const binding = aBinding();
      await subject.put(binding);
      const former = await held(binding);
      expect(await cluster.apply(binding, former.uid)).toEqual({ kind: 'done' });
      await subject.takeAway(binding);

      expect(await cluster.apply(binding, former.uid)).toMatchObject({ kind: 'refused' });
      expect(await cluster.binding(binding)).toBeUndefined();
      await subject.put(binding);
      expect(await cluster.apply(binding, former.uid)).toMatchObject({ kind: 'refused' });
    });

    test('[74] an apply over a binding to another role is refused', async () => {
      const binding = aBinding();
      await subject.put({ ...binding, roleRef: { kind: 'ClusterRole', name: 'view' } });

      expect(await cluster.apply(binding)).toMatchObject({ kind: 'refused' });
      expect((await held(binding)).roleRef.name).toBe('view');
    });

    test('a removed binding is gone, and removing it once more is done', async () => {
      const binding = aBinding();
      await cluster.apply(binding);
      const found = await held(binding);

      expect(await cluster.remove(found)).toEqual({ kind: 'done' });
      expect(await cluster.binding(binding)).toBeUndefined();
      expect(await cluster.remove(found)).toEqual({ kind: 'done' });
    });

    test('a removal leaves another object that took the name meanwhile', async () => {
      const binding = aBinding();
      await cluster.apply(binding);
      const former = await held(binding);
      await subject.takeAway(binding);
      await subject.put(binding);

      expect(await cluster.remove(former)).toEqual({ kind: 'done' });
      expect((await held(binding)).uid).not.toBe(former.uid);
    });

    test('[74] [78] a view has what bears a reserved name, labelled or not, and nothing else', async () => {
      const bare = aBinding({ labels: {}, annotations: {} });
      const foreign = aBinding({ name: `${bindingName('f'.repeat(20), subject.clock.now())}-copy` });
      await subject.put(bare);
      await subject.put(foreign);

      const listed = await names();

      expect(listed).toContain(bare.name);
      expect(listed).not.toContain(foreign.name);
    });

    test.each(['namespace', 'cluster'] as const)(
      'a role of its own for a %s is tried and applied before its binding, and reads back whole',
      async (scope) => {
        const { role, binding } = aGrantOfActions(scope);
        const tried = [await cluster.dryRun(role), await cluster.dryRun(binding)];
        const before = await heldRole(role);

        const applied = [await cluster.apply(role), await cluster.apply(binding), await cluster.apply(role)];

        expect([...tried, ...applied].map(({ kind }) => kind)).toEqual(Array(5).fill('done'));
        expect(before).toBeUndefined();
        const { uid, ...read } = (await heldRole(role))!;
        expect(read).toEqual({ ...role, gathersRules: false });
        expect(uid).not.toBe('');
        expect((await held(binding)).roleRef).toEqual({ kind: role.kind, name: role.name });
      },
    );

    test('[123] neither object of a grant of actions is made in a missing namespace', async () => {
      const { role, binding } = aGrantOfActions();
      const refusal = { kind: 'refused', message: expect.stringContaining('namespaces "nowhere" not found') };

      expect(await cluster.dryRun({ ...role, namespace: 'nowhere' })).toEqual(refusal);
      expect(await cluster.apply({ ...role, namespace: 'nowhere' })).toEqual(refusal);
      expect(await cluster.dryRun({ ...binding, namespace: 'nowhere' })).toMatchObject({ kind: 'refused' });
    });

    test('[76] an apply puts the rules of a role back whole', async () => {
      const { role } = aGrantOfActions();
      await subject.putRole({ ...role, labels: { team: 'payments' }, rules: [podReader, podDeleter] });

      await cluster.apply(role);

      expect(await heldRole(role)).toMatchObject({
        rules: role.rules,
        labels: { ...role.labels, team: 'payments' },
      });
    });

    test('a role that gathers its rules from others is told from one that does not', async () => {
      const { role } = aGrantOfActions('cluster');
      await subject.putRole(role, { gathersRules: true });

      expect(await heldRole(role)).toMatchObject({ gathersRules: true });
    });

    test('a removed role is gone, one that took its name meanwhile is left', async () => {
      const { role } = aGrantOfActions();
      await cluster.apply(role);
      const former = (await heldRole(role))!;
      await subject.takeAway(role);
      await subject.putRole(role);
      const later = (await heldRole(role))!;

      expect(await cluster.remove(former)).toEqual({ kind: 'done' });
      expect(await heldRole(role)).toEqual(later);
      expect(await cluster.remove(later)).toEqual({ kind: 'done' });
      expect(await heldRole(role)).toBeUndefined();
    });

    test('[74] [78] a view has no role but those of a reserved name, labelled or not', async () => {
      const { role } = aGrantOfActions();
      await subject.putRole({ ...role, labels: {}, annotations: {} });
      await subject.putRole({ ...role, name: `${role.name}-copy` });

      const listed = (await cluster.view()).ownRoles.map(({ name }) => name);

      expect(listed).toContain(role.name);
      expect(listed).not.toContain(`${role.name}-copy`);
    });

    test('a list is a view without the UID and the roles', async () => {
      const { uid: _, ownRoles: _roles, readAt: read, date: dated, ...view } = await cluster.view();
      const { readAt, date, ...listed } = await cluster.list();

      expect(listed).toEqual(view);
      expect(readAt).toBeGreaterThanOrEqual(read);
      expect(date).toBeGreaterThanOrEqual(dated);
    });

    test('a view has the UID of kube-system and the date of the API server', async () => {
      const { uid, date, readAt } = await cluster.view();

      expect(uid).toBe((await cluster.namespace('kube-system'))?.uid);
      expect(Math.abs(date - readAt)).toBeLessThanOrEqual(seconds(2));
      expect(date % 1000).toBe(0);
    });

    test('a namespace that is not there is undefined', async () => {
      expect(await cluster.namespace('nowhere')).toBeUndefined();
      expect(await cluster.namespace('payments')).toMatchObject({ terminating: false });
    });

    test('who was told what is written only over what was read', async () => {
      const since = instantOf(Date.UTC(2026, 10, 20, 16));
      const nothing: Told = { since, tellings: new Map() };
      const telling = 'slack granted 7f3a9c21d05be8140c62';
      const first = withTellings(nothing, new Map([[telling, 'claimed']]), '1f2e3d4c', since);
      const second = withTellings(first, new Map([[telling, 'told']]), '1f2e3d4c', since);

      expect(await cluster.told()).toBeUndefined();
      expect(await cluster.writeTold(first, undefined)).toEqual({ kind: 'done' });
      expect(await cluster.writeTold(second, undefined)).toMatchObject({ kind: 'refused' });
      const read = await cluster.told();
      expect(read?.told).toEqual(first);
      expect(await cluster.writeTold(second, read?.resourceVersion)).toEqual({ kind: 'done' });
      expect((await cluster.told())?.told).toEqual(second);
      expect(await cluster.writeTold(first, read?.resourceVersion)).toMatchObject({ kind: 'refused' });
    });

    test('a freeze is written only over what was read, and read as it was written', async () => {
      const { freezer } = subject;
      const none = { reason: 'INC-4242', all: false, subjects: [], grants: [], liftedAt: undefined };
      const first: Freeze = { ...none, subjects: ['alice@acme.com', 'bob@acme.com'] };
      const second: Freeze = { ...none, all: true, liftedAt: instantOf(Date.UTC(2026, 10, 20, 16)) };

      expect(await cluster.freeze()).toBeUndefined();
      expect(await freezer.writeFreeze(first, undefined)).toEqual({ kind: 'done' });
      expect(await freezer.writeFreeze(second, undefined)).toMatchObject({ kind: 'refused' });
      const read = await cluster.freeze();
      expect(read?.freeze).toEqual({ kind: 'valid', value: first });
      expect(await freezer.writeFreeze(second, read?.resourceVersion)).toEqual({ kind: 'done' });
      expect((await cluster.freeze())?.freeze).toEqual({ kind: 'valid', value: second });
      expect(await freezer.writeFreeze(first, read?.resourceVersion)).toMatchObject({ kind: 'refused' });
    });

    test('what somebody wrote in place of a freeze is read as none, and can be written over', async () => {
      await subject.setFreeze({ reason: 'INC-4242', everybody: 'yes' });
      const spoiled = await cluster.freeze();
      const whole = { reason: 'x', all: true, subjects: [], grants: [], liftedAt: undefined };

      expect(spoiled?.freeze.kind).toBe('invalid');
      expect(await subject.freezer.writeFreeze(whole, spoiled?.resourceVersion)).toEqual({ kind: 'done' });
      const over = await cluster.freeze();
      expect(over?.freeze).toEqual({ kind: 'valid', value: whole });
      const { freezer } = subject;
      expect(await freezer.removeFreeze(spoiled?.resourceVersion ?? '')).toMatchObject({ kind: 'refused' });
      expect(await freezer.removeFreeze(over?.resourceVersion ?? '')).toEqual({ kind: 'done' });
      expect(await cluster.freeze()).toBeUndefined();
      expect(await freezer.removeFreeze(over?.resourceVersion ?? '')).toEqual({ kind: 'done' });
    });

    test('a checkpoint is written only over what was read', async () => {
      const at = instantOf(Math.floor(subject.clock.now() / 1000) * 1000);
      const first: Checkpoint = { repository, branch: 'main', root: commit, head: commit, at, waiting: [] };
      const second: Checkpoint = { ...first, head: 'a'.repeat(40), waiting: ['0'.repeat(20)] };

      expect(await cluster.checkpoint()).toBeUndefined();
      expect(await cluster.writeCheckpoint(first, undefined)).toEqual({ kind: 'done' });
      expect(await cluster.writeCheckpoint(second, undefined)).toMatchObject({ kind: 'refused' });
      const read = await cluster.checkpoint();
      expect(read?.checkpoint).toEqual(first);
      expect(await cluster.writeCheckpoint(second, read?.resourceVersion)).toEqual({ kind: 'done' });
      expect((await cluster.checkpoint())?.checkpoint).toEqual(second);
      expect(await cluster.writeCheckpoint(first, read?.resourceVersion)).toMatchObject({ kind: 'refused' });
    });

    test('a checkpoint that somebody spoiled is none, and can be written over', async () => {
      await subject.setCheckpoint({ head: 'everything' });
      const spoiled = await cluster.checkpoint();
      const whole: Checkpoint = {
        repository,
        branch: 'main',
        root: commit,
        head: commit,
        at: instantOf(0),
        waiting: [],
      };

      expect(spoiled?.checkpoint).toBeUndefined();
      expect(await cluster.writeCheckpoint(whole, spoiled?.resourceVersion)).toEqual({ kind: 'done' });
      expect((await cluster.checkpoint())?.checkpoint).toEqual(whole);
    });
  });
}
