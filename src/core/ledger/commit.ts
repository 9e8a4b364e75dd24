/** The commits that the controller writes: a subject and sentences for people, events for programs. */
import type { SealingKey } from '../crypto.ts';
import type { Oid } from '../repository.ts';
import { shortened } from '../words/inert.ts';
import type { GrantOf } from '../words/granted.ts';
import { commitSubjects, eventSentences } from '../words/ledger.ts';
import { canonicalJson } from './canonical.ts';
import { fittingSubject, wrapped } from './commit-text.ts';
import type { AccessEvent, UnplacedEvent } from './event.ts';
import { MOST_EVENTS } from './events-of.ts';
import { sealEvent } from './seal.ts';
import { TRAILER } from './trailers.ts';

export interface CommitToCompose {
  readonly repository: number;
  /** The commit that the branch is expected to be at. */
  readonly parent: Oid;
  readonly key: SealingKey;
  /** From one to fifty; see `inCommits`. */
  readonly events: readonly UnplacedEvent[];
  /** For people: a grant of history, which an event goes on with, or ends. */
  readonly grantOf?: GrantOf;
}

/** Gives the events their place in history, and seals them for it: after STALE_DATA nothing of this can be used again. */
export function composeCommit({ repository, parent, key, events, grantOf }: CommitToCompose): {
  readonly message: string;
} {
  if (events.length === 0 || events.length > MOST_EVENTS)
    throw new Error(`${events.length} events in one commit`);
  const subject = fittingSubject(commitSubjects(events, grantOf));
  const paragraphs = events.map((event) => wrapped(eventSentences(event, grantOf)));
  const trailers = events.map((event) => {
    // The union of events loses which one this is when it is spread; each had exactly these three left out.
    const placed = { ...storable(event), repository, parent, key: key.id } as AccessEvent;
    return `${TRAILER}: ${sealEvent(placed, key)}`;
  });
  return { message: `${[subject, ...paragraphs, trailers.join('\n')].join('\n\n')}\n` };
}

/** In UTF-16 units of JSON; leaves room for the sentences below what GitHub takes in one request. */
const MOST_TEXT = 200_000;

/** Splits events into commits, in order. The grants of one pull request stay together: all are granted, or none. */
export function inCommits(events: readonly UnplacedEvent[]): readonly (readonly UnplacedEvent[])[] {
  const commits: UnplacedEvent[][] = [];
  let room = { events: 0, text: 0 };
  for (const group of inseparable(events)) {
    const text = group.reduce((sum, event) => sum + canonicalJson(storable(event)).length, 0);
    if (group.length > room.events || text > room.text) {
      commits.push([]);
      room = { events: MOST_EVENTS, text: MOST_TEXT };
    }
    commits.at(-1)?.push(...group);
    room = { events: room.events - group.length, text: room.text - text };
  }
  return commits;
}

/** The same events as two commits; none where they cannot be parted. */
export function inHalves(events: readonly UnplacedEvent[]): readonly (readonly UnplacedEvent[])[] {
  const groups = inseparable(events);
  const middle = Math.ceil(groups.length / 2);
  return groups.length < 2 ? [] : [groups.slice(0, middle).flat(), groups.slice(middle).flat()];
}

function inseparable(events: readonly UnplacedEvent[]): readonly (readonly UnplacedEvent[])[] {
  const groups: UnplacedEvent[][] = [];
  for (const event of events) {
    const group = groups.at(-1);
    if (group !== undefined && belongsTo(group.at(-1), event)) group.push(event);
    else groups.push([event]);
  }
  return groups;
}

function belongsTo(previous: UnplacedEvent | undefined, event: UnplacedEvent): boolean {
  return previous?.type === 'granted' && event.type === 'granted' && previous.pr.number === event.pr.number;
}

/** Longer than any request; only what an API server says could be longer, and then hide the event from its readers. */
const LONGEST_TEXT = 16_384;

/** NB: what an API server said may hold half a character; that has no canonical spelling, and must not stop an end. */
function storable<Value>(value: Value): Value {
  if (typeof value === 'string') {
    const whole = value.toWellFormed();
    return (whole.length > LONGEST_TEXT ? shortened(whole, LONGEST_TEXT) : whole) as Value & string;
  }
  if (Array.isArray(value)) return value.map(storable) as Value & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(members.map(([key, item]) => [key, storable(item)])) as Value & object;
}
