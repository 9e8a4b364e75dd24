/** What the commit of a grant says of it: whether it is new, or goes on longer or shorter than before. */
import type { GrantId, Time, Unplaced } from '../ledger/event.ts';
import { oneLine } from './inert.ts';

/** A grant that is in history already; undefined: there is none of this id. */
export type GrantOf = (grant: GrantId) => Pick<Unplaced<'granted'>, 'subject' | 'expiresAt'> | undefined;

/** From the most telling subject to one that always fits; `scope` as `debugger in prod-eu/payments`. */
export function grantSubjects(
  { replaces, role, expiresAt }: Unplaced<'granted'>,
  scope: string,
  holder: string,
  grantOf: GrantOf,
): readonly string[] {
  const before = replaces === null ? undefined : grantOf(replaces)?.expiresAt;
  const isShorter = before !== undefined && expiresAt < before;
  const verb = replaces === null ? 'Grant' : isShorter ? 'Shorten' : 'Extend';
  const whose = `${isShorter ? 'for' : 'to'} ${oneLine(holder)}`;
  return [
    `${verb} ${scope} ${whose}`,
    `${verb} ${oneLine(role)} ${whose}`,
    `${verb} access ${whose}`,
    `${verb} access`,
  ];
}

/** `Opens 20:00Z. Ends 22:00Z instead of 21:00Z.` `clock` says a time as seen from when it was recorded. */
export function sayWindow(
  { replaces, opensAt, grantedAt, expiresAt }: Unplaced<'granted'>,
  clock: (time: Time) => string,
  grantOf: GrantOf,
): string {
  const before = replaces === null ? undefined : grantOf(replaces)?.expiresAt;
  const opens =
    opensAt === grantedAt ? '' : `${opensAt < grantedAt ? 'Open since' : 'Opens'} ${clock(opensAt)}. `;
  const instead = before === undefined ? '' : ` instead of ${clock(before)}`;
  return `${opens}Ends ${clock(expiresAt)}${instead}.`;
}
