/** Who may take away what somebody else holds, without asking anybody: an owner of its path, an administrator (§3). */
import { read, type Fact } from '../problem.ts';
import type { Codeowners } from './codeowners.ts';
import type { Account, ApprovalFacts } from './facts.ts';
import { canWrite, entryOf, permissionOf } from './owners.ts';
import { ownership } from './ownership.ts';

/** What must be known of somebody for it: what they may do, and in which of the owning teams they are. */
export type Powers = Pick<ApprovalFacts, 'standings' | 'memberships'>;

/** `codeowners` are those in force; the path is that of the request. */
export function mayTakeAway(
  who: Account,
  path: string,
  codeowners: Codeowners,
  powers: Powers,
): Fact<boolean> {
  const permission = permissionOf(who, powers);
  if (permission.kind === 'unread') return permission;
  if (permission.value === 'admin') return read(true);
  const owned = ownership(codeowners, path, 'request');
  if (permission.value === undefined || !canWrite(permission.value) || owned.kind !== 'owned')
    return read(false);
  const entry = entryOf(who, owned.owners, powers);
  return entry.kind === 'unread' ? entry : read(entry.value !== undefined);
}
