/** Which namespaces a list of patterns gained and lost, by what the patterns cover and not by how they are written. */
import { globMatches } from '../request/glob.ts';
import type { Moved, Versions } from './difference.ts';

/** More comparisons than any honest policy needs; beyond them patterns count as they are written. */
const MOST = 50_000;

/**
 * NB: a pattern that others cover loses nothing, and gains nothing. Where it takes too long to say, each pattern that is
 * written otherwise counts as both: that says too much, and never too little.
 */
export function movedPatterns({ before, after }: Versions<readonly string[]>): Moved {
  const [old, fresh] = [new Set(before), new Set(after)];
  const gained = [...fresh].filter((pattern) => !old.has(pattern));
  const lost = [...old].filter((pattern) => !fresh.has(pattern));
  if (gained.length * old.size + lost.length * fresh.size > MOST) return { gained, lost };
  return {
    gained: gained.filter((pattern) => !isCovered(pattern, old)),
    lost: lost.filter((pattern) => !isCovered(pattern, fresh)),
  };
}

/** NB: a star of the pattern is a character that only another star matches, so what matches here covers all of it. */
function isCovered(pattern: string, by: ReadonlySet<string>): boolean {
  return [...by].some((wider) => globMatches(wider, pattern));
}
