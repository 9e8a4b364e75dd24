/** Reads and proves all that a plan is made of (§3, rule 1). */
import type { Command } from '../../core/grant/command.ts';
import { openGrants, removalsOf } from '../../core/grant/open-grants.ts';
import { debtAlerts, stillOwed, type Debts } from '../../core/grant/debts.ts';
import { standing } from '../../core/grant/freeze.ts';
import { watch, type Watch } from '../../core/grant/patience.ts';
import type { PlanInput } from '../../core/grant/plan.ts';
import {
  unservedAlerts,
  unservedClusters,
  waitingAlerts,
  type Unserved,
  type WaitingRequests,
} from '../../core/grant/unserved.ts';
import { takenBefore } from '../../core/grant/without-asked.ts';
import type { GrantId } from '../../core/ledger/event.ts';
import { undecided } from '../../core/ledger/honour.ts';
import type { Instant } from '../../core/time.ts';
import { askForClosed } from './closed-list.ts';
import { currentAlerts, unrecorded } from './alerts.ts';
import { decideGuardrails } from './decide-guardrails.ts';
import { decideMerges } from './decide-merges.ts';
import { readClusters, type ClusterReadings } from '../read/read-clusters.ts';
import { readDeclined } from './read-declined.ts';
import { readPayments } from './read-debts.ts';
import { historyOf, readHistory, type HistorySnapshot } from '../read/read-history.ts';
import { mergesOf } from './read-merged.ts';
import { readOpenings } from './read-openings.ts';
import { readPlaces, type Places } from '../read/read-places.ts';
import { powersOfRemovers } from '../read/read-powers.ts';
import type { Memory, World } from '../world.ts';

/** What a turn begins with. */
export interface Ground {
  readonly readings: ClusterReadings;
  readonly history: HistorySnapshot;
  readonly places: Places;
  readonly now: Instant;
  readonly watching: Watch;
  readonly unserved: readonly Unserved[];
}

/** Throws `Unavailable` where history could not be read. */
export async function readGround(world: World, memory: Memory): Promise<Ground> {
  // NB: the order is the proof. What a cluster holds was recorded before it was applied, so a history that is read after
  // the cluster explains everything that is there.
  const readings = await readClusters(world);
  // That list is long, and takes its time to understand: the branch is fetched meanwhile, and that is waited for anyway.
  askForClosed(world.github, memory);
  const history = await readHistory(world, memory);
  const now = world.clock.now();
  const watching = watch(memory.sightings, now);
  const places = await readPlaces(readings, history, world, memory, watching);
  rememberFreezes(places, memory);
  const served = new Set(world.clusters.map(({ name }) => name));
  const policy = history.inForce?.guardrails.policy;
  const unserved = unservedClusters(history.ledger.open.values(), policy, served, now);
  return { readings, history, places, now, watching, unserved };
}

/** Gives the input as it is when it is asked for: what people ask to end may be heard in between. */
export async function readPlanInput(ground: Ground, world: World, memory: Memory): Promise<() => PlanInput> {
  const { history, places, now, watching, unserved } = ground;
  const { ledger } = history;
  const reviewed = await readPayments(world, memory, history, now);
  // NB: what is paid in this turn holds up nobody in it, or the outcome would hang on when somebody looked.
  const debts = stillOwed(ledger.debts, reviewed);
  const open = await readOpen(ground, debts, world, memory);
  const guardrails = await decideGuardrails(world, history, now);
  const [merged, declined] = await Promise.all([
    decideMerges(world, history, places, { now, debts }),
    readDeclined(world, memory, history, now),
  ]);
  const input = {
    now,
    history: historyOf(history),
    indexOf: (commit: string) => ledger.positions.get(commit),
    policy: history.inForce?.guardrails.policy,
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
      ...waitingAlerts(waitingRequests(ground, memory)),
      ...unrecorded(memory.unwritten, watching),
      ...debtAlerts(debts, now),
    ],
  };
  const taken = takenBefore(merged);
  return () => ({ ...input, open: open(taken) });
}

/** NB: another controller decides what was merged within a turn or two; what it has not by then is news. */
function waitingRequests(
  { history: { ledger, branch }, watching, unserved }: Ground,
  { elsewhere, looks }: Memory,
): WaitingRequests {
  const names = new Set(unserved.map(({ cluster }) => cluster));
  const merged = names.size === 0 ? [] : undecided(ledger, branch.tree);
  return {
    merged: merged
      .filter(({ path }) => names.has(path.cluster) && watching.counts(`unserved ${path.text}`))
      .map(({ path }) => path.cluster),
    open: [...elsewhere].flatMap(([number, { waitsFor }]) =>
      waitsFor !== undefined && names.has(waitsFor) && looks.has(number) ? [waitsFor] : [],
    ),
  };
}

async function readOpen(
  { history, places, watching }: Ground,
  debts: Debts,
  world: World,
  memory: Memory,
): Promise<(taken: ReadonlyMap<GrantId, Command>) => PlanInput['open']> {
  const { ledger, branch } = history;
  const removedBy = await mergesOf(world, history, removalsOf(ledger, branch.tree));
  const mayTakeAway = await powersOfRemovers(world, history, removedBy);
  const openings = await readOpenings(world, history, places, debts);
  const { notApplicable } = memory;
  const read = { ledger, tree: branch.tree, removedBy, mayTakeAway, openings, notApplicable };
  return (taken) => openGrants({ ...read, asked: new Map([...memory.hearing.asked, ...taken]) }, watching);
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
