/** All reviews of a pull request. */
import type { Review, ReviewState } from '../../core/approval/facts.ts';
import { instantOf } from '../../core/time.ts';
import { authorOf } from './accounts.ts';
import { instantFrom } from './answered.ts';
import type { Desk } from './desk.ts';
import type { Octokit } from './octokit.ts';
import { allPages, PER_PAGE } from './pages.ts';

type Listed = Awaited<ReturnType<Octokit['rest']['pulls']['listReviews']>>['data'][number];

const states = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
} as const satisfies Record<string, ReviewState>;

/** Oldest first. A review of an account that is gone is nobody's, and left out. */
export async function readReviews(desk: Desk, pullRequest: number): Promise<readonly Review[]> {
  return desk.ask(`the reviews of #${pullRequest}`, async (here) => {
    const all = await allPages('reviews', async (page) => {
      const query = { ...here, pull_number: pullRequest, per_page: PER_PAGE, page };
      const { data, headers } = await desk.octokit.rest.pulls.listReviews(query);
      return { items: data, link: headers.link };
    });
    return all
      .filter(({ user }) => user !== null)
      .map(reviewFrom)
      .toSorted((one, other) => one.at - other.at || one.id - other.id);
  });
}

function reviewFrom(data: Listed): Review {
  const state = states[data.state as keyof typeof states] as ReviewState | undefined; // a word that GitHub adds later
  if (state === undefined) throw new Error(`a review cannot be ${JSON.stringify(data.state)}`);
  return {
    id: data.id,
    by: authorOf(data.user),
    state,
    commit: data.commit_id ?? undefined,
    at: state === 'pending' ? instantOf(0) : instantFrom(data.submitted_at),
  };
}
