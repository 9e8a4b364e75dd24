/**
 * Ends by time fill whole commits while more of them are about to come. GitHub takes only so many commits, and nobody waits for
 * these: the access is gone. NB: never for longer than a minute, and nothing is remembered; whoever plans anew finds them again.
 */
import { instantIn, type UnplacedEnd } from '../ledger/event.ts';
import { MOST_EVENTS } from '../ledger/events-of.ts';
import { between, latest, minutes, plus, seconds, type Instant } from '../time.ts';
import type { PlannedChange } from './change.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { OpenGrant } from './position.ts';

/** How far ahead another end is worth waiting for. */
const SOON = seconds(5);
/** No record of an end waits longer than this. */
const LONGEST = minutes(1);

export interface Moment {
  readonly now: Instant;
  readonly open: readonly OpenGrant[];
  /** Those that were read. */
  readonly clusters: readonly Pick<ClusterFacts, 'name' | 'now'>[];
}

export function inFullCommits(changes: readonly PlannedChange[], moment: Moment): readonly PlannedChange[] {
  if (changes.some(isWrittenAnyway)) return changes;
  const ends = new Map(
    moment.open.map(({ state: { event } }) => [event.grant, instantIn(event.expiresAt)] as const),
  );
  const endOf = ({ grant }: Pick<UnplacedEnd, 'grant'>) => ends.get(grant) ?? moment.now;
  const over = changes.flatMap(endByTime).toSorted((one, other) => endOf(one) - endOf(other));
  const [oldest, ...others] = over.slice(over.length - (over.length % MOST_EVENTS));
  if (oldest === undefined) return changes;
  const recorded = new Set(over.map(({ grant }) => grant));
  // NB: what ends where nothing was read is not recorded by this plan, however long it waits.
  const read = new Set(moment.clusters.map(({ name }) => name));
  const ahead = moment.open.flatMap(({ state: { event } }) =>
    recorded.has(event.grant) || !read.has(event.cluster.name) ? [] : [endOf(event)],
  );
  const now = latest(moment.now, ...moment.clusters.map((cluster) => cluster.now));
  if (!mayWait(endOf(oldest), ahead, now)) return changes;
  const waiting = new Set<UnplacedEnd>([oldest, ...others]);
  return changes.filter((change) => !endByTime(change).some((event) => waiting.has(event)));
}

/** `ahead`: the ends of all that is open besides. */
function mayWait(oldest: Instant, ahead: readonly Instant[], now: Instant): boolean {
  const isYoung = (end: Instant) => between(end, now) < LONGEST;
  return isYoung(oldest) && ahead.some((end) => end <= plus(now, SOON) && isYoung(end));
}

function endByTime(change: PlannedChange): readonly UnplacedEnd[] {
  return change.kind === 'end' && change.event.type === 'expired' ? [change.event] : [];
}

/** It brings a commit, in which there is room. */
function isWrittenAnyway(change: PlannedChange): boolean {
  switch (change.kind) {
    case 'end':
      return change.event.type !== 'expired';
    case 'decline':
      return change.alone;
    case 'end unseen':
    case 'grant':
    case 'refuse':
    case 'guardrails':
    case 'remove':
    case 'drift':
    case 'reviewed':
      return true;
    case 'apply':
    case 'restore role':
    case 'take':
    case 'tidy':
    case 'checkpoint':
    case 'alert':
      return false;
  }
}
