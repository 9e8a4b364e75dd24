// The verbs that the simulated GitHub is written in, over objects in memory instead of a bare repository.
import { createHash } from 'node:crypto';
import type { Entry, Oid } from '../../../src/core/repository.ts';
import type { FileChange, Files, Git } from '../github/git.ts';
import { changesBetween, mergedTree } from './changes.ts';
import { commitsBetween, firstParentChain, isAncestor, mergeBaseOf } from './history.ts';
import {
  commitOf,
  newObjects,
  storeBlob,
  storeCommit,
  storeTree,
  treeOf,
  type Objects,
  type Tree,
} from './objects.ts';

export interface MemoryGit extends Git {
  readonly objects: Objects;
}

export function memoryGit(): MemoryGit {
  const objects = newObjects();
  const refs = new Map<string, Oid>();
  const resolve = (name: string): Oid | undefined =>
    refs.get(name) ?? (objects.commits.has(name) ? name : undefined);
  return {
    objects,
    folder: 'memory',
    ...references(refs, resolve),
    ...writers(objects),
    ...readers(objects, resolve),
  };
}

type Resolve = (name: string) => Oid | undefined;

function references(refs: Map<string, Oid>, resolve: Resolve) {
  return {
    refs: async () => new Map(refs),
    updateRef: async (ref: string, sha: Oid) => {
      refs.set(ref, sha);
      return '';
    },
    deleteRef: async (ref: string) => {
      refs.delete(ref);
      return '';
    },
    resolve: async (name: string) => resolve(name) ?? null,
    /** Of git's own words only the one that the simulation says to it. */
    run: async ([word, name = '', ...rest]: readonly string[]) => {
      const oid = word === 'rev-parse' && rest.length === 0 ? resolve(name) : undefined;
      if (oid === undefined) throw new Error(`git in memory does not know how to ${word} ${name}`);
      return oid;
    },
  };
}

function writers(objects: Objects) {
  return {
    commitTree: async (what: Parameters<Git['commitTree']>[0]) => storeCommit(objects, what),
    changeTree: async (base: Oid, files: Files) => {
      const entries = new Map(treeOf(objects, base));
      for (const [path, change] of Object.entries(files)) {
        const entry = entryOf(objects, change);
        if (entry === undefined) entries.delete(path);
        else entries.set(path, entry);
      }
      return storeTree(objects, entries);
    },
    mergeTree: async (ours: Oid, theirs: Oid) => {
      const base = mergeBaseOf(objects, ours, theirs);
      const before: Tree = base === undefined ? new Map() : treeOf(objects, base);
      const merged = mergedTree(before, treeOf(objects, ours), treeOf(objects, theirs));
      return merged === undefined ? null : storeTree(objects, merged);
    },
    patchId: async (from: Oid, to: Oid) => {
      const changes = changesBetween(treeOf(objects, from), treeOf(objects, to));
      return createHash('sha1').update(JSON.stringify(changes)).digest('hex');
    },
  };
}

function readers(objects: Objects, resolve: Resolve) {
  const { commits, blobs } = objects;
  const diff = (from: Oid, to: Oid) => changesBetween(treeOf(objects, from), treeOf(objects, to));
  const linesOf = (entry: Entry | undefined) =>
    entry === undefined ? 0 : (blobs.get(entry.blob)?.toString('latin1').split('\n').length ?? 1) - 1;
  return {
    has: async (sha: Oid) => commits.has(sha),
    commit: async (sha: Oid) => commitOf(objects, sha),
    known: (sha: Oid) => commits.get(sha),
    isAncestor: async (ancestor: Oid, of: Oid) => isAncestor(objects, ancestor, of),
    mergeBase: async (one: Oid, other: Oid) => mergeBaseOf(objects, one, other) ?? null,
    between: async (from: Oid, to: Oid, ...options: string[]) =>
      commitsBetween(objects, from, to).filter(
        (oid) => !options.includes('--no-merges') || commitOf(objects, oid).parents.length < 2,
      ),
    firstParents: async (from: Oid, to: Oid) => {
      const known = new Set(firstParentChain(objects, from));
      return firstParentChain(objects, to).filter((oid) => !known.has(oid));
    },
    /** Lines are counted, not compared: a changed file counts whole. A file that only moved is one line, as GitHub counts. */
    numstat: async (from: Oid, to: Oid) => {
      const changes = diff(from, to);
      const gone = changes.filter(({ after }) => after === undefined).map(({ before }) => before?.blob);
      return changes
        .filter(({ before, after }) => before !== undefined || !takeFrom(gone, after?.blob))
        .map(({ path, before, after }) => `${linesOf(after)}\t${linesOf(before)}\t${path}`);
    },
    nameStatus: async (from: Oid, to: Oid) =>
      diff(from, to).map(({ path, before, after }) => `${statusOf(before, after)}\t${path}`),
    file: async (commitish: string, path: string): Promise<string | null> => {
      const oid = resolve(commitish);
      const entry = oid === undefined ? undefined : treeOf(objects, oid).get(path);
      return entry === undefined ? null : (blobs.get(entry.blob)?.toString('utf8') ?? null);
    },
    paths: async (commitish: string) => [...treeOf(objects, resolve(commitish) ?? commitish).keys()],
  };
}

/** Undefined: the file goes. */
function entryOf(objects: Objects, change: FileChange): Entry | undefined {
  if (change === null) return undefined;
  const { content, mode } =
    typeof change === 'string' || Buffer.isBuffer(change) ? { content: change, mode: '100644' } : change;
  // A submodule's content is the id of its commit: there is nothing to store.
  const blob = mode === '160000' ? content.toString() : storeBlob(objects, Buffer.from(content));
  return { mode, blob };
}

function statusOf(before: Entry | undefined, after: Entry | undefined): string {
  if (before === undefined) return 'A';
  return after === undefined ? 'D' : 'M';
}

function takeFrom<T>(items: T[], item: T): boolean {
  const index = items.indexOf(item);
  if (index !== -1) items.splice(index, 1);
  return index !== -1;
}
