/** Claims what nobody else is about to tell, and sends it. */
import { messagesOf } from '../../core/telling/messages.ts';
import type { Message } from '../../core/telling/notification.ts';
import { standingOf, tellingOf, type Changes, type Told } from '../../core/telling/told.ts';
import type { Messenger } from '../../ports.ts';
import { deliver } from './deliver.ts';
import { note, writing } from './note.ts';
import type { Pair } from './pairs.ts';
import type { Teller, TellingState } from './telling-state.ts';
import { agree } from './told-boards.ts';

/** Gives what another controller is about to tell. */
export async function tellNow(
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
  for (const { telling, notification } of value.free)
    if (!state.done.has(telling)) state.owed.set(telling, notification.kind);
  return value.claimed;
}

function claimsOf(pairs: readonly Pair[], told: readonly Told[], teller: Teller, state: TellingState) {
  const now = teller.clock.now();
  const standings = Map.groupBy(pairs, ({ telling }) => standingOf(telling, told, state.id, now));
  const known = (standings.get('told') ?? []).map(({ telling }) => telling);
  for (const telling of known) {
    state.done.set(telling, now);
    state.owed.delete(telling);
  }
  const free = standings.get('free') ?? [];
  const claimed = new Set(standings.get('claimed')?.map(({ telling }) => telling));
  const posts = postsOf(free, teller, state);
  const changes: Changes = new Map([
    // NB: told in one cluster, or claimed there by another who was quicker: our claims in others must hold up nobody.
    ...known.map((telling) => [telling, 'told'] as const),
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
