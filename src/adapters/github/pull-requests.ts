/** Pull requests as GitHub knows them: the open ones, one by its number, and those that brought a commit. */
import type { PullRequest } from '../../core/approval/facts.ts';
import type { Oid } from '../../core/repository.ts';
import { authorOf } from './accounts.ts';
import { instantFrom } from './answered.ts';
import type { Desk, Here } from './desk.ts';
import type { Octokit } from './octokit.ts';
import { allPages, PER_PAGE } from './pages.ts';

type Full = Awaited<ReturnType<Octokit['rest']['pulls']['get']>>['data'];
type Listed = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

export interface PullRequests {
  readonly open: () => Promise<readonly PullRequest[]>;
  readonly byNumber: (number: number) => Promise<PullRequest | undefined>;
  readonly of: (commit: Oid) => Promise<readonly PullRequest[]>;
}

export function makePullRequests(desk: Desk): PullRequests {
  const unchanged = new Map<string, PullRequest>();

  const byNumber = async (number: number): Promise<PullRequest | undefined> =>
    desk.find(`pull request #${number}`, async (here) => pullRequestFrom(await readFull(desk, here, number)));

  /** A list does not count commits and files; what did not change since it was counted is not asked for again. */
  const counted = async (here: Here, listed: Listed): Promise<PullRequest> => {
    const known = unchanged.get(stateOf(listed));
    if (known !== undefined) return known;
    const full = await readFull(desk, here, listed.number);
    const pullRequest = pullRequestFrom(full);
    // NB: an answer that lags behind the list is good for now, and not to be kept.
    if (stateOf(full) === stateOf(listed)) unchanged.set(stateOf(listed), pullRequest);
    return pullRequest;
  };
  return {
    byNumber,
    open: () =>
      desk.ask('the open pull requests', async (here) => {
        const listed = await listOpen(desk, here);
        const states = new Set(listed.map(stateOf));
        for (const state of unchanged.keys()) if (!states.has(state)) unchanged.delete(state);
        const all = await inBatches(listed, (one) => counted(here, one));
        return all.filter(({ state }) => state === 'open');
      }),
    of: (commit) =>
      desk.ask(`the pull requests of ${commit}`, async (here) => {
        const listed = await listOf(desk, here, commit);
        const merged = listed.filter(({ merged_at }) => merged_at !== null);
        return inBatches(merged, async ({ number }) => pullRequestFrom(await readFull(desk, here, number)));
      }),
  };
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

/** What both answers say of its state: as long as this is the same, so is the rest. */
interface Stated {
  readonly number: number;
  readonly updated_at: string;
  readonly head: { readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
}

const stateOf = ({ number, updated_at, head, base }: Stated): string =>
  [number, updated_at, head.sha, base.ref, base.sha].join(' ');

const AT_ONCE = 8;

async function inBatches<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return done;
}

function pullRequestFrom(data: Full): PullRequest {
  return {
    number: data.number,
    state: data.state,
    draft: data.draft ?? false,
    title: data.title,
    author: authorOf(data.user),
    openedAt: instantFrom(data.created_at),
    // Octokit's types leave out that a fork can be gone.
    head: { oid: data.head.sha, repository: (data.head.repo as Full['head']['repo'] | null)?.id },
    base: { branch: data.base.ref, oid: data.base.sha, repository: data.base.repo.id },
    ...mergeOf(data),
    commitCount: data.commits,
    fileCount: data.changed_files,
  };
}

/** NB: before the merge `merge_commit_sha` is the test merge. */
function mergeOf({ merged, merged_at, merge_commit_sha }: Full): Pick<PullRequest, 'merged'> {
  if (!merged || merged_at === null) return {};
  if (merge_commit_sha === null) throw new Error('it is merged, and its merge commit is not named yet');
  return { merged: { at: instantFrom(merged_at), commit: merge_commit_sha } };
}
