// What follows when a branch moves: pull request heads, carried-over and dismissed reviews, indirect merges, webhooks.
import type { Hub } from './hub.ts';
import { notePush, noteCheckSuite, notePull, noteReview } from './webhooks/notes.ts';
import { accountOf } from './people.ts';
import { dismissesStaleReviews } from './rules.ts';
import { nextId, type Account, type PullRequest, type Size } from './state.ts';

export interface BranchMove {
  readonly branch: string;
  /** Null deletes the branch. */
  readonly to: string | null;
  readonly by: Account;
  /** "Update branch" was pressed: a ruleset that dismisses stale reviews counts it as a push. */
  readonly updateBranch?: boolean;
}

/** Moves a branch and lets everything follow that GitHub lets follow. The caller has asked the rules. */
export async function moveBranch(hub: Hub, move: BranchMove): Promise<void> {
  if (move.to === null) await hub.git.deleteRef(`refs/heads/${move.branch}`);
  else await hub.git.updateRef(`refs/heads/${move.branch}`, move.to);
  await followBranch(hub, move);
}

/** The same for a branch that Git has moved already, by a push. */
export async function followBranch(hub: Hub, move: BranchMove): Promise<void> {
  const { state } = hub;
  const before = state.branches.get(move.branch) ?? null;
  if (before === move.to) return;
  if (move.to === null) state.branches.delete(move.branch);
  else state.branches.set(move.branch, move.to);
  state.repository.pushedAt = hub.now();
  await notePush(hub, { branch: move.branch, before, after: move.to, by: move.by });
  for (const pull of openPulls(hub)) {
    if (pull.head.fork === null && pull.head.ref === move.branch) await followHead(hub, pull, move);
    if (pull.base.ref === move.branch && move.to !== null) {
      await noticeIndirectMerge(hub, pull, { before, after: move.to, by: move.by });
    }
  }
}

/** A new commit on a fork's branch: only the pull request moves. */
export async function moveForkHead(hub: Hub, pull: PullRequest, to: string, by: Account): Promise<void> {
  await followHead(hub, pull, { branch: pull.head.ref, to, by });
}

/** What the pull request would change, as GitHub counts it: from the merge base. */
export async function measure(hub: Hub, pull: Pick<PullRequest, 'base' | 'head'>): Promise<Size> {
  const base = hub.state.branches.get(pull.base.ref) ?? pull.base.sha;
  const from = (await hub.git.mergeBase(base, pull.head.sha)) ?? base;
  const files = await hub.git.numstat(from, pull.head.sha);
  const count = (column: 0 | 1) =>
    files.reduce((sum, line) => sum + (Number(line.split('\t')[column]) || 0), 0);
  return {
    commits: (await hub.git.between(base, pull.head.sha)).length,
    additions: count(0),
    deletions: count(1),
    changedFiles: files.length,
  };
}

/** Makes the head of a pull request fetchable, unless the switch says that it lags. */
export async function publishHead(hub: Hub, pull: PullRequest): Promise<void> {
  if (!hub.pullRefsLag()) await hub.git.updateRef(`refs/pull/${pull.number}/head`, pull.head.sha);
}

/** Our App has a check suite on every commit that is pushed. */
export function requestChecks(hub: Hub, headSha: string, headBranch: string, before: string | null): void {
  const { state } = hub;
  if (state.checkSuites.some((suite) => suite.headSha === headSha && suite.app === state.app.id)) return;
  const suite = {
    id: nextId(state),
    app: state.app.id,
    headSha,
    headBranch,
    before,
    createdAt: hub.now(),
    updatedAt: hub.now(),
  };
  state.checkSuites.push(suite);
  noteCheckSuite(hub, 'requested', suite);
}

const openPulls = (hub: Hub): readonly PullRequest[] =>
  [...hub.state.pulls.values()].filter((pull) => pull.state === 'open');

async function followHead(hub: Hub, pull: PullRequest, move: BranchMove): Promise<void> {
  if (move.to === null) {
    close(hub, pull, move.by);
    return;
  }
  const before = pull.head.sha;
  if (before === move.to) return;
  const same = await saysTheSame(hub, pull, before, move.to);
  pull.head.sha = move.to;
  pull.base.sha = hub.state.branches.get(pull.base.ref) ?? pull.base.sha;
  pull.updatedAt = hub.now();
  pull.size = await measure(hub, pull);
  await publishHead(hub, pull);
  await hub.git.commit(move.to);
  notePull(hub, 'synchronize', pull, move.by, { before, after: move.to });
  settleReviews(hub, pull, { before, same, by: move.by, updateBranch: move.updateBranch === true });
  requestChecks(hub, move.to, pull.head.ref, before);
  if (pull.size.commits === 0) close(hub, pull, move.by);
}

const close = (hub: Hub, pull: PullRequest, by: Account): void => {
  pull.state = 'closed';
  pull.closedAt = hub.now();
  pull.closedBy = by.id;
  pull.updatedAt = hub.now();
  notePull(hub, 'closed', pull, by);
};

/** Whether the pull request proposes the very same patch from its new head. */
async function saysTheSame(hub: Hub, pull: PullRequest, before: string, after: string): Promise<boolean> {
  const { git, state } = hub;
  const base = state.branches.get(pull.base.ref) ?? pull.base.sha;
  const from = async (head: string) => (await git.mergeBase(base, head)) ?? base;
  const [old, fresh] = [await from(before), await from(after)];
  if (old === fresh) return (await git.commit(before)).tree === (await git.commit(after)).tree;
  return (await git.patchId(old, before)) === (await git.patchId(fresh, after));
}

interface HeadChange {
  readonly before: string;
  readonly same: boolean;
  readonly by: Account;
  readonly updateBranch: boolean;
}

/**
 * GitHub binds a review to the new head where the patch stayed the same (a rebase, an amended message, "Update branch"),
 * although nobody looked at that commit; and dismisses approvals of another patch where the rules say so.
 */
function settleReviews(hub: Hub, pull: PullRequest, change: HeadChange): void {
  const { state } = hub;
  const dismisses = dismissesStaleReviews(state, pull.base.ref);
  for (const review of state.reviews.filter((one) => one.pull === pull.number)) {
    const stale = dismisses && (!change.same || change.updateBranch);
    if (stale && review.state === 'APPROVED') {
      review.state = 'DISMISSED';
      review.updatedAt = hub.now();
      noteReview(hub, 'dismissed', pull, review, change.by);
    } else if (change.same && !stale && review.commit === change.before) {
      review.commit = pull.head.sha;
    }
  }
}

interface BaseChange {
  readonly before: string | null;
  readonly after: string;
  readonly by: Account;
}

/** An open pull request whose head became reachable from its base counts as merged, whoever pushed that. */
async function noticeIndirectMerge(hub: Hub, pull: PullRequest, change: BaseChange): Promise<void> {
  const { state, git } = hub;
  if (pull.state !== 'open' || !(await git.isAncestor(pull.head.sha, change.after))) return;
  const from = change.before ?? change.after;
  const introduced = await git.between(from, change.after);
  const steps = await git.firstParents(from, change.after);
  let sha = change.after;
  for (const step of steps.toReversed()) {
    if (await git.isAncestor(pull.head.sha, step)) sha = step;
  }
  const at = hub.now();
  pull.state = 'closed';
  pull.closedAt = at;
  pull.closedBy = change.by.id;
  pull.updatedAt = at;
  pull.merge = { at, by: accountOf(state, change.by.id).id, sha, method: 'indirect', introduced };
  notePull(hub, 'closed', pull, change.by);
}
