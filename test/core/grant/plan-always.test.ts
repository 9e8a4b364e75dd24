// What a plan always does and never does, whatever history and cluster say.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBinding, parseBindingName, type HeldBinding } from '../../../src/core/grant/binding.ts';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import {
  keyText,
  type ClusterFacts,
  type HeldObject,
  type NamespaceFacts,
} from '../../../src/core/grant/cluster-facts.ts';
import type { OpenGrant, Taken } from '../../../src/core/grant/position.ts';
import { watch, type Sightings } from '../../../src/core/grant/patience.ts';
import { plan, type PlanInput } from '../../../src/core/grant/plan.ts';
import { instantIn } from '../../../src/core/ledger/event.ts';
import { read, unread, type Fact } from '../../../src/core/problem.ts';
import { gained, type Rule } from '../../../src/core/permissions/rules.ts';
import { formatInstant, minutes, plus } from '../../../src/core/time.ts';
import * as a from './a-cluster.ts';

const PATHS = ['alice', 'bob', 'carol'].map(
  (name) => `access-requests/prod-eu/payments/debugger/${name}.yaml`,
);

/** Most of the time inside the window of a grant, where there is most to do. */
const aTime = fc.integer({ min: -60, max: 20 }).map((minute) => plus(a.NOW, minutes(minute)));

function mostly<Usual, Rare>(usual: Usual, ...rare: readonly Rare[]): fc.Arbitrary<Usual | Rare> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, fc.constantFrom(...rare));
}

const aTaken = mostly<undefined, Taken>(
  undefined,
  { type: 'revoked', by: { kind: 'git' }, why: 'It was taken.' },
  { type: 'released', by: { kind: 'subject' }, why: 'It was given back.' },
  { type: 'revoked', by: undefined, why: 'It was taken.' },
);

function aGrantAt(index: number): fc.Arbitrary<OpenGrant> {
  return fc
    .record({
      opens: aTime,
      lasts: fc.integer({ min: 10, max: 240 }),
      recorded: fc.constantFrom(...a.CHAIN),
      uid: mostly('uid-of-prod-eu', 'another'),
      cluster: mostly('prod-eu', 'staging'),
      taken: aTaken,
      notApplicable: mostly(undefined, 'no'),
    })
    .map(({ opens, lasts, recorded, uid, cluster, taken, notApplicable }) => {
      const state = a.aState(
        {
          grant: String(index + 1).repeat(20),
          path: PATHS[index] ?? '',
          grantedAt: formatInstant(opens),
          opensAt: formatInstant(opens),
          expiresAt: formatInstant(plus(opens, minutes(lasts))),
          cluster: { name: cluster, uid },
        },
        recorded,
      );
      return a.anOpenGrant({ state, taken, notApplicable });
    });
}

const someGrants = fc.tuple(aGrantAt(0), aGrantAt(1), aGrantAt(2)).chain((grants) => fc.subarray(grants));

const aStanding: fc.Arbitrary<ClusterFacts['standing']> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        head: fc.constantFrom(...a.CHAIN),
        at: aTime,
        waiting: mostly<readonly string[], readonly string[]>(
          [],
          ['1'.repeat(20)],
          ['2'.repeat(20), '3'.repeat(20)],
        ),
      })
      .map((over) => a.inStep(over)),
  },
  fc
    .constantFrom('no checkpoint', 'other history', 'rewritten', 'clock skew')
    .map((reason) => ({ kind: 'frozen', reason }) as const),
  fc
    .constantFrom('head is no descendant', 'another cluster')
    .map((reason) => ({ kind: 'waiting', reason }) as const),
);

type How = 'absent' | 'as it should be' | 'other subjects' | 'stripped' | 'other role';
const aHow = fc.constantFrom<How[]>(
  'absent',
  'absent',
  'absent',
  'as it should be',
  'other subjects',
  'stripped',
  'other role',
);

function heldAs(how: How, { state }: OpenGrant): readonly HeldBinding[] {
  switch (how) {
    case 'absent':
      return [];
    case 'as it should be':
      return [a.heldOf(state)];
    case 'other subjects':
      return [a.heldOf(state, { subjects: [{ kind: 'User', name: 'mallory' }] })];
    case 'stripped':
      return [a.heldOf(state, { labels: {} })];
    case 'other role':
      return [a.heldOf(state, { roleRef: { kind: 'ClusterRole', name: 'admin' } })];
  }
}

