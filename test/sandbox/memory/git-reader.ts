// The port GitReader over Git in memory: what the controller's own mirror would say.
import type { Branch, Commit, Oid, PullRequestContent } from '../../../src/core/repository.ts';
import { instantOf } from '../../../src/core/time.ts';
import { Unavailable, type GitReader } from '../../../src/ports.ts';
import { changesBetween, changesItMade, changesOnTheBranch } from './changes.ts';
import type { Gate } from './faults.ts';
import { commitsBetween, firstParentChain, mergeBaseOf } from './history.ts';
import { commitOf, treeOf, type Objects } from './objects.ts';

const MOST_COMMITS = 100;
const MOST_FILES = 200;

export function gitReader(objects: Objects, { call }: Gate): GitReader {
  const known = new Map<Oid, Commit>();
  let last: Branch | undefined;
  /** What is on the branch is read once; its place there never changes. */
  const onTheBranch = (oid: Oid): Commit => {
    const commit = known.get(oid) ?? commitWith(objects, oid, changesOnTheBranch(objects, oid));
    known.set(oid, commit);
    return commit;
  };
  const branchAt = (name: string, head: Oid): Branch => {
    if (last?.name === name && last.commits.at(-1)?.oid === head) return last;
    const commits = firstParentChain(objects, head).map(onTheBranch);
    last = { name, commits, tree: treeOf(objects, head) };
    return last;
  };
  return {
    branch: (name) =>
      call('branch', name, ({ branches }) => {
        const head = branches.get(name);
        if (head === undefined) throw new Unavailable(`there is no branch ${name}`);
        return branchAt(name, head);
      }),
    messages: async (commits) => commits.map((oid) => commitOf(objects, oid).message),
    pullRequestContent: (head, base) =>
      call('pullRequestContent', head, () => {
        for (const oid of [head, base]) assertCommit(objects, oid);
        return contentOf(objects, head, base);
      }),
    blob: async (oid, maxBytes) => {
      const bytes = objects.blobs.get(oid);
      if (bytes === undefined) return undefined;
      if (bytes.length > maxBytes) return { kind: 'too large', size: bytes.length };
      return { kind: 'bytes', bytes: new Uint8Array(bytes) };
    },
    tree: async (commit) => {
      assertCommit(objects, commit);
      return treeOf(objects, commit);
    },
    mergeBase: async (one, other) => {
      for (const oid of [one, other]) assertCommit(objects, oid);
      return mergeBaseOf(objects, one, other);
    },
  };
}

function contentOf(objects: Objects, head: Oid, base: Oid): PullRequestContent {
  const mergeBase = mergeBaseOf(objects, head, base);
  if (mergeBase === undefined) throw new Unavailable(`${head} and ${base} have no common history`);
  const changes = changesBetween(treeOf(objects, mergeBase), treeOf(objects, head));
  const commits = commitsBetween(objects, base, head);
  if (commits.length > MOST_COMMITS || changes.length > MOST_FILES)
    throw new Unavailable(`${head} brings more than can be read`);
  return {
    head,
    mergeBase,
    changes,
    commits: commits.map((oid) => commitWith(objects, oid, changesItMade(objects, oid))),
  };
}

function commitWith(objects: Objects, oid: Oid, changes: Commit['changes']): Commit {
  const { parents, committer } = commitOf(objects, oid);
  return { oid, parents, at: instantOf(committer.at), changes };
}

function assertCommit({ commits }: Objects, oid: Oid): void {
  if (!commits.has(oid)) throw new Unavailable(`there is no commit ${oid}`);
}
