/** Lists the open pull requests, and chooses those that this round looks at. */
import { GUARDRAIL_PATHS } from '../../core/approval/change.ts';
import type { ListedPullRequest } from '../../core/approval/facts.ts';
import { sha256 } from '../../core/crypto.ts';
import { guardrailStanding } from '../../core/ledger/guardrail-states.ts';
import { due, type Due } from '../../core/review/due.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { HistorySnapshot } from '../read/read-history.ts';
import type { Memory, World } from '../world.ts';

const WIDTH = 4;
/** What is urgent must not wait for a thousand others. */
const MOST_A_ROUND = 50;

export interface Chosen {
  /** All that are open, by number. */
  readonly open: ReadonlyMap<number, ListedPullRequest>;
  readonly batch: readonly Due[];
  /** So many are due, and wait for another round at once. */
  readonly left: number;
}

export async function chooseDue(
  world: World,
  memory: Memory,
  ground: string,
  asked: readonly number[],
  queued: readonly number[] = [],
): Promise<Chosen> {
  const open = await listOpen(world, asked);
  for (const number of memory.looks.keys()) if (!open.has(number)) memory.looks.delete(number);
  const all = due({
    open: [...open.values()],
    looks: memory.looks,
    // NB: whom the merge queue names is looked at where it is listed, and never asked for: anybody can name anything there.
    asked: new Set([...asked, ...queued]),
    ground,
    now: world.clock.now(),
  });
  const batch = withTheirTwins(all);
  const chosen = new Set(batch);
  return { open, batch, left: all.filter((one) => !one.mayWait && !chosen.has(one)).length };
}

/** NB: the list may lag behind whoever says that one changed, so that one is asked for by itself. */
async function listOpen(
  { github, clock }: World,
  asked: readonly number[],
): Promise<ReadonlyMap<number, ListedPullRequest>> {
  const listed = new Map((await github.openPullRequests()).map((one) => [one.number, one]));
  const missing = [...new Set(asked)].filter((number) => !listed.has(number));
  const further = await inParallel(missing, WIDTH, async (number) => asFact(github.pullRequest(number)));
  for (const fact of further) {
    const one = fact.kind === 'read' ? fact.value : undefined;
    if (one?.state === 'open') listed.set(one.number, { ...one, updatedAt: clock.now() });
  }
  return listed;
}

/** As many as fit into a round; and all that share a head with one of them, since one check speaks for them. */
function withTheirTwins(all: readonly Due[]): readonly Due[] {
  const first = all.slice(0, MOST_A_ROUND);
  const heads = new Set(first.map(({ pullRequest }) => pullRequest.head.oid));
  return [...first, ...all.slice(MOST_A_ROUND).filter(({ pullRequest }) => heads.has(pullRequest.head.oid))];
}

/** What a verdict rests on beside the pull request itself: the guardrails, and what is frozen. */
export function groundOf(
  { inForce, standing }: Pick<HistorySnapshot, 'inForce' | 'standing'>,
  { freezes }: Pick<Memory, 'freezes'>,
): string {
  const files = standing.kind === 'none in force' ? {} : standing.files;
  const held = GUARDRAIL_PATHS.map((path) => files[path] ?? null);
  // In one order, whichever cluster was frozen first.
  const frozen = [...freezes].map((one) => JSON.stringify(one)).sort();
  return sha256(JSON.stringify([inForce?.version.commit, standing.kind, held, frozen]));
}

/** The same, as history was last read; undefined where it was not. */
export function groundIn({ history, freezes }: Memory): string | undefined {
  if (history === undefined) return undefined;
  return groundOf({ inForce: history.inForce, standing: guardrailStanding(history.ledger) }, { freezes });
}
