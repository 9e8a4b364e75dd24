/** Something that a person must look at. It is told once for as long as it lasts. */

export type AlertKind =
  | 'another cluster'
  | 'clock skew'
  | 'debt'
  | 'drift'
  | 'finding'
  | 'frozen'
  | 'guardrails'
  | 'overdue'
  | 'refused'
  | 'role'
  | 'seal key'
  | 'stray file'
  | 'unexplained'
  | 'unrecorded'
  | 'unserved'
  | 'untold';

export interface Alert {
  readonly kind: AlertKind;
  readonly message: string;
  /** Alerts of one key are one alert. */
  readonly key: string;
}
