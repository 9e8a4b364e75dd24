/** What is past its end: said by names and the clock alone, so that it needs neither GitHub nor any record. */
import {
  between,
  latest,
  milliseconds,
  minutes,
  plus,
  seconds,
  type Duration,
  type Instant,
} from '../time.ts';
import { parseBindingName } from './binding.ts';
import type { HeldBindingKey } from './cluster-facts.ts';

/** A binding that bears a reserved name, and the end which that name states. */
export interface Ending {
  readonly binding: HeldBindingKey;
  readonly expiresAt: Instant;
}

/** The soonest first. What bears another name is none of ours, whatever its labels say. */
export function endingsOf(bindings: readonly HeldBindingKey[]): readonly Ending[] {
  return bindings
    .flatMap(({ kind, namespace, name, uid }) => {
      const parsed = parseBindingName(name);
      // The key alone: an ending is kept until it is over, and of ten thousand the rest would weigh.
      const binding = { kind, namespace, name, uid };
      return parsed === undefined ? [] : [{ binding, expiresAt: parsed.expiresAt }];
    })
    .sort((one, other) => one.expiresAt - other.expiresAt);
}

export function isOverdue({ expiresAt }: Ending, now: Instant): boolean {
  return expiresAt <= now;
}

/** What is left after this long past its end is for a person to see. */
export const PATIENCE_WITH_AN_END = minutes(2);

/**
 * What time it is in a cluster: the later of our clock and the API server's, which went on since it was read; never
 * earlier than it was already seen to be (§3.1). A clock that is wrong may end access early, never late.
 */
export function clusterNow(
  ours: Instant,
  read: { readonly date: Instant; readonly readAt: Instant } | undefined,
  lastSeen: Instant,
): Instant {
  const theirs = read === undefined ? ours : plus(read.date, between(read.readAt, ours));
  return latest(ours, theirs, lastSeen);
}

const FIRST_PAUSE = milliseconds(100);
const LONGEST_PAUSE = seconds(30);

/** How long to wait after so many failures in a row; `asked`: how long the API server wants to be left alone. */
export function pauseAfter(failures: number, asked: Duration = milliseconds(0)): Duration {
  const usual = FIRST_PAUSE * 2 ** Math.min(failures - 1, 10);
  return milliseconds(Math.min(Math.max(usual, asked), LONGEST_PAUSE));
}
