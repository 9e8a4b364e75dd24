/**
 * A week on a fast clock: forty requests of all kinds, two controllers, three clusters, an outage of GitHub and one of a
 * cluster. In the end the history, what was written in the clusters, what people were told, and the story that was played say
 * the same (I9). NB: in memory, each minute of it; `on-real-clusters.test.ts` plays it on real API servers.
 */
import { expect, test } from 'vitest';
import type { AccessEvent, Declining } from '../../src/core/ledger/event.ts';
import { KINDS, type NotificationKind } from '../../src/core/telling/kinds.ts';
import { between, minutes, plus, type Instant } from '../../src/core/time.ts';
import { disagreements } from './agreement.ts';
import { bindingsIn, inMemory } from './clusters.ts';
import { play } from './play.ts';
import { aStage, weekClock, type TimelineStage } from './stage.ts';
import { STAGING_IS_AWAY, week, WEEK } from './week.ts';

test('[I9] history, clusters and people tell the same of a week', { timeout: 600_000 }, async () => {
  expect(week).toHaveLength(40);
  const clock = weekClock();
  const stage = await aStage(clock, inMemory(clock));
  const start = clock.now();
  const seen = await play(stage);
  const events = await stage.world.events();

  expect(disagreements(stage, seen, events)).toEqual([]);
  expect(await bindingsIn(stage.clusters)).toEqual([]);
  expect(await stage.world.files()).toEqual([]);
  expect(missing(EVENTS, events)).toEqual([]);
  expect(missing(DECLINES, events)).toEqual([]);
  const kinds = new Set<string>([...stage.told.map(({ kind }) => kind), ...OF_THE_END_LANES]);
  expect([...kinds].toSorted()).toEqual(Object.keys(KINDS).toSorted());
  expect(toldTooOften(stage, start)).toEqual([]);
  expect(untold(stage, events)).toEqual([]);
  expect(between(start, clock.now())).toBeGreaterThanOrEqual(minutes(WEEK));
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
