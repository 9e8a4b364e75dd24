/** Sends messages to one destination, one after the other, until one is not taken; how long it is then left alone is told here. */
import type { Message } from '../../core/telling/notification.ts';
import { tellingOf } from '../../core/telling/told.ts';
import { milliseconds, minutes, plus, seconds, type Duration } from '../../core/time.ts';
import { Unavailable, type Messenger } from '../../ports.ts';
import type { Teller, TellingState } from './telling-state.ts';

/** Gives what was told. */
export async function deliver(
  { clock, journal, count }: Pick<Teller, 'clock' | 'journal' | 'count'>,
  messenger: Messenger,
  messages: readonly Message[],
  state: TellingState,
): Promise<readonly string[]> {
  const told: string[] = [];
  for (const message of messages) {
    const tellings = message.keys.map((key) => tellingOf(messenger.name, key));
    const failure = await attempt(messenger, message);
    if (failure !== undefined) {
      for (const telling of tellings) state.refused.set(telling, (state.refused.get(telling) ?? 0) + 1);
      count(message.kind, 'failed');
      pause(messenger.name, failure, state, clock);
      const inARow = state.pauses.get(messenger.name)?.inARow ?? 1;
      journal.note('People could not be told.', {
        destination: messenger.name,
        why: failure.message,
        inARow,
      });
      break;
    }
    for (const telling of tellings) state.done.set(telling, clock.now());
    told.push(...tellings);
    count(message.kind, 'told');
    state.pauses.delete(messenger.name);
    journal.over(untoldKey(messenger.name));
  }
  return told;
}

/** Of the alert that a destination takes nothing. */
export function untoldKey(destination: string): string {
  return `untold ${destination}`;
}

async function attempt(messenger: Messenger, message: Message): Promise<Unavailable | undefined> {
  try {
    await messenger.send(message);
    return undefined;
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
}

const FIRST_PAUSE = seconds(1);
const LONGEST_PAUSE = minutes(1);

/** Longer each time, and never shorter than the other side asked to be left alone for. */
function pause(
  destination: string,
  { message: why, retryAfter = milliseconds(0) }: Unavailable,
  { pauses }: TellingState,
  clock: Teller['clock'],
): void {
  const inARow = (pauses.get(destination)?.inARow ?? 0) + 1;
  const ours = Math.min(FIRST_PAUSE * 2 ** (inARow - 1), LONGEST_PAUSE);
  const span: Duration = milliseconds(Math.max(ours, retryAfter));
  pauses.set(destination, { until: plus(clock.now(), span), inARow, why });
}
