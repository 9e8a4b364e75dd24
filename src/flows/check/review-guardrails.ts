/** What stands against guardrails that an open pull request would bring, before anybody is asked to approve them. */
import {
  guardrailsAt,
  isGuardrail,
  sameFiles,
  type GuardrailStanding,
} from '../../core/ledger/guardrail-states.ts';
import { unusableVersion } from '../../core/ledger/succession.ts';
import type { Weighed } from '../../core/guardrails/weighed.ts';
import type { Problem } from '../../core/problem.ts';
import type { Change, Entry, PullRequestContent } from '../../core/repository.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import * as words from '../../core/words/review.ts';
import { readGuardrails, type HistorySnapshot, type InForce } from '../read/read-history.ts';
import { weighGuardrails } from './weigh-guardrails.ts';
import type { World } from '../world.ts';

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

/** How many of what is held, and of what is past, a check looks at. */
const MOST_JUDGED = 100;

/** NB: whose a path is takes a look at every line, and a stranger may bring a hundred thousand of them. */
const MOST_LINES = 200_000;

function mostJudged({ codeowners }: Guardrails): number {
  return Math.min(MOST_JUDGED, Math.ceil(MOST_LINES / Math.max(1, codeowners.lines.length)));
}

/** What they would change; undefined where nobody can tell, which is told as a problem besides. */
export async function weighed(
  { git }: Pick<World, 'git'>,
  content: PullRequestContent,
  { guardrails: before }: InForce,
  { ledger, branch, repository }: Pick<HistorySnapshot, 'ledger' | 'branch' | 'repository'>,
): Promise<Weighed | undefined> {
  if (content.changes.some(isSubmodule)) return undefined;
  const files = guardrailsAt(treeAfter(await git.tree(content.mergeBase), content));
  const after = await readGuardrails(git, files);
  if (after.kind === 'invalid') return undefined;
  const guardrails = { before, after: after.value };
  return weighGuardrails(git, {
    guardrails,
    ledger,
    branch,
    organisation: repository.owner,
    most: mostJudged(after.value),
  });
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
