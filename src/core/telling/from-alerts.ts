/** What alerts have to tell: each once, for as long as it lasts. */
import type { Alert } from '../alert.ts';
import { sha256 } from '../crypto.ts';
import type { Instant } from '../time.ts';
import { KINDS_OF_ALERTS } from './kinds.ts';
import { home, notification, type Notification } from './notification.ts';

export interface HeardAlert {
  readonly alert: Alert;
  readonly at: Instant;
}

/** NB: keys of alerts bear names from outside; what is remembered and sent as a header is their hash. */
export function fromAlerts(heard: Iterable<HeardAlert>): readonly Notification[] {
  return [...heard].flatMap(({ alert, at }) => {
    const kind = KINDS_OF_ALERTS[alert.kind];
    if (kind === undefined) return [];
    const of = sha256(alert.key).slice(0, 20);
    return [notification(kind, { of, due: at, sentence: alert.message, link: home })];
  });
}
