/** A file's bytes as text that a person sees as a program does: UTF-8, printable, composed, whole (§2). */
import type { Place, Problem } from '../problem.ts';
import {
  characterIsInvisible,
  charactersAreStacked,
  fileHasNoLastNewline,
  fileIsEmpty,
  fileIsNotUtf8,
  fileIsTooLarge,
  textIsNotComposed,
} from '../words/file-problems.ts';

/** `text` is undefined where there is none to read on from; else its offsets are the file's own. */
export interface TextReading {
  readonly text: string | undefined;
  readonly problems: readonly Problem[];
}

// NB: several of these end a review in the reader's eye (bidi), or a token in the lexer (control characters).
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFFD]|(?! )\p{Zs}/u;
const EVERY_INVISIBLE = new RegExp(INVISIBLE, 'gu');
/** Longer than any language needs. NB: putting a long run in order (NFC) takes quadratic time. */
const STACKED = /\p{M}{9}/u;
const DIFFERENT_ONES_TOLD = 10;

/** Reads at most `limit` bytes. What cannot be seen is replaced after it was reported, so that the rest is still read. */
export function readText(file: string, bytes: Uint8Array, limit: number): TextReading {
  const top = { file, line: 1, column: 1 };
  if (bytes.length > limit) return unreadable({ ...fileIsTooLarge(bytes.length, limit), place: top });
  if (bytes.length === 0) return unreadable({ ...fileIsEmpty(), place: top });
  const text = decode(bytes);
  if (text === undefined) return unreadable({ ...fileIsNotUtf8(), place: top });
  return { text: text.replaceAll(EVERY_INVISIBLE, seen), problems: textProblems(file, text) };
}

/** Whether a text holds only what can be seen, in composed form. Newlines do not count as seen. */
export function isPrintable(text: string): boolean {
  return !INVISIBLE.test(text) && !STACKED.test(text) && text.normalize('NFC') === text;
}

function unreadable(problem: Problem): TextReading {
  return { text: undefined, problems: [problem] };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    // ignoreBOM keeps the mark in the text, where it is reported like any other invisible character.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function seen(character: string): string {
  if (character === '\n') return character;
  return character === '\t' || character === '\r' ? ' ' : '\uFFFD'.repeat(character.length);
}

function textProblems(file: string, text: string): readonly Problem[] {
  const problems = invisibleProblems(file, text);
  const stacked = text.search(STACKED);
  if (stacked >= 0) problems.push({ ...charactersAreStacked(), place: placeAt(file, text, stacked) });
  else problems.push(...compositionProblems(file, text));
  if (!text.endsWith('\n'))
    problems.push({ ...fileHasNoLastNewline(), place: placeAt(file, text, text.length) });
  return problems;
}

/** Each different character once, where it stands first. */
function invisibleProblems(file: string, text: string): Problem[] {
  const first = new Map<string, number>();
  for (const match of text.matchAll(EVERY_INVISIBLE)) {
    if (match[0] !== '\n' && !first.has(match[0])) first.set(match[0], match.index);
    if (first.size === DIFFERENT_ONES_TOLD) break;
  }
  return Array.from(first, ([character, offset]) => ({
    ...characterIsInvisible(character),
    place: placeAt(file, text, offset),
  }));
}

function compositionProblems(file: string, text: string): readonly Problem[] {
  const composed = text.normalize('NFC');
  if (composed === text) return [];
  let offset = 0;
  while (composed[offset] === text[offset]) offset += 1;
  return [{ ...textIsNotComposed(), place: placeAt(file, text, offset) }];
}

function placeAt(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
