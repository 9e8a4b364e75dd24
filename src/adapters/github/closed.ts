/** Pull requests that were closed without a merge: the list of them, who closed one, and the closing of one by us. */
import type { ClosedPullRequest, Closing } from '../../core/approval/facts.ts';
import { instantFrom, statusOf } from './answered.ts';
import type { Desk } from './desk.ts';
import type { Octokit } from './octokit.ts';
import { PER_PAGE } from './pages.ts';
import { commonFrom } from './pull-requests.ts';

/**
 * Of the hundred that were touched last; none that counts while nothing changes. NB: a page is two megabytes of text, for a
 * handful that were not merged: what it came to is kept, and not the page.
 */
export function closedPullRequestsOf(desk: Desk): () => Promise<readonly ClosedPullRequest[]> {
  let known: { readonly tag: string; readonly closed: readonly ClosedPullRequest[] } | undefined;
  const order = { state: 'closed', sort: 'updated', direction: 'desc', per_page: PER_PAGE } as const;
  return async () =>
    desk.ask('the closed pull requests', async (here) => {
      const before = known;
      const unless = { 'if-none-match': before?.tag ?? NO_TAG };
      try {
        const { data, headers } = await desk.octokit.rest.pulls.list({ ...here, ...order, headers: unless });
        const closed = data.filter(({ merged_at }) => merged_at === null).map(closedFrom);
        known = headers.etag === undefined ? undefined : { tag: headers.etag, closed };
        return closed;
      } catch (error) {
        if (statusOf(error) === 304 && before !== undefined) return before.closed;
        throw error;
      }
    });
}

/** No answer bears it. */
const NO_TAG = '"none"';

type Listed = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

function closedFrom(listed: Listed): ClosedPullRequest {
  return { ...commonFrom(listed), closedAt: instantFrom(listed.closed_at) };
}

interface Answer {
  readonly repository: {
    readonly pullRequest: {
      readonly state: string;
      readonly timelineItems: {
        readonly nodes:
          | readonly ({ readonly createdAt?: string; readonly actor?: Actor | null } | null)[]
          | null;
      };
    } | null;
  } | null;
}

interface Actor {
  readonly __typename: string;
  readonly login: string;
  readonly databaseId?: number | null;
}

const query = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { state
    timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes {
      ... on ClosedEvent { createdAt actor { __typename login ... on User { databaseId } ... on Bot { databaseId } } } } } } } }`;

/** Undefined where it is not closed, or was merged. */
export async function readClosing(desk: Desk, number: number): Promise<Closing | undefined> {
  const { closing } = await desk.ask(`who closed #${number}`, async ({ owner, repo }) => {
    const { repository } = await desk.octokit.graphql<Answer>(query, { owner, repo, number });
    const found = repository?.pullRequest;
    if (found === null || found === undefined) throw new Error(`GitHub does not know #${number}`);
    if (found.state !== 'CLOSED') return { closing: undefined };
    const last = found.timelineItems.nodes?.at(-1);
    if (last === null || last === undefined) throw new Error('it is not told');
    return { closing: { at: instantFrom(last.createdAt), by: closerFrom(last.actor) } };
  });
  return closing;
}

/** NB: an account that is gone closes nothing in anybody's name. */
function closerFrom(actor: Actor | null | undefined): Closing['by'] {
  if (typeof actor?.databaseId !== 'number') return undefined;
  const { login, databaseId: id, __typename: type } = actor;
  return { login, id, kind: type === 'Bot' ? 'bot' : 'person' };
}

export async function closePullRequest(desk: Desk, number: number): Promise<void> {
  await desk.ask(`the closing of #${number}`, (here) =>
    desk.octokit.rest.pulls.update({ ...here, pull_number: number, state: 'closed' }),
  );
}
