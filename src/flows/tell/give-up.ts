/** What is told no more: it is too old, has nothing to tell any longer, or is an alert that is over. */
import { fromAlerts } from '../../core/telling/from-alerts.ts';
import { tellingOf } from '../../core/telling/told.ts';
import * as words from '../../core/words/alerts.ts';
import { untoldKey } from './deliver.ts';
import { note } from './note.ts';
import type { Pair } from './pairs.ts';
import type { Teller, TellingState } from './telling-state.ts';

/** What was tried for an hour is no news any more, and whoever starts anew need not try it again. */
export async function giveUp(late: readonly Pair[], teller: Teller, state: TellingState): Promise<void> {
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

/** What could not be told, and has nothing to tell any more. */
export function countWhatIsOver(waiting: readonly Pair[], { count }: Teller, { owed }: TellingState): void {
  const tellings = new Set(waiting.map(({ telling }) => telling));
  for (const [telling, kind] of owed) {
    if (tellings.has(telling)) continue;
    owed.delete(telling);
    count(kind, 'given up');
  }
}

/** NB: an alert that is over, and comes back when another process runs, is news. */
export async function forgetAlerts(
  waiting: readonly Pair[],
  teller: Teller,
  state: TellingState,
): Promise<void> {
  const pending = new Set(waiting.map(({ notification }) => notification.key));
  const over = [...state.heard].filter(
    ([, one]) => one.isOver && !fromAlerts([one]).some(({ key }) => pending.has(key)),
  );
  for (const [key, one] of over) state.heard.set(key, { ...one, isOver: false });
  const tellings = fromAlerts(over.map(([, one]) => ({ ...one, again: false }))).flatMap(({ key }) =>
    teller.messengers.map(({ name }) => tellingOf(name, key)),
  );
  await note(new Map(tellings.map((telling) => [telling, 'forgotten'] as const)), teller, state);
}
