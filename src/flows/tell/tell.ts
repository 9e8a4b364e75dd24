/**
 * Tells people what happened, in a lane of its own: read what is due → see what was told → claim → send → note. At least
 * once; twice only where a controller died in the middle, or two had no cluster in common that took their claims.
 */
import { destinationsIn, destinationsOf, settingOf, type Notify } from '../../core/request/notify.ts';
import { due, type Due } from '../../core/telling/due.ts';
import { messagesOf } from '../../core/telling/messages.ts';
import type { Message, Notification } from '../../core/telling/notification.ts';
import {
  beganIn,
  CLAIM_LASTS,
  standingOf,
  tellingOf,
  type Changes,
  type Told,
} from '../../core/telling/told.ts';
import { earliest, instantOf, plus, seconds, type Duration, type Instant } from '../../core/time.ts';
import * as words from '../../core/words/alerts.ts';
import type { Messenger } from '../../ports.ts';
import { deliver, untoldKey } from './deliver.ts';
import { forgetOld, type Teller, type TellingState } from './telling-state.ts';
import { agree, begin, readBoards, toldIn } from './told-boards.ts';
import type { Memory } from '../world.ts';

/** One notification for one destination. */
interface Pair {
  readonly notification: Notification;
  readonly messenger: Messenger;
  readonly telling: string;
}

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
  await giveUp(pairs(found.late), teller, state);
  const waiting = pairs(found.now);
  const claimed = await tellNow(waiting.filter(isNotPaused(state, now)), teller, state);
  return nextTurn(found, pairs(found.now), claimed, state, teller.clock.now());
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

/** What nobody was told yet, as far as this process knows. */
function pairsOf(
  notifications: readonly Notification[],
  notify: Notify,
  { messengers }: Teller,
  { done }: TellingState,
): readonly Pair[] {
  return notifications.flatMap((notification) => {
    const names = destinationsOf(notify, notification.route);
    return messengers
      .filter(({ name }) => names.includes(name))
      .map((messenger) => ({ notification, messenger, telling: tellingOf(messenger.name, notification.key) }))
      .filter(({ telling }) => !done.has(telling));
  });
}

function isNotPaused({ pauses }: TellingState, now: Instant) {
  return ({ messenger }: Pair): boolean => {
    const pause = pauses.get(messenger.name);
    return pause === undefined || pause.until <= now;
  };
}

/** Gives what another controller is about to tell. */
async function tellNow(
  pairs: readonly Pair[],
  teller: Teller,
  state: TellingState,
): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set();
  const { value } = await agree(
    teller.boards,
    (told) => claimsOf(pairs, told, teller, state),
    writing(teller, state),
  );
  await send(value.posts, teller, state);
  for (const { telling } of value.free) if (!state.done.has(telling)) state.owed.add(telling);
  return value.claimed;
}

function claimsOf(pairs: readonly Pair[], told: readonly Told[], teller: Teller, state: TellingState) {
  const now = teller.clock.now();
  const standings = Map.groupBy(pairs, ({ telling }) => standingOf(telling, told, state.id, now));
  for (const { telling } of standings.get('told') ?? []) {
    state.done.set(telling, now);
    state.owed.delete(telling);
  }
  const free = standings.get('free') ?? [];
  const claimed = new Set(standings.get('claimed')?.map(({ telling }) => telling));
  const posts = postsOf(free, teller, state);
  const changes: Changes = new Map([
    // NB: another was quicker to claim it in one cluster; ours in others must hold up nobody.
    ...[...claimed].map((telling) => [telling, 'free'] as const),
    ...posts.flatMap(({ tellings }) => tellings.map((telling) => [telling, 'claimed'] as const)),
  ]);
  return { changes, value: { free, claimed, posts } };
}

/** The messages of one destination. */
interface Post {
  readonly messenger: Messenger;
  readonly messages: readonly Message[];
  readonly tellings: readonly string[];
}

/** NB: as many as are sent while their claim lasts, however slowly they are taken; the rest follows in the next turn. */
const MOST_AT_ONCE = 10;

