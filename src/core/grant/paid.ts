/** Whether an owner has looked, afterwards, at what was granted before one had: then nothing is owed any more (§2.2). */
import { judgeApproval } from '../approval/approval.ts';
import type { Account, ApprovalFacts } from '../approval/facts.ts';
import { digestOfDigests } from '../approval/shown.ts';
import type { GrantedEvent, Unplaced } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Guardrails } from '../request/guardrails.ts';
import { between, formatInstant, type Instant } from '../time.ts';
import { usernames } from './asked.ts';

export interface PaymentInput {
  /** Of one pull request. */
  readonly debts: readonly GrantState[];
  /** Everything that was granted with it, whatever owners had approved of it before. */
  readonly granted: readonly GrantState[];
  readonly facts: ApprovalFacts;
  /** In force now: who owns the path today looks at what was done there. */
  readonly guardrails: Guardrails;
  readonly now: Instant;
}

/** By the rules of an approval that comes before a grant, but that it may be given at any time. */
export function paymentsOf(input: PaymentInput): readonly Unplaced<'reviewed'>[] {
  const { merged, head } = input.facts.pullRequest;
  if (merged === undefined) return [];
  return input.debts.flatMap(({ event }) => {
    // NB: what GitHub says of the pull request now must be what was granted.
    if (event.pr.head !== head.oid) return [];
    return reviewed(event, merged.at, input) ?? [];
  });
}

function reviewed(
  event: GrantedEvent,
  mergedAt: Instant,
  { facts, guardrails, granted, now }: PaymentInput,
): Unplaced<'reviewed'> | undefined {
  const { problems, unread, missing, counted } = judgeApproval(facts, {
    codeowners: guardrails.codeowners,
    kind: 'request',
    files: [event.path],
    approvals: 1,
    alsoApprovedBy: [],
    subject: event.subject,
    usernameOf: usernamesOf(event, guardrails),
    digest: digestOfDigests(granted.map((one) => one.event)),
    pendingTimeout: between(facts.pullRequest.openedAt, now),
    until: now,
    grantedAt: mergedAt,
  });
  const isPaid = problems.length === 0 && unread.length === 0 && missing.length === 0;
  const approvals = counted.flatMap((file) => file.approvals);
  if (!isPaid || approvals.length === 0) return undefined;
  return { type: 'reviewed', at: formatInstant(now), grant: event.grant, path: event.path, approvals };
}

/** NB: whoever was left out of the people file since is still who had the access. */
function usernamesOf(
  { subject }: GrantedEvent,
  guardrails: Guardrails,
): (account: Account) => string | undefined {
  const usernameOf = usernames(guardrails);
  return (account) => (account.id === subject.id ? subject.username : usernameOf(account));
}
