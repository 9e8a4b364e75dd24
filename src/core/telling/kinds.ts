/** What people are told of, and on which route: a new kind is one line here, its words, and where it comes from. */
import type { AlertKind } from '../alert.ts';
import type { Route } from '../request/notify.ts';

export const KINDS = {
  asked: 'default',
  reminded: 'default',
  escalated: 'escalation',
  denied: 'default',
  granted: 'default',
  /** Granted before an owner had looked. */
  emergency: 'incident',
  /** What was granted for later is bound. */
  opened: 'default',
  ending: 'default',
  ended: 'default',
  overdue: 'incident',
  drift: 'incident',
  guardrails: 'default',
  frozen: 'incident',
  debt: 'incident',
  /** Whatever else somebody must look at. */
  alert: 'default',
} as const satisfies Readonly<Record<string, Route>>;

export type NotificationKind = keyof typeof KINDS;

/** As what an alert is told; undefined: history tells of the same, and that is told. */
export const KINDS_OF_ALERTS: Readonly<Record<AlertKind, NotificationKind | undefined>> = {
  'another cluster': 'alert',
  'clock skew': 'alert',
  debt: 'debt',
  drift: undefined,
  finding: 'alert',
  frozen: 'frozen',
  guardrails: 'alert',
  overdue: 'overdue',
  refused: undefined,
  role: 'alert',
  'seal key': 'alert',
  'stray file': 'alert',
  unexplained: undefined,
  unrecorded: 'alert',
  unserved: 'alert',
  untold: 'alert',
};
