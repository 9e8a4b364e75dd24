/** Looks whether owners have reviewed what was granted before they had looked: a few pull requests a turn (§2.2). */
import type { Review } from '../../core/approval/facts.ts';
import { byPullRequest } from '../../core/grant/debts.ts';
import { paymentsOf } from '../../core/grant/paid.ts';
import { heldTheVersionInForce } from '../../core/ledger/guardrail-states.ts';
import type { Unplaced } from '../../core/ledger/event.ts';
import type { GrantState, Ledger } from '../../core/ledger/history.ts';
import { between, minutes, type Instant } from '../../core/time.ts';
import { readApprovalFacts } from '../read/approval-facts.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { HistorySnapshot, InForce } from '../read/read-history.ts';
import type { Memory, World } from '../world.ts';

/** Each costs one question, which GitHub answers for nothing while nobody reviewed it. */
const A_FEW = 5;
/** Who is an owner changes without a review; so often it is judged again whether one that stands there counts. */
const ROUND = minutes(5);

type Some = readonly [GrantState, ...(readonly GrantState[])];

/** NB: what GitHub does not answer is asked for again at the next turn; nothing waits for it. */
export async function readPayments(
  world: World,
  memory: Memory,
  history: HistorySnapshot,
  now: Instant,
): Promise<readonly Unplaced<'reviewed'>[]> {
  const { ledger, inForce } = history;
  const owed = byPullRequest(ledger.debts.values());
  const numbers = new Set(owed.map(([{ event }]) => event.pr.number));
  for (const number of memory.debts.keys()) if (!numbers.has(number)) memory.debts.delete(number);
  if (inForce === undefined) return [];
  const askedAt = ([{ event }]: Some) => memory.debts.get(event.pr.number)?.askedAt ?? 0;
  const few = owed.toSorted((one, other) => askedAt(one) - askedAt(other)).slice(0, A_FEW);
  const paid = await inParallel(few, A_FEW, async (debts) =>
    asFact(readPaid(debts, { world, memory, history, inForce, now })),
  );
  return paid.flatMap((one) => (one.kind === 'read' ? one.value : []));
}

interface Ground {
  readonly world: World;
  readonly memory: Memory;
  readonly history: HistorySnapshot;
  readonly inForce: InForce;
  readonly now: Instant;
}

async function readPaid(debts: Some, ground: Ground): Promise<readonly Unplaced<'reviewed'>[]> {
  const { world, memory, inForce, now } = ground;
  const [{ event }] = debts;
  const { number } = event.pr;
  const known = memory.debts.get(number);
  memory.debts.set(number, { state: undefined, judgedAt: undefined, ...known, askedAt: now });
  const reviews = await world.github.reviews(number);
  if (!reviews.some((review) => mayPay(review, debts))) return [];
  const state = JSON.stringify([inForce.version.commit, reviews]);
  const isJudged = known?.judgedAt !== undefined && between(known.judgedAt, now) < ROUND;
  if (isJudged && known.state === state) return [];
  const paid = await judge(debts, reviews, ground);
  memory.debts.set(number, { askedAt: now, state, judgedAt: now });
  return paid;
}

/** Whether it is worth asking who gave it. */
function mayPay({ state, by }: Review, [{ event }]: Some): boolean {
  return state === 'approved' && by.kind === 'person' && by.id !== event.author.id;
}

async function judge(
  debts: Some,
  reviews: readonly Review[],
  { world, history, inForce: { guardrails }, now }: Ground,
): Promise<readonly Unplaced<'reviewed'>[]> {
  const { repository, ledger, head } = history;
  const [{ event }] = debts;
  const pullRequest = await world.github.pullRequest(event.pr.number);
  if (pullRequest === undefined) return [];
  const github = { ...world.github, reviews: async () => reviews };
  const facts = await readApprovalFacts(
    { git: world.git, github },
    {
      repository,
      pullRequest,
      // What it brought, and not what came since.
      base: event.pr.base,
      guardrails,
      codeownersAt: heldTheVersionInForce(ledger) ?? head,
    },
  );
  return paymentsOf({ debts, granted: grantedWith(debts, ledger), facts, guardrails, now });
}

/** All that was granted with the same merge: the check had shown it together. */
function grantedWith([{ event, commit }]: Some, { grants }: Ledger): readonly GrantState[] {
  return [...grants.values()].filter(
    (one) => one.commit === commit && one.event.pr.number === event.pr.number,
  );
}
