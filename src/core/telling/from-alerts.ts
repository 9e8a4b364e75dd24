/** What alerts have to tell: each once, for as long as it lasts. */
import type { Alert } from '../alert.ts';
import { sha256 } from '../crypto.ts';
import { minutes, type Instant } from '../time.ts';
import { KINDS_OF_ALERTS } from './kinds.ts';
import { home, notification, type Notification } from './notification.ts';

export interface HeardAlert {
  readonly alert: Alert;
  readonly at: Instant;
  /** It was heard before, and was over in between. */
  readonly again: boolean;
}

/** NB: keys of alerts bear names from outside; what is remembered and sent as a header is their hash. */
export function fromAlerts(heard: Iterable<HeardAlert>): readonly Notification[] {
  return [...heard].flatMap(({ alert, at, again }) => {
    const kind = KINDS_OF_ALERTS[alert.kind];
    if (kind === undefined) return [];
    const of = `${sha256(alert.key).slice(0, 20)}${again ? ` ${turnOf(at)}` : ''}`;
    return [notification(kind, { of, due: at, sentence: alert.message, link: home })];
  });
}

/** NB: what comes and goes all the time is told every ten minutes, and by two controllers that see it then once. */
function turnOf(at: Instant): number {
  return Math.floor(at / minutes(10));
}
