// The merge queue: for each pull request in it a commit with all before it, and merged when its check on that commit passed.
import type { Files } from './git.ts';
import { conflictsAre, type Hub } from './hub.ts';
import { land, makeCommits, refuseIfImpossible } from './merge.ts';
import { accountOf } from './people.ts';
import { moveBranch } from './refs.ts';
import { queueStanding } from './rules.ts';
import type { Account, MergeMethod, PullRequest, QueueEntry } from './state.ts';
import { noteGroup } from './webhooks/notes.ts';

/** GitHub itself: nobody else commits what its queue makes. */
const WEB_FLOW = 19_864_447;

/** Refuses what could not be merged by itself either. */
export async function enqueue(hub: Hub, by: Account, pull: PullRequest, method: MergeMethod): Promise<void> {
  refuseIfImpossible(hub, by, pull, { method });
  if (hub.state.queue.some((entry) => entry.pull === pull.number)) return;
  hub.state.queue.push({ pull: pull.number, by: by.id, method, group: null });
  await buildGroups(hub);
}

/** Merges from the front what passed, and leaves out what failed; what came after that gets commits of its own anew. */
export async function settleQueue(hub: Hub): Promise<void> {
  for (;;) {
    const [first] = hub.state.queue;
    if (first === undefined) return;
    const pull = pullOf(hub, first);
    const head = hub.state.branches.get(pull.base.ref);
    if (first.group === null || first.group.base !== head || pull.state !== 'open') {
      if (pull.state !== 'open') hub.state.queue.shift();
      await dropGroups(hub, hub.state.queue, 'invalidated');
      await buildGroups(hub);
      return;
    }
    const standing = queueStanding(hub.state, pull, first.group.sha);
    if (standing === 'pending') return;
    hub.state.queue.shift();
    const { base, sha } = first.group;
    await dropGroups(hub, [first], standing === 'passed' ? 'merged' : 'dequeued');
    if (standing === 'passed') {
      await land(hub, accountOf(hub.state, first.by), pull, { base, sha, method: first.method });
    } else {
      await dropGroups(hub, hub.state.queue, 'invalidated');
      await buildGroups(hub);
    }
  }
}

/** The queue's commit for a pull request holds these files beside its own: what GitHub would never make. */
export async function putIntoGroup(hub: Hub, pull: PullRequest, files: Files): Promise<string> {
  const entry = hub.state.queue.find((one) => one.pull === pull.number);
  if (!entry?.group) throw new Error(`the queue holds nothing for #${pull.number}`);
  const { branch, base, sha } = entry.group;
  const made = await hub.git.commit(sha);
  const forged = await hub.git.commitTree({ ...made, tree: await hub.git.changeTree(sha, files) });
  await moveBranch(hub, { branch, to: forged, by: accountOf(hub.state, entry.by) });
  entry.group = { branch, base, sha: forged };
  return forged;
}

async function buildGroups(hub: Hub): Promise<void> {
  let before: string | undefined;
  const { queue } = hub.state;
  for (const entry of queue) {
    const pull = pullOf(hub, entry);
    const base = before ?? hub.state.branches.get(pull.base.ref) ?? pull.base.sha;
    entry.group ??= await buildGroup(hub, entry, pull, base);
    if (entry.group === null) hub.state.queue = hub.state.queue.filter((one) => one !== entry);
    else before = entry.group.sha;
  }
}

/** Null where it conflicts with what is before it. */
async function buildGroup(
  hub: Hub,
  { by, method }: QueueEntry,
  pull: PullRequest,
  base: string,
): Promise<QueueEntry['group']> {
  const account = accountOf(hub.state, by);
  const itself = accountOf(hub.state, WEB_FLOW);
  const sha = await conflictsAre(null, () => makeCommits(hub, itself, pull, { base, wish: { method } }));
  if (sha === null) return null;
  const branch = `gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${base}`;
  await moveBranch(hub, { branch, to: sha, by: account });
  const group = { branch, base, sha };
  await noteGroup(hub, 'checks_requested', { ...group, target: pull.base.ref }, account);
  return group;
}

async function dropGroups(
  hub: Hub,
  entries: readonly QueueEntry[],
  reason: 'merged' | 'dequeued' | 'invalidated',
): Promise<void> {
  for (const entry of entries) {
    if (entry.group === null) continue;
    const { group } = entry;
    const by = accountOf(hub.state, entry.by);
    await noteGroup(hub, 'destroyed', { ...group, target: pullOf(hub, entry).base.ref }, by, { reason });
    await moveBranch(hub, { branch: group.branch, to: null, by });
    entry.group = null;
  }
}

function pullOf({ state }: Hub, { pull }: QueueEntry): PullRequest {
  const found = state.pulls.get(pull);
  if (found === undefined) throw new Error(`there is no pull request ${pull}`);
  return found;
}