type RoleFact = Fact<readonly Rule[] | undefined>;
type NamespaceFact = Fact<NamespaceFacts | undefined>;

const aRoleFact = mostly<RoleFact, RoleFact>(
  read(a.RULES),
  read([...a.RULES, a.aRule(['create'], ['pods/exec'])]),
  read([]),
  read(undefined),
  unread('503'),
);
const aNamespaceFact = mostly<NamespaceFact, NamespaceFact>(
  read({ uid: 'uid-of-payments', terminating: false }),
  read({ uid: 'another', terminating: false }),
  read(undefined),
  unread('503'),
);

const aStranger = fc
  .record({
    grant: fc.constantFrom('1', '8', '9'),
    expiresAt: aTime,
    namespace: fc.constantFrom('payments', 'web'),
  })
  .map(({ grant, expiresAt, namespace }) => {
    const held = a.heldOf(a.aState({ grant: grant.repeat(20), expiresAt: formatInstant(expiresAt) }));
    return { ...held, namespace, uid: `stranger ${held.name} ${namespace}` };
  });

interface Situation {
  readonly input: PlanInput;
  readonly sightings: Sightings;
}

const aSituation: fc.Arbitrary<Situation> = fc
  .record({
    open: someGrants,
    standing: aStanding,
    hows: fc.tuple(aHow, aHow, aHow),
    strangers: fc.array(aStranger, { maxLength: 2 }),
    role: aRoleFact,
    namespace: aNamespaceFact,
    seenBefore: fc.boolean(),
  })
  .map(({ open, standing, hows, strangers, role, namespace, seenBefore }) => {
    const own = open
      .filter(({ state }) => state.event.cluster.name === 'prod-eu')
      .flatMap((grant, index) => heldAs(hows[index] ?? 'absent', grant));
    const cluster = a.aCluster({
      standing,
      bindings: [...strangers, ...own],
      roles: new Map([['daypass-debugger', role]]),
      namespaces: new Map([['payments', namespace]]),
    });
    const keys = strangers.map(
      ({ uid }) => [`unexplained prod-eu ${uid}`, plus(a.NOW, minutes(-9))] as const,
    );
    return {
      input: a.aPlanInput({ open, clusters: [cluster] }),
      sightings: seenBefore ? new Map(keys) : new Map(),
    };
  });

function holds(property: (situation: Situation, changes: readonly PlannedChange[]) => void): void {
  fc.assert(
    fc.property(aSituation, (situation) => {
      property(situation, plan(situation.input, watch(situation.sightings, a.NOW)));
    }),
    { numRuns: 400 },
  );
}

function theCluster({ clusters }: PlanInput): ClusterFacts {
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error('a situation has a cluster');
  return cluster;
}

/** The object that a change deletes. */
function deleted(change: PlannedChange): HeldObject | undefined {
  return 'held' in change ? change.held : undefined;
}

test('access is given only to a grant that stands, inside its window, in a cluster in step, with the rules that were approved', () => {
  holds((situation, changes) => {
    const cluster = theCluster(situation.input);
    for (const change of changes) {
      if (change.kind !== 'apply' || cluster.bindings.has(keyText(change.binding))) continue;
      const grant = situation.input.open.find(({ state }) => state.event.grant === change.grant);
      if (grant === undefined) throw new Error('what no open grant stands for was applied');
      const { event } = grant.state;
      const role = cluster.roles.get(event.clusterRole ?? '');
      expect(cluster.standing.kind).toBe('in step');
      expect([grant.taken, grant.notApplicable]).toEqual([undefined, undefined]);
      expect([instantIn(event.opensAt) <= a.NOW, a.NOW < instantIn(event.expiresAt)]).toEqual([true, true]);
      expect([event.cluster.name, event.cluster.uid]).toEqual([cluster.name, cluster.uid]);
      expect(role?.kind === 'read' && role.value && gained(a.RULES, role.value)).toEqual([]);
      expect(cluster.namespaces.get('payments')).toMatchObject({ value: { uid: event.namespace?.uid } });
    }
  });
});

