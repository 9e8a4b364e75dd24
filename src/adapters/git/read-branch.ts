/** Reads a branch's first-parent chain and its files; what was read before is not read again. */
import type { Branch, Commit, Oid } from '../../core/repository.ts';
import { assertOid } from './names.ts';
import { oneText } from './one-text.ts';
import { firstParentLog, readCommits } from './read-commits.ts';
import { readTree, type GitPlace } from './read-tree.ts';

export interface BranchReader {
  readonly read: (place: GitPlace, name: string, head: Oid) => Promise<Branch>;
}

/**
 * Reading goes from the head back to the first commit that is known, which serves all cases: a head that moved on, one
 * that was set back (a stale answer), and a rewritten branch, which shares only its beginning.
 */
export function makeBranchReader(): BranchReader {
  let last: Branch | undefined;
  let commits: readonly Commit[] = [];
  const indexes = new Map<Oid, number>();
  const indexOf = (oid: Oid): number | undefined => {
    const index = indexes.get(oid);
    // An index may be older than the branch as it is now: it holds only if the commit is still there.
    return index !== undefined && commits[index]?.oid === oid ? index : undefined;
  };
  return {
    read: async (place, name, head) => {
      assertOid(head);
      if (last?.name === name && last.commits.at(-1)?.oid === head) return last;
      // What the tree holds and what commits brought into it are the same paths and blobs.
      const text = oneText(last?.tree.keys());
      const [found, tree] = await Promise.all([
        readCommits(
          // The branch is read whole, however long: its history is the ledger.
          { ...place, args: [...firstParentLog, head, '--'], maxBytes: Infinity },
          (oid) => indexOf(oid) !== undefined,
          text,
        ),
        readTree(place, head, text),
      ]);
      const kept = found.stoppedAt === undefined ? 0 : (indexOf(found.stoppedAt) ?? -1) + 1;
      commits = commits.slice(0, kept).concat(found.commits.toReversed());
      for (let index = kept; index < commits.length; index += 1) {
        const commit = commits[index];
        if (commit !== undefined) indexes.set(commit.oid, index);
      }
      last = { name, commits, tree };
      return last;
    },
  };
}
