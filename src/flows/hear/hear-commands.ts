/**
 * Hears what is said on pull requests to end what was granted for them. It is found by reading, so that no webhook is
 * needed; what would count is read once more by itself, and what it ends, the record lane carries out (§3).
 */
import { openByPullRequest, spokenOf } from '../../core/grant/said-about.ts';
import { instantIn } from '../../core/ledger/event.ts';
import type { Ledger } from '../../core/ledger/history.ts';
import { plus, type Instant } from '../../core/time.ts';
import type { Hearing } from './hearing.ts';
import { judgeSaid, type Open } from './judge-said.ts';
import { listen, THAT_SECOND } from './listen.ts';
import type { Memory, World } from '../world.ts';

export interface Heard {
  /** A grant is asked to end that was not before. */
  readonly isNew: boolean;
  /** All was read that had been said when this began. */
  readonly isAll: boolean;
}

/** One at a time, whoever asks. Throws `Unavailable` where GitHub did not answer. */
export async function hearCommands(world: Pick<World, 'github' | 'clock'>, memory: Memory): Promise<Heard> {
  const { hearing } = memory;
  const heard = hearing.last.then(() => hear(world, memory));
  hearing.last = heard.then(
    () => undefined,
    () => undefined,
  );
  return heard;
}

async function hear(
  { github, clock }: Pick<World, 'github' | 'clock'>,
  { hearing, history }: Memory,
): Promise<Heard> {
  const inForce = history?.inForce;
  if (history === undefined || inForce === undefined) return { isNew: false, isAll: false };
  const open = openByPullRequest(history.ledger);
  follow(hearing, history.ledger, open);
  const isAll = await listen(github, hearing, (number) => open.has(number));
  const before = hearing.asked.size;
  await judgeSaid(github, hearing, inForce.guardrails, open, clock.now());
  return { isNew: hearing.asked.size > before, isAll };
}

/**
 * NB: a grant may become known after its pull request was read past, by a lagging fetch or another controller's commit. So
 * each that is new is read from its merge on, or from that of the first whose place it took, whatever was read already.
 */
function follow(hearing: Hearing, ledger: Ledger, open: Open): void {
  const grants = ledger.open;
  const fresh = [...grants.values()].filter(({ event }) => !hearing.followed.has(event.grant));
  const spoken = fresh.flatMap((state) => [...spokenOf(state, ledger)]);
  const merges = spoken.map(([, grantedAt]) => plus(instantIn(grantedAt), THAT_SECOND));
  const since = Math.min(hearing.since ?? Infinity, ...merges) as Instant; // of instants, or of none
  hearing.since = grants.size === 0 ? undefined : since;
  hearing.followed = new Set(grants.keys());
  const changed = new Set(spoken.map(([number]) => number));
  for (const [id, { command }] of hearing.said)
    if (!open.has(command.pullRequest) || changed.has(command.pullRequest)) hearing.said.delete(id);
  for (const [id, { command }] of hearing.owed) if (!open.has(command.pullRequest)) hearing.owed.delete(id);
  for (const grant of hearing.asked.keys()) if (!grants.has(grant)) hearing.asked.delete(grant);
}
