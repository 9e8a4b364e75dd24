/** Pull requests as GitHub knows them: the open ones, one by its number, and those that brought a commit. */
import type { ListedPullRequest, PullRequest } from '../../core/approval/facts.ts';
import type { Oid } from '../../core/repository.ts';
import { authorOf } from './accounts.ts';
import { instantFrom } from './answered.ts';
import type { Desk, Here } from './desk.ts';
import type { Octokit } from './octokit.ts';
import { allPages, PER_PAGE } from './pages.ts';

type Full = Awaited<ReturnType<Octokit['rest']['pulls']['get']>>['data'];
type Listed = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

export async function readPullRequest(desk: Desk, number: number): Promise<PullRequest | undefined> {
  return desk.find(`pull request #${number}`, async (here) =>
    pullRequestFrom(await readFull(desk, here, number)),
  );
}

/** Oldest first. One question for a hundred of them, and none that counts while nothing changes. */
export async function readOpenPullRequests(desk: Desk): Promise<readonly ListedPullRequest[]> {
  return desk.ask('the open pull requests', async (here) =>
    (await listOpen(desk, here)).map((listed) => ({
      ...commonFrom(listed),
      updatedAt: instantFrom(listed.updated_at),
    })),
  );
}

/** The merged ones that brought a commit. */
export async function readPullRequestsOf(desk: Desk, commit: Oid): Promise<readonly PullRequest[]> {
  return desk.ask(`the pull requests of ${commit}`, async (here) => {
    const listed = await listOf(desk, here, commit);
    const merged = listed.filter(({ merged_at }) => merged_at !== null);
    return inBatches(merged, async ({ number }) => pullRequestFrom(await readFull(desk, here, number)));
  });
}

async function readFull({ octokit }: Desk, here: Here, number: number): Promise<Full> {
  return (await octokit.rest.pulls.get({ ...here, pull_number: number })).data;
}

/** Oldest first: what is opened meanwhile comes last, and moves nothing to another page. */
async function listOpen({ octokit }: Desk, here: Here): Promise<readonly Listed[]> {
  const order = { state: 'open', sort: 'created', direction: 'asc', per_page: PER_PAGE } as const;
  const all = await allPages('open pull requests', async (page) => {
    const { data, headers } = await octokit.rest.pulls.list({ ...here, ...order, page });
    return { items: data, link: headers.link };
  });
  return [...new Map(all.map((one) => [one.number, one])).values()];
}

function listOf({ octokit }: Desk, here: Here, commit: Oid) {
  return allPages('pull requests of a commit', async (page) => {
    const { data, headers } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...here,
      commit_sha: commit,
      per_page: PER_PAGE,
      page,
    });
    return { items: data, link: headers.link };
  });
}

const AT_ONCE = 8;

async function inBatches<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return done;
}

function pullRequestFrom(data: Full): PullRequest {
  return { ...commonFrom(data), ...mergeOf(data), commitCount: data.commits, fileCount: data.changed_files };
}

export function commonFrom(data: Full | Listed): Omit<ListedPullRequest, 'updatedAt'> {
  return {
    number: data.number,
    state: data.state === 'open' ? 'open' : 'closed',
    draft: data.draft ?? false,
    title: data.title,
    author: authorOf(data.user),
    openedAt: instantFrom(data.created_at),
    // Octokit's types leave out that a fork can be gone.
    head: { oid: data.head.sha, repository: (data.head.repo as Full['head']['repo'] | null)?.id },
    base: { branch: data.base.ref, oid: data.base.sha, repository: data.base.repo.id },
  };
}

/** NB: before the merge `merge_commit_sha` is the test merge. */
function mergeOf({ merged, merged_at, merge_commit_sha }: Full): Pick<PullRequest, 'merged'> {
  if (!merged || merged_at === null) return {};
  if (merge_commit_sha === null) throw new Error('it is merged, and its merge commit is not named yet');
  return { merged: { at: instantFrom(merged_at), commit: merge_commit_sha } };
}
