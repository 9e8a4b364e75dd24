/** A timer of which there is only one: the last moment that was asked for. */
import type { Instant } from '../core/time.ts';
import type { Clock } from '../ports.ts';

export interface Alarm {
  /** Undefined: it does not ring. */
  readonly wakeAt: (instant: Instant | undefined) => void;
}

export function oneAlarm(clock: Clock, ring: () => void): Alarm {
  let callOff = () => {};
  return {
    wakeAt: (instant) => {
      callOff();
      callOff = instant === undefined ? () => {} : clock.at(instant, ring);
    },
  };
}
