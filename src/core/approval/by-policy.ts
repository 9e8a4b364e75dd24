/** Where the reviewed policy is itself the approval: what a reviewer would have seen must hold by itself (§2.2). */
import * as say from '../words/approval-problems.ts';
import { commitsOfOthers } from './contributors.ts';
import type { ApprovalFacts } from './facts.ts';
import type { Collected } from './owners.ts';
import { lastCheckBefore, type ReviewAsk } from './review-rules.ts';

/** Whether nobody is asked: the policy wants no owner, and nobody besides. */
export function asksNobody(ask: {
  readonly approvals: number;
  readonly alsoApprovedBy: readonly string[];
}): boolean {
  return ask.approvals === 0 && ask.alsoApprovedBy.length === 0;
}

/**
 * NB: nobody looks at who pushed what. So every commit must be its author's own: whoever may not ask could otherwise push
 * onto the pull request of somebody who may. And the author must have merged what the check showed, on that very head.
 */
export function byPolicyDoubts(facts: ApprovalFacts, ask: ReviewAsk): Collected {
  const { pullRequest, contributors } = facts;
  const strangers =
    contributors.kind === 'read' ? commitsOfOthers(pullRequest.author, contributors.value) : [];
  const shown = pullRequest.merged === undefined ? NOTHING : checkDoubts(facts, ask);
  return {
    problems: [
      ...strangers.map(({ commit, account }) => say.somebodyElseTookPart(commit, account.login)),
      ...shown.problems,
    ],
    unread: shown.unread,
  };
}

const NOTHING: Collected = { problems: [], unread: [] };

/** A check that is not there may be one that a lagging replica does not show yet. */
function checkDoubts({ checks, pullRequest }: ApprovalFacts, { digest, until }: ReviewAsk): Collected {
  if (checks.kind === 'unread') return { problems: [], unread: [checks.why] };
  const last = lastCheckBefore(until, pullRequest.head.oid, checks.value);
  const shown = last?.externalId === digest && last.conclusion === 'success';
  return shown ? NOTHING : { problems: [say.checkDidNotShowIt(pullRequest.head.oid)], unread: [] };
}
