/** A second reading of CODEOWNERS files, slow and obvious, that shares no code with the first: letter by letter, line by line. */
import { slowlyMatches } from './slow-pattern.ts';

export type SlowAnswer =
  | { readonly kind: 'owned'; readonly line: number; readonly owners: readonly string[] }
  | { readonly kind: 'no line matches' };

/** The last line that can be read and matches; `owners` is empty where it takes ownership away. */
export function slowlyOwned(text: string, path: string): SlowAnswer {
  let answer: SlowAnswer = { kind: 'no line matches' };
  for (const [index, content] of text.split('\n').entries()) {
    const [pattern, ...rest] = slowWords(content);
    if (pattern === undefined || pattern.startsWith('#')) continue;
    const owners = beforeTheComment(rest);
    if (!isSoundPattern(pattern) || !owners.every(isSoundOwner)) continue;
    if (slowlyMatches(pattern, path)) answer = { kind: 'owned', line: index + 1, owners };
  }
  return answer;
}

/** A space or a tab ends a word, unless the letter before it is a backslash that is not escaped itself. */
function slowWords(content: string): string[] {
  const words: string[] = [];
  let word = '';
  let isEscaped = false;
  const letters = Array.from(content.endsWith('\r') ? content.slice(0, -1) : content);
  for (const letter of letters) {
    if (!isEscaped && (letter === ' ' || letter === '\t')) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    word += letter;
    isEscaped = !isEscaped && letter === '\\';
  }
  return word === '' ? words : [...words, word];
}

function beforeTheComment(words: readonly string[]): string[] {
  const owners: string[] = [];
  for (const word of words) {
    if (word.startsWith('#')) break;
    owners.push(word);
  }
  return owners;
}

/** What GitHub says does not work: `!`, `[ ]`, `\#`; and what we do not rely on: `***`, an escape of nothing, unseen letters. */
function isSoundPattern(pattern: string): boolean {
  if (pattern[0] === '!') return false;
  let stars = 0;
  let isEscaped = false;
  for (const letter of pattern) {
    if (letter === '[' || letter === ']' || letter === '#' || !isSeen(letter)) return false;
    if (isEscaped && letter === '/') return false;
    stars = letter === '*' ? stars + 1 : 0;
    if (stars === 3) return false;
    isEscaped = !isEscaped && letter === '\\';
  }
  return !isEscaped;
}

/** `@login`, `@org/team` or an e-mail. */
function isSoundOwner(owner: string): boolean {
  if (!Array.from(owner).every((letter) => letter !== ' ' && isSeen(letter))) return false;
  const at = owner.split('@');
  if (at.length !== 2) return false;
  const [before = '', after = ''] = at;
  if (before !== '') return after !== '';
  const [login = '', team, ...more] = after.split('/');
  return more.length === 0 && isName(login, '-_') && (team === undefined || isName(team, '-_.'));
}

function isName(name: string, also: string): boolean {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const allowed = `${letters}${letters.toUpperCase()}0123456789${also}`;
  return name !== '' && Array.from(name).every((letter) => allowed.includes(letter));
}

/** Of all that the generators bring along. */
function isSeen(letter: string): boolean {
  return !['\t', '\u00a0', '\u200b', '\u202e', '\u2028', '\ufeff', '\u0000'].includes(letter);
}
