/** One way in which one version of the guardrails differs from another, and whether it gives more away. */

/**
 * `loosens`: somebody may get, or approve, what they could not before. `tightens`: nobody may, and somebody no longer can.
 * `changes`: anything else. NB: where the direction is not known it is `changes`, and never `tightens`.
 */
export interface Difference {
  readonly direction: 'loosens' | 'changes' | 'tightens';
  readonly sentence: string;
}

export function loosens(sentence: string): Difference {
  return { direction: 'loosens', sentence };
}

export function tightens(sentence: string): Difference {
  return { direction: 'tightens', sentence };
}

export function changes(sentence: string): Difference {
  return { direction: 'changes', sentence };
}

export interface Versions<T> {
  readonly before: T;
  readonly after: T;
}

export interface Moved {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** What a list gained and lost; order, repetition and, where logins are meant, capitals are all the same. */
export function moved(
  { before, after }: Versions<readonly string[]>,
  same: (text: string) => string = (text) => text,
): Moved {
  const [old, fresh] = [new Set(before.map(same)), new Set(after.map(same))];
  return {
    gained: [...new Set(after)].filter((text) => !old.has(same(text))),
    lost: [...new Set(before)].filter((text) => !fresh.has(same(text))),
  };
}

/** What a list gained gives more away, and what it lost gives less. */
export function moreIsLooser(
  { gained, lost }: Moved,
  say: {
    readonly gained: (texts: readonly string[]) => string;
    readonly lost: (texts: readonly string[]) => string;
  },
): readonly Difference[] {
  return [
    ...(gained.length === 0 ? [] : [loosens(say.gained(gained))]),
    ...(lost.length === 0 ? [] : [tightens(say.lost(lost))]),
  ];
}

/** The other way round: what is added here takes away. */
export function moreIsTighter(
  movement: Moved,
  say: {
    readonly gained: (texts: readonly string[]) => string;
    readonly lost: (texts: readonly string[]) => string;
  },
): readonly Difference[] {
  return moreIsLooser(
    { gained: movement.lost, lost: movement.gained },
    { gained: say.lost, lost: say.gained },
  );
}

/** Of a number: `looser` says whether more of it gives more away. */
export function counted(
  { before, after }: Versions<number>,
  looser: 'more' | 'less',
  say: () => string,
): readonly Difference[] {
  if (before === after) return [];
  return [after > before === (looser === 'more') ? loosens(say()) : tightens(say())];
}
