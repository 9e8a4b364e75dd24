/** What is past its end, or frozen: said by the cluster and the clock alone, so that it needs neither GitHub nor any record. */
import {
  earliest,
  between,
  latest,
  milliseconds,
  minutes,
  plus,
  seconds,
  type Duration,
  type Instant,
} from '../time.ts';
import { parseBindingName, type HeldBinding } from './binding.ts';
import type { HeldBindingKey } from './cluster-facts.ts';
import { namesBinding, type Freeze } from './freeze.ts';

/** A binding that bears a reserved name, and the end which that name states. */
export interface Ending {
  readonly binding: HeldBindingKey;
  readonly expiresAt: Instant;
  /** From then on it must be gone: it reached its end, or a freeze names it. */
  readonly dueAt: Instant;
  /** Of the freeze that names it. */
  readonly frozenFor: string | undefined;
}

/** A freeze that stands, and when it was seen. */
export interface Freezing {
  readonly freeze: Freeze;
  readonly since: Instant;
}

/** What is due first comes first. What bears another name is none of ours, whatever its labels say. */
export function endingsOf(
  bindings: readonly HeldBinding[],
  freezing: Freezing | undefined,
): readonly Ending[] {
  return bindings
    .flatMap((held) => {
      const expiresAt = parseBindingName(held.name)?.expiresAt;
      return expiresAt === undefined ? [] : [endingOf(held, expiresAt, freezing)];
    })
    .sort((one, other) => one.dueAt - other.dueAt);
}

function endingOf(held: HeldBinding, expiresAt: Instant, freezing: Freezing | undefined): Ending {
  const { kind, namespace, name, uid } = held;
  // The key alone: an ending is kept until it is over, and of ten thousand the rest would weigh.
  const binding = { kind, namespace, name, uid };
  if (freezing === undefined || !namesBinding(freezing.freeze, held))
    return { binding, expiresAt, dueAt: expiresAt, frozenFor: undefined };
  const { freeze, since } = freezing;
  return { binding, expiresAt, dueAt: earliest(expiresAt, since), frozenFor: freeze.reason };
}

export function isOverdue({ dueAt }: Pick<Ending, 'dueAt'>, now: Instant): boolean {
  return dueAt <= now;
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
