/** The approvals in their places: for each file its owners', and for each entry of `alsoApprovedBy` one more person's. */
import type { EventApproval } from '../ledger/event.ts';
import { countFor, type Count, type JudgedReview } from './count.ts';
import type { ApprovalFacts } from './facts.ts';
import type { OwnedFile } from './owned-files.ts';
import type { Owner } from './ownership.ts';
import { fillPlaces } from './places.ts';

export interface FileTally extends Count {
  readonly file: OwnedFile;
  readonly waits: boolean;
}

export interface EntryTally extends Count {
  readonly entry: Owner;
  /** At most one: who fills it. */
  readonly filled: EventApproval | undefined;
}

export interface Tally {
  readonly files: readonly FileTally[];
  readonly entries: readonly EntryTally[];
}

export interface Asked {
  readonly owned: readonly OwnedFile[];
  readonly entries: readonly Owner[];
  readonly approvals: number;
}

/** NB: who fills an entry is taken out of the count of every file: nobody counts twice. */
export function tally(asked: Asked, judged: readonly JudgedReview[], facts: ApprovalFacts): Tally {
  const files = asked.owned.map((file) => ({ file, ...countFor(file.ownership.owners, judged, facts) }));
  const entries = asked.entries.map((entry) => ({ entry, ...countFor([entry], judged, facts) }));
  const chosen = choose(files, entries, asked.approvals);
  const taken = new Set(chosen.flatMap((person) => person ?? []));
  return {
    files: files.map((file) => {
      const counted = file.counted.filter(({ by }) => !taken.has(by.id));
      // NB: asked this way round, a number of approvals that is no number never counts as enough.
      return { ...file, counted, waits: !(counted.length >= asked.approvals) };
    }),
    entries: entries.map((entry, index) => ({
      ...entry,
      filled: entry.counted.find(({ by }) => by.id === chosen[index]),
    })),
  };
}

/** By entry: the id of who fills it. */
function choose(
  files: readonly Count[],
  entries: readonly Count[],
  approvals: number,
): readonly (number | undefined)[] {
  const ids = new Set([...files, ...entries].flatMap(({ counted }) => counted.map(({ by }) => by.id)));
  const people = [...ids].map((id) => ({ id, files: placesOf(id, files), entries: placesOf(id, entries) }));
  const asked = { files: files.length, approvals, entries: entries.length };
  return fillPlaces(people, asked).entries.map((person) => person?.id);
}

function placesOf(id: number, counts: readonly Count[]): readonly number[] {
  return counts.flatMap(({ counted }, index) => (counted.some(({ by }) => by.id === id) ? [index] : []));
}