function postsOf(pairs: readonly Pair[], { page }: Teller, { refused }: TellingState): readonly Post[] {
  const groups = Map.groupBy(pairs, ({ messenger }) => messenger);
  return [...groups].map(([messenger, of]) => {
    // NB: it bears text from outside, and whatever stands before a destination may never let that pass. What was refused less
    // often comes first, so that it holds up no other.
    const byTries = Map.groupBy(of, ({ telling }) => refused.get(telling) ?? 0);
    const all = [...byTries]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([, some]) =>
        messagesOf(
          some.map(({ notification }) => notification),
          page,
        ),
      );
    const messages = all.slice(0, MOST_AT_ONCE);
    const tellings = messages.flatMap(({ keys }) => keys.map((key) => tellingOf(messenger.name, key)));
    return { messenger, messages, tellings };
  });
}

async function send(posts: readonly Post[], teller: Teller, state: TellingState): Promise<void> {
  const all = await Promise.all(
    posts.map(async ({ messenger, messages }) => deliver(teller, messenger, messages, state)),
  );
  const told = new Set(all.flat());
  for (const telling of told) state.owed.delete(telling);
  const tellings = posts.flatMap((post) => post.tellings);
  // NB: what was not taken from us, another may know a way for.
  await note(new Map(tellings.map((one) => [one, told.has(one) ? 'told' : 'free'] as const)), teller, state);
}

async function note(changes: Changes, teller: Teller, state: TellingState): Promise<void> {
  if (changes.size === 0) return;
  const told = [...changes].flatMap(([telling, now]) => (now === 'told' ? [telling] : []));
  const { isWhole } = await agree(
    teller.boards,
    () => ({ changes, value: undefined }),
    writing(teller, state),
  );
  for (const telling of told) {
    if (isWhole) state.unnoted.delete(telling);
    else state.unnoted.add(telling);
  }
}

const BETWEEN_NOTES: Duration = seconds(10);

/** Notes what could not be noted; for as long as our claims tell the others the same. */
async function noteLeft(teller: Teller, state: TellingState, now: Instant): Promise<void> {
  const { unnoted, done } = state;
  const isTooLate = (at: Instant | undefined) => at === undefined || now - at >= CLAIM_LASTS;
  for (const telling of unnoted) if (isTooLate(done.get(telling))) unnoted.delete(telling);
  await note(new Map([...unnoted].map((telling) => [telling, 'told'] as const)), teller, state);
}

function writing({ clock }: Teller, state: TellingState) {
  return { clock, since: sinceOf(state), by: state.id };
}

function sinceOf({ since, start }: TellingState): Instant {
  return since ?? start;
}

/** What was tried for an hour is no news any more, and whoever starts anew need not try it again. */
async function giveUp(late: readonly Pair[], teller: Teller, state: TellingState): Promise<void> {
  const { clock, count, journal } = teller;
  const owed = late.filter(({ telling }) => state.owed.delete(telling));
  for (const { notification, messenger, telling } of owed) {
    state.done.set(telling, clock.now());
    count(notification.kind, 'given up');
    const { name } = messenger;
    const message = words.cannotBeTold(name, state.pauses.get(name)?.why ?? 'there was too much of it');
    journal.alert({ kind: 'untold', key: untoldKey(name), message });
  }
  await note(new Map(owed.map(({ telling }) => [telling, 'told'] as const)), teller, state);
}

/** A destination that the policy names and that has no address: nobody is held up by that, and somebody must see it. */
function tellMissing({ messengers, journal }: Teller, notify: Notify, state: TellingState): void {
  const known = new Set(messengers.map(({ name }) => name));
  const missing = new Set(destinationsIn(notify).filter((name) => !known.has(name)));
  for (const name of state.missing) if (!missing.has(name)) journal.over(untoldKey(name));
  for (const name of missing) {
    const message = words.nobodyIsThere(name, settingOf(name));
    journal.alert({ kind: 'untold', key: untoldKey(name), message });
  }
  state.missing = missing;
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
