/** The entries of `alsoApprovedBy`: who must approve besides the owners of the files, one more person for each (§2.2). */
import { entryOfThePolicy } from '../words/ownership-problems.ts';
import type { ApprovalFacts } from './facts.ts';
import { ownerDoubts, type Collected } from './owners.ts';
import { ownerOf, type Owner } from './ownership.ts';

export function entriesOf(texts: readonly string[]): readonly Owner[] {
  return texts.map(ownerOf);
}

/** NB: an entry that cannot be used asks for a person whom nobody can be; that refuses, as it does for an owner. */
export function entryDoubts(entries: readonly Owner[], facts: ApprovalFacts): readonly Collected[] {
  return entries.map((entry) => ownerDoubts(entry, entryOfThePolicy(entry.text), facts));
}
