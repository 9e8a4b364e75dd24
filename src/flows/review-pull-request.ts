/** The check of the open pull requests: read each, decide it, publish what is new (§3, check). */
import { checkTitle, checkSummary, commentBody, COMMENT_MARK } from '../core/words/check.ts';
import { noGuardrails } from '../core/words/review.ts';
import { review, type ReviewInput } from '../core/review/review.ts';
import { contentKind } from '../core/approval/change.ts';
import type { ApprovalFacts, PullRequest } from '../core/approval/facts.ts';
import { speakers, type Reviewed } from '../core/review/one-head.ts';
import type { Verdict } from '../core/review/verdict.ts';
import type { AskedRequest } from '../core/grant/asked.ts';
import { watch } from '../core/grant/patience.ts';
import { heldTheVersionInForce } from '../core/ledger/guardrail-states.ts';
import { sha256 } from '../core/crypto.ts';
import type { Problem } from '../core/problem.ts';
import { Unavailable, type Annotation, type CheckResult } from '../ports.ts';
import { readApprovalFacts } from './approval-facts.ts';
import { asFact, inParallel } from './gather.ts';
import { readClusters } from './read-clusters.ts';
import { readHistory, type HistorySnapshot, type InForce } from './read-history.ts';
import { placeOf, readPlaces, type Places } from './read-places.ts';
import { readRequests } from './read-requests.ts';
import { unusableGuardrails } from './review-guardrails.ts';
import type { Memory, World } from './world.ts';

const WIDTH = 4;

/**
 * Reviews these pull requests, or all that are open. Throws `Unavailable` where history or none of them could be read; one
 * that could not is told, and waits for the next time that all are reviewed.
 */
export async function reviewPullRequests(
  world: World,
  memory: Memory,
  numbers?: readonly number[],
): Promise<void> {
  const readings = await readClusters(world);
  const history = await readHistory(world, memory);
  const open = await openOnes(world, numbers);
  forgetClosed(memory, numbers === undefined ? open : undefined);
  const { inForce } = history;
  if (inForce === undefined) {
    throw new Unavailable(noGuardrails());
  }
  // NB: one pull request that cannot be read holds up no other's check, and slows no other down.
  const attempts = await inParallel(open, WIDTH, async (pullRequest) =>
    asFact(readOpen(world, pullRequest, history, inForce)),
  );
  const read = attempts.flatMap((one) => (one.kind === 'read' ? [one.value] : []));
  const further = read.flatMap(({ requests }) =>
    requests.map(({ path }) => placeOf(path, inForce.guardrails)),
  );
  // NB: a watch of its own. What a check has seen must not use up the patience of the record lane.
  const places = await readPlaces(
    readings,
    history,
    world,
    memory,
    watch(new Map(), world.clock.now()),
    further,
  );
  const decided = await inParallel(read, WIDTH, async (one) =>
    asFact(reviewOne(world, one, history, inForce, places)),
  );
  const reviewed = decided.flatMap((one) => (one.kind === 'read' ? [one.value] : []));
  const speaking = speakers(reviewed);
  const published = await inParallel(reviewed, WIDTH, async (one) =>
    asFact(publish(world, memory, one, speaking.has(one.pullRequest.number))),
  );
  const failures = [...attempts, ...decided, ...published].flatMap((one) =>
    one.kind === 'unread' ? [one.why] : [],
  );
  const [first] = failures;
  if (first !== undefined && failures.length === open.length) throw new Unavailable(first);
  for (const why of failures) world.journal.note('A pull request could not be reviewed.', { why });
}

async function openOnes(
  { github }: World,
  numbers: readonly number[] | undefined,
): Promise<readonly PullRequest[]> {
  if (numbers === undefined) return inParallel(await github.openPullRequests(), WIDTH, async (one) => one);
  const found = await inParallel(numbers, WIDTH, async (number) => github.pullRequest(number));
  return found.filter((pullRequest) => pullRequest?.state === 'open').filter((one) => one !== undefined);
}

function forgetClosed({ published }: Memory, open: readonly PullRequest[] | undefined): void {
  if (open === undefined) return;
  const numbers = new Set(open.map(({ number }) => number));
  for (const number of published.keys()) if (!numbers.has(number)) published.delete(number);
}

interface OpenPullRequest {
  readonly facts: ApprovalFacts;
  readonly requests: readonly AskedRequest[];
}

async function readOpen(
  world: World,
  pullRequest: PullRequest,
  { repository, head, ledger }: HistorySnapshot,
  { guardrails }: InForce,
): Promise<OpenPullRequest> {
  const facts = await readApprovalFacts(world, {
    repository,
    pullRequest,
    base: head,
    guardrails,
    codeownersAt: heldTheVersionInForce(ledger) ?? head,
  });
  const requests =
    facts.content.kind === 'read' ? await readRequests(world.git, facts.content.value.changes) : [];
  return { facts, requests };
}

interface ReviewedPullRequest extends Reviewed {
  readonly checks: ApprovalFacts['checks'];
}

async function reviewOne(
  world: World,
  one: OpenPullRequest,
  history: HistorySnapshot,
  inForce: InForce,
  places: Places,
): Promise<ReviewedPullRequest> {
  const { pullRequest, checks } = one.facts;
  return { pullRequest, checks, verdict: await verdictOf(world, one, history, inForce, places) };
}

async function verdictOf(
  world: World,
  { facts, requests }: OpenPullRequest,
  history: HistorySnapshot,
  inForce: InForce,
  clusters: Places,
): Promise<Verdict> {
  const { ledger, standing } = history;
  const input: ReviewInput = {
    facts,
    requests,
    guardrails: inForce.guardrails,
    branchIsInForce: standing.kind === 'in force',
    clusters,
    held: new Map([...ledger.open.values()].map((state) => [state.event.path, state])),
    unusableGuardrails: await guardrailProblems(world, facts, inForce),
    now: world.clock.now(),
  };
  return review(input);
}

async function guardrailProblems(
  world: World,
  { content }: ApprovalFacts,
  inForce: InForce,
): Promise<readonly Problem[]> {
  if (content.kind === 'unread' || contentKind(content.value).kind !== 'guardrails') return [];
  return unusableGuardrails(world, content.value, inForce);
}

async function publish(
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