test('what is there is only ever put back to what its grant says, and never past its end', () => {
  holds((situation, changes) => {
    for (const change of changes) {
      if (change.kind !== 'apply') continue;
      const grant = situation.input.open.find(({ state }) => state.event.grant === change.grant);
      expect(grant && compareBinding(a.heldOf(grant.state), change.binding)).toBe('same');
      expect(parseBindingName(change.binding.name)?.expiresAt).toBeGreaterThan(a.NOW);
    }
  });
});

test('what is past the end that its name states is never the plan’s to delete', () => {
  holds((_, changes) => {
    for (const held of changes.flatMap((change) => deleted(change) ?? [])) {
      expect(parseBindingName(held.name)?.expiresAt).toBeGreaterThan(a.NOW);
    }
  });
});

test('nothing is done in a cluster whose history cannot be compared yet', () => {
  holds((situation, changes) => {
    if (theCluster(situation.input).standing.kind !== 'waiting') return;
    // A cluster that is listed no longer is no cluster of the plan.
    expect(changes.filter(({ kind }) => kind !== 'end unseen')).toEqual([]);
  });
});

test('a checkpoint moves only in a cluster in step, only to the head at hand, and never back', () => {
  holds((situation, changes) => {
    const { standing } = theCluster(situation.input);
    for (const change of changes) {
      if (change.kind !== 'checkpoint') continue;
      expect(standing.kind).toBe('in step');
      expect(change.checkpoint.head).toBe(a.HEAD);
      if (standing.kind === 'in step')
        expect(change.checkpoint.at).toBeGreaterThanOrEqual(standing.checkpoint.at);
    }
  });
});

test('a grant ends at most once, and what is absent is called deleted only where the checkpoint covers it', () => {
  holds((situation, changes) => {
    const ends = changes.flatMap((change) =>
      change.kind === 'end' || change.kind === 'end unseen' ? [change.event] : [],
    );
    expect(new Set(ends.map(({ grant }) => grant)).size).toBe(ends.length);
    const { standing } = theCluster(situation.input);
    for (const { grant, why } of ends) {
      if (why?.startsWith('The binding was deleted') !== true) continue;
      const state = situation.input.open.find((one) => one.state.event.grant === grant)?.state;
      if (standing.kind !== 'in step' || state === undefined) throw new Error('nothing covers it');
      const { head, at, waiting } = standing.checkpoint;
      expect(a.CHAIN.indexOf(state.commit)).toBeLessThanOrEqual(a.CHAIN.indexOf(head));
      expect(instantIn(state.event.opensAt)).toBeLessThanOrEqual(at);
      expect(waiting).not.toContain(grant);
    }
  });
});

test('once a plan was carried out, nothing is left of it but to write down what still waits', () => {
  holds((situation, changes) => {
    const watching = watch(situation.sightings, a.NOW);
    plan(situation.input, watching);
    const second = carriedOut(situation.input, changes);
    const next = plan(second, watch(watching.sightings(), a.NOW));
    const last = plan(carriedOut(second, next), watch(watching.sightings(), a.NOW));

    // What ended while it waited is struck from the checkpoint by the next turn.
    for (const change of [...next, ...last]) expect(change).toMatchObject({ kind: 'checkpoint' });
    for (const change of last) {
      expect(change.kind === 'checkpoint' && change.checkpoint.waiting.length).toBeGreaterThan(0);
    }
  });
});

/** The same situation after a cluster did what it was asked, and its ends were recorded. */
function carriedOut(input: PlanInput, changes: readonly PlannedChange[]): PlanInput {
  const cluster = theCluster(input);
  const bindings = new Map(cluster.bindings);
  const closed = new Set<string>();
  const applied = new Set<string>();
  let { standing } = cluster;
  for (const change of changes) {
    const gone = deleted(change);
    if (gone !== undefined) bindings.delete(keyText(gone));
    if (change.kind === 'end' || change.kind === 'end unseen') closed.add(change.event.grant);
    if (change.kind === 'apply') {
      applied.add(change.grant);
      bindings.set(keyText(change.binding), { ...change.binding, uid: `applied ${change.grant}` });
    }
    if (change.kind === 'checkpoint') {
      const waiting = change.checkpoint.waiting.filter((grant) => !applied.has(grant));
      standing = { kind: 'in step', checkpoint: { ...change.checkpoint, waiting } };
    }
  }
  const open = input.open.filter(({ state }) => !closed.has(state.event.grant));
  return { ...input, open, clusters: [{ ...cluster, bindings, standing }] };
}
