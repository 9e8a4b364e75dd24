/** What became of merged pull requests: granted, ended or refused; of those where something happened lately (§3). */
import {
  instantIn,
  type AccessEvent,
  type GrantedEvent,
  type GrantId,
  type RefusedEvent,
} from '../ledger/event.ts';
import type { GrantState, Happening, Ledger } from '../ledger/history.ts';
import type { Oid } from '../repository.ts';
import { between, days, type Instant } from '../time.ts';

export interface Outcome {
  readonly pullRequest: number;
  /** All that it was granted for, by path. */
  readonly grants: readonly GrantState[];
  /** Those of them that an owner's review is owed for. */
  readonly owed: ReadonlySet<GrantId>;
  /** All that was refused of it, by path. */
  readonly refusals: readonly Refusal[];
}

export interface Refusal {
  readonly event: RefusedEvent;
  readonly commit: Oid;
  /** What was held at its path goes on, as it was granted. */
  readonly goesOn: boolean;
}

/** Whatever could not be said for so long is said no more: history has it. */
const LATELY = days(1);

type Read = Pick<Ledger, 'recent' | 'grants' | 'open' | 'debts' | 'positions'>;

/** NB: from history alone, so that what was not said, or said to nobody, is found again. The latest first. */
export function recentOutcomes(ledger: Read, now: Instant): readonly Outcome[] {
  const numbers = numbersIn(ledger, now);
  if (numbers.size === 0) return [];
  const granted = [...ledger.grants.values()].filter(({ event }) => numbers.has(event.pr.number));
  const grants = Map.groupBy(granted, ({ event }) => event.pr.number);
  const owed = new Set(ledger.debts.keys());
  const refused = Map.groupBy(refusedIn(ledger.recent), ({ event }) => event.pr);
  return [...numbers].map((pullRequest) => ({
    pullRequest,
    grants: (grants.get(pullRequest) ?? []).toSorted(byPath),
    owed,
    refusals: (refused.get(pullRequest) ?? [])
      .map((one) => ({ ...one, goesOn: goesOn(one, ledger) }))
      .toSorted(byPath),
  }));
}

function numbersIn({ recent, grants, open }: Read, now: Instant): ReadonlySet<number> {
  const opened = [...open.values()].filter(({ event }) => openedLately(event, now));
  const numbers = new Set(opened.map(({ event }) => event.pr.number));
  for (const { event } of recent.toReversed()) {
    const number = numberOf(event, grants);
    if (number !== undefined && between(instantIn(event.at), now) < LATELY) numbers.add(number);
  }
  return numbers;
}

/** Later than it was granted, which is an event of its own. */
function openedLately({ opensAt, grantedAt }: GrantedEvent, now: Instant): boolean {
  const since = between(instantIn(opensAt), now);
  return opensAt !== grantedAt && since >= 0 && since < LATELY;
}

function numberOf(event: AccessEvent, grants: Ledger['grants']): number | undefined {
  if (event.type === 'refused') return event.pr;
  return 'grant' in event && event.grant !== undefined ? grants.get(event.grant)?.event.pr.number : undefined;
}

/** Each id once. */
function refusedIn(recent: readonly Happening[]): readonly Omit<Refusal, 'goesOn'>[] {
  const refused = new Map<GrantId, Omit<Refusal, 'goesOn'>>();
  for (const { event, commit } of recent)
    if (event.type === 'refused' && !refused.has(event.grant)) refused.set(event.grant, { event, commit });
  return [...refused.values()];
}

/** NB: as it was when it was refused, so that this says the same for ever. */
function goesOn({ event, commit }: Omit<Refusal, 'goesOn'>, { grants, positions }: Read): boolean {
  const at = positions.get(commit) ?? 0;
  return [...grants.values()].some(
    ({ event: { path }, index, closed }) =>
      path === event.path && index < at && (closed === undefined || closed.index > at),
  );
}

function byPath(one: WithPath, other: WithPath): number {
  return one.event.path < other.event.path ? -1 : 1;
}

interface WithPath {
  readonly event: { readonly path: string };
}
