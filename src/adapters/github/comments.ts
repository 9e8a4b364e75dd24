/** Comments on pull requests: they are read, of one or of all, and ours are written. */
import { formatInstant, type Instant } from '../../core/time.ts';
import type { GitHubReader, IssueComment } from '../../ports.ts';
import { authorOf } from './accounts.ts';
import { instantFrom } from './answered.ts';
import type { Desk } from './desk.ts';
import type { Octokit } from './octokit.ts';
import { allPages, isAnnounced, PER_PAGE } from './pages.ts';

type Listed = Awaited<ReturnType<Octokit['rest']['issues']['listComments']>>['data'][number];

/** Oldest first. */
export async function readComments(desk: Desk, pullRequest: number): Promise<readonly IssueComment[]> {
  const appId = await desk.appId();
  return desk.ask(`the comments on #${pullRequest}`, async (here) => {
    const all = await allPages('comments', async (page) => {
      const query = { ...here, issue_number: pullRequest, per_page: PER_PAGE, page };
      const { data, headers } = await desk.octokit.rest.issues.listComments(query);
      return { items: data, link: headers.link };
    });
    return all
      .map((one) => commentFrom(one, appId))
      .toSorted((one, other) => one.createdAt - other.createdAt || one.id - other.id);
  });
}

/** One page of all that changed at that time or later, whatever it was said on. */
export async function readCommentsSince(
  desk: Desk,
  since: Instant,
  page: number,
): ReturnType<GitHubReader['commentsSince']> {
  const appId = await desk.appId();
  return desk.ask('the comments of the repository', async (here) => {
    const order = { sort: 'updated', direction: 'asc', since: formatInstant(since) } as const;
    const query = { ...here, ...order, per_page: PER_PAGE, page };
    const { data, headers } = await desk.octokit.rest.issues.listCommentsForRepo(query);
    return { comments: data.map((one) => commentFrom(one, appId)), more: isAnnounced(headers.link) };
  });
}

export async function createComment(desk: Desk, pullRequest: number, body: string): Promise<void> {
  await desk.ask(`a comment on #${pullRequest}`, (here) =>
    desk.octokit.rest.issues.createComment({ ...here, issue_number: pullRequest, body }),
  );
}

export async function updateComment(desk: Desk, id: number, body: string): Promise<void> {
  await desk.ask(`a change of comment ${id}`, (here) =>
    desk.octokit.rest.issues.updateComment({ ...here, comment_id: id, body }),
  );
}

function commentFrom(data: Listed, appId: number): IssueComment {
  const { id, node_id: node, body, user, performed_via_github_app: via } = data;
  return {
    id,
    node,
    pullRequest: numberIn(data.issue_url),
    author: authorOf(user),
    body: body ?? '',
    createdAt: instantFrom(data.created_at),
    updatedAt: instantFrom(data.updated_at),
    // NB: not by the login, which anybody may resemble; and a person may write through our App.
    ours: user?.type === 'Bot' && via?.id === appId,
  };
}

function numberIn(address: string): number {
  const number = /\/issues\/(\d+)$/.exec(address)?.[1];
  if (number === undefined) throw new Error(`${JSON.stringify(address)} names no pull request`);
  return Number(number);
}
