// What must agree in the end: the history, what was written in the clusters, and the story that was played (I9, I14).
import type { AccessEvent, GrantedEvent } from '../../src/core/ledger/event.ts';
import { instantIn } from '../../src/core/ledger/event.ts';
import { bindingOf } from '../../src/core/grant/binding.ts';
import { milliseconds, plus, type Instant } from '../../src/core/time.ts';
import type { Seen } from './play.ts';
import type { TimelineStage } from './stage.ts';
import { GITHUB_IS_AWAY, STAGING_IS_AWAY, week, type Minute, type Tale } from './week.ts';

/** Each a sentence; none: they agree. */
export function disagreements(
  stage: TimelineStage,
  seen: Seen,
  events: readonly AccessEvent[],
): readonly string[] {
  return [
    ...week.flatMap((tale) => historyIsOther(tale, events)),
    ...week.flatMap((tale) => accessIsOther(tale, seen)),
    ...writesAreOther(stage, events),
    ...ends(events).flatMap((event) => claimsTooMuch(event, events, stage)),
  ];
}

function historyIsOther(tale: Tale, events: readonly AccessEvent[]): readonly string[] {
  const [told, wanted] = [eventsOf(tale, events).join(', '), tale.events.join(', ')];
  return told === wanted ? [] : [`${tale.title}: history tells of ${told} instead of ${wanted}`];
}

function eventsOf({ path }: Tale, events: readonly AccessEvent[]): readonly string[] {
  return events.flatMap((event) => {
    const paths = 'path' in event ? [event.path] : event.type === 'declined' ? event.paths : [];
    return paths.includes(path) ? [event.type] : [];
  });
}

/** Turns come by the minute, and whoever is told of something acts at the next one. */
const TOLERANCE = 2;

function accessIsOther({ title, cluster, path, access }: Tale, seen: Seen): readonly string[] {
  const minutesOf = seen.get(path) ?? [];
  const [first, last] = [minutesOf[0], minutesOf.at(-1)];
  if (access === undefined) return first === undefined ? [] : [`${title}: there was access`];
  if (first === undefined || last === undefined) return [`${title}: there was no access`];
  if (last - first + 1 !== minutesOf.length) return [`${title}: there was a gap`];
  const away = cluster === 'staging' ? [STAGING_IS_AWAY] : [];
  const from = after(access.from, [...away, GITHUB_IS_AWAY]);
  const to = after(access.to, away);
  const said = [
    ...(first < from || first > from + TOLERANCE ? [`began at ${first} instead of ${from}`] : []),
    ...(last + 1 < to - 1 || last + 1 > to + TOLERANCE ? [`ended at ${last + 1} instead of ${to}`] : []),
  ];
  return said.map((what) => `${title}: ${what}`);
}

/** What falls into an outage happens when it is over. */
function after(minute: Minute, outages: readonly { readonly from: Minute; readonly to: Minute }[]): Minute {
  return outages.find(({ from, to }) => minute >= from && minute < to)?.to ?? minute;
}

/** Each grant was made once and deleted once, what was altered was put right once, and nothing else was written. */
function writesAreOther({ clusters }: TimelineStage, events: readonly AccessEvent[]): readonly string[] {
  const granted = events.filter((event): event is GrantedEvent => event.type === 'granted');
  return Object.entries(clusters).flatMap(([name, cluster]) => {
    const here = granted.filter((event) => event.cluster.name === name);
    const wanted = here.flatMap((event) => {
      const { name: binding } = bindingOf(event, '', event.repository);
      const objects = event.clusterRole === null ? 2 : 1;
      const repairs = events.filter((one) => one.type === 'drift' && one.grant === event.grant).length;
      const isByHand = events.some(
        (end) => end.type === 'revoked' && end.grant === event.grant && end.by.kind === 'cluster',
      );
      return [
        ...times(`apply ${binding}`, objects + repairs),
        ...times(`remove ${binding}`, isByHand ? 0 : objects),
      ];
    });
    const written = cluster.writes().map(({ kind, object }) => `${kind} ${object}`);
    return different(wanted, written).map((what) => `${name}: ${what}`);
  });
}

function times(what: string, count: number): readonly string[] {
  return Array.from({ length: count }, () => what);
}

function different(wanted: readonly string[], found: readonly string[]): readonly string[] {
  const [a, b] = [wanted.toSorted().join('\n'), found.toSorted().join('\n')];
  if (a === b) return [];
  const extra = found.filter((one) => !wanted.includes(one));
  const missing = wanted.filter((one) => !found.includes(one));
  return [
    ...extra.map((one) => `${one} is explained by nothing`),
    ...missing.map((one) => `${one} was not done`),
    `${wanted.length} wanted, ${found.length} written`,
  ];
}

type End = Extract<AccessEvent, { goneBy: unknown }>;

const ends = (events: readonly AccessEvent[]): readonly End[] =>
  events.filter((event): event is End => 'goneBy' in event);

/** No commit says that a binding is gone which is still there, and none was made before history told of it (I14). */
function claimsTooMuch(
  end: End,
  events: readonly AccessEvent[],
  { clusters }: TimelineStage,
): readonly string[] {
  const grant = events.find(
    (event): event is GrantedEvent => event.type === 'granted' && event.grant === end.grant,
  );
  if (grant === undefined) return [`${end.grant} ends, and never began`];
  const { name } = bindingOf(grant, '', grant.repository);
  const writes = Object.values(clusters).flatMap((cluster) =>
    cluster.writes().filter(({ object }) => object === name),
  );
  const made = writes.filter(({ kind }) => kind === 'apply').map(({ at }) => at);
  const gone = writes.filter(({ kind }) => kind === 'remove').map(({ at }) => at);
  const goneBy = end.goneBy === null ? undefined : instantIn(end.goneBy);
  return [
    ...(made.every((at) => at >= second(instantIn(grant.at)))
      ? []
      : [`${name} was made before it was recorded`]),
    ...(goneBy !== undefined && gone.every((at) => second(at) <= goneBy)
      ? []
      : [`${name} is said to be gone too early`]),
  ];
}

/** History tells whole seconds. */
function second(at: Instant): Instant {
  return plus(at, milliseconds(-(at % 1000)));
}
