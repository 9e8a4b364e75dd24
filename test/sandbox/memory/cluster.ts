// A cluster in memory, which answers as the API server does; the contract suite holds it and the real one to the same.
import { isDeepStrictEqual } from 'node:util';
import { parseBindingName, type Binding, type HeldBinding } from '../../../src/core/grant/binding.ts';
import { checkpointData, parseCheckpoint } from '../../../src/core/grant/checkpoint.ts';
import { freezeData, parseFreeze } from '../../../src/core/grant/freeze.ts';
import type { HeldRole, OwnRole } from '../../../src/core/grant/own-role.ts';
import type { Rule } from '../../../src/core/permissions/rules.ts';
import {
  milliseconds,
  plus,
  seconds,
  instantOf,
  type Duration,
  type Instant,
} from '../../../src/core/time.ts';
import {
  Unavailable,
  type BindingList,
  type Cluster,
  type ClusterReader,
  type ClusterWriter,
  type Clock,
  type FreezeWriter,
  type HeldObject,
  type NamespaceFacts,
  type WriteAnswer,
} from '../../../src/ports.ts';
import { memoryActions, type ActionHands } from './actions.ts';
import { memoryBoard, type ToldHands } from './told.ts';
import { isAllowed, type Question } from './access.ts';
import type { ObjectKey } from '../../../src/core/grant/cluster-facts.ts';

export interface MemoryClusterSettings {
  readonly name: string;
  /** UID of kube-system. */
  readonly uid?: string;
  readonly clock: Clock;
  readonly roles?: Readonly<Record<string, readonly Rule[]>>;
  /** Besides kube-system and daypass, which are always there. */
  readonly namespaces?: readonly string[];
}

export type CallName = Exclude<keyof (Cluster & FreezeWriter), 'name'>;

/** A call on its way to the API server: tests may delay it, or let it fail by throwing. */
export interface Call {
  readonly name: CallName;
  /** The object's name, where the call has one. */
  readonly object: string | undefined;
}

/** Something that was really written. An apply that changed nothing is none. */
export interface Write {
  readonly at: Instant;
  readonly kind: 'apply' | 'remove' | 'checkpoint' | 'freeze';
  readonly object: string;
}

export interface MemoryCluster extends Cluster, FreezeWriter, ActionHands, ToldHands {
  /** Every call so far, in the order of their start. */
  readonly calls: readonly Call[];
  readonly writes: readonly Write[];
  readonly bindings: () => readonly HeldBinding[];
  /** Those of the reserved form. */
  readonly ownRoles: () => readonly HeldRole[];
  readonly canI: (question: Question) => boolean;

  /** Calls fail at once. */
  readonly cut: () => void;
  /** Calls get no answer; after their deadline of 10 s they fail. */
  readonly hang: () => void;
  readonly restore: () => void;
  /** Runs before each call that reaches the API server; undefined: nothing does. */
  readonly intercept: (before: ((call: Call) => Promise<void> | void) | undefined) => void;
  /** Admission: gives the refusal's words, or undefined to let the object pass. */
  readonly admit: (refusal: (binding: Binding) => string | undefined) => void;
  /** The same for roles: what the controller does not hold itself it may not hand out. */
  readonly admitRole: (refusal: (role: OwnRole) => string | undefined) => void;
  /** How far the API server's clock is ahead of ours. */
  readonly skew: (ahead: Duration) => void;

  /** Made or edited by somebody by hand, under any name. */
  readonly put: (binding: Binding) => HeldBinding;
  readonly putRole: (role: OwnRole, over?: Partial<HeldRole>) => HeldRole;
  readonly takeAway: (key: ObjectKey) => void;
  readonly addNamespace: (name: string) => void;
  /** From then on nothing can be made in it. */
  readonly terminate: (namespace: string) => void;
  /** It goes, and everything in it. */
  readonly removeNamespace: (name: string) => void;
  /** Undefined: there is no such role any more. */
  readonly setRole: (name: string, rules: readonly Rule[] | undefined) => void;
  /** As somebody with a text editor would; undefined: deletes it. */
  readonly setCheckpoint: (data: Readonly<Record<string, string>> | undefined) => void;
  /** As an operator would with kubectl; undefined: deletes it. */
  readonly setFreeze: (data: Readonly<Record<string, string>> | undefined) => void;
}

interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
  readonly resourceVersion: string;
}

interface Store {
  readonly name: string;
  readonly uid: string;
  readonly clock: Clock;
  readonly namespaces: Map<string, NamespaceFacts>;
  readonly roles: Map<string, readonly Rule[]>;
  readonly bindings: Map<string, HeldBinding>;
  readonly ownRoles: Map<string, HeldRole>;
  readonly calls: Call[];
  readonly writes: Write[];
  checkpoint: ConfigMap | undefined;
  freeze: ConfigMap | undefined;
  refusal: (binding: Binding) => string | undefined;
  roleRefusal: (role: OwnRole) => string | undefined;
  before: ((call: Call) => Promise<void> | void) | undefined;
  fault: 'none' | 'cut' | 'hang';
  ahead: Duration;
  count: number;
}

const DEADLINE = seconds(10);

export function memoryCluster(settings: MemoryClusterSettings): MemoryCluster {
  const store = newStore(settings);
  const actions = memoryActions((name, object, answer) => call(store, name, object, answer));
  const board = memoryBoard((name, answer) => call(store, name, undefined, answer));
  return { name: settings.name, ...reader(store), ...actions, ...writer(store), ...board, ...hands(store) };
}

function newStore({
  name,
  uid = `uid-of-${name}`,
  clock,
  roles = {},
  namespaces = [],
}: MemoryClusterSettings): Store {
  const store: Store = {
    name,
    uid,
    clock,
    namespaces: new Map([['kube-system', { uid, terminating: false }]]),
    roles: new Map(Object.entries(roles)),
    bindings: new Map(),
    ownRoles: new Map(),
    calls: [],
    writes: [],
    checkpoint: undefined,
    freeze: undefined,
    refusal: () => undefined,
    roleRefusal: () => undefined,
    before: undefined,
    fault: 'none',
    ahead: milliseconds(0),
    count: 0,
  };
  for (const namespace of ['daypass', ...namespaces]) addNamespace(store, namespace);
  return store;
}

function addNamespace(store: Store, name: string): void {
  store.namespaces.set(name, { uid: freshId(store, `${store.name}-${name}`), terminating: false });
}

function freshId(store: Store, of: string): string {
  store.count += 1;
  return `${of}-${store.count}`;
}

/** The way to the API server, and back: what is decided in it happens in one moment. */
async function call<T>(
  store: Store,
  name: CallName,
  object: string | undefined,
  answer: () => T,
): Promise<T> {
  const made = { name, object };
  store.calls.push(made);
  await store.before?.(made);
  if (store.fault === 'hang') await deadline(store);
  if (store.fault === 'cut') throw new Unavailable(`${store.name}: connection refused`);
  return answer();
}

function deadline(store: Store): Promise<never> {
  return new Promise((_resolve, reject) => {
    store.clock.at(plus(store.clock.now(), DEADLINE), () => {
      reject(new Unavailable(`${store.name}: no answer within 10 s`));
    });
  });
}

function reader(store: Store): Omit<ClusterReader, 'name'> {
  return {
    list: () => call(store, 'list', undefined, () => list(store)),
    view: () =>
      call(store, 'view', undefined, () => ({
        uid: store.uid,
        ...list(store),
        ownRoles: [...store.ownRoles.values()].filter(({ name }) => parseBindingName(name) !== undefined),
      })),
    checkpoint: () =>
      call(store, 'checkpoint', undefined, () => {
        const held = store.checkpoint;
        return held && { checkpoint: parseCheckpoint(held.data), resourceVersion: held.resourceVersion };
      }),
    freeze: () =>
      call(store, 'freeze', undefined, () => {
        const held = store.freeze;
        return held && { freeze: parseFreeze(held.data), resourceVersion: held.resourceVersion };
      }),
    clusterRole: (name) => call(store, 'clusterRole', name, () => store.roles.get(name)),
    namespace: (name) => call(store, 'namespace', name, () => store.namespaces.get(name)),
    binding: (key) => call(store, 'binding', key.name, () => store.bindings.get(keyOf(key))),
  };
}

