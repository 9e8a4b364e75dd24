/**
 * Tells people what happened, in a lane of its own: read what is due → see what was told → claim → send → note. At least
 * once; twice only where a controller died in the middle, or two had no cluster in common that took their claims.
 */
import { due, type Due } from '../../core/telling/due.ts';
import type { Notification } from '../../core/telling/notification.ts';
import { beganIn, CLAIM_LASTS } from '../../core/telling/told.ts';
import { earliest, instantOf, plus, type Instant } from '../../core/time.ts';
import { countWhatIsOver, forgetAlerts, giveUp } from './give-up.ts';
import { BETWEEN_NOTES, noteLeft } from './note.ts';
import { pairsOf, tellMissing, type Pair } from './pairs.ts';
import { tellNow } from './send.ts';
import { forgetOld, type Teller, type TellingState } from './telling-state.ts';
import { begin, readBoards, toldIn } from './told-boards.ts';
import type { Memory } from '../world.ts';

/** Gives when there is more to tell, or to try again; undefined where nothing is known to come. */
export async function tell(
  teller: Teller,
  memory: Pick<Memory, 'history' | 'looks' | 'opened'>,
  state: TellingState,
): Promise<Instant | undefined> {
  const now = teller.clock.now();
  const policy = memory.history?.inForce?.guardrails.policy;
  tellMissing(teller, policy?.notify, state);
  forgetOld(state, now);
  if (teller.messengers.length === 0) return undefined;
  await noteLeft(teller, state, now);
  const { ledger } = memory.history ?? {};
  const alerts = state.heard.values();
  const own = new Set(teller.boards.map(({ name }) => name));
  const since = await beginning(teller, state);
  const found = due({
    now,
    since,
    start: state.start,
    ledger,
    opened: memory.opened,
    looks: memory.looks,
    patience: policy,
    alerts,
    tellsOf: (name) => own.has(name) || policy?.clusters.has(name) !== true,
  });
  const pairs = (notifications: readonly Notification[]) =>
    pairsOf(notifications, policy?.notify, teller, state);
  const [late, waiting] = [pairs(found.late), pairs(found.now)];
  await giveUp(late, teller, state);
  countWhatIsOver(waiting, teller, state);
  await forgetAlerts(waiting, teller, state);
  const claimed = await tellNow(waiting.filter(isNotPaused(state, now)), teller, state);
  const left = waiting.filter(({ telling }) => !state.done.has(telling));
  return nextTurn(found, left, claimed, state, teller.clock.now());
}

/** When telling began. NB: written at the first turn, or what happens until the first message would be lost with a restart. */
async function beginning({ boards }: Teller, state: TellingState): Promise<Instant> {
  if (state.since !== undefined) return state.since;
  const read = await readBoards(boards);
  if (read.length === 0) return state.start;
  // NB: what a cluster says is not to be believed where it would silence everything from now on.
  state.since = earliest(beganIn(toldIn(read)) ?? state.start, state.start);
  await begin(read, state.since);
  return state.since;
}

function isNotPaused({ pauses }: TellingState, now: Instant) {
  return ({ messenger }: Pair): boolean => {
    const pause = pauses.get(messenger.name);
    return pause === undefined || pause.until <= now;
  };
}

/** At once where more is left than goes into one turn. */
function nextTurn(
  { next }: Due,
  left: readonly Pair[],
  claimed: ReadonlySet<string>,
  { pauses, unnoted }: TellingState,
  now: Instant,
): Instant | undefined {
  const times = left.map(({ messenger, telling }) =>
    claimed.has(telling) ? plus(now, CLAIM_LASTS) : (pauses.get(messenger.name)?.until ?? now),
  );
  const notes = unnoted.size === 0 ? [] : [plus(now, BETWEEN_NOTES)];
  const all = [...times, ...notes, ...(next === undefined ? [] : [next])];
  return all.length === 0 ? undefined : instantOf(Math.min(...all));
}
