/**
 * Carries a plan out, in the order that keeps both promises: what must go is deleted before it is recorded, what may be
 * held is recorded before it is applied, and a cluster's checkpoint moves last (§3, rule 3).
 */
import type { PlannedChange } from '../../core/grant/change.ts';
import type { HeldObject } from '../../core/grant/cluster-facts.ts';
import type { Instant } from '../../core/time.ts';
import { applyBindings, restoreRoles, type Application } from './apply.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { HistorySnapshot } from '../read/read-history.ts';
import { isRole, removeObjects } from './remove-objects.ts';
import { record, recordingOf, type Recording } from './record.ts';
import type { Memory, World } from '../world.ts';

/** How many reads by name are made at the same time. */
const WIDTH = 16;

export interface CarriedOut {
  /** `moved`: somebody else wrote to the branch first, so that all of it must be decided anew. */
  readonly kind: 'done' | 'moved';
  /** Events that are due and not written yet. */
  readonly owed: number;
  /** Why they could not be written; undefined where nobody refused. */
  readonly unwritten: string | undefined;
  /** Whether history or a cluster is another one now. */
  readonly wrote: boolean;
  readonly applied: readonly Application[];
  readonly endedAt: Instant;
  /** What the world did not do; it is asked again at the next turn. */
  readonly failures: readonly string[];
}

export async function carryOut(
  changes: readonly PlannedChange[],
  history: HistorySnapshot,
  world: World,
  memory: Memory,
): Promise<CarriedOut> {
  raiseAlerts(changes, world, memory);
  const removed = await removeObjects(changes, world);
  const held = await applyBindings(ofKind(changes, 'apply'), world, memory);
  // NB: after the bindings, so that one that was accepted hides no role that was refused.
  const roles = await restoreRoles(ofKind(changes, 'restore role'), world, memory);
  const done = putRight(changes, removed.done, roles.restored, held.applied);
  const { recordings: all, failures } = await recordingsOf(done, world);
  const recordings = worthACommit(all);
  const recorded = await record(recordings, history, world);
  const fresh = recorded.kind === 'moved' ? [] : recorded.applications;
  const applied = await applyBindings(fresh, world, memory);
  const unwritten = recorded.kind === 'unwritten' ? recorded.why : undefined;
  // NB: a checkpoint says "this history was carried out here"; with an end that is not recorded it was not. But what GitHub never
  // takes must not hold it back: by it we know what was bound once, and stays gone.
  const isCarriedOut = recorded.kind === 'unwritten' ? !recorded.owesAnEnd : recorded.kind === 'recorded';
  if (isCarriedOut) await moveCheckpoints(changes, held.applied, world);
  return {
    kind: recorded.kind === 'moved' ? 'moved' : 'done',
    owed: failures.length + (recorded.kind === 'recorded' ? 0 : recordings.length),
    unwritten,
    // NB: not what could not be written, nor what was applied again. A next turn at once would only be refused at once, or
    // find it altered again by whatever alters it in the cluster.
    wrote: (recorded.kind === 'recorded' && recordings.length > 0) || removed.done.size > 0,
    applied: [...held.applied, ...applied.applied],
    endedAt: world.clock.now(),
    failures: [
      ...removed.failures,
      ...roles.failures,
      ...held.failures,
      ...failures,
      ...applied.failures,
      ...(unwritten === undefined ? [] : [unwritten]),
    ],
  };
}

/** An alert lasts as long as each turn raises it. */
function raiseAlerts(changes: readonly PlannedChange[], { journal }: World, memory: Memory): void {
  const alerts = changes.flatMap((change) => (change.kind === 'alert' ? [change.alert] : []));
  const raised = new Set(alerts.map(({ key }) => key));
  for (const key of memory.alerts) if (!raised.has(key)) journal.over(key);
  for (const alert of alerts) journal.alert(alert);
  memory.alerts = raised;
}

/**
 * NB: a drift says that something was put right. What the cluster did not do is not recorded as done, or each turn would
 * write it once more.
 */
function putRight(
  changes: readonly PlannedChange[],
  removed: ReadonlySet<HeldObject>,
  restored: ReadonlySet<string | undefined>,
  applied: readonly Application[],
): readonly PlannedChange[] {
  const bound = new Set<string | undefined>(applied.map(({ grant }) => grant));
  return changes.filter((change) => {
    if (change.kind === 'remove') return removed.has(change.held);
    if (change.kind !== 'drift') return true;
    const { grant, object } = change.event;
    return (isRole(object) ? restored : bound).has(grant);
  });
}

function ofKind<Kind extends PlannedChange['kind']>(
  changes: readonly PlannedChange[],
  kind: Kind,
): readonly Extract<PlannedChange, { readonly kind: Kind }>[] {
  return changes.filter(
    (change): change is Extract<PlannedChange, { readonly kind: Kind }> => change.kind === kind,
  );
}

/** What is to be written. NB: an end is recorded only after a read by name that answered "not found". */
async function recordingsOf(
  changes: readonly PlannedChange[],
  world: World,
): Promise<{ readonly recordings: readonly Recording[]; readonly failures: readonly string[] }> {
  const outcomes = await inParallel(changes, WIDTH, async (change) => asFact(recordingOf(change, world)));
  return {
    recordings: outcomes.flatMap((one) =>
      one.kind === 'read' && one.value !== undefined ? [one.value] : [],
    ),
    failures: outcomes.flatMap((one) => (one.kind === 'unread' ? [one.why] : [])),
  };
}

/** NB: what only rides along waits, in GitHub, for the next commit that is written anyway. */
function worthACommit(recordings: readonly Recording[]): readonly Recording[] {
  return recordings.some(({ rides }) => rides !== true) ? recordings : [];
}

async function moveCheckpoints(
  changes: readonly PlannedChange[],
  applied: readonly Application[],
  { clusters, journal }: World,
): Promise<void> {
  const done = new Set(applied.map(({ grant }) => grant));
  for (const change of changes) {
    if (change.kind !== 'checkpoint') continue;
    const cluster = clusters.find(({ name }) => name === change.cluster);
    if (cluster === undefined) continue;
    const waiting = change.checkpoint.waiting.filter((grant) => !done.has(grant));
    const answer = await asFact(
      cluster.writeCheckpoint({ ...change.checkpoint, waiting }, change.resourceVersion),
    );
    // Best effort: another replica may have moved it, and the next turn reads it anew.
    if (answer.kind === 'unread')
      journal.note('checkpoint not written', { cluster: change.cluster, why: answer.why });
  }
}
