/** What a command ends: all that its pull request was granted for and its author may end. */
import type { Account } from '../approval/facts.ts';
import { instantIn, type GrantId, type Unplaced } from '../ledger/event.ts';
import type { Fact } from '../problem.ts';
import type { Command } from './command.ts';
import type { Taken } from './position.ts';
import { askedForIt } from '../words/commands.ts';

/** As it is recorded, or about to be. */
export type Endable = Pick<Unplaced<'granted'>, 'grant' | 'path' | 'subject' | 'grantedAt'>;

/** Whether somebody may take away what the request at the path holds; by the guardrails in force. */
export type MayTakeAway = (who: Account, path: string) => Fact<boolean>;

export interface Judged {
  readonly ends: readonly GrantId[];
  /** It was said before the merge of each of them, and so about none. */
  readonly isTooEarly: boolean;
  /** Of whom it could not be read yet whether they may. */
  readonly unread: readonly string[];
}

/** NB: a word that was said before the merge is not about the grant; nobody may end in advance what others approve later. */
export function judgeCommand(
  { word, by, at }: Command,
  grants: readonly Endable[],
  mayTakeAway: MayTakeAway,
): Judged {
  const meant = grants.filter(({ grantedAt }) => instantIn(grantedAt) <= at);
  const judged = meant.map(({ grant, path, subject }) => ({
    grant,
    may: word === 'release' ? isSubject(by, subject) : mayTakeAway(by, path),
  }));
  return {
    ends: judged.flatMap(({ grant, may }) => (may.kind === 'read' && may.value ? [grant] : [])),
    isTooEarly: meant.length === 0,
    unread: judged.flatMap(({ may }) => (may.kind === 'unread' ? [may.why] : [])),
  };
}

/** NB: by the numeric id; a login can be given up, and registered again by somebody else. */
function isSubject(by: Account, subject: Account): Fact<boolean> {
  return { kind: 'read', value: by.id === subject.id };
}

/** How a grant ended that was asked to end. */
export function takenBy({ word, by: { login, id }, pullRequest: pr, comment }: Command): Taken {
  const by = { login, id, pr, comment };
  const why = askedForIt(word);
  return word === 'release'
    ? { type: 'released', by: { kind: 'subject', ...by }, why }
    : { type: 'revoked', by: { kind: 'owner', ...by }, why };
}
