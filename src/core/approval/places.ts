/** Who fills which place: owners of each file, and one more person for each entry of `alsoApprovedBy` (§2.2). */

/** What one person may fill: the files that they own, and the entries that they belong to, by index. */
export interface Filler {
  readonly files: readonly number[];
  readonly entries: readonly number[];
}

export interface PlacesAsked {
  /** How many files there are; each of them needs `approvals` distinct owners. */
  readonly files: number;
  readonly approvals: number;
  /** How many entries there are; each of them needs one person. */
  readonly entries: number;
}

export interface Filled<Person> {
  /** By entry: who fills it. Whoever fills none counts for every file that they own. */
  readonly entries: readonly (Person | undefined)[];
  /** Whether every place is filled. NB: true only where it is; see `exact` for the other way round. */
  readonly complete: boolean;
  /** Whether everything was tried, so that no other choice would fill more. */
  readonly exact: boolean;
}

/**
 * Chooses who fills the entries so that as many places as possible are filled. NB: nobody counts twice: who fills an entry
 * counts for no file, and for no other entry. One person may own several files, and counts for each of them.
 */
export function fillPlaces<Person extends Filler>(
  people: readonly Person[],
  asked: PlacesAsked,
): Filled<Person> {
  const kinds = kindsOf(people);
  let choices: readonly Choice[] = [{ used: kinds.map(() => 0), by: [] }];
  let exact = true;
  for (let entry = 0; entry < asked.entries; entry += 1) {
    const further = continuations(choices, entry, kinds);
    exact &&= further.exact;
    ({ choices } = further);
  }
  // Of choices that fill as much, the last: it leaves people where they own files.
  const best = choices.reduce((one, other) =>
    filledBy(other, kinds, asked) >= filledBy(one, kinds, asked) ? other : one,
  );
  return {
    entries: personsIn(best, kinds),
    complete: filledBy(best, kinds, asked) >= asked.entries + asked.files * asked.approvals,
    exact,
  };
}

/** NB: a policy of many entries, and a crowd that approves, must not keep the controller busy for long. */
const MOST_CHOICES = 2_000;

/** People who may fill the same places: which of them does is all the same. */
interface Kind<Person> extends Filler {
  readonly people: readonly Person[];
}

interface Choice {
  /** How many of each kind fill an entry. */
  readonly used: readonly number[];
  /** By entry: the kind of who fills it. */
  readonly by: readonly (number | undefined)[];
}

function kindsOf<Person extends Filler>(people: readonly Person[]): readonly Kind<Person>[] {
  const groups = Map.groupBy(people, ({ files, entries }) => JSON.stringify([files, entries]));
  return [...groups.values()].map((group) => {
    const { files, entries } = group[0]!; // no group is empty
    return { files, entries, people: group };
  });
}

/** Each choice with somebody of each kind in the entry, then with the entry left empty. */
function continuations(
  choices: readonly Choice[],
  entry: number,
  kinds: readonly Kind<unknown>[],
): { readonly choices: readonly Choice[]; readonly exact: boolean } {
  // Of choices that use up the same people one is enough: they leave the same owners for the files.
  const found = new Map<string, Choice>();
  for (const { used, by } of choices) {
    for (const kind of [...mayFill(entry, used, kinds), undefined]) {
      if (found.size === MOST_CHOICES) return { choices: [...found.values()], exact: false };
      const after = kind === undefined ? used : used.with(kind, (used[kind] ?? 0) + 1);
      const key = after.join();
      if (!found.has(key)) found.set(key, { used: after, by: [...by, kind] });
    }
  }
  return { choices: [...found.values()], exact: true };
}

function mayFill(entry: number, used: readonly number[], kinds: readonly Kind<unknown>[]): readonly number[] {
  return kinds.flatMap(({ entries, people }, kind) =>
    entries.includes(entry) && (used[kind] ?? 0) < people.length ? [kind] : [],
  );
}

function filledBy({ used }: Choice, kinds: readonly Kind<unknown>[], asked: PlacesAsked): number {
  const owners = Array.from({ length: asked.files }, (_, file) =>
    kinds.reduce(
      (sum, kind, index) => (kind.files.includes(file) ? sum + kind.people.length - (used[index] ?? 0) : sum),
      0,
    ),
  );
  const entries = used.reduce((sum, number) => sum + number, 0);
  return owners.reduce((sum, number) => sum + Math.min(number, asked.approvals), entries);
}

function personsIn<Person>({ by }: Choice, kinds: readonly Kind<Person>[]): readonly (Person | undefined)[] {
  const taken = kinds.map(() => 0);
  return by.map((kind) => {
    if (kind === undefined) return undefined;
    const next = taken[kind] ?? 0;
    taken[kind] = next + 1;
    return kinds[kind]?.people[next];
  });
}
