/** Notes in the clusters what was told; what a cluster did not take is noted a little later. */
import { CLAIM_LASTS, type Changes } from '../../core/telling/told.ts';
import { seconds, type Duration, type Instant } from '../../core/time.ts';
import type { Teller, TellingState } from './telling-state.ts';
import { agree, type Writing } from './told-boards.ts';

export async function note(changes: Changes, teller: Teller, state: TellingState): Promise<void> {
  if (changes.size === 0) return;
  const told = [...changes].flatMap(([telling, now]) => (now === 'told' ? [telling] : []));
  const { isWhole } = await agree(
    teller.boards,
    () => ({ changes, value: undefined }),
    writing(teller, state),
  );
  for (const telling of told) {
    if (isWhole) state.unnoted.delete(telling);
    else state.unnoted.add(telling);
  }
}

export const BETWEEN_NOTES: Duration = seconds(10);

/** Notes what could not be noted; for as long as our claims tell the others the same. */
export async function noteLeft(teller: Teller, state: TellingState, now: Instant): Promise<void> {
  const { unnoted, done } = state;
  const isTooLate = (at: Instant | undefined) => at === undefined || now - at >= CLAIM_LASTS;
  for (const telling of unnoted) if (isTooLate(done.get(telling))) unnoted.delete(telling);
  await note(new Map([...unnoted].map((telling) => [telling, 'told'] as const)), teller, state);
}

export function writing({ clock }: Teller, { since, start, id }: TellingState): Writing {
  return { clock, since: since ?? start, by: id };
}
