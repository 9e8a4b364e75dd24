/** What a new version of CODEOWNERS does otherwise. */
import { names } from './allowance-differences.ts';
import { quoted } from './quote.ts';

type Names = readonly string[];

export function fileIsAnother(before: string, after: string): string {
  return `The owners are read from ${quoted(after)} instead of ${quoted(before)}.`;
}

export function lineIsNew(pattern: string, owners: Names): string {
  return `${names(owners)} may approve what ${quoted(pattern)} covers, in place of the owners of earlier lines.`;
}

export function lineIsGone(pattern: string, owners: Names): string {
  const was = owners.length === 0 ? 'which took ownership away' : `owned by ${names(owners)}`;
  return `The line ${quoted(pattern)}, ${was}, is gone: what it covered falls to an earlier line, or to nobody.`;
}

export function isOwned(pattern: string, owners: Names): string {
  return `${names(owners)} may approve what ${quoted(pattern)} covers, which nobody owned.`;
}

export function owners(pattern: string) {
  return {
    gained: (all: Names) => `${names(all)} may approve what ${quoted(pattern)} covers.`,
    lost: (all: Names) => `${names(all)} may no longer approve what ${quoted(pattern)} covers.`,
  };
}

export function requestsAreUnowned(pattern: string): string {
  return `Nobody owns ${quoted(pattern)}: requests there are refused.`;
}

export function isUnowned(pattern: string): string {
  return `Nobody owns ${quoted(pattern)}: a request there is refused, and a change of another file needs nobody's approval.`;
}

export function moreLinesDiffer(more: number): string {
  return `${more} more lines name other owners than before, too many to tell one by one.`;
}

export function orderIsAnother(pattern: string): string {
  return `The lines stand in another order, from ${quoted(pattern)} on; the last line that matches decides who owns a file.`;
}

export function lineIsInError(line: number, pattern: string): string {
  return `Line ${line}, ${quoted(pattern)}, cannot be read: what it may be meant for is refused.`;
}
