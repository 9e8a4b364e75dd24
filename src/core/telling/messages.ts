/** Makes of what is due for one destination as few messages as people want to read. */
import { sha256 } from '../crypto.ts';
import { many } from '../words/notifications.ts';
import type { NotificationKind } from './kinds.ts';
import { home, type Link, type Message, type Notification } from './notification.ts';

/** More of one kind at once are one message: a wave of ends must not bury what else is said. */
const A_FEW = 5;

/** Oldest first. `page`: the address of the access repository's page. */
export function messagesOf(notifications: readonly Notification[], page: string): readonly Message[] {
  const groups = Map.groupBy(notifications, ({ kind, route }) => `${kind} ${route}`);
  return [...groups.values()]
    .flatMap((group) =>
      group.length > A_FEW ? [together(group)] : group.map((one) => ({ one, keys: [one.key] })),
    )
    .map(({ one, keys }) => messageOf(one, keys, page))
    .toSorted((one, other) => one.due - other.due);
}

function messageOf(one: Notification, keys: readonly string[], page: string): Message {
  const { key, kind, route, due, sentence, link } = one;
  return { key, keys, kind, route, due, sentence, link: addressed(link, page) };
}

function together(group: readonly Notification[]) {
  const [first] = group;
  if (first === undefined) throw new Error('nothing was to be told together');
  const keys = group.map(({ key }) => key);
  const key = `${first.kind} ${keys.length} ${sha256(keys.join('\n')).slice(0, 20)}`;
  const sentence = many(first.kind, keys.length, first.sentence);
  return { one: { ...first, key, sentence, link: PAGES[first.kind] ?? home }, keys };
}

/** Where all of a kind are seen at once. */
const PAGES: Partial<Readonly<Record<NotificationKind, Link>>> = {
  asked: { label: 'Open pull requests', path: 'pulls' },
  reminded: { label: 'Open pull requests', path: 'pulls' },
  escalated: { label: 'Open pull requests', path: 'pulls' },
  denied: { label: 'The history', path: 'commits' },
  granted: { label: 'The history', path: 'commits' },
  emergency: { label: 'The history', path: 'commits' },
  ended: { label: 'The history', path: 'commits' },
  drift: { label: 'The history', path: 'commits' },
};

function addressed({ label, path }: Link, page: string): Message['link'] {
  return { label, url: path === '' ? page : `${page}/${path}` };
}
