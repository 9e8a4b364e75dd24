/** Text of a commit message that is for people: wrapped, and unable to become a trailer, whatever somebody wrote. */
import { oneLine } from '../words/inert.ts';

const SUBJECT = 50;
const WIDTH = 72;

/** What Git or GitHub may read at the beginning of a line: a trailer, a divider, a comment. */
const READ_BY_GIT = /^([A-Za-z0-9-]+[ \t]*:|-|#)/;

/** The first candidate that fits in a subject line; the last one always must. */
export function fittingSubject(candidates: readonly string[]): string {
  const subject = candidates.find((candidate) => candidate.length <= SUBJECT);
  if (subject === undefined)
    throw new Error(`no subject of ${SUBJECT} characters among: ${candidates.join(' | ')}`);
  return subject;
}

/**
 * Wraps a paragraph at 72. NB: it never breaks before a word that Git could read at the beginning of a line; such a
 * line grows longer instead.
 */
export function wrapped(paragraph: string): string {
  const text = oneLine(paragraph).trim();
  const [first = '', ...words] = (READ_BY_GIT.test(text) ? `… ${text}` : text).split(/ +/);
  const lines = [first];
  for (const [index, word] of words.entries()) {
    const line = lines.at(-1) ?? '';
    const isFull = line.length + 1 + word.length > WIDTH;
    // A colon that stands by itself makes a trailer of the word before it.
    const beginning = words.slice(index, index + 2).join(' ');
    if (isFull && !READ_BY_GIT.test(beginning)) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}
