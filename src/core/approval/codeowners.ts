/** CODEOWNERS, read by GitHub's own rules. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
import { invalid, valid, type Parsed } from '../problem.ts';
import * as say from '../words/codeowners-problems.ts';
import { patternMatches } from './pattern.ts';

/** Where GitHub looks, in this order; the first that exists is the one. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** GitHub loads a file "under 3 MB". NB: the smaller reading of MB, so that we never read one that GitHub does not. */
const TOO_MANY_BYTES = 3_000_000;

export interface OwnersLine {
  /** Counts from 1. */
  readonly line: number;
  readonly pattern: string;
  /** As written: `@login`, `@org/team` or an e-mail. Empty: the line takes ownership away. */
  readonly owners: readonly string[];
  /** Why the line cannot be read. Such a line owns nothing; `ownership` refuses what it may have been meant for. */
  readonly wrong?: string;
}

export interface Codeowners {
  readonly path: string;
  readonly lines: readonly OwnersLine[];
}

/** Reads the file. Invalid as a whole: too large for GitHub, or not text. A line in error is kept, and says so. */
export function parseCodeowners(path: string, bytes: Uint8Array): Parsed<Codeowners> {
  if (bytes.length >= TOO_MANY_BYTES) return invalid([say.codeownersIsTooLarge(path)]);
  const text = decode(bytes);
  if (text === undefined) return invalid([say.codeownersIsNotText(path)]);
  const lines = text.split('\n').flatMap((content, index) => parseLine(content, index + 1));
  return valid({ path, lines });
}

/** The last line that matches a path (`a/b/c`), with or without owners; lines that cannot be read are passed over. */
export function ownersOf(codeowners: Codeowners, path: string): OwnersLine | undefined {
  return codeowners.lines.findLast((line) => line.wrong === undefined && patternMatches(line.pattern, path));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseLine(content: string, line: number): readonly OwnersLine[] {
  const words = wordsOf(content);
  const pattern = words[0];
  if (pattern === undefined || pattern.startsWith('#')) return [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  const owners = comment === -1 ? words.slice(1) : words.slice(1, comment);
  const wrong = whatIsWrongWithPattern(pattern) ?? whatIsWrongWithOwners(owners);
  return [{ line, pattern, owners, ...(wrong === undefined ? {} : { wrong }) }];
}

/** The words between spaces and tabs; a space after a backslash belongs to its word. */
function wordsOf(content: string): readonly string[] {
  return content.replace(/\r$/, '').match(/(?:\\.|[^ \t])+/gu) ?? [];
}

/** Characters that are not seen, or not seen as what they are; space is allowed where a backslash escapes it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

function whatIsWrongWithPattern(pattern: string): string | undefined {
  if (pattern.startsWith('!')) return say.negationDoesNotWork();
  if (/[[\]]/.test(pattern)) return say.rangesDoNotWork();
  if (pattern.includes('#')) return say.commentNeedsASpace();
  if (pattern.includes('***')) return say.threeAsterisks();
  if (UNSEEN.test(pattern)) return say.unseenCharacter();
  return /(?<!\\)(?:\\\\)*\\(?:\/|$)/.test(pattern) ? say.backslashEscapesNothing() : undefined;
}

const OWNER = /^(?:@[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_.-]+)?|[^@\s]+@[^@\s]+)$/;

function whatIsWrongWithOwners(owners: readonly string[]): string | undefined {
  const wrong = owners.find((owner) => !OWNER.test(owner) || UNSEEN.test(owner));
  return wrong === undefined ? undefined : say.noSuchOwner(wrong);
}
