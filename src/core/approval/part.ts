/** Who has a part in a pull request, and therefore can never approve it: author, subject, and all who made its commits. */
import type { Fact } from '../problem.ts';
import * as say from '../words/approval-reasons.ts';
import { commitBy } from './contributors.ts';
import type { Account, ApprovalFacts } from './facts.ts';

export interface SubjectAsk {
  /** Who would get the access; undefined where nobody would. */
  readonly subject: Account | undefined;
  /** An account's name in the cluster. */
  readonly usernameOf: (account: Account) => string | undefined;
}

type Rule = (account: Account, facts: ApprovalFacts, ask: SubjectAsk) => Fact<string> | undefined;

export const PARTS: readonly Rule[] = [isTheAuthor, isTheSubject, hasTheirUsername, tookPartInACommit];

/** Whether an account is known to have a part. What could not be read is no knowledge. */
export function hasAPart(account: Account, facts: ApprovalFacts, ask: SubjectAsk): boolean {
  return PARTS.some((rule) => rule(account, facts, ask)?.kind === 'read');
}

function isTheAuthor(account: Account, { pullRequest }: ApprovalFacts) {
  return account.id === pullRequest.author.id ? because(say.givenByTheAuthor()) : undefined;
}

function isTheSubject(account: Account, _: ApprovalFacts, { subject }: SubjectAsk) {
  return account.id === subject?.id ? because(say.givenByTheSubject()) : undefined;
}

/** NB: one person may hold two accounts; what they get in the cluster is one. */
function hasTheirUsername(
  account: Account,
  { pullRequest }: ApprovalFacts,
  { subject, usernameOf }: SubjectAsk,
) {
  const asker = subject ?? pullRequest.author;
  const username = usernameOf(account);
  return account.id !== asker.id && username !== undefined && username === usernameOf(asker)
    ? because(say.usernameIsTheirs(asker.login))
    : undefined;
}

function tookPartInACommit(account: Account, { contributors }: ApprovalFacts) {
  if (contributors.kind === 'unread') return contributors;
  const commit = commitBy(account, contributors.value);
  return commit === undefined ? undefined : because(say.tookPartIn(commit));
}

function because(reason: string): Fact<string> {
  return { kind: 'read', value: reason };
}
