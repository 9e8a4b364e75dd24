// Which commits reach which: ancestors, the commits between two, the common ancestor.
import type { Oid } from '../../../src/core/repository.ts';
import { commitOf, type Objects } from './objects.ts';

/** The commit itself among them. */
function ancestorsOf(objects: Objects, commit: Oid): ReadonlySet<Oid> {
  const found = new Set([commit]);
  for (const oid of found) for (const parent of commitOf(objects, oid).parents) found.add(parent);
  return found;
}

export function isAncestor(objects: Objects, ancestor: Oid, of: Oid): boolean {
  return ancestorsOf(objects, of).has(ancestor);
}

/** Commits that `to` has and `from` has not, parents before their children. */
export function commitsBetween(objects: Objects, from: Oid, to: Oid): readonly Oid[] {
  const known = new Set(ancestorsOf(objects, from));
  const ordered: Oid[] = [];
  const visit = (oid: Oid): void => {
    if (known.has(oid)) return;
    known.add(oid);
    for (const parent of commitOf(objects, oid).parents) visit(parent);
    ordered.push(oid);
  };
  visit(to);
  return ordered;
}

/** Oldest first, from the root. */
export function firstParentChain(objects: Objects, head: Oid): readonly Oid[] {
  const chain: Oid[] = [];
  for (let oid: Oid | undefined = head; oid !== undefined; [oid] = commitOf(objects, oid).parents) {
    chain.push(oid);
  }
  return chain.reverse();
}

/** A common ancestor that is none of another one's; of several, the youngest. */
export function mergeBaseOf(objects: Objects, one: Oid, other: Oid): Oid | undefined {
  const mine = ancestorsOf(objects, one);
  const common = [...ancestorsOf(objects, other)].filter((oid) => mine.has(oid));
  const beaten = new Set(
    common.flatMap((oid) => [...ancestorsOf(objects, oid)].filter((below) => below !== oid)),
  );
  return common
    .filter((oid) => !beaten.has(oid))
    .sort((a, b) => commitOf(objects, b).committer.at - commitOf(objects, a).committer.at)[0];
}
