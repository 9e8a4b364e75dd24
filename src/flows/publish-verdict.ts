/** Publishes what the check of a pull request came to, where GitHub does not show it already. */
import type { ApprovalFacts } from '../core/approval/facts.ts';
import { sha256 } from '../core/crypto.ts';
import type { Problem } from '../core/problem.ts';
import type { Reviewed } from '../core/review/one-head.ts';
import type { Verdict } from '../core/review/verdict.ts';
import { checkSummary, checkTitle, COMMENT_MARK, commentBody } from '../core/words/check.ts';
import type { Annotation, CheckResult } from '../ports.ts';
import type { Memory, World } from './world.ts';

export interface ReviewedPullRequest extends Reviewed {
  /** What GitHub showed on its head when it was read. */
  readonly checks: ApprovalFacts['checks'];
}

/** `speaks`: of the pull requests with this head, this one says what the check shows. Each has its own comment. */
export async function publishVerdict(
  world: World,
  memory: Memory,
  { verdict, pullRequest: { number }, checks }: ReviewedPullRequest,
  speaks: boolean,
): Promise<void> {
  const result = checkResult(verdict);
  const mark = sha256(JSON.stringify(result));
  if (speaks && !isShown(result, mark, memory.published.get(number), checks)) {
    await world.github.publishCheck(result);
  }
  if (speaks) memory.published.set(number, mark);
  await keepComment(world, number, commentBody(verdict));
}

/**
 * Whether GitHub shows this result already. NB: checks belong to a commit. Where another pull request has this head, or had
 * it, the newest run may be the other's, and an approval counts only after a run that showed what is approved.
 */
function isShown(
  { outcome, externalId }: CheckResult,
  mark: string,
  published: string | undefined,
  checks: ApprovalFacts['checks'],
): boolean {
  const newest = checks.kind === 'read' ? checks.value.at(-1) : undefined;
  const isNewest = newest?.conclusion === outcome && newest.externalId === externalId;
  // After a restart nothing is remembered; what GitHub shows is not said again.
  if (published === undefined) return isNewest;
  return published === mark && (isNewest || outcome === 'in progress' || newest === undefined);
}

function checkResult(verdict: Verdict): CheckResult {
  return {
    head: verdict.head,
    outcome: verdict.outcome,
    externalId: verdict.digest,
    title: checkTitle(verdict),
    summary: checkSummary(verdict),
    annotations: verdict.problems.flatMap(annotation),
  };
}

function annotation({ what, why, mend, place }: Problem): readonly Annotation[] {
  return place === undefined ? [] : [{ place, title: what, message: `${why}\n${mend}` }];
}

/** Ours is the App's oldest comment that bears our mark; it is kept up to date, and never a second one is written. */
async function keepComment({ github }: World, number: number, body: string): Promise<void> {
  const comments = await github.comments(number);
  const ours = comments.find((comment) => comment.ours && comment.body.includes(COMMENT_MARK));
  if (ours === undefined) await github.createComment(number, body);
  else if (ours.body !== body) await github.updateComment(ours.id, body);
}
