/** The lane that tells people: it turns by itself, hears of alerts, and is in nobody's way. */
import { randomBytes } from 'node:crypto';
import { latest, plus, seconds } from '../core/time.ts';
import { tell } from '../flows/tell/tell.ts';
import { hear, hearOver, newTellingState, type Teller } from '../flows/tell/telling-state.ts';
import type { Memory } from '../flows/world.ts';
import { oneAlarm } from './alarm.ts';
import type { AlertJournal } from './journal.ts';
import { oneAtATime, type Lane, type LaneOptions } from './lane.ts';

export interface TellingParts {
  readonly teller: Teller;
  readonly memory: Pick<Memory, 'history' | 'looks' | 'opened'>;
  readonly onAlert: AlertJournal['onAlert'];
  readonly options: LaneOptions;
}

/** NB: nothing asks for turns faster than this, however many things happen. */
const SOONEST = seconds(1);

export function startTelling({ teller, memory, onAlert, options }: TellingParts): Lane {
  const { clock } = teller;
  const state = newTellingState(clock.now(), randomBytes(4).toString('hex'));
  const lane = oneAtATime(async () => {
    const next = await tell(teller, memory, state);
    alarm.wakeAt(next === undefined ? undefined : latest(next, plus(clock.now(), SOONEST)));
  }, options);
  const alarm = oneAlarm(clock, lane.ask);
  onAlert((alert, what) => {
    if (what === 'over') hearOver(state, alert.key);
    else hear(state, alert, clock.now());
    lane.ask();
  });
  return {
    ...lane,
    drain: async (within) => {
      const outcome = await lane.drain(within);
      alarm.wakeAt(undefined);
      return outcome;
    },
  };
}
