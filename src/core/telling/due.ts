/** What is to be told now, and when there will be more. */
import type { Ledger } from '../ledger/history.ts';
import type { Patience } from '../review/pending.ts';
import { firstAfter, hours, latest, plus, type Duration, type Instant } from '../time.ts';
import { fromAlerts, type HeardAlert } from './from-alerts.ts';
import { fromEvents, fromOpenGrants, nextOfOpenGrants, type Opened } from './from-history.ts';
import { fromOpenRequests, type Looks } from './from-requests.ts';
import type { Notification } from './notification.ts';

/** What could not be told in this time is given up: it is no news any more. */
const GIVEN_UP_AFTER: Duration = hours(1);
/** What nobody was there to tell is tried for as long from when somebody is, and given up after this time. */
const OLD_AFTER: Duration = hours(4);

export interface TellingInput {
  readonly now: Instant;
  /** Nothing of before is told: nobody wants to hear of old history on the first day. */
  readonly since: Instant;
  /** When this process began to tell. */
  readonly start: Instant;
  /** Undefined where it was not read yet. */
  readonly ledger: Pick<Ledger, 'recent' | 'grants' | 'open'> | undefined;
  readonly opened: Opened;
  readonly looks: Looks;
  /** Undefined where no policy is in force. */
  readonly patience: Patience | undefined;
  readonly alerts: Iterable<HeardAlert>;
  /** NB: controllers that share a repository and no cluster remember nothing of each other; each tells of its own. */
  readonly tellsOf: (cluster: string) => boolean;
}

export interface Due {
  /** The oldest first. */
  readonly now: readonly Notification[];
  /** What is too old to be told. */
  readonly late: readonly Notification[];
  /** When the next one is due; undefined where nothing is known to come. */
  readonly next: Instant | undefined;
}

export function due(input: TellingInput): Due {
  const { now, since, start, ledger, opened, looks, patience, alerts, tellsOf } = input;
  // NB: what is older than that is not even looked at: of a long history nothing else would be.
  const from = latest(since, plus(now, LOOKED_BACK));
  const all = [
    ...(ledger === undefined ? [] : fromEvents(ledger, from)),
    ...(ledger === undefined ? [] : fromOpenGrants(ledger.open, opened, now)),
    ...fromOpenRequests(looks, patience),
    ...fromAlerts(alerts),
  ].filter(({ due, cluster }) => due > from && (cluster === undefined || tellsOf(cluster)));
  const come = all.filter((one) => one.due <= now).toSorted((one, other) => one.due - other.due);
  const isLate = ({ due }: Notification) =>
    now - latest(due, start) >= GIVEN_UP_AFTER || now - due >= OLD_AFTER;
  const ofOpenGrants = ledger && nextOfOpenGrants(ledger.open, now);
  return {
    now: come.filter((one) => !isLate(one)),
    late: come.filter(isLate),
    next: firstAfter(now, [
      ...(ofOpenGrants === undefined ? [] : [ofOpenGrants]),
      ...all.map(({ due }) => due),
    ]),
  };
}

/** Long enough to tell what is given up. */
const LOOKED_BACK: Duration = hours(-5);
