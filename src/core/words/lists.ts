/** Small pieces of sentences. */
import type { Duration } from '../time.ts';

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

/** `a, b or 3 more`: as many as can be read at a glance. */
export function someOf(items: readonly string[], last: 'and' | 'or' = 'and', most = 5): string {
  const rest = items.length - most;
  return list(rest <= 0 ? items : [...items.slice(0, most), `${rest} more`], last);
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const SPOKEN = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** `2 hours`, `1 day`, `90 minutes`: the largest unit that leaves nothing over. */
export function span(duration: Duration): string {
  const unit = SPOKEN.find(([size]) => duration >= size && duration % size === 0);
  return unit === undefined
    ? count(Math.round(duration / 1_000), 'second')
    : count(duration / unit[0], unit[1]);
}
