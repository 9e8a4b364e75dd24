/** The one comment of ours on a pull request: the App's oldest that bears our mark. A second one is never written. */
import { COMMENT_MARK } from '../core/words/check.ts';
import type { GitHubReader, GitHubWriter } from '../ports.ts';

type GitHub = Pick<GitHubReader, 'comments'> & Pick<GitHubWriter, 'createComment' | 'updateComment'>;

/** Gives whether anything had to be written. */
export async function writeOwnComment(github: GitHub, number: number, body: string): Promise<boolean> {
  const comments = await github.comments(number);
  const ours = comments.find((comment) => comment.ours && comment.body.includes(COMMENT_MARK));
  if (ours?.body === body) return false;
  if (ours === undefined) await github.createComment(number, body);
  else await github.updateComment(ours.id, body);
  return true;
}
