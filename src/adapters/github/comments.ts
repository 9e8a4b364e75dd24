/** Comments on a pull request: all are read, ours are written. */
import type { IssueComment } from '../../ports.ts';
import { instantFrom } from './answered.ts';
import type { Desk } from './desk.ts';
import { allPages, PER_PAGE } from './pages.ts';

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
      .toSorted(
        (one, other) => instantFrom(one.created_at) - instantFrom(other.created_at) || one.id - other.id,
      )
      .map(({ id, body, user, performed_via_github_app: via }) => ({
        id,
        body: body ?? '',
        // NB: not by the login, which anybody may resemble; and a person may write through our App.
        ours: user?.type === 'Bot' && via?.id === appId,
      }));
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
