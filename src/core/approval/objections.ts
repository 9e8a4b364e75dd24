/** Owners, and whoever else is asked, who want changes: as long as one stands, nothing is approved, however many others approve. */
import type { Fact } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import type { ApprovalFacts, Review } from './facts.ts';
import { canWrite, entryOf, permissionOf, type Collected } from './owners.ts';
import type { Owner } from './ownership.ts';

/** NB: whichever commit it was given on; an objection to an older one is an objection until its author says otherwise. */
export function objections(
  asked: readonly (readonly Owner[])[],
  latest: readonly Review[],
  facts: ApprovalFacts,
): Collected {
  const blocking = latest
    .filter(({ state, by }) => state === 'changes requested' && by.kind === 'person')
    .map((review) => ({ review, blocks: blocks(review, asked, facts) }));
  return {
    problems: blocking
      .filter(({ blocks }) => blocks.kind === 'read' && blocks.value)
      .map(({ review }) => say.ownerAskedForChanges(review.by.login)),
    unread: blocking.flatMap(({ blocks }) => (blocks.kind === 'unread' ? [blocks.why] : [])),
  };
}

function blocks({ by }: Review, asked: readonly (readonly Owner[])[], facts: ApprovalFacts): Fact<boolean> {
  const permission = permissionOf(by, facts);
  if (permission.kind === 'read' && (permission.value === undefined || !canWrite(permission.value)))
    return { kind: 'read', value: false };
  const entries = asked.map((owners) => entryOf(by, owners, facts));
  const owns = entries.some((entry) => entry.kind === 'read' && entry.value !== undefined);
  const unread = entries.find((entry) => entry.kind === 'unread');
  if (!owns) return unread ?? { kind: 'read', value: false };
  return permission.kind === 'unread' ? permission : { kind: 'read', value: true };
}
