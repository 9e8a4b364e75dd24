/** What clusters remember of who was told what: the ConfigMap `daypass-told`, so that nobody is told twice. */
import {
  formatInstant,
  hours,
  instantOf,
  minutes,
  parseInstant,
  type Duration,
  type Instant,
} from '../time.ts';

export interface Telling {
  /** `claimed`: somebody is about to tell it. */
  readonly state: 'claimed' | 'told';
  readonly at: Instant;
  /** Of the process that tells: eight hexadecimal digits, others in each. */
  readonly by: string;
}

export interface Told {
  /** When telling began: nothing of before is told. */
  readonly since: Instant;
  /** By destination and key, as `slack granted 7f3a9c21d05be8140c62`. */
  readonly tellings: ReadonlyMap<string, Telling>;
}

/** NB: longer than anything is looked back at, or what was told would be told again. */
const KEPT_FOR: Duration = hours(6);
const MOST = 5_000;
/** Whoever claimed it is taken for dead after this time, and another tells it. */
export const CLAIM_LASTS: Duration = minutes(2);

export function tellingOf(destination: string, key: string): string {
  return `${destination} ${key}`;
}

/** What several clusters say of it to the process `by`: told in one is told, and claimed by another in one is claimed. */
export function standingOf(
  telling: string,
  all: readonly Told[],
  by: string,
  now: Instant,
): 'free' | 'claimed' | 'told' {
  const found = all.flatMap(({ tellings }) => tellings.get(telling) ?? []);
  if (found.some(({ state }) => state === 'told')) return 'told';
  // NB: a claim of a time to come, which nobody can have made, would last for ever.
  const isAnothers = (claim: Telling) => claim.by !== by && Math.abs(now - claim.at) < CLAIM_LASTS;
  return found.some(isAnothers) ? 'claimed' : 'free';
}

/** When telling began, as several clusters remember it; undefined where none does. */
export function beganIn(all: readonly Told[]): Instant | undefined {
  return all.length === 0 ? undefined : instantOf(Math.min(...all.map(({ since }) => since)));
}

/** `free`: whoever makes the change claims it no longer. `forgotten`: it would be news again. */
export type Change = Telling['state'] | 'free' | 'forgotten';

/** By telling. */
export type Changes = ReadonlyMap<string, Change>;

/**
 * After these changes by one process; the same object where they change nothing. What is old goes, and so do the oldest of too
 * many.
 */
export function withTellings(told: Told, changes: Changes, by: string, at: Instant): Told {
  const effective = [...changes].filter(([telling, to]) => isChanged(told.tellings.get(telling), to, by));
  if (effective.length === 0) return told;
  const all = new Map(told.tellings);
  for (const [telling, to] of effective) {
    if (to === 'free' || to === 'forgotten') all.delete(telling);
    else all.set(telling, { state: to, at, by });
  }
  const kept = [...all]
    .filter(([, one]) => at - one.at < KEPT_FOR && one.at - at < CLAIM_LASTS)
    .toSorted(([, one], [, other]) => other.at - one.at)
    .slice(0, MOST);
  return { since: told.since, tellings: new Map(kept) };
}

function isChanged(found: Telling | undefined, to: Change, by: string): boolean {
  switch (to) {
    case 'claimed':
      return true;
    case 'told':
      return found?.state !== 'told';
    case 'free':
      return found?.state === 'claimed' && found.by === by;
    case 'forgotten':
      return found !== undefined;
  }
}

/** The data of the ConfigMap. */
export function toldData({ since, tellings }: Told): Readonly<Record<string, string>> {
  const lines = [...tellings].map(
    ([telling, { state, at, by }]) => `${formatInstant(at)} ${state} ${by} ${telling}`,
  );
  return { since: formatInstant(since), tellings: lines.map((line) => `${line}\n`).join('') };
}

const LINE = /^(\S+) (claimed|told) ([0-9a-f]{8}) ([a-z0-9 -]{1,300})$/;

/** Undefined where the data is of another form; a line of it that is, is left out: the worst that follows is hearing twice. */
export function parseTold(data: Readonly<Record<string, string>>): Told | undefined {
  const since = parseInstant(data['since'] ?? '');
  if (since === undefined) return undefined;
  const tellings = (data['tellings'] ?? '').split('\n').flatMap((line) => {
    const [, time = '', state, by = '', telling = ''] = LINE.exec(line) ?? [];
    const at = parseInstant(time);
    if (at === undefined || (state !== 'claimed' && state !== 'told')) return [];
    return [[telling, { state, at, by }] as const];
  });
  return { since, tellings: new Map(tellings) };
}
