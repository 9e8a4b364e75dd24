/** The check of the open pull requests: read each, decide it, publish what is new (§3, check). */
import { noGuardrails } from '../core/words/review.ts';
import { review, type ReviewInput } from '../core/review/review.ts';
import { contentKind } from '../core/approval/change.ts';
import type { ApprovalFacts, PullRequest } from '../core/approval/facts.ts';
import { speakers } from '../core/review/one-head.ts';
import type { Verdict } from '../core/review/verdict.ts';
import type { AskedRequest } from '../core/grant/asked.ts';
import { watch } from '../core/grant/patience.ts';
import { heldTheVersionInForce } from '../core/ledger/guardrail-states.ts';
import type { Problem } from '../core/problem.ts';
import { Unavailable } from '../ports.ts';
import { readApprovalFacts } from './approval-facts.ts';
import { publishVerdict, type ReviewedPullRequest } from './publish-verdict.ts';
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
  if (numbers === undefined) forgetClosed(memory, open);
  const { inForce } = history;
  if (inForce === undefined) throw new Unavailable(noGuardrails());
  // NB: one pull request that cannot be read holds up no other's check, and slows no other down.
  const read = await attemptAll(open, async (one) => readOpen(world, one, history, inForce));
  const asked = read.done.flatMap(({ requests }) => requests);
  const further = asked.map(({ path }) => placeOf(path, inForce.guardrails));
  // NB: a watch of its own. What a check has seen must not use up the patience of the record lane.
  const watching = watch(new Map(), world.clock.now());
  const places = await readPlaces(readings, history, world, memory, watching, further);
  const reviewed = await attemptAll(read.done, async (one) =>
    reviewOne(world, one, history, inForce, places),
  );
  const speaking = speakers(reviewed.done);
  const published = await attemptAll(reviewed.done, async (one) =>
    publishVerdict(world, memory, one, speaking.has(one.pullRequest.number)),
  );
  const failures = [...read.failures, ...reviewed.failures, ...published.failures];
  const [first] = failures;
  if (first !== undefined && failures.length === open.length) throw new Unavailable(first);
  for (const why of failures) world.journal.note('A pull request could not be reviewed.', { why });
}

/** What the world did not answer is left out, and told. */
async function attemptAll<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<{ readonly done: readonly R[]; readonly failures: readonly string[] }> {
  const facts = await inParallel(items, WIDTH, async (item) => asFact(work(item)));
  return {
    done: facts.flatMap((fact) => (fact.kind === 'read' ? [fact.value] : [])),
    failures: facts.flatMap((fact) => (fact.kind === 'unread' ? [fact.why] : [])),
  };
}

async function openOnes(
  { github }: World,
  numbers: readonly number[] | undefined,
): Promise<readonly PullRequest[]> {
  if (numbers === undefined) return github.openPullRequests();
  const found = await inParallel(numbers, WIDTH, async (number) => github.pullRequest(number));
  return found.filter((pullRequest) => pullRequest?.state === 'open').filter((one) => one !== undefined);
}

function forgetClosed({ published }: Memory, open: readonly PullRequest[]): void {
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
