/** What is said about commands: why a grant ended by one, and to whoever may not end it. */
import type { Word } from '../grant/command.ts';
import type { Problem } from '../problem.ts';
import { code } from './inert.ts';
import { list } from './lists.ts';

/** In the event, after who did it. */
export function askedForIt(word: Word): string {
  return `A comment asked for it: /${word}.`;
}

export function askedToEndBefore(login: string, word: Word): Problem {
  return {
    what: `${login} asked for its end by the comment /${word} before it was granted.`,
    why: 'What is asked to end before it is recorded is not granted.',
    mend: 'If the access is needed after all, ask again with a new pull request.',
  };
}

/** What of the pull request is held, for an answer. */
export interface HeldHere {
  readonly path: string;
  readonly subject: string;
}

/** To somebody who may not; one sentence. */
export function mayNotEnd(word: Word, isTheirs: boolean, held: readonly HeldHere[]): string {
  if (word === 'revoke' && isTheirs)
    return `${code('/revoke')} takes away what others hold, and this access is your own; give it back by commenting just ${code('/release')}.`;
  if (word === 'revoke')
    return `${code('/revoke')} counts only from an owner of ${list(
      held.map(({ path }) => code(path)),
      'or',
    )}, by the CODEOWNERS in force, or an administrator of this repository, so nothing has ended.`;
  const subjects = [...new Set(held.map(({ subject }) => subject))];
  return `${code('/release')} counts only from whoever holds the access, here ${list(subjects.map(code))}, so nothing has ended; an owner of its path takes it away by commenting just ${code('/revoke')}.`;
}

export function wasEdited(word: Word): string {
  return `A comment that was edited does not count, so nothing has ended; say just ${code(`/${word}`)} in a new one.`;
}

/** By which an answer is known again; GitHub shows nothing of it. */
export function answerMark(comment: number): string {
  return `<!-- daypass: this answers comment ${comment} -->`;
}

export function answerBody(login: string, comment: number, text: string): string {
  return `${answerMark(comment)}\n\n${code(login)}: ${text}`;
}
