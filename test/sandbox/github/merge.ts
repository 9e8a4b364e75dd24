// Merging a pull request by the three methods, and the commits that each of them really makes.
import { accountByEmail, accountOf } from './people.ts';
import { gitHubSignature, Refusal, signatureOf, type Hub } from './hub.ts';
import { moveBranch } from './refs.ts';
import { mergeViolations } from './rules.ts';
import type { Account, MergeMethod, PullRequest } from './state.ts';
import { notePull } from './webhooks/notes.ts';

export interface MergeWish {
  readonly method: MergeMethod;
  readonly title?: string;
  readonly message?: string;
  /** Refused if the head is another by now. */
  readonly sha?: string;
  /** Merge whatever the rules say. */
  readonly bypass?: boolean;
}

/** Merges, or refuses with GitHub's status and words. Gives the commit that the base branch points to now. */
export async function mergePull(hub: Hub, by: Account, pull: PullRequest, wish: MergeWish): Promise<string> {
  refuseIfImpossible(hub, by, pull, wish);
  const base = hub.state.branches.get(pull.base.ref) ?? pull.base.sha;
  const sha = await makeCommits(hub, by, pull, { base, wish });
  await land(hub, by, pull, { base, sha, method: wish.method });
  return sha;
}

/** The commits that the merge would put on that base; gives the last. No branch holds them yet. */
export async function makeCommits(hub: Hub, by: Account, pull: PullRequest, ground: Ground): Promise<string> {
  return commitsOf[ground.wish.method](hub, by, pull, ground);
}

/** The branch moves on to the commits that were made for it, and the pull request is merged. */
export async function land(
  hub: Hub,
  by: Account,
  pull: PullRequest,
  { base, sha, method }: { readonly base: string; readonly sha: string; readonly method: MergeMethod },
): Promise<void> {
  const introduced = await hub.git.between(base, sha);
  const at = hub.now();
  // The state goes first: following the branch must not take this for an indirect merge.
  pull.merge = { at, by: by.id, sha, method, introduced };
  pull.state = 'closed';
  pull.closedAt = at;
  pull.closedBy = by.id;
  pull.updatedAt = at;
  await moveBranch(hub, { branch: pull.base.ref, to: sha, by });
  notePull(hub, 'closed', pull, by);
}

export function refuseIfImpossible(hub: Hub, by: Account, pull: PullRequest, wish: MergeWish): void {
  if (pull.merge || pull.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
  if (wish.sha !== undefined && wish.sha !== pull.head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft');
  if (wish.bypass) return;
  const broken = mergeViolations(hub, pull, by, wish.method);
  if (broken.length > 0) {
    throw new Refusal(405, `Repository rule violations found\n\n${broken.join('\n\n')}\n\n`);
  }
}

interface Ground {
  readonly base: string;
  readonly wish: MergeWish;
}

type MakeCommits = (hub: Hub, by: Account, pull: PullRequest, ground: Ground) => Promise<string>;

const conflict = () => new Refusal(405, 'Pull Request is not mergeable');

const mergeCommit: MakeCommits = async (hub, by, pull, { base, wish }) => {
  const tree = await hub.git.mergeTree(base, pull.head.sha);
  if (tree === null) throw conflict();
  const owner = pull.head.fork === null ? hub.state.org : accountOf(hub.state, pull.head.fork);
  const title = wish.title ?? `Merge pull request #${pull.number} from ${owner.login}/${pull.head.ref}`;
  return hub.git.commitTree({
    tree,
    parents: [base, pull.head.sha],
    author: signatureOf(by, hub.now()),
    committer: gitHubSignature(hub.now()),
    message: `${title}\n\n${wish.message ?? pull.title}\n`,
  });
};

const squash: MakeCommits = async (hub, _by, pull, { base, wish }) => {
  const tree = await hub.git.mergeTree(base, pull.head.sha);
  if (tree === null) throw conflict();
  const title = wish.title ?? `${pull.title} (#${pull.number})`;
  const message = wish.message ?? (await squashMessage(hub, pull, base));
  return hub.git.commitTree({
    tree,
    parents: [base],
    author: signatureOf(accountOf(hub.state, pull.author), hub.now()),
    committer: gitHubSignature(hub.now()),
    message: message === '' ? `${title}\n` : `${title}\n\n${message}\n`,
  });
};

/** What GitHub proposes: the only commit's body, or a list of all; and everybody else who wrote a commit. */
async function squashMessage(hub: Hub, pull: PullRequest, base: string): Promise<string> {
  const shas = await hub.git.between(base, pull.head.sha, '--no-merges');
  const commits = await Promise.all(shas.map(async (sha) => hub.git.commit(sha)));
  const bodies = commits.map((commit) => commit.message.trim().split('\n\n').slice(1).join('\n\n'));
  const subjects = commits.map((commit) => `* ${commit.message.split('\n')[0]}`);
  const others = commits
    .map((commit) => commit.author)
    .filter((author) => accountByEmail(hub.state, author.email)?.id !== pull.author)
    .map((author) => `Co-authored-by: ${author.name} <${author.email}>`);
  const text = commits.length === 1 ? (bodies[0] ?? '') : subjects.join('\n\n');
  return [text, [...new Set(others)].join('\n')].filter((part) => part !== '').join('\n\n');
}

/**
 * Replays each commit that is no merge on the base. The system's `merge-tree` takes no base of its own before Git 2.40: a
 * stand-in commit with the new base's tree and the replayed commit's parent makes that parent the merge base.
 */
const rebase: MakeCommits = async (hub, by, pull, { base }) => {
  const { git } = hub;
  let tip = base;
  for (const sha of await git.between(base, pull.head.sha, '--no-merges')) {
    const commit = await git.commit(sha);
    const onto = await git.commit(tip);
    const standIn = await git.commitTree({ ...onto, parents: commit.parents });
    const tree = await git.mergeTree(standIn, sha);
    if (tree === null) throw new Refusal(405, "This branch can't be rebased");
    if (tree === onto.tree) continue;
    tip = await git.commitTree({
      tree,
      parents: [tip],
      author: commit.author,
      committer: signatureOf(by, hub.now()),
      message: commit.message,
    });
  }
  if (tip === base) throw conflict();
  return tip;
};

const commitsOf: Readonly<Record<MergeMethod, MakeCommits>> = { merge: mergeCommit, squash, rebase };
