/** Whose approval counts where, in one CODEOWNERS and in another: line by line, a line being known by its pattern. */
import type { Codeowners, OwnersLine } from '../approval/codeowners.ts';
import { REQUESTS } from '../request/path.ts';
import * as say from '../words/owners-differences.ts';
import { ignoringCase } from './compare-allowances.ts';
import {
  changes,
  loosens,
  moreIsLooser,
  moved,
  tightens,
  type Difference,
  type Versions,
} from './difference.ts';

type Lines = ReadonlyMap<string, OwnersLine>;

export function compareOwners({ before, after }: Versions<Codeowners>): readonly Difference[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const patterns = [...new Set([...old.keys(), ...fresh.keys()])].filter((one) =>
    differ(old.get(one), fresh.get(one)),
  );
  const more = patterns.length - MOST_TOLD;
  return [
    ...(before.path === after.path ? [] : [changes(say.fileIsAnother(before.path, after.path))]),
    ...patterns
      .slice(0, MOST_TOLD)
      .flatMap((pattern) => compareLine(pattern, old.get(pattern), fresh.get(pattern))),
    ...(more > 0 ? [loosens(say.moreLinesDiffer(more))] : []),
    ...order(old, fresh),
    ...unreadable(before, after),
  ];
}

/** NB: a stranger may bring a file of megabytes. What is not told one by one counts as a loosening, and never as less. */
const MOST_TOLD = 1_000;

function differ(before: OwnersLine | undefined, after: OwnersLine | undefined): boolean {
  return before?.owners.join(' ') !== after?.owners.join(' ');
}

/** Of lines with the same pattern the last one counts, and stands where it stands. */
function linesOf({ lines }: Codeowners): Lines {
  const found = new Map<string, OwnersLine>();
  for (const line of lines) {
    if (line.wrong !== undefined) continue;
    found.delete(line.pattern);
    found.set(line.pattern, line);
  }
  return found;
}

function compareLine(
  pattern: string,
  before: OwnersLine | undefined,
  after: OwnersLine | undefined,
): readonly Difference[] {
  if (after === undefined) return [changes(say.lineIsGone(pattern, before?.owners ?? []))];
  if (after.owners.length === 0) return before?.owners.length === 0 ? [] : [unowned(pattern)];
  if (before === undefined) return [loosens(say.lineIsNew(pattern, after.owners))];
  if (before.owners.length === 0) return [loosens(say.isOwned(pattern, after.owners))];
  const owners = moved({ before: before.owners, after: after.owners }, ignoringCase);
  return moreIsLooser(owners, say.owners(pattern));
}

/** NB: a request that nobody owns is refused; of other files, one that nobody owns needs nobody's approval. */
function unowned(pattern: string): Difference {
  const isOfRequests = pattern.startsWith(`/${REQUESTS}`) && pattern.endsWith('/');
  return isOfRequests ? tightens(say.requestsAreUnowned(pattern)) : changes(say.isUnowned(pattern));
}

/** NB: the last line that matches decides, so the same lines in another order are other owners. */
function order(before: Lines, after: Lines): readonly Difference[] {
  const old = [...before.keys()].filter((pattern) => after.has(pattern));
  const fresh = [...after.keys()].filter((pattern) => before.has(pattern));
  const first = fresh.find((pattern, index) => pattern !== old[index]);
  return first === undefined ? [] : [changes(say.orderIsAnother(first))];
}

function unreadable(before: Codeowners, after: Codeowners): readonly Difference[] {
  const known = new Set(before.lines.flatMap(({ wrong, pattern }) => (wrong === undefined ? [] : [pattern])));
  const fresh = after.lines.filter(({ wrong, pattern }) => wrong !== undefined && !known.has(pattern));
  return fresh.slice(0, MOST_TOLD).map(({ line, pattern }) => changes(say.lineIsInError(line, pattern)));
}
