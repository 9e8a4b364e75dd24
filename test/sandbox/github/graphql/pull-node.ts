// Pull requests, reviews and comments, as GraphQL objects.
import { timestamp, type Hub } from '../hub.ts';
import { accountOf } from '../people.ts';
import { nodeId } from '../render/account.ts';
import { htmlOf } from '../render/repository.ts';
import type { Comment, PullRequest, Review } from '../state.ts';
import { accountNode, commitNode } from './commit-node.ts';
import { connection, type PageArgs } from './connection.ts';
import { timeline, type TimelineArgs } from './timeline.ts';

export function pullNode(hub: Hub, pull: PullRequest): Readonly<Record<string, unknown>> {
  const { state } = hub;
  const mergeCommit = pull.merge?.sha ?? null;
  const actor = (id: number | null) => (id === null ? null : accountNode(state, accountOf(state, id)));
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', pull.number),
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    state: pull.merge ? 'MERGED' : pull.state.toUpperCase(),
    closed: pull.state === 'closed',
    merged: pull.merge !== null,
    isDraft: pull.draft,
    isCrossRepository: pull.head.fork !== null,
    url: `${htmlOf(state)}/pull/${pull.number}`,
    createdAt: timestamp(pull.createdAt),
    updatedAt: timestamp(pull.updatedAt),
    closedAt: timestamp(pull.closedAt),
    mergedAt: timestamp(pull.merge?.at ?? null),
    author: actor(pull.author),
    mergedBy: actor(pull.merge?.by ?? null),
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    additions: pull.size.additions,
    deletions: pull.size.deletions,
    changedFiles: pull.size.changedFiles,
    mergeCommit: async () =>
      mergeCommit === null ? null : commitNode(hub, await hub.git.commit(mergeCommit)),
    commits: async (args: PageArgs) => connection('commits', await pullCommits(hub, pull), args),
    reviews: (args: PageArgs) => connection('reviews', reviewsOf(hub, pull), args),
    timelineItems: (args: TimelineArgs) => timeline(hub, pull, args),
    comments: (args: PageArgs) => connection('comments', commentsOf(hub, pull), args),
  };
}

const pullCommits = async (hub: Hub, pull: PullRequest) => {
  const shas = await hub.git.between(pull.base.sha, pull.head.sha);
  return Promise.all(
    shas.map(async (sha) => ({
      __typename: 'PullRequestCommit',
      id: nodeId('PRC', `${pull.number}:${sha}`),
      commit: commitNode(hub, await hub.git.commit(sha)),
    })),
  );
};

const reviewsOf = (hub: Hub, pull: PullRequest) =>
  hub.state.reviews
    .filter((review) => review.pull === pull.number && review.state !== 'PENDING')
    .map((review) => reviewNode(hub, review));

function reviewNode(hub: Hub, review: Review) {
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PRR', review.id),
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    state: review.state,
    body: review.body,
    author: accountNode(hub.state, accountOf(hub.state, review.author)),
    submittedAt: timestamp(review.submittedAt),
    commit: async () => commitNode(hub, await hub.git.commit(review.commit)),
  };
}

const commentsOf = (hub: Hub, pull: PullRequest) =>
  hub.state.comments
    .filter((comment) => comment.pull === pull.number)
    .map((comment) => commentNode(hub, comment));

export function commentNode(hub: Hub, comment: Comment) {
  const author = accountNode(hub.state, accountOf(hub.state, comment.author));
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    author,
    createdAt: timestamp(comment.createdAt),
    updatedAt: timestamp(comment.updatedAt),
    lastEditedAt: timestamp(comment.lastEditedAt),
    includesCreatedEdit: comment.lastEditedAt !== null,
    editor: comment.lastEditedAt === null ? null : author,
    url: `${htmlOf(hub.state)}/pull/${comment.pull}#issuecomment-${comment.id}`,
    pullRequest: () => {
      const pull = hub.state.pulls.get(comment.pull);
      return pull === undefined ? null : pullNode(hub, pull);
    },
  };
}