function list(store: Store): BindingList {
  const readAt = store.clock.now();
  const date = instantOf(Math.floor(plus(readAt, store.ahead) / 1000) * 1000);
  const bindings = [...store.bindings.values()].filter(({ name }) => parseBindingName(name) !== undefined);
  return { date, readAt, bindings };
}

function writer(store: Store): ClusterWriter & FreezeWriter {
  return {
    dryRun: (wanted) => call(store, 'dryRun', wanted.name, () => admission(store, wanted) ?? done),
    apply: (wanted, over) =>
      call(store, 'apply', wanted.name, () => {
        const isAnother = over !== undefined && objects(store, wanted).get(keyOf(wanted))?.uid !== over;
        if (isAnother) return refused(`uid mismatch: the provided object specified uid ${over}`);
        return admission(store, wanted) ?? apply(store, wanted);
      }),
    remove: (held) => call(store, 'remove', held.name, () => remove(store, held)),
    writeCheckpoint: (checkpoint, resourceVersion) =>
      call(store, 'writeCheckpoint', undefined, () => {
        if (store.checkpoint?.resourceVersion !== resourceVersion) {
          return refused('the checkpoint is no longer at that resourceVersion');
        }
        store.checkpoint = { data: checkpointData(checkpoint), resourceVersion: freshId(store, 'version') };
        record(store, 'checkpoint', 'daypass-checkpoint');
        return done;
      }),
    writeFreeze: (freeze, resourceVersion) =>
      call(store, 'writeFreeze', undefined, () => {
        if (store.freeze?.resourceVersion !== resourceVersion)
          return refused('the freeze is no longer at that resourceVersion');
        store.freeze = { data: freezeData(freeze), resourceVersion: freshId(store, 'version') };
        record(store, 'freeze', 'daypass-freeze');
        return done;
      }),
    removeFreeze: (resourceVersion) =>
      call(store, 'removeFreeze', undefined, () => {
        if (store.freeze !== undefined && store.freeze.resourceVersion !== resourceVersion)
          return refused('the freeze is no longer at that resourceVersion');
        store.freeze = undefined;
        record(store, 'freeze', 'daypass-freeze');
        return done;
      }),
  };
}

const done: WriteAnswer = { kind: 'done' };

function refused(message: string): WriteAnswer {
  return { kind: 'refused', message };
}

function record(store: Store, kind: Write['kind'], object: string): void {
  store.writes.push({ at: store.clock.now(), kind, object });
}

/** The refusal, where the API server would refuse. A role that is missing is no reason, as for the real one. */
function admission(store: Store, wanted: Binding | OwnRole): WriteAnswer | undefined {
  const held = objects(store, wanted).get(keyOf(wanted));
  const namespace = store.namespaces.get(wanted.namespace ?? 'kube-system');
  if (namespace === undefined) return refused(`namespaces "${wanted.namespace}" not found`);
  if (held === undefined && namespace.terminating) {
    return refused(
      `unable to create new content in namespace ${wanted.namespace} because it is being terminated`,
    );
  }
  const refusal = 'rules' in wanted ? store.roleRefusal(wanted) : bindingRefusal(store, wanted);
  return refusal === undefined ? undefined : refused(refusal);
}

function bindingRefusal(store: Store, binding: Binding): string | undefined {
  const held = store.bindings.get(keyOf(binding));
  const isSameRole = held === undefined || isDeepStrictEqual(held.roleRef, binding.roleRef);
  return isSameRole ? store.refusal(binding) : 'roleRef: cannot change roleRef';
}

/** Labels and annotations that others added stay; subjects and rules are replaced whole. */
function apply(store: Store, wanted: Binding | OwnRole): WriteAnswer {
  const held = objects(store, wanted).get(keyOf(wanted));
  const metadata = {
    labels: { ...held?.labels, ...wanted.labels },
    annotations: { ...held?.annotations, ...wanted.annotations },
    uid: held?.uid ?? freshId(store, wanted.name),
  };
  if ('rules' in wanted) {
    const gathersRules = store.ownRoles.get(keyOf(wanted))?.gathersRules ?? false;
    return replace(store, store.ownRoles, held, { ...wanted, ...metadata, gathersRules });
  }
  // Who may not `bind` a role must hold what it allows, and what is not there cannot be compared.
  const isMissing = wanted.roleRef.name === wanted.name && !hasRole(store, wanted);
  if (isMissing) return refused(`${wanted.roleRef.kind} "${wanted.name}" not found`);
  return replace(store, store.bindings, held, { ...wanted, ...metadata });
}

