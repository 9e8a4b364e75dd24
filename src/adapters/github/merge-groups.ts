/** The commits of GitHub's merge queue, found by the branches that it makes for them. */
import type { MergeGroup } from '../../core/approval/facts.ts';
import type { Desk } from './desk.ts';

const QUEUE = 'gh-readonly-queue';

/** NB: nobody but GitHub should write there; whoever can all the same gets a check on a commit of their own, and no more. */
export async function readMergeGroups(desk: Desk, base: string): Promise<readonly MergeGroup[]> {
  const ref = `heads/${QUEUE}/${base}/`;
  return desk.ask('the merge queue', async (here) => {
    // GitHub gives all of them at once: this list has no pages.
    const { data } = await desk.octokit.rest.git.listMatchingRefs({ ...here, ref });
    if (!Array.isArray(data)) throw new Error('it is no list');
    return data
      .filter((one) => one.ref.startsWith(`refs/${ref}pr-`) && one.object.type === 'commit')
      .map((one) => ({ branch: one.ref.replace(/^refs\/heads\//, ''), oid: one.object.sha }));
  });
}
