/** What stands against guardrails that an open pull request would bring, before anybody is asked to approve them. */
import {
  guardrailsAt,
  isGuardrail,
  sameFiles,
  type GuardrailStanding,
} from '../core/ledger/guardrail-states.ts';
import { unusableVersion } from '../core/ledger/succession.ts';
import type { Problem } from '../core/problem.ts';
import type { Change, Entry, PullRequestContent } from '../core/repository.ts';
import * as words from '../core/words/review.ts';
import { readGuardrails, type InForce } from './read-history.ts';
import type { World } from './world.ts';

export async function unusableGuardrails(
  { git, sealKey }: Pick<World, 'git' | 'sealKey'>,
  content: PullRequestContent,
  { version }: InForce,
  standing: GuardrailStanding,
): Promise<readonly Problem[]> {
  if (content.changes.some(isSubmodule)) return [];
  const base = await git.tree(content.mergeBase);
  const after = guardrailsAt(treeAfter(base, content));
  // Putting the version in force back is always right, wherever it began.
  if (sameFiles(after, version.files)) return [];
  // NB: while the branch holds another version, a merge would have it before itself, and could never be proved (§5).
  const comesSecond = standing.kind === 'in force' ? [] : [words.anotherChangeComesFirst()];
  const startsElsewhere = sameFiles(guardrailsAt(base), version.files)
    ? []
    : [words.startsFromAnotherVersion()];
  const unusable = unusableVersion(await readGuardrails(git, after), after, sealKey.publicKey);
  return [...comesSecond, ...startsElsewhere, ...unusable.map(words.versionIsUnusable)];
}

/** NB: it has no bytes in this repository, and asking for them would fail at each turn. Its mode alone is refused already. */
function isSubmodule({ path, after }: Change): boolean {
  return isGuardrail(path) && after?.mode === '160000';
}

function treeAfter(
  base: ReadonlyMap<string, Entry>,
  { changes }: PullRequestContent,
): ReadonlyMap<string, Entry> {
  const tree = new Map(base);
  for (const { path, after } of changes) {
    if (after === undefined) tree.delete(path);
    else tree.set(path, after);
  }
  return tree;
}
