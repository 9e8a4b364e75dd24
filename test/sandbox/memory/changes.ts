// What differs between trees: from one to another, from every parent of a merge, and what two sides make of their base.
import type { Change, Entry, Oid } from '../../../src/core/repository.ts';
import { commitOf, inBytes, treeOf, type Objects, type Tree } from './objects.ts';

export function changesBetween(from: Tree, to: Tree): readonly Change[] {
  const paths = new Set([...from.keys(), ...to.keys()]);
  return [...paths]
    .filter((path) => !same(from.get(path), to.get(path)))
    .sort(inBytes)
    .map((path) => changeOf(path, from.get(path), to.get(path)));
}

/** Against the first parent. */
export function changesOnTheBranch(objects: Objects, commit: Oid): readonly Change[] {
  const { parents } = commitOf(objects, commit);
  const before = parents[0] === undefined ? new Map() : treeOf(objects, parents[0]);
  return changesBetween(before, treeOf(objects, commit));
}

/** Against all parents at once: the files that differ from every one. `before` is what the first parent held. */
export function changesItMade(objects: Objects, commit: Oid): readonly Change[] {
  const { parents } = commitOf(objects, commit);
  const after = treeOf(objects, commit);
  const others = parents.slice(1).map((parent) => treeOf(objects, parent));
  return changesOnTheBranch(objects, commit).filter(({ path }) =>
    others.every((other) => !same(other.get(path), after.get(path))),
  );
}

/**
 * What two sides make of their base, file by file; undefined where both changed one file, and not to the same. The
 * system's git would look into the file, and follow renames: stories that need that belong to the other sandbox.
 */
export function mergedTree(base: Tree, ours: Tree, theirs: Tree): Tree | undefined {
  const merged = new Map(ours);
  for (const { path, after } of changesBetween(base, theirs)) {
    const mine = ours.get(path);
    if (same(mine, after)) continue;
    if (!same(mine, base.get(path))) return undefined;
    if (after === undefined) merged.delete(path);
    else merged.set(path, after);
  }
  return merged;
}

function same(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.blob === other?.blob && one?.mode === other?.mode;
}

function changeOf(path: string, before: Entry | undefined, after: Entry | undefined): Change {
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
