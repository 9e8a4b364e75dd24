/** An action that is asked for, as the check shows it and the event carries it. */
import type { Action } from './action.ts';

export interface AskedAction {
  readonly action: Action;
  /** Written in full. */
  readonly text: string;
  /** Whether its object was seen. `get` alone goes without: what is not there cannot be read. */
  readonly seen: boolean;
}
