// Git's objects in memory: blobs, trees and commits, each under an id that its content makes.
import { createHash } from 'node:crypto';
import type { Entry, Oid } from '../../../src/core/repository.ts';
import { emptyTree, type Commit } from '../github/git.ts';

/** Every file, by path; the order of paths is Git's own, byte by byte. */
export type Tree = ReadonlyMap<string, Entry>;

export interface Objects {
  readonly blobs: Map<Oid, Buffer>;
  readonly trees: Map<Oid, Tree>;
  readonly commits: Map<Oid, Commit>;
}

export function newObjects(): Objects {
  return { blobs: new Map(), trees: new Map([[emptyTree, new Map()]]), commits: new Map() };
}

/** The id is the one that Git itself would give. */
export function storeBlob({ blobs }: Objects, bytes: Buffer): Oid {
  const oid = idOf([`blob ${bytes.length}\0`, bytes]);
  blobs.set(oid, bytes);
  return oid;
}

export function storeTree({ trees }: Objects, entries: Iterable<readonly [string, Entry]>): Oid {
  const sorted = [...entries].sort(([one], [other]) => inBytes(one, other));
  if (sorted.length === 0) return emptyTree;
  const oid = idOf(sorted.map(([path, { mode, blob }]) => `${mode} ${blob}\t${path}\0`));
  if (!trees.has(oid)) trees.set(oid, new Map(sorted));
  return oid;
}

/** Git keeps whole seconds. */
export function storeCommit({ commits }: Objects, what: Omit<Commit, 'sha'>): Oid {
  const author = { ...what.author, at: wholeSeconds(what.author.at) };
  const committer = { ...what.committer, at: wholeSeconds(what.committer.at) };
  const sha = idOf([JSON.stringify([what.tree, what.parents, author, committer, what.message])]);
  commits.set(sha, { ...what, author, committer, sha });
  return sha;
}

export function commitOf({ commits }: Objects, oid: Oid): Commit {
  const commit = commits.get(oid);
  if (commit === undefined) throw new Error(`there is no commit ${oid}`);
  return commit;
}

/** The files of a tree, or of a commit's. */
export function treeOf({ trees, commits }: Objects, oid: Oid): Tree {
  const tree = trees.get(commits.get(oid)?.tree ?? oid);
  if (tree === undefined) throw new Error(`there is no tree ${oid}`);
  return tree;
}

export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}

export function inBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function idOf(parts: readonly (string | Buffer)[]): Oid {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
