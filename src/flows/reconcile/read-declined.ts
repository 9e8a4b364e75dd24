/** Finds the requests that were closed without a merge and that history does not tell of yet: a few a turn (§4). */
import { contentKind } from '../../core/approval/change.ts';
import type { ClosedPullRequest, PullRequest } from '../../core/approval/facts.ts';
import { declined, type ClosedRequest } from '../../core/review/declined.ts';
import { instantIn, type Unplaced } from '../../core/ledger/event.ts';
import type { Ledger } from '../../core/ledger/history.ts';
import { parseRequestPath } from '../../core/request/path.ts';
import { formatInstant, minutes, plus, type Duration, type Instant } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import { MOST_COMMITS, MOST_FILES } from '../read/approval-facts.ts';
import { closedByNow } from './closed-list.ts';
import { attemptAll } from '../read/gather.ts';
import type { HistorySnapshot, InForce } from '../read/read-history.ts';
import { readPowers } from '../read/read-powers.ts';
import type { Memory, World } from '../world.ts';

/** Anybody may open and close hundreds; what is not looked at now is at a later turn. */
const A_FEW = 5;

/** NB: nothing waits for it, and what GitHub does not answer is asked for again at the next turn. */
export async function readDeclined(
  world: World,
  memory: Memory,
  history: HistorySnapshot,
  now: Instant,
): Promise<readonly Unplaced<'declined'>[]> {
  const { inForce, ledger } = history;
  if (inForce === undefined) return [];
  const closed = await closedByNow(memory);
  if (closed.kind === 'unread') return [];
  const keys = new Set(closed.value.map(keyOf));
  for (const key of memory.declines.keys()) if (!keys.has(key)) memory.declines.delete(key);
  const fresh = closed.value.filter((one) => mayBeDeclined(one, history) && !isKnown(one, ledger));
  const unknown = fresh.filter((one) => !memory.declines.has(keyOf(one)));
  await attemptAll(unknown.toReversed().slice(0, A_FEW), A_FEW, async (one) => {
    memory.declines.set(keyOf(one), await readOne(world, one, { history, inForce, now }));
  });
  // NB: it may have waited for its commit: whoever counts hours from it, or tells of news, counts from when it is recorded.
  const at = formatInstant(now);
  return fresh.flatMap((one) => {
    const event = memory.declines.get(keyOf(one));
    return event === undefined || isIdle(event, ledger) ? [] : [{ ...event, at }];
  });
}

/** One that is opened again and closed again is another. */
function keyOf({ number, closedAt }: ClosedPullRequest): string {
  return `${number} ${closedAt}`;
}

/** What ended before there were guardrails was nobody's request, and a fork's never can be one. */
function mayBeDeclined(
  { base, head, closedAt }: ClosedPullRequest,
  { repository, ledger }: HistorySnapshot,
): boolean {
  const [first] = ledger.versions;
  const isOurs = base.repository === repository.id && base.branch === repository.defaultBranch;
  return (
    isOurs &&
    head.repository === repository.id &&
    first !== undefined &&
    closedAt >= instantIn(first.event.at)
  );
}

/** NB: told by our clock, closed by GitHub's, and history must not repeat itself where ours is a little behind. */
const CLOCKS_DIFFER_BY: Duration = minutes(1);

/** One that was opened again, and closed again, is looked at again. */
function isKnown({ number, closedAt }: ClosedPullRequest, ledger: Ledger): boolean {
  const toldAt = ledger.declined.get(number);
  return toldAt !== undefined && closedAt < plus(instantIn(toldAt), CLOCKS_DIFFER_BY);
}

/** NB: anybody may open and close it again and again; what an owner decided after that is news. */
function isIdle({ pr, by }: Unplaced<'declined'>, ledger: Ledger): boolean {
  return ledger.declined.get(pr.number) !== undefined && by.kind !== 'owner';
}

interface Ground {
  readonly history: HistorySnapshot;
  readonly inForce: InForce;
  readonly now: Instant;
}

/** Undefined: it asked for nothing. Throws where it cannot be told yet. */
async function readOne(
  world: World,
  pullRequest: ClosedPullRequest,
  { history, inForce, now }: Ground,
): Promise<Unplaced<'declined'> | undefined> {
  const full = await world.github.pullRequest(pullRequest.number);
  if (full?.state !== 'closed' || full.merged !== undefined) return undefined;
  const paths = await pathsAskedFor(world, full, history);
  if (paths.length === 0) return undefined;
  const [closing, reviews] = await Promise.all([
    world.github.closing(full.number),
    world.github.reviews(full.number),
  ]);
  if (closing === undefined) return undefined;
  const { guardrails } = inForce;
  const people = [...reviews.map(({ by }) => by), ...(closing.by === undefined ? [] : [closing.by])];
  const enders = people.flatMap((who) => paths.map((path) => ({ who, path })));
  const mayTakeAway = await readPowers(world.github, guardrails, enders);
  const closed: ClosedRequest = { pullRequest, paths, closing, reviews };
  const event = declined(closed, mayTakeAway, guardrails.policy.pendingTimeout, now);
  if (event.kind === 'unread') throw new Unavailable(event.why);
  return event.value;
}

async function pathsAskedFor(
  { git }: World,
  { head, commitCount, fileCount }: PullRequest,
  history: HistorySnapshot,
): Promise<readonly string[]> {
  if (commitCount > MOST_COMMITS || fileCount > MOST_FILES) return [];
  const content = await git.pullRequestContent(head.oid, history.head);
  const { kind, files } = contentKind(content);
  return kind === 'requests'
    ? files.filter((path) => parseRequestPath(path) !== undefined).slice(0, MOST_PATHS)
    : [];
}

/** More is no request, and nobody's history needs to be filled with it. */
const MOST_PATHS = 10;
