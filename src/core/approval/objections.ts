/** Owners who asked for changes: as long as one stands, nothing is approved, however many others approve. */
import type { Fact } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import type { ApprovalFacts, Review } from './facts.ts';
import type { OwnedFile } from './owned-files.ts';
import { canWrite, entryOf, permissionOf, type Collected } from './owners.ts';

/** NB: whichever commit it was given on; an objection to an older one is an objection until its author says otherwise. */
export function objections(
  owned: readonly OwnedFile[],
  latest: readonly Review[],
  facts: ApprovalFacts,
): Collected {
  const blocking = latest
    .filter(({ state, by }) => state === 'changes requested' && by.kind === 'person')
    .map((review) => ({ review, blocks: blocks(review, owned, facts) }));
  return {
    problems: blocking
      .filter(({ blocks }) => blocks.kind === 'read' && blocks.value)
      .map(({ review }) => say.ownerAskedForChanges(review.by.login)),
    unread: blocking.flatMap(({ blocks }) => (blocks.kind === 'unread' ? [blocks.why] : [])),
  };
}

function blocks({ by }: Review, owned: readonly OwnedFile[], facts: ApprovalFacts): Fact<boolean> {
  const permission = permissionOf(by, facts);
  if (permission.kind === 'read' && (permission.value === undefined || !canWrite(permission.value)))
    return { kind: 'read', value: false };
  const entries = owned.map(({ ownership }) => entryOf(by, ownership.owners, facts));
  const owns = entries.some((entry) => entry.kind === 'read' && entry.value !== undefined);
  const unread = entries.find((entry) => entry.kind === 'unread');
  if (!owns) return unread ?? { kind: 'read', value: false };
  return permission.kind === 'unread' ? permission : { kind: 'read', value: true };
}
