/** What a turn of the record lane saw and did: for /readyz, for the metrics, and for whoever asked for it. */
import type { PlannedChange } from '../../core/grant/change.ts';
import { isOverdue, type Debts } from '../../core/grant/debts.ts';
import type { PlanInput } from '../../core/grant/plan.ts';
import type { Unserved } from '../../core/grant/unserved.ts';
import { nextOpening } from '../../core/grant/window.ts';
import { instantIn } from '../../core/ledger/event.ts';
import type { GrantState } from '../../core/ledger/history.ts';
import { between, type Duration, type Instant } from '../../core/time.ts';
import type { CarriedOut } from './carry-out.ts';
import type { ClusterReadings } from '../read/read-clusters.ts';
import type { HistorySnapshot } from '../read/read-history.ts';

export type GrantStage = 'scheduled' | 'active' | 'overdue';

export type DebtStage = 'owed' | 'overdue';

export interface ClusterReport {
  readonly name: string;
  readonly reachable: boolean;
  /** Why nothing is granted there; undefined where grants go on. */
  readonly held: string | undefined;
  /** The API server's clock minus ours; undefined where it did not answer. */
  readonly skew: Duration | undefined;
  readonly grants: Readonly<Record<GrantStage, number>>;
}

export interface Report {
  readonly at: Instant;
  readonly head: string;
  readonly guardrailsInForce: boolean;
  readonly clusters: readonly ClusterReport[];
  /** Reviews of what was granted before an owner had looked, that none has given yet. */
  readonly debts: Readonly<Record<DebtStage, number>>;
  /** What the policy lists and nobody here serves. */
  readonly unserved: readonly Unserved[];
  /** Events that are due and not written yet. */
  readonly owed: number;
  readonly drift: readonly { readonly cluster: string; readonly kind: string }[];
  /** From the merge, or the opening where that is later, to the binding, of each grant that was applied in this turn. */
  readonly grantLags: readonly Duration[];
  /** When the next window opens that is not open yet; undefined: none is waited for. */
  readonly nextOpening: Instant | undefined;
  /** Whether a next turn has something to see at once. */
  readonly wrote: boolean;
  readonly failures: readonly string[];
}

export interface ReportInput {
  readonly unserved: readonly Unserved[];
  readonly input: PlanInput;
  readonly changes: readonly PlannedChange[];
  readonly readings: ClusterReadings;
  readonly history: HistorySnapshot;
  readonly carried: CarriedOut;
}

export function reportOf(parts: ReportInput): Report {
  const { input, changes, readings, history, carried } = parts;
  const states = input.open.map(({ state }) => state);
  return {
    at: input.now,
    head: history.head,
    guardrailsInForce: history.inForce !== undefined && input.guardrails.kind === 'in force',
    clusters: [...readings.keys()].map((name) => clusterReport(name, parts)),
    unserved: parts.unserved,
    debts: countDebts(history.ledger.debts, input.now),
    owed: carried.owed,
    drift: changes.flatMap((change) =>
      change.kind === 'drift' || change.kind === 'remove'
        ? [{ cluster: change.event.object.cluster, kind: change.kind }]
        : [],
    ),
    grantLags: carried.applied.map(({ beganAt }) => between(beganAt, carried.endedAt)),
    nextOpening: nextOpening(states, input.now),
    wrote: carried.wrote,
    failures: carried.failures,
  };
}

function clusterReport(name: string, { input, readings, history }: ReportInput): ClusterReport {
  const reading = readings.get(name);
  const view = reading?.kind === 'read' ? reading.value.view : undefined;
  const place = input.clusters.find((cluster) => cluster.name === name);
  const standing = place?.standing;
  const unreadFreeze = place?.freeze.kind === 'unread' ? 'freeze unread' : undefined;
  const reason = standing === undefined || standing.kind === 'in step' ? unreadFreeze : standing.reason;
  const held = view === undefined ? 'unreachable' : reason;
  const open = [...history.ledger.open.values()].filter(({ event }) => event.cluster.name === name);
  return {
    name,
    reachable: view !== undefined,
    held,
    skew: view === undefined ? undefined : between(view.readAt, view.date),
    grants: countByStage(open, place?.now ?? input.now),
  };
}

function countDebts(debts: Debts, now: Instant): Record<DebtStage, number> {
  const overdue = [...debts.values()].filter((debt) => isOverdue(debt, now)).length;
  return { owed: debts.size - overdue, overdue };
}

function countByStage(open: readonly GrantState[], now: Instant): Record<GrantStage, number> {
  const stages = Map.groupBy(open, ({ event }) => stageOf(event, now));
  const count = (stage: GrantStage): number => stages.get(stage)?.length ?? 0;
  return { scheduled: count('scheduled'), active: count('active'), overdue: count('overdue') };
}

function stageOf({ opensAt, expiresAt }: GrantState['event'], now: Instant): GrantStage {
  if (instantIn(expiresAt) <= now) return 'overdue';
  return instantIn(opensAt) <= now ? 'active' : 'scheduled';
}
