/** What Git says of the access repository, as data: files, commits, the branch, and what a pull request changes. */
import type { Instant } from './time.ts';

/** A Git object id: 40 hex digits. */
export type Oid = string;

/** A file of a tree. `mode` is Git's own: `100644` file, `100755` executable, `120000` link, `160000` submodule. */
export interface Entry {
  readonly mode: string;
  readonly blob: Oid;
}

/** One path that differs between two trees; no `before`: added, no `after`: removed. Renames are a removal and an addition. */
export interface Change {
  readonly path: string;
  readonly before?: Entry;
  readonly after?: Entry;
}

export interface Commit {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  /** The committer's time. It orders nothing: whoever pushes chooses it. */
  readonly at: Instant;
  /**
   * On the branch: what differs from the first parent. In a pull request: what differs from every parent (§2), so that
   * merging the default branch in counts for nothing.
   */
  readonly changes: readonly Change[];
}

/** A commit as it is read for what it says. Its message is as long as all that it tells, so nobody keeps it. */
export interface CommitWithMessage extends Commit {
  /** Raw, as Git stores it; empty where it is larger than any that counts. */
  readonly message: string;
}

/** The default branch: its first-parent chain and the files at its head. */
export interface Branch {
  readonly name: string;
  /** Oldest first; the last one is the head. Never empty. */
  readonly commits: readonly Commit[];
  /** Every file at the head, by path. */
  readonly tree: ReadonlyMap<string, Entry>;
}

export type Blob =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Larger than the reader was asked to carry; `size` in bytes. */
  | { readonly kind: 'too large'; readonly size: number };

/** What a pull request brings, read from Git objects: exact bytes, no truncated listing. */
export interface PullRequestContent {
  readonly head: Oid;
  readonly mergeBase: Oid;
  /** Net: from the merge base to the head. */
  readonly changes: readonly Change[];
  /** Each commit that is reachable from the head and not from the base, oldest first. */
  readonly commits: readonly Commit[];
}

export function headOf(branch: Branch): Oid {
  const head = branch.commits.at(-1);
  if (head === undefined) throw new Error('a branch has at least one commit');
  return head.oid;
}
