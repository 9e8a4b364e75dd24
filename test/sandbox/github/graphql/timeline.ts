// What happened to a pull request, as GraphQL objects: of all that GitHub tells, when it was turned to another base or closed.
import { timestamp, type Hub } from '../hub.ts';
import { accountOf } from '../people.ts';
import { nodeId } from '../render/account.ts';
import type { PullRequest } from '../state.ts';
import { accountNode } from './commit-node.ts';
import { connection, type PageArgs } from './connection.ts';

export interface TimelineArgs extends PageArgs {
  readonly itemTypes?: readonly string[] | null;
  readonly since?: string | null;
  readonly skip?: number | null;
}

/** Kinds of which something can be told; here no base is deleted after a merge, so that nothing is turned by itself. */
const TOLD = ['BASE_REF_CHANGED_EVENT', 'CLOSED_EVENT', 'AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT'];

export function timeline(hub: Hub, pull: PullRequest, { itemTypes, since, skip, ...page }: TimelineArgs) {
  const untold = itemTypes?.find((type) => !TOLD.includes(type));
  if (!itemTypes || untold !== undefined || since || skip)
    throw new Error(`the sandbox cannot tell ${untold ?? 'everything'} of a timeline`);
  const items = [
    ...(itemTypes.includes('BASE_REF_CHANGED_EVENT') ? retargetsOf(hub, pull) : []),
    ...(itemTypes.includes('CLOSED_EVENT') ? closingsOf(hub, pull) : []),
  ];
  const found = connection('timelineItems', items, page);
  return {
    ...found,
    filteredCount: items.length,
    pageCount: found.nodes.length,
    updatedAt: timestamp(pull.updatedAt),
  };
}

const retargetsOf = (hub: Hub, pull: PullRequest) =>
  pull.retargets.map(({ id, at, by, from, to }) => ({
    __typename: 'BaseRefChangedEvent',
    id: nodeId('BRCE', id),
    databaseId: id,
    actor: accountNode(hub.state, accountOf(hub.state, by)),
    createdAt: timestamp(at),
    previousRefName: from,
    currentRefName: to,
  }));

/** Only the last one is remembered. */
const closingsOf = (hub: Hub, pull: PullRequest) =>
  pull.closedAt === null || pull.closedBy === null
    ? []
    : [
        {
          __typename: 'ClosedEvent',
          id: nodeId('CE', pull.number),
          actor: accountNode(hub.state, accountOf(hub.state, pull.closedBy)),
          createdAt: timestamp(pull.closedAt),
        },
      ];
