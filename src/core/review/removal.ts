/** Who may end a grant without asking anybody: its subject, an owner of its path, an administrator (§3). */
import type { GrantState } from '../ledger/history.ts';
import type { Codeowners } from '../approval/codeowners.ts';
import type { ApprovalFacts } from '../approval/facts.ts';
import { mayTakeAway } from '../approval/taking-away.ts';

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
  const may = mayTakeAway(author, path, codeowners, facts);
  return may.kind === 'read' && may.value;
}
