/** Reads a comment once more by itself. NB: a list may be old, and does not tell whether somebody edited it. */
import { wordIn } from '../../core/grant/command.ts';
import { between, minutes, type Instant } from '../../core/time.ts';
import type { GitHubReader } from '../../ports.ts';
import type { Said } from './hearing.ts';

/**
 * `missing`: GitHub does not know it (any more, or yet). `void`: it is not what the list made of it. Throws `Unavailable`
 * where GitHub did not answer.
 */
export async function confirmSaid(
  github: Pick<GitHubReader, 'saidComment'>,
  { command, node }: Pick<Said, 'command' | 'node'>,
): Promise<'said' | 'edited' | 'missing' | 'void'> {
  const comment = await github.saidComment(node);
  if (comment === undefined) return 'missing';
  if (comment.by?.id !== command.by.id || comment.pullRequest !== command.pullRequest) return 'void';
  return !comment.isEdited && wordIn(comment.body) === command.word ? 'said' : 'edited';
}

/** NB: what a list shows and GraphQL does not know was deleted, or a replica lags behind: young, it is asked for again. */
export function mayAppear({ at }: Said['command'], now: Instant): boolean {
  return between(at, now) < YOUNG;
}

const YOUNG = minutes(5);
