/** Who may end a grant without asking anybody: its subject, an owner of its path, an administrator (§3). */
import type { GrantState } from '../ledger/history.ts';
import type { Codeowners } from '../approval/codeowners.ts';
import type { ApprovalFacts } from '../approval/facts.ts';
import { canWrite, entryOf, permissionOf } from '../approval/owners.ts';
import { ownership } from '../approval/ownership.ts';

/** Whether the author of the pull request may end what the request at the path holds. What could not be read says no. */
export function mayEnd(
  facts: ApprovalFacts,
  codeowners: Codeowners,
  held: GrantState | undefined,
  path: string,
): boolean {
  const { author } = facts.pullRequest;
  if (author.kind !== 'person') return false;
  if (held?.event.subject.id === author.id) return true;
  const permission = permissionOf(author, facts);
  if (permission.kind === 'unread' || permission.value === undefined) return false;
  if (permission.value === 'admin') return true;
  const owned = ownership(codeowners, path, 'request');
  if (owned.kind !== 'owned' || !canWrite(permission.value)) return false;
  const entry = entryOf(author, owned.owners, facts);
  return entry.kind === 'read' && entry.value !== undefined;
}
