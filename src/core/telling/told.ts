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

/** `claimed`: somebody is about to tell it. */
export interface Telling {
  readonly state: 'claimed' | 'told';
  readonly at: Instant;
}

export interface Told {
  /** When telling began: nothing of before is told. */
  readonly since: Instant;
  /** By destination and key, as `slack granted 7f3a9c21d05be8140c62`. */
  readonly tellings: ReadonlyMap<string, Telling>;
}

/** NB: longer than anything is tried for, or what was told would be told again. */
const KEPT_FOR: Duration = hours(6);
const MOST = 2_000;
/** Whoever claimed it is taken for dead after this time, and another tells it. */
export const CLAIM_LASTS: Duration = minutes(2);

export function tellingOf(destination: string, key: string): string {
  return `${destination} ${key}`;
}

/** Whether somebody else is about to tell it. */
export function isClaimed(telling: Telling | undefined, now: Instant): boolean {
  return telling?.state === 'claimed' && now - telling.at < CLAIM_LASTS;
}

/** With these in this state; what is old goes, and so do the oldest of too many. */
export function withTellings(
  told: Told,
  tellings: readonly string[],
  state: Telling['state'],
  at: Instant,
): Told {
  const all = new Map([...told.tellings, ...tellings.map((telling) => [telling, { state, at }] as const)]);
  const kept = [...all]
    .filter(([, telling]) => at - telling.at < KEPT_FOR)
    .toSorted(([, one], [, other]) => other.at - one.at)
    .slice(0, MOST);
  return { since: told.since, tellings: new Map(kept) };
}

/** What several clusters remember, as one: told somewhere is told. */
export function merged(all: readonly Told[]): Told | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const tellings = new Map<string, Telling>();
  for (const [key, telling] of all.flatMap((told) => [...told.tellings])) {
    const known = tellings.get(key);
    const isNewer = known === undefined || (known.state === telling.state && known.at < telling.at);
    if (isNewer || (known.state === 'claimed' && telling.state === 'told')) tellings.set(key, telling);
  }
  return { since: instantOf(Math.min(...all.map(({ since }) => since))), tellings };
}

/** The data of the ConfigMap. */
export function toldData({ since, tellings }: Told): Readonly<Record<string, string>> {
  const lines = [...tellings].map(([telling, { state, at }]) => `${formatInstant(at)} ${state} ${telling}`);
  return { since: formatInstant(since), tellings: lines.map((line) => `${line}\n`).join('') };
}

const LINE = /^(\S+) (claimed|told) ([a-z0-9 -]{1,300})$/;

/** Undefined where the data is of another form; a line of it that is, is left out: the worst that follows is hearing twice. */
export function parseTold(data: Readonly<Record<string, string>>): Told | undefined {
  const since = parseInstant(data['since'] ?? '');
  if (since === undefined) return undefined;
  const tellings = (data['tellings'] ?? '').split('\n').flatMap((line) => {
    const [, time = '', state, telling = ''] = LINE.exec(line) ?? [];
    const at = parseInstant(time);
    if (at === undefined || (state !== 'claimed' && state !== 'told')) return [];
    return [[telling, { state, at }] as const];
  });
  return { since, tellings: new Map(tellings) };
}