function hasRole({ ownRoles }: Store, { roleRef, namespace, name }: Binding): boolean {
  const kind = roleRef.kind === 'Role' ? 'Role' : 'ClusterRole';
  return ownRoles.has(keyOf({ kind, namespace: kind === 'Role' ? namespace : undefined, name }));
}

function replace<T extends HeldObject>(
  store: Store,
  among: Map<string, T>,
  held: HeldObject | undefined,
  applied: T,
): WriteAnswer {
  if (isDeepStrictEqual(applied, held)) return done;
  among.set(keyOf(applied), applied);
  record(store, 'apply', applied.name);
  return done;
}

function remove(store: Store, held: HeldObject): WriteAnswer {
  const among = objects(store, held);
  if (among.get(keyOf(held))?.uid !== held.uid) return done;
  among.delete(keyOf(held));
  record(store, 'remove', held.name);
  return done;
}

/** Where objects of this kind are kept. */
function objects(
  { bindings, ownRoles }: Store,
  { kind }: ObjectKey,
): Map<string, HeldBinding> | Map<string, HeldRole> {
  return kind === 'Role' || kind === 'ClusterRole' ? ownRoles : bindings;
}

function keyOf({ kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

/** What happens to the cluster from outside, and what a test sees of it. */
function hands(
  store: Store,
): Omit<MemoryCluster, keyof Cluster | keyof FreezeWriter | keyof ActionHands | keyof ToldHands> {
  return {
    calls: store.calls,
    writes: store.writes,
    bindings: () => [...store.bindings.values()],
    ownRoles: () => [...store.ownRoles.values()],
    canI: (question) => isAllowed(question, store.bindings.values(), (binding) => rulesOf(store, binding)),
    cut: () => (store.fault = 'cut'),
    hang: () => (store.fault = 'hang'),
    restore: () => (store.fault = 'none'),
    intercept: (before) => (store.before = before),
    admit: (refusal) => (store.refusal = refusal),
    admitRole: (refusal) => (store.roleRefusal = refusal),
    skew: (ahead) => (store.ahead = ahead),
    put: (binding) => {
      const uid = store.bindings.get(keyOf(binding))?.uid ?? freshId(store, binding.name);
      const held = { ...binding, uid };
      store.bindings.set(keyOf(binding), held);
      return held;
    },
    putRole: (role, over) => {
      const uid = store.ownRoles.get(keyOf(role))?.uid ?? freshId(store, role.name);
      const held = { ...role, gathersRules: false, uid, ...over };
      store.ownRoles.set(keyOf(role), held);
      return held;
    },
    takeAway: (key) => objects(store, key).delete(keyOf(key)),
    addNamespace: (name) => addNamespace(store, name),
    terminate: (name) => {
      const namespace = store.namespaces.get(name);
      if (namespace !== undefined) store.namespaces.set(name, { ...namespace, terminating: true });
    },
    removeNamespace: (name) => {
      store.namespaces.delete(name);
      for (const among of [store.bindings, store.ownRoles]) {
        for (const [key, { namespace }] of among) if (namespace === name) among.delete(key);
      }
    },
    setRole: (name, rules) => (rules === undefined ? store.roles.delete(name) : store.roles.set(name, rules)),
    setCheckpoint: (data) => {
      store.checkpoint = data && { data, resourceVersion: freshId(store, 'version') };
    },
    setFreeze: (data) => {
      store.freeze = data && { data, resourceVersion: freshId(store, 'version') };
    },
  };
}

/** Of the role that a binding refers to: one of the reserved form, or one of the catalogue. */
function rulesOf({ ownRoles, roles }: Store, { roleRef, namespace }: Binding): readonly Rule[] {
  const { name } = roleRef;
  if (roleRef.kind === 'Role') return ownRoles.get(keyOf({ kind: 'Role', namespace, name }))?.rules ?? [];
  const own = ownRoles.get(keyOf({ kind: 'ClusterRole', namespace: undefined, name }));
  return own?.rules ?? roles.get(name) ?? [];
}
