/** Reads what commits say, beside what they change. */
import type { Commit, CommitWithMessage } from '../../core/repository.ts';
import type { GitReader } from '../../ports.ts';

export async function withMessages(
  git: Pick<GitReader, 'messages'>,
  commits: readonly Commit[],
): Promise<readonly CommitWithMessage[]> {
  const messages = await git.messages(commits.map(({ oid }) => oid));
  return commits.map((commit, index) => {
    const message = messages[index];
    if (message === undefined) throw new Error(`the message of ${commit.oid} was not given`);
    return { ...commit, message };
  });
}
