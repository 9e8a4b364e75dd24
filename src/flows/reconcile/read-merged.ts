/** Reads each merge that brought a request to the default branch which nothing has decided yet. */
import { recordedMerge, type RecordedMerge } from '../../core/approval/merge.ts';
import type { PullRequest } from '../../core/approval/facts.ts';
import type { MergedFacts } from '../../core/grant/prove.ts';
import { heldTheVersionInForce } from '../../core/ledger/guardrail-states.ts';
import { read, unread, type Fact } from '../../core/problem.ts';
import type { Commit, Oid, PullRequestContent } from '../../core/repository.ts';
import { readApprovalFacts } from '../read/approval-facts.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { HistorySnapshot, InForce } from '../read/read-history.ts';
import { readRequests } from '../read/read-requests.ts';
import type { World } from '../world.ts';

/** How many merges are read at once: enough to hide latency, few enough for GitHub's limits. */
const WIDTH = 4;

/** By commit: the merged pull requests that GitHub names for it. */
async function pullRequestsOf(
  { github }: Pick<World, 'github'>,
  commits: Iterable<Oid>,
): Promise<ReadonlyMap<Oid, Fact<readonly PullRequest[]>>> {
  const asked = await inParallel([...new Set(commits)], WIDTH, async (commit) => {
    return [commit, await asFact(github.pullRequestsOf(commit))] as const;
  });
  return new Map(asked);
}

/**
 * Of those only the ones that were merged into the default branch. NB: GitHub names a pull request for each commit that it
 * carried, to whatever branch; who carried a commit elsewhere did not bring it here.
 */
export async function mergesOf(
  world: Pick<World, 'github'>,
  { repository }: HistorySnapshot,
  commits: Iterable<Oid>,
): Promise<ReadonlyMap<Oid, Fact<readonly PullRequest[]>>> {
  const named = await pullRequestsOf(world, commits);
  const isHere = ({ base }: PullRequest): boolean =>
    base.repository === repository.id && base.branch === repository.defaultBranch;
  return new Map(
    [...named].map(([commit, fact]) => [
      commit,
      fact.kind === 'read' ? read(fact.value.filter(isHere)) : fact,
    ]),
  );
}

/** By number; a merge that could not be read is `unread`. */
export async function readMerges(
  world: Pick<World, 'git' | 'github'>,
  pullRequests: readonly PullRequest[],
  history: HistorySnapshot,
  inForce: InForce,
): Promise<ReadonlyMap<number, Fact<MergedFacts>>> {
  const each = new Map(pullRequests.map((pullRequest) => [pullRequest.number, pullRequest]));
  const merges = await inParallel([...each], WIDTH, async ([number, pullRequest]) => {
    return [number, await asFact(readMerged(world, pullRequest, history, inForce))] as const;
  });
  return new Map(merges);
}

export async function readMerged(
  world: Pick<World, 'git' | 'github'>,
  pullRequest: PullRequest,
  history: HistorySnapshot,
  { guardrails }: InForce,
): Promise<MergedFacts> {
  const { repository, branch, head } = history;
  const merge = mergeOnBranch(pullRequest, history);
  const approval = await readApprovalFacts(world, {
    repository,
    pullRequest,
    // NB: compared with what the branch was before the merge; with the merge in it, the head would bring nothing.
    base: merge?.parents[0] ?? head,
    guardrails,
    codeownersAt: heldTheVersionInForce(history.ledger) ?? head,
  });
  const { content } = approval;
  if (content.kind === 'unread') {
    return { approval, recorded: { kind: 'unread', why: content.why }, commits: [], requests: [] };
  }
  const recorded = await readRecordedMerge(world, pullRequest, content.value, branch.commits);
  const commits = recorded.kind === 'merge' ? commitsOf(recorded, branch.commits) : [];
  return { approval, recorded, commits, requests: await readRequests(world.git, content.value.changes) };
}

function mergeOnBranch({ merged }: PullRequest, { branch, ledger }: HistorySnapshot): Commit | undefined {
  const index = merged === undefined ? undefined : ledger.positions.get(merged.commit);
  return index === undefined ? undefined : branch.commits[index];
}

/**
 * Asks GitHub, commit by commit back from the merge, whether it lists the pull request there: only a rebase has more than
 * one, so it ends at the first that is not listed. The merge itself is what the pull request says it is.
 */
async function readRecordedMerge(
  { github }: Pick<World, 'github'>,
  pullRequest: PullRequest,
  content: PullRequestContent,
  commits: readonly Commit[],
): Promise<RecordedMerge> {
  const listed = new Map<Oid, Fact<boolean>>();
  const last = commits.findLastIndex(({ oid }) => oid === pullRequest.merged?.commit);
  const isOne = (commits[last]?.parents.length ?? 0) !== 1;
  const furthest = isOne ? last : Math.max(0, last - pullRequest.commitCount + 1);
  for (let index = last; index >= furthest && index >= 0; index -= 1) {
    const { oid } = commits[index]!; // between 0 and last
    const lists = index === last ? read(true) : await isListed(github, oid, pullRequest.number);
    listed.set(oid, lists);
    if (lists.kind === 'unread' || !lists.value) break;
  }
  const listedOn = (commit: Oid): Fact<boolean> => listed.get(commit) ?? unread('it was not asked for');
  return recordedMerge({ commits, pullRequest, content, listedOn });
}

async function isListed(github: World['github'], commit: Oid, number: number): Promise<Fact<boolean>> {
  const answer = await asFact(github.pullRequestsOf(commit));
  return answer.kind === 'unread' ? answer : read(answer.value.some((one) => one.number === number));
}

function commitsOf(
  recorded: Extract<RecordedMerge, { kind: 'merge' }>,
  commits: readonly Commit[],
): readonly Commit[] {
  const wanted = new Set(recorded.commits);
  return commits.filter(({ oid }) => wanted.has(oid));
}
