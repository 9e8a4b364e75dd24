/** Reads a comment once more by itself. NB: a list may be old, and does not tell whether somebody edited it. */
import { wordIn } from '../core/grant/command.ts';
import type { GitHubReader } from '../ports.ts';
import type { Said } from './hearing.ts';

/** `void`: it was deleted, or is not what the list made of it. Throws `Unavailable` where GitHub did not answer. */
export async function confirmSaid(
  github: Pick<GitHubReader, 'saidComment'>,
  { command, node }: Pick<Said, 'command' | 'node'>,
): Promise<'said' | 'edited' | 'void'> {
  const comment = await github.saidComment(node);
  if (comment?.by?.id !== command.by.id || comment.pullRequest !== command.pullRequest) return 'void';
  return !comment.isEdited && wordIn(comment.body) === command.word ? 'said' : 'edited';
}
