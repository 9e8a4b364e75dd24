/** Notes taken while a file is read: what is wrong, and where everything stands. */
import type { Place, Problem } from '../problem.ts';

export type YamlPath = readonly (string | number)[];

/** Where an entry stands: its key, and its value. */
export interface Spot {
  readonly key: Place;
  readonly value: Place;
}

export interface Notes {
  readonly problems: readonly Problem[];
  readonly placeAt: (offset: number) => Place;
  readonly report: (said: Omit<Problem, 'place'>, offset: number) => void;
  /** Reports what may be but another sight of something that was reported of the same line. */
  readonly reportFirst: (said: Omit<Problem, 'place'>, offset: number) => void;
  /** Notes where the value at a path stands, and its key. */
  readonly stands: (path: string, offset: number, keyOffset?: number) => void;
  /** The spot of a path, or of its nearest parent that was read. */
  readonly spot: (path: YamlPath) => Spot;
}

/** `lineOf` counts lines and columns from 1; what is before the first line is at its beginning. */
export function takeNotes(
  file: string,
  earlier: readonly Problem[],
  lineOf: (offset: number) => { readonly line: number; readonly col: number },
): Notes {
  const problems = [...earlier];
  const told = new Set(problems.map(({ place }) => place?.line));
  const spots = new Map<string, Spot>();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineOf(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const report = (said: Omit<Problem, 'place'>, offset: number): void => {
    const place = placeAt(offset);
    told.add(place.line);
    problems.push({ ...said, place });
  };
  return {
    problems,
    placeAt,
    report,
    reportFirst: (said, offset) => {
      if (!told.has(placeAt(offset).line)) report(said, offset);
    },
    stands: (path, offset, keyOffset = offset) => {
      spots.set(path, { key: placeAt(keyOffset), value: placeAt(offset) });
    },
    spot: (path) => nearestSpot(spots, path) ?? { key: placeAt(0), value: placeAt(0) },
  };
}

/** One step of a path as the notes write it. NB: no printable key holds the mark that parts them. */
export function stepOf(step: string | number): string {
  return `\u0000${step}`;
}

function nearestSpot(spots: ReadonlyMap<string, Spot>, path: YamlPath): Spot | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = spots.get(path.slice(0, length).map(stepOf).join(''));
    if (found !== undefined) return found;
  }
  return undefined;
}
