/**
 * A week on a fast clock: forty requests of all kinds, two controllers, three clusters, an outage of GitHub and one of a
 * cluster. In the end the history, what was written in the clusters, and the story that was played say the same (I9).
 * NB: in memory, for no real API server lets its clock be moved by a week.
 */
import { expect, test } from 'vitest';
import type { AccessEvent, Declining, GrantedEvent } from '../../src/core/ledger/event.ts';
import { instantIn } from '../../src/core/ledger/event.ts';
import { KINDS, type NotificationKind } from '../../src/core/telling/kinds.ts';
import { bindingOf } from '../../src/core/grant/binding.ts';
import { between, milliseconds, minutes, plus, type Instant } from '../../src/core/time.ts';
import { aStage, type TimelineStage } from './stage.ts';
import { besides, GITHUB_IS_AWAY, STAGING_IS_AWAY, week, WEEK, type Minute, type Tale } from './week.ts';

/** By path: the minutes at which there was access by it. */
type Seen = Map<string, Minute[]>;

test('[I9] history, clusters and people tell the same of a week', { timeout: 600_000 }, async () => {
  expect(week).toHaveLength(40);
  const stage = await aStage();
  const start = stage.clock.now();
  const seen = await play(stage);
  const events = await stage.world.events();

  const told = week.map((tale) => [tale.title, eventsOf(tale, events)]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(week.map((tale) => [tale.title, tale.events])));
  expect(week.flatMap((tale) => accessIsOther(tale, seen))).toEqual([]);
  expect(writesAreOther(stage, events)).toEqual([]);
  expect(ends(events).flatMap((event) => claimsTooMuch(event, events, stage))).toEqual([]);
  expect(Object.values(stage.clusters).flatMap((cluster) => cluster.bindings())).toEqual([]);
  expect(await stage.world.files()).toEqual([]);
  expect(missing(EVENTS, events)).toEqual([]);
  expect(missing(DECLINES, events)).toEqual([]);
  const kinds = new Set<string>([...stage.told.map(({ kind }) => kind), ...OF_THE_END_LANES]);
  expect([...kinds].toSorted()).toEqual(Object.keys(KINDS).toSorted());
  expect(toldTooOften(stage, start)).toEqual([]);
  expect(untold(stage, events)).toEqual([]);
  expect(between(start, stage.clock.now())).toBeGreaterThanOrEqual(minutes(WEEK));
});

/** NB: a type that is new must be played in the week too, or this does not compile, or fails. */
const EVENTS = {
  guardrails: true,
  granted: true,
  refused: true,
  expired: true,
  released: true,
  revoked: true,
  replaced: true,
  reviewed: true,
  declined: true,
  drift: true,
} as const satisfies Record<AccessEvent['type'], true>;

/** Here the end lanes sweep, and say nothing: `e2e/lives` has a real one that is frozen, `flows/end` one that is overdue. */
const OF_THE_END_LANES = ['overdue', 'frozen'] as const satisfies readonly NotificationKind[];

const DECLINES = { denied: true, withdrawn: true, 'timed out': true } as const satisfies Record<
  Declining,
  true
>;

function missing(wanted: Readonly<Record<string, true>>, events: readonly AccessEvent[]): readonly string[] {
  const seen = new Set<string>(
    events.flatMap((event) => (event.type === 'declined' ? [event.type, event.why] : [event.type])),
  );
  return Object.keys(wanted).filter((type) => !seen.has(type));
}

/** Each grant and each end is told, and not the first alone. */
function untold({ told }: TimelineStage, events: readonly AccessEvent[]): readonly string[] {
  const keys = new Set(told.flatMap((message) => message.keys));
  return events.flatMap((event) => {
    if (event.type === 'granted')
      return keys.has(`${event.review === undefined ? 'granted' : 'emergency'} ${event.grant}`)
        ? []
        : [`granted ${event.grant}`];
    if (event.type !== 'expired' && event.type !== 'released' && event.type !== 'revoked') return [];
    return keys.has(`ended ${event.grant}`) ? [] : [`${event.type} ${event.grant}`];
  });
}

/** NB: while the cluster that they share is away, two controllers know nothing of each other. */
function toldTooOften({ told }: TimelineStage, start: Instant): readonly string[] {
  const [from, to] = [plus(start, minutes(STAGING_IS_AWAY.from)), plus(start, minutes(STAGING_IS_AWAY.to))];
  const together = told.filter(({ due }) => due < from || due >= to);
  const keys = together.flatMap((message) => message.keys);
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

async function play(stage: TimelineStage): Promise<Seen> {
  const { world, clock, clusters, controllers } = stage;
  const agenda = Map.groupBy(
    [...week.flatMap(({ appointments }) => appointments), ...besides],
    ({ at }) => at,
  );
  const seen: Seen = new Map();
  for (let minute = 0; minute <= WEEK + 5; minute += 1) {
    if (minute === STAGING_IS_AWAY.from) clusters.staging.cut();
    if (minute === STAGING_IS_AWAY.to) clusters.staging.restore();
    for (const { keep } of agenda.get(minute) ?? []) await keep(stage);
    if (minute === GITHUB_IS_AWAY.from) world.github.faults.cut();
    if (minute === GITHUB_IS_AWAY.to) world.github.faults.clear();
    for (const controller of minute % 2 === 0 ? controllers : controllers.toReversed())
      await controller.turn();
    for (const cluster of Object.values(clusters))
      for (const { annotations } of cluster.bindings())
        note(seen, annotations['daypass.dev/request'] ?? '', minute);
    await clock.advance(minutes(1));
  }
  return seen;
}

function note(seen: Seen, path: string, minute: Minute): void {
  const minutesOf = seen.get(path) ?? [];
  if (minutesOf.at(-1) !== minute) minutesOf.push(minute);
  seen.set(path, minutesOf);
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
  return Object.values(clusters).flatMap((cluster) => {
    const here = granted.filter((event) => event.cluster.name === cluster.name);
    const wanted = here.flatMap((event) => {
      const { name } = bindingOf(event, '', event.repository);
      const objects = event.clusterRole === null ? 2 : 1;
      const repairs = events.filter((one) => one.type === 'drift' && one.grant === event.grant).length;
      const isByHand = events.some(
        (end) => end.type === 'revoked' && end.grant === event.grant && end.by.kind === 'cluster',
      );
      return [
        ...times(`apply ${name}`, objects + repairs),
        ...times(`remove ${name}`, isByHand ? 0 : objects),
      ];
    });
    const written = cluster.writes
      .filter(({ kind }) => kind === 'apply' || kind === 'remove')
      .map(({ kind, object }) => `${kind} ${object}`);
    return different(wanted, written).map((what) => `${cluster.name}: ${what}`);
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
    cluster.writes.filter(({ object }) => object === name),
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
