// A journal that a test reads: what was told, and which alerts stand.
import type { Alert, Journal } from '../../../src/ports.ts';

export interface OpenJournal extends Journal {
  /** Every alert that was told, in order: one for each key, until it is over. */
  readonly alerts: readonly Alert[];
  /** The keys of the alerts that are not over. */
  readonly standing: () => readonly string[];
  readonly notes: readonly { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[];
}

export function openJournal(): OpenJournal {
  const alerts: Alert[] = [];
  const notes: OpenJournal['notes'][number][] = [];
  const standing = new Set<string>();
  return {
    alerts,
    notes,
    standing: () => [...standing],
    alert: (alert) => {
      if (standing.has(alert.key)) return;
      standing.add(alert.key);
      alerts.push(alert);
    },
    over: (key) => void standing.delete(key),
    note: (message, fields) => void notes.push({ message, fields }),
  };
}
