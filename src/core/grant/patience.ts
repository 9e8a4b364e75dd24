/**
 * One patience for all that is missing (§3, rule 4): what complete reads have said for five minutes since this controller
 * first saw it, counts. A fact that is missing from a proof, an object that nothing explains, a head that is no
 * descendant: each may be a lagging replica's answer, so none refutes at once.
 */
import { between, minutes, type Instant } from '../time.ts';

const PATIENCE = minutes(5);

/** So long another controller may take for what is its own, before we say that none looks at it. */
export const PATIENCE_WITH_OTHERS = minutes(10);

/** When each thing that is being watched was first seen, by a key of the watcher's choice. */
export type Sightings = ReadonlyMap<string, Instant>;

export interface Watch {
  /** Whether the thing has now been seen for long enough. Each call is a sighting. */
  readonly counts: (key: string) => boolean;
  /** What was seen this time, with its first sighting: what was not seen again is forgotten. */
  readonly sightings: () => Sightings;
}

export function watch(earlier: Sightings, now: Instant): Watch {
  const seen = new Map<string, Instant>();
  return {
    counts(key) {
      const first = earlier.get(key) ?? now;
      seen.set(key, first);
      return between(first, now) >= PATIENCE;
    },
    sightings: () => seen,
  };
}
