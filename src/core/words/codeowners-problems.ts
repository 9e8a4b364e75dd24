/** What can be wrong with a CODEOWNERS file, and with a line of it. */
import type { Place, Problem } from '../problem.ts';
import { code, shortened } from './inert.ts';

export function codeownersIsTooLarge(path: string): Problem {
  return {
    what: `${code(path)} is 3 MB or larger.`,
    why: 'GitHub does not load a CODEOWNERS file of that size, so nothing has an owner.',
    mend: 'Make it smaller: one pattern for a folder does the work of a line for each file.',
    place: { file: path, line: 1, column: 1 },
  };
}

export function codeownersIsNotText(path: string): Problem {
  return {
    what: `${code(path)} is not text in UTF-8.`,
    why: 'A file that can be read in two ways names no owners.',
    mend: 'Save it as UTF-8.',
    place: { file: path, line: 1, column: 1 },
  };
}

export function lineCannotBeRead(pattern: string, reason: string, place: Place): Problem {
  return {
    what: `The line ${code(shortened(pattern, 100))} is in error: ${reason}.`,
    why: 'GitHub skips such a line, and a request that it may be meant for is refused.',
    mend: 'Mend the line, or take it out.',
    place,
  };
}

export function negationDoesNotWork(): string {
  return 'a pattern that begins with `!` does not work in CODEOWNERS';
}

export function rangesDoNotWork(): string {
  return 'a range in `[ ]` does not work in CODEOWNERS';
}

export function commentNeedsASpace(): string {
  return '`#` begins a comment only after a space, and cannot stand in a pattern';
}

export function threeAsterisks(): string {
  return 'three asterisks in a row mean nothing';
}

export function unseenCharacter(): string {
  return 'it holds a character that cannot be seen';
}

export function backslashEscapesNothing(): string {
  return 'a backslash in its pattern escapes nothing';
}

export function noSuchOwner(owner: string): string {
  return `${code(owner)} is neither @login, @organisation/team nor an e-mail address`;
}
