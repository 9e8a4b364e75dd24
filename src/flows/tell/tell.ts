/**
 * Tells people what happened, in a lane of its own: read what is due → see what was told → claim → send → note. At least
 * once; twice only where a controller died in the middle, or no cluster could be asked.
 */
import { destinationsIn, destinationsOf, settingOf, type Notify } from '../../core/request/notify.ts';
import { due, type Due } from '../../core/telling/due.ts';
import { messagesOf } from '../../core/telling/messages.ts';
import type { Message, Notification } from '../../core/telling/notification.ts';
import { beganIn, CLAIM_LASTS, standingOf, tellingOf, type Telling } from '../../core/telling/told.ts';
import { instantOf, plus, type Instant } from '../../core/time.ts';
import * as words from '../../core/words/alerts.ts';
import type { Messenger } from '../../ports.ts';
import { deliver, untoldKey } from './deliver.ts';
import { forgetOld, type Teller, type TellingState } from './telling-state.ts';
import { begin, readBoards, remember, toldIn, type BoardRead, type ToTell } from './told-boards.ts';
import type { Memory } from '../world.ts';

/** One notification for one destination. */
interface Pair extends ToTell {
  readonly notification: Notification;
  readonly messenger: Messenger;
}

/** Gives when there is more to tell, or to try again; undefined where nothing is known to come. */
export async function tell(
  teller: Teller,
  memory: Pick<Memory, 'history' | 'looks'>,
  state: TellingState,
): Promise<Instant | undefined> {
  const now = teller.clock.now();
  const policy = memory.history?.inForce?.guardrails.policy;
  tellMissing(teller, policy?.notify, state);
  forgetOld(state, now);
  if (teller.messengers.length === 0) return undefined;
  const { ledger } = memory.history ?? {};
  const alerts = state.heard.values();
  const own = new Set(teller.boards.map(({ name }) => name));
  const since = await beginning(teller, state);
  const found = due({
    now,
    since,
    ledger,
    looks: memory.looks,
    patience: policy,
    alerts,
    tellsOf: (name) => own.has(name) || policy?.clusters.has(name) !== true,
  });
  const pairs = (notifications: readonly Notification[]) =>
    pairsOf(notifications, policy?.notify, teller, state);
  giveUp(pairs(found.late), teller, state);
  const waiting = pairs(found.now);
  const claimed = await tellNow(waiting.filter(isNotPaused(state, now)), teller, state);
  return nextTurn(found, pairs(found.now), claimed, state, teller.clock.now());
}

/** When telling began. NB: written at the first turn, or what happens until the first message would be lost with a restart. */
async function beginning({ boards }: Teller, state: TellingState): Promise<Instant> {
  if (state.since !== undefined) return state.since;
  const read = await readBoards(boards);
  if (read.length === 0) return state.start;
  state.since = beganIn(toldIn(read)) ?? state.start;
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
      .map((messenger) => {
        const telling = tellingOf(messenger.name, notification.key);
        return { notification, messenger, telling, cluster: notification.cluster };
      })
      .filter(({ telling }) => !done.has(telling));
  });
}

function isNotPaused({ pauses }: TellingState, now: Instant) {
  return ({ messenger }: Pair): boolean => {
    const pause = pauses.get(messenger.name);
    return pause === undefined || pause.until <= now;
  };
}

const ATTEMPTS = 3;

/** Gives what another controller is about to tell. */
async function tellNow(
  pairs: readonly Pair[],
  teller: Teller,
  state: TellingState,
): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set();
  for (let attempt = 1; ; attempt += 1) {
    const read = await readBoards(teller.boards);
    const now = teller.clock.now();
    const { free, claimed } = sorted(pairs, read, state, now);
    const posts = postsOf(free, teller, state);
    const posted = new Set(posts.flatMap(({ tellings }) => tellings));
    const claims = free.filter(({ telling }) => posted.has(telling));
    const answer = await remember(read, sinceOf(state), claims, as('claimed', state, now));
    // NB: an agreement that is never reached is no reason to be silent.
    if (answer === 'refused' && attempt < ATTEMPTS) continue;
    await send(posts, claims, teller, state);
    for (const { telling } of free) if (!state.done.has(telling)) state.owed.add(telling);
    return claimed;
  }
}

function sorted(pairs: readonly Pair[], read: readonly BoardRead[], state: TellingState, now: Instant) {
  const told = toldIn(read);
  const standings = pairs.map((pair) => ({ pair, standing: standingOf(pair.telling, told, state.id, now) }));
  for (const { pair, standing } of standings) if (standing === 'told') state.done.set(pair.telling, now);
  return {
    free: standings.flatMap(({ pair, standing }) => (standing === 'free' ? [pair] : [])),
    claimed: new Set(
      standings.flatMap(({ pair, standing }) => (standing === 'claimed' ? [pair.telling] : [])),
    ),
  };
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

async function send(
  posts: readonly Post[],
  claims: readonly ToTell[],
  teller: Teller,
  state: TellingState,
): Promise<void> {
  const all = await Promise.all(
    posts.map(async ({ messenger, messages }) => deliver(teller, messenger, messages, state)),
  );
  const told = new Set(all.flat());
  for (const telling of told) state.owed.delete(telling);
  const taken = claims.filter(({ telling }) => told.has(telling));
  if (taken.length > 0) await noteTold(taken, teller, state);
}

async function noteTold(
  taken: readonly ToTell[],
  { boards, clock }: Teller,
  state: TellingState,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const read = await readBoards(boards);
    const answer = await remember(read, sinceOf(state), taken, as('told', state, clock.now()));
    if (answer === 'done') return;
  }
}

function as(what: Telling['state'], { id }: TellingState, at: Instant): Telling {
  return { state: what, at, by: id };
}

function sinceOf({ since, start }: TellingState): Instant {
  return since ?? start;
}

/** What was tried for an hour is no news any more. */
function giveUp(late: readonly Pair[], { clock, count, journal }: Teller, state: TellingState): void {
  for (const { notification, messenger, telling } of late) {
    if (!state.owed.delete(telling)) continue;
    state.done.set(telling, clock.now());
    count(notification.kind, 'given up');
    const { name } = messenger;
    const message = words.cannotBeTold(name, state.pauses.get(name)?.why ?? 'there was too much of it');
    journal.alert({ kind: 'untold', key: untoldKey(name), message });
  }
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
  { pauses }: TellingState,
  now: Instant,
): Instant | undefined {
  const times = left.map(({ messenger, telling }) =>
    claimed.has(telling) ? plus(now, CLAIM_LASTS) : (pauses.get(messenger.name)?.until ?? now),
  );
  const all = next === undefined ? times : [...times, next];
  return all.length === 0 ? undefined : instantOf(Math.min(...all));
}
