/** Which guardrail files stood on the branch, when, and where the branch left the version in force (§5). */
import { GUARDRAIL_PATHS } from '../approval/change.ts';
import { CODEOWNERS_PATHS } from '../approval/codeowners.ts';
import type { Commit, Entry, Oid } from '../repository.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../request/path.ts';
import { versionInForce, type Files, type GuardrailState, type Ledger } from './history.ts';

/** The guardrail files of a tree that GitHub would use. */
export function guardrailsAt(tree: ReadonlyMap<string, Entry>): Files {
  return filesUsed((path) => tree.get(path)?.blob);
}

export function isGuardrail(path: string): boolean {
  return GUARDRAIL_PATHS.includes(path);
}

export function sameFiles(one: Files, other: Files): boolean {
  return GUARDRAIL_PATHS.every((path) => one[path] === other[path]);
}

/** The guardrail files right after the commit at this index of the chain; none before the first commit. */
export function guardrailsAfter(ledger: Ledger, index: number): Files {
  return ledger.guardrailStates.findLast((state) => state.index <= index)?.files ?? {};
}

export type GuardrailStanding =
  /** No sealed version at all: an operator must trust one. */
  | { readonly kind: 'none in force' }
  | { readonly kind: 'in force'; readonly files: Files }
  /**
   * The branch holds another version. `since` is the commit that left the version in force for the last time: the one
   * to be proved. What came on top of it proves nothing, however honest it was.
   */
  | { readonly kind: 'departed'; readonly files: Files; readonly since: GuardrailState }
  /** The branch holds another version, and never held the one in force. */
  | { readonly kind: 'unrelated'; readonly files: Files };

export function guardrailStanding(ledger: Ledger): GuardrailStanding {
  const version = versionInForce(ledger);
  if (version === undefined) return { kind: 'none in force' };
  const states = ledger.guardrailStates;
  const files = states.at(-1)?.files ?? {};
  const lastAsInForce = states.findLastIndex((state) => sameFiles(state.files, version.files));
  if (lastAsInForce === -1) return { kind: 'unrelated', files };
  const since = states[lastAsInForce + 1];
  return since === undefined ? { kind: 'in force', files } : { kind: 'departed', files, since };
}

/**
 * The latest commit at which the guardrails in force stood on the branch; undefined where they never did. NB: what GitHub
 * says of CODEOWNERS it says of a commit, and of the lines of the file there.
 */
export function heldTheVersionInForce(ledger: Ledger): Oid | undefined {
  const version = versionInForce(ledger);
  const states = ledger.guardrailStates;
  return version && states.findLast((state) => sameFiles(state.files, version.files))?.commit;
}

/** The state after a commit; undefined where it touches no guardrail file. */
export function guardrailStateAfter(
  before: GuardrailState | undefined,
  commit: Commit,
  index: number,
): GuardrailState | undefined {
  const changes = commit.changes.filter(({ path }) => isGuardrail(path));
  if (changes.length === 0) return undefined;
  const present = new Map(before?.present);
  for (const { path, after } of changes) {
    if (after === undefined) present.delete(path);
    else present.set(path, after.blob);
  }
  return { commit: commit.oid, index, present, files: filesUsed((path) => present.get(path)) };
}

function filesUsed(blobAt: (path: string) => Oid | undefined): Files {
  const codeowners = CODEOWNERS_PATHS.find((path) => blobAt(path) !== undefined);
  const paths = [POLICY_PATH, PEOPLE_PATH, ...(codeowners === undefined ? [] : [codeowners])];
  return Object.fromEntries(
    paths.flatMap((path) => {
      const blob = blobAt(path);
      return blob === undefined ? [] : [[path, blob]];
    }),
  );
}
