/** Instants and durations: the only two ways that this program speaks of time. */

declare const unit: unique symbol;

/** A moment in UTC, in milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [unit]: 'instant' };

/** A span of time, in milliseconds. */
export type Duration = number & { readonly [unit]: 'duration' };

const SECOND = 1_000;
const UNITS = { m: 60 * SECOND, h: 3_600 * SECOND, d: 86_400 * SECOND } as const;

/** The instant at a number of milliseconds since the epoch, as clocks give it. */
export function instantOf(milliseconds: number): Instant {
  return milliseconds as Instant; // the one door by which a bare number becomes an instant
}

/** A span of so many milliseconds. */
export function milliseconds(count: number): Duration {
  return count as Duration; // the one door by which a bare number becomes a span
}

export function seconds(count: number): Duration {
  return milliseconds(count * SECOND);
}

export function minutes(count: number): Duration {
  return milliseconds(count * UNITS.m);
}

export function hours(count: number): Duration {
  return milliseconds(count * UNITS.h);
}

export function days(count: number): Duration {
  return milliseconds(count * UNITS.d);
}

export function plus(instant: Instant, span: Duration): Instant {
  return instantOf(instant + span);
}

/** The span from `start` to `end`; negative where `end` comes first. */
export function between(start: Instant, end: Instant): Duration {
  return milliseconds(end - start);
}

/** The latest of the instants given. */
export function latest(first: Instant, ...others: readonly Instant[]): Instant {
  return instantOf(Math.max(first, ...others));
}

/** The earliest of the instants given. */
export function earliest(first: Instant, ...others: readonly Instant[]): Instant {
  return instantOf(Math.min(first, ...others));
}

/** The first of the instants that lie ahead of now; undefined where none does. */
export function firstAfter(now: Instant, instants: readonly Instant[]): Instant | undefined {
  const ahead = instants.filter((instant) => instant > now);
  return ahead.length === 0 ? undefined : ahead.reduce((first, other) => earliest(first, other));
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Reads `2026-11-21T08:00:00Z`: UTC with `Z`, to the second, a day that exists. Anything else is undefined. */
export function parseInstant(text: string): Instant | undefined {
  if (!INSTANT.test(text)) return undefined;
  const parsed = Date.parse(text);
  if (Number.isNaN(parsed)) return undefined;
  // NB: Date.parse moves 2026-02-30 into March, and 24:00:00 into the next day. What it moves has another day.
  return new Date(parsed).getUTCDate() === Number(text.slice(8, 10)) ? instantOf(parsed) : undefined;
}

/** Writes an instant as `2026-11-21T08:00:00Z`; parts of a second are dropped. */
export function formatInstant(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** Whole seconds since the epoch, rounded down: the form that object names carry. */
export function epochSeconds(instant: Instant): number {
  return Math.floor(instant / SECOND);
}

export function fromEpochSeconds(count: number): Instant {
  return instantOf(count * SECOND);
}

const DURATION = /^([1-9]\d{0,4})([mhd])$/;

/** Reads `30m`, `2h` or `1d` (24 hours): a whole number without leading zero, at most five digits. */
export function parseDuration(text: string): Duration | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, count, letter] = match;
  return milliseconds(Number(count) * UNITS[letter as keyof typeof UNITS]); // the pattern allows only these letters
}

/** Writes a span in the largest unit that leaves nothing over: `2h`, `90m`, `1d`. */
export function formatDuration(span: Duration): string {
  for (const letter of ['d', 'h', 'm'] as const) {
    if (span >= UNITS[letter] && span % UNITS[letter] === 0) return `${span / UNITS[letter]}${letter}`;
  }
  return `${Math.round(span / SECOND)}s`;
}
