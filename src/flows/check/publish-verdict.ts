/** Publishes what the check of a pull request came to, where GitHub does not show it already. */
import type { ApprovalFacts } from '../../core/approval/facts.ts';
import { isOfAnotherBase } from '../../core/approval/retargeted.ts';
import { sha256 } from '../../core/crypto.ts';
import type { Problem } from '../../core/problem.ts';
import type { Verdict } from '../../core/review/verdict.ts';
import { checkSummary, checkTitle, commentBody } from '../../core/words/check.ts';
import type { Annotation, CheckResult } from '../../ports.ts';
import { asFact } from '../read/gather.ts';
import { writeOwnComment } from '../own-comment.ts';
import type { World } from '../world.ts';

/** What GitHub showed on the head when it was read, and since when that must have been shown. */
type OnHead = Pick<ApprovalFacts, 'checks'> & Partial<Pick<ApprovalFacts, 'retargeted'>>;

export interface Published {
  /** By which the same result is known again. */
  readonly mark: string;
  /** Whether a run was written: what was read of the head's checks is old now. */
  readonly wrote: boolean;
}

/** `mark`: of what this process last published on the same head for the same pull request. */
export async function publishVerdict(
  { github }: Pick<World, 'github'>,
  verdict: Verdict,
  onHead: OnHead,
  mark: string | undefined,
): Promise<Published> {
  const result = checkResult(verdict);
  const published = { mark: sha256(JSON.stringify(result)), wrote: false };
  if (isShown(result, published.mark, mark, onHead)) return published;
  await github.publishCheck(result);
  return { ...published, wrote: true };
}

/**
 * Whether GitHub shows this result already. NB: checks belong to a commit. Where another pull request has this head, or had
 * it, the newest run may be the other's, and an approval counts only after a run that showed what is approved. Whoever waits
 * for one is shown the same again after the base has changed; nobody else is, since any author may change it again and again.
 */
function isShown(
  { outcome, externalId }: CheckResult,
  mark: string,
  published: string | undefined,
  { checks, retargeted }: OnHead,
): boolean {
  const newest = checks.kind === 'read' ? checks.value.at(-1) : undefined;
  const isOld =
    outcome === 'action_required' &&
    newest !== undefined &&
    retargeted !== undefined &&
    isOfAnotherBase(newest, retargeted);
  const isNewest = newest?.conclusion === outcome && newest.externalId === externalId && !isOld;
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

/**
 * Keeps our comment up to date. Gives by what it is known again (`known` is how it was left); undefined where GitHub did
 * not answer: a comment may wait.
 */
export async function keepComment(
  { github }: Pick<World, 'github'>,
  number: number,
  verdict: Verdict,
  known: string | undefined,
): Promise<string | undefined> {
  const body = commentBody(verdict);
  const mark = sha256(body);
  if (mark === known) return mark;
  const written = await asFact(writeOwnComment(github, number, body));
  return written.kind === 'read' ? mark : undefined;
}
