/** What is to be told, for each destination that the policy names. */
import { destinationsIn, destinationsOf, settingOf, type Notify } from '../../core/request/notify.ts';
import type { Notification } from '../../core/telling/notification.ts';
import { tellingOf } from '../../core/telling/told.ts';
import * as words from '../../core/words/alerts.ts';
import type { Messenger } from '../../ports.ts';
import { untoldKey } from './deliver.ts';
import type { Teller, TellingState } from './telling-state.ts';

/** One notification for one destination. */
export interface Pair {
  readonly notification: Notification;
  readonly messenger: Messenger;
  readonly telling: string;
}

/** What nobody was told yet, as far as this process knows. */
export function pairsOf(
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

/** A destination that the policy names and that has no address: nobody is held up by that, and somebody must see it. */
export function tellMissing({ messengers, journal }: Teller, notify: Notify, state: TellingState): void {
  const known = new Set(messengers.map(({ name }) => name));
  const missing = new Set(destinationsIn(notify).filter((name) => !known.has(name)));
  for (const name of state.missing) if (!missing.has(name)) journal.over(untoldKey(name));
  for (const name of missing) {
    const message = words.nobodyIsThere(name, settingOf(name));
    journal.alert({ kind: 'untold', key: untoldKey(name), message });
  }
  state.missing = missing;
}
