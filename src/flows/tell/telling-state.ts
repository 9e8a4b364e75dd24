/** What telling works with, and what this process remembers of it. Clusters remember it too, as long as they answer. */
import type { HeardAlert } from '../../core/telling/from-alerts.ts';
import type { NotificationKind } from '../../core/telling/kinds.ts';
import { hours, type Duration, type Instant } from '../../core/time.ts';
import type { Alert, Clock, Journal, Messenger, ToldBoard } from '../../ports.ts';

export interface Teller {
  readonly clock: Clock;
  readonly journal: Journal;
  /** What any of them says was told is not told again. */
  readonly boards: readonly ToldBoard[];
  readonly messengers: readonly Messenger[];
  /** The address of the access repository's page. */
  readonly page: string;
  readonly count: (kind: NotificationKind, outcome: 'told' | 'failed' | 'given up') => void;
}

/** A destination that did not take the last message. */
export interface Pause {
  readonly until: Instant;
  readonly inARow: number;
  readonly why: string;
}

interface Heard extends HeardAlert {
  /** And clusters remember that it was told: if it came back to another process, that would be no news. */
  readonly isOver: boolean;
}

/** Tellings are named by destination and key. */
export interface TellingState {
  /** Of this process among all that tell: eight hexadecimal digits. */
  readonly id: string;
  /** When this process began: without any cluster's memory nothing of before is told. */
  readonly start: Instant;
  /** When telling began at all, as the clusters remember it; undefined where none was asked yet. */
  since: Instant | undefined;
  /** By the key of the alert. */
  readonly heard: Map<string, Heard>;
  /** Told, or given up; and when. */
  readonly done: Map<string, Instant>;
  /** What could not be told when it was due, and of which kind it is. */
  readonly owed: Map<string, NotificationKind>;
  /** Told, and not every cluster knows it yet. */
  readonly unnoted: Set<string>;
  readonly pauses: Map<string, Pause>;
  /** How often a destination did not take it. */
  readonly refused: Map<string, number>;
  /** Destinations that the policy names and that nobody knows. */
  missing: ReadonlySet<string>;
}

export function newTellingState(start: Instant, id: string): TellingState {
  return {
    id,
    start,
    since: undefined,
    heard: new Map(),
    done: new Map(),
    owed: new Map(),
    unnoted: new Set(),
    pauses: new Map(),
    refused: new Map(),
    missing: new Set(),
  };
}

/** An alert may be over before it could be told: it happened all the same. Nobody is told of one that lasts. */
export function hear(state: TellingState, alert: Alert, at: Instant): void {
  state.heard.set(alert.key, { alert, at, again: state.heard.has(alert.key), isOver: false });
}

export function hearOver({ heard }: TellingState, key: string): void {
  const known = heard.get(key);
  if (known !== undefined) heard.set(key, { ...known, isOver: true });
}

/** NB: longer than the clusters remember it. */
const REMEMBERED: Duration = hours(7);

export function forgetOld({ heard, done, refused, owed }: TellingState, now: Instant): void {
  const isOld = (at: Instant) => now - at >= REMEMBERED;
  for (const [key, { at }] of heard) if (isOld(at)) heard.delete(key);
  for (const [telling, at] of done) if (isOld(at)) done.delete(telling);
  for (const telling of refused.keys()) if (!owed.has(telling)) refused.delete(telling);
}
