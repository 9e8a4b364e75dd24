/** The record lane, one turn of it: read everything, decide once, carry it out (§3, rule 1). */
import { openGrants, removalsOf } from '../core/grant/open-grants.ts';
import { standing } from '../core/grant/freeze.ts';
import { unservedAlerts, unservedClusters } from '../core/grant/unserved.ts';
import { watch } from '../core/grant/patience.ts';
import { debtAlerts, stillOwed } from '../core/grant/debts.ts';
import { plan, type PlanInput } from '../core/grant/plan.ts';
import type { PlannedChange } from '../core/grant/change.ts';
import { afterListening } from './after-listening.ts';
import { carryOut, type CarriedOut } from './carry-out.ts';
import { currentAlerts, unrecorded } from './alerts.ts';
import { decideGuardrails } from './decide-guardrails.ts';
import { decideMerges } from './decide-merges.ts';
import { readClusters } from './read-clusters.ts';
import { readDeclined } from './read-declined.ts';
import { historyOf, readHistory } from './read-history.ts';
import { readPayments } from './read-debts.ts';
import { readOpenings } from './read-openings.ts';
import { readPlaces, type Places } from './read-places.ts';
import { powersOfRemovers } from './read-powers.ts';
import { mergesOf } from './read-merged.ts';
import { reportOf, type Report } from './report.ts';
import type { Memory, World } from './world.ts';

/** How often a turn begins anew because somebody else wrote to the branch in the middle of it. */
const MOST_TURNS = 5;

/** Throws `Unavailable` where history could not be read: then nothing was decided, and the end lanes go on. */
export async function reconcile(world: World, memory: Memory): Promise<Report> {
  for (let turn = 1; ; turn += 1) {
    const { report, carried } = await reconcileOnce(world, memory);
    // NB: after a moved head nothing of the turn is used again, decision and seals included.
    if (carried.kind === 'done' || turn === MOST_TURNS) return report;
  }
}

async function reconcileOnce(
  world: World,
  memory: Memory,
): Promise<{ readonly report: Report; readonly carried: CarriedOut }> {
  // NB: the order is the proof. What a cluster holds was recorded before it was applied, so a history that is read after
  // the cluster explains everything that is there.
  const readings = await readClusters(world);
  const history = await readHistory(world, memory);
  const now = world.clock.now();
  const watching = watch(memory.sightings, now);
  const { ledger, branch } = history;
  const places = await readPlaces(readings, history, world, memory, watching);
  rememberFreezes(places, memory);
  const removedBy = await mergesOf(world, history, removalsOf(ledger, branch.tree));
  const mayTakeAway = await powersOfRemovers(world, history, removedBy);
  const openings = await readOpenings(world, history, places);
  const { notApplicable } = memory;
  const { asked } = memory.hearing;
  const guardrails = await decideGuardrails(world, history, now);
  const reviewed = await readPayments(world, memory, history, now);
  // NB: what is paid in this turn holds up nobody in it, or the outcome would hang on when somebody looked.
  const debts = stillOwed(ledger.debts, reviewed);
  const [merged, declined] = await Promise.all([
    decideMerges(world, { ...history, ledger: { ...ledger, debts } }, places, now),
    readDeclined(world, memory, history, now),
  ]);
  const served = new Set(world.clusters.map(({ name }) => name));
  const unserved = unservedClusters(ledger.open.values(), history.inForce?.guardrails.policy, served, now);
  const openNow = () =>
    openGrants(
      { ledger, tree: branch.tree, removedBy, notApplicable, openings, asked, mayTakeAway },
      watching,
    );
  const input = {
    now,
    history: historyOf(history),
    indexOf: (commit: string) => ledger.positions.get(commit),
    policy: history.inForce?.guardrails.policy,
    open: openNow(),
    grantOf: (id: string) => ledger.grants.get(id),
    clusters: [...places.values()],
    guardrails,
    merged,
    reviewed,
    declined,
    declinedAlone: ledger.declinedAlone,
    alerts: [
      ...currentAlerts(history, places, world),
      ...unservedAlerts(unserved),
      ...unrecorded(memory.unwritten, watching),
      ...debtAlerts(debts, now),
    ],
  };
  const planned = () => plan({ ...input, open: openNow() }, watching);
  const changes = await afterListening(world, memory, planned);
  memory.sightings = watching.sightings();
  const carried = await carryOut(changes, history, world, memory);
  memory.unwritten = carried.unwritten;
  tell(changes, world);
  tellIgnored(input.policy, world, memory);
  return { report: reportOf({ unserved, input, changes, readings, history, carried }), carried };
}

/** One line a turn that has something to do; an idle one says nothing. */
function tell(changes: readonly PlannedChange[], { journal }: World): void {
  const counts = Map.groupBy(changes, ({ kind }) => kind);
  const fields = Object.fromEntries([...counts].map(([kind, of]) => [kind, of.length]));
  if (changes.some(({ kind }) => kind !== 'alert')) journal.note('A plan was carried out.', fields);
}

/** A context that the policy does not list is left alone, and said so once. */
function tellIgnored(policy: PlanInput['policy'], { clusters, journal }: World, { ignored }: Memory): void {
  for (const { name } of clusters) {
    if (policy === undefined || policy.clusters.has(name)) ignored.delete(name);
    else if (!ignored.has(name)) {
      ignored.add(name);
      journal.note('The policy does not list this context; it is left alone.', { cluster: name });
    }
  }
}

/** NB: an answer that fails changes nothing; else each stumble of a cluster would have every check decided anew. */
function rememberFreezes(places: Places, { freezes }: Memory): void {
  for (const { name, freeze } of places.values()) {
    if (freeze.kind === 'unread') continue;
    const isThere = freeze.value?.kind === 'invalid' || standing(freeze) !== undefined;
    if (isThere) freezes.set(name, JSON.stringify(freeze.value));
    else freezes.delete(name);
  }
}
