/** The journal of the flows, kept in the log and in the metrics: an alert is told once, until it is over. */
import type { Alert, Journal } from '../ports.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface AlertJournal extends Journal {
  /** What is amiss now, the oldest first: for `/readyz`. */
  readonly standing: () => readonly Alert[];
  /** Calls `hear` with each alert that is raised from now on, or over; it returns at once and never throws. */
  readonly onAlert: (hear: HearAlert) => void;
}

export type HearAlert = (alert: Alert, what: 'raised' | 'over') => void;

export function openJournal(log: Log, metrics: Pick<Metrics, 'alert'>): AlertJournal {
  const told = new Map<string, Alert>();
  const listeners: HearAlert[] = [];
  return {
    alert: (alert) => {
      if (told.has(alert.key)) return;
      told.set(alert.key, alert);
      metrics.alert(alert.kind);
      log.error({ alert: alert.kind, key: alert.key }, alert.message);
      for (const hear of listeners) hear(alert, 'raised');
    },
    over: (key) => {
      const alert = told.get(key);
      if (alert === undefined) return;
      told.delete(key);
      log.info({ alert: alert.kind, key }, 'This alert is over.');
      for (const hear of listeners) hear(alert, 'over');
    },
    standing: () => [...told.values()],
    onAlert: (hear) => void listeners.push(hear),
    note: (message, fields) => log.info(fields, message),
  };
}
