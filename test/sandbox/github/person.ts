// What people do, in their words: open a pull request, push, approve, merge. Each runs the code that the API runs.
import { addComment, deleteComment, editComment } from './comments.ts';
import type { Files, Signature } from './git.ts';
import { Refusal, signatureOf, type Hub } from './hub.ts';
import { mergePull } from './merge.ts';
import { atLeast, permissionOf } from './people.ts';
import { enqueue } from './queue.ts';
import { editPull, openPull, setDraft, updateBranch } from './pulls.ts';
import { moveBranch, moveForkHead } from './refs.ts';
import { dismissReview, submitReview, type Verdict } from './reviews.ts';
import { violations } from './rules.ts';
import type { Account, Comment, MergeMethod, PullRequest, Review } from './state.ts';

export interface Authorship {
  readonly message?: string;
  /** Whose name and e-mail the commit bears; absent: the person's own. */
  readonly author?: { readonly name: string; readonly email: string };
  readonly committer?: { readonly name: string; readonly email: string };
  readonly coAuthors?: readonly { readonly name: string; readonly email: string }[];
}

export interface NewPullRequest extends Authorship {
  readonly branch: string;
  readonly title: string;
  readonly files: Files;
  readonly body?: string;
  /** The branch or commit to begin from; absent: the base's head. */
  readonly from?: string;
  readonly base?: string;
  readonly draft?: boolean;
  /** From the person's fork, instead of a branch of the repository. */
  readonly fork?: boolean;
}

type Which = number | PullRequest;

export type Person = ReturnType<typeof personOf>;

/** Whoever this account is, at work. */
export function personOf(hub: Hub, account: Account) {
  const { state } = hub;
  const found = (which: Which): PullRequest => {
    const number = typeof which === 'number' ? which : which.number;
    const pull = state.pulls.get(number);
    if (!pull) throw new Error(`there is no pull request ${number}`);
    return pull;
  };
  const review = (which: Which, verdict: Verdict, body = '', commit?: string): Review =>
    submitReview(hub, account, found(which), { verdict, body, ...(commit === undefined ? {} : { commit }) });
  const push = async (branch: string, files: Files, more: Authorship = {}) =>
    hub.exclusive(async () => {
      const head = tipOf(hub, branch);
      const to = await commitFiles(hub, account, { parents: [head], tree: head, files, ...more });
      await movePolitely(hub, account, branch, to);
      return to;
    });

  return {
    account,
    openPullRequest: async (wish: NewPullRequest) => hub.exclusive(async () => open(hub, account, wish)),
    /** A commit on top of a branch of the repository. */
    push,
    /** A commit on top of a pull request's branch, in a fork too. */
    pushTo: async (which: Which, files: Files, more: Authorship = {}) => {
      const pull = found(which);
      if (pull.head.fork === null) return push(pull.head.ref, files, more);
      return hub.exclusive(async () => {
        const to = await commitFiles(hub, account, {
          parents: [pull.head.sha],
          tree: pull.head.sha,
          files,
          ...more,
        });
        await moveForkHead(hub, pull, to, account);
        return to;
      });
    },
    /** Replaces the branch's last commit; without files by one of the same tree and another id. */
    forcePush: async (branch: string, files: Files = {}, more: Authorship = {}) =>
      hub.exclusive(async () => {
        const tip = await hub.git.commit(tipOf(hub, branch));
        const again = { message: `${tip.message.trimEnd()} (again)`, ...more };
        const to = await commitFiles(hub, account, { parents: tip.parents, tree: tip.sha, files, ...again });
        await movePolitely(hub, account, branch, to);
        return to;
      }),
    /** Creates a branch, or moves one to a commit that is there already. */
    pointBranch: async (branch: string, sha: string) =>
      hub.exclusive(async () => movePolitely(hub, account, branch, sha)),
    deleteBranch: async (branch: string) =>
      hub.exclusive(async () => movePolitely(hub, account, branch, null)),
    approve: (which: Which, body = '', commit?: string) => review(which, 'APPROVE', body, commit),
    requestChanges: (which: Which, body = 'Please change this.') => review(which, 'REQUEST_CHANGES', body),
    reviewComment: (which: Which, body = 'A remark.') => review(which, 'COMMENT', body),
    dismiss: (one: Review) => dismissReview(hub, account, found(one.pull), one),
    comment: (which: Which, body: string) => addComment(hub, account, found(which), body),
    editComment: (one: Comment, body: string) => editComment(hub, account, found(one.pull), one, body),
    deleteComment: (one: Comment) => deleteComment(hub, account, found(one.pull), one),
    /** By the rules, or past them with `bypass`, as an administrator can. Gives the merge commit. */
    merge: async (which: Which, method: MergeMethod = 'merge', { bypass = false } = {}) =>
      hub.exclusive(async () => {
        if (!bypass && !atLeast(permissionOf(state, account), 'write'))
          throw new Refusal(403, 'Must have push access to repository.');
        return mergePull(hub, account, found(which), { method, bypass });
      }),
    /** Into the merge queue, by the rules. */
    enqueue: async (which: Which, method: MergeMethod = 'merge') =>
      hub.exclusive(async () => enqueue(hub, account, found(which), method)),
    close: async (which: Which) =>
      hub.exclusive(async () => editPull(hub, account, found(which), { state: 'closed' })),
    reopen: async (which: Which) =>
      hub.exclusive(async () => editPull(hub, account, found(which), { state: 'open' })),
    retarget: async (which: Which, base: string) =>
      hub.exclusive(async () => editPull(hub, account, found(which), { base })),
    edit: async (which: Which, change: { title?: string; body?: string }) =>
      hub.exclusive(async () => editPull(hub, account, found(which), change)),
    markReady: (which: Which) => setDraft(hub, account, found(which), false),
    markDraft: (which: Which) => setDraft(hub, account, found(which), true),
    updateBranch: async (which: Which) => hub.exclusive(async () => updateBranch(hub, account, found(which))),
  };
}

const tipOf = (hub: Hub, branch: string): string => {
  const tip = hub.state.branches.get(branch);
  if (tip === undefined) throw new Error(`there is no branch ${branch}`);
  return tip;
};

async function open(hub: Hub, by: Account, wish: NewPullRequest): Promise<PullRequest> {
  const base = wish.base ?? hub.state.repository.defaultBranch;
  const from = hub.state.branches.get(wish.from ?? base) ?? wish.from ?? tipOf(hub, base);
  const authorship = { message: wish.message ?? wish.title, ...wish };
  const sha = await commitFiles(hub, by, { parents: [from], tree: from, ...authorship });
  if (!wish.fork) await movePolitely(hub, by, wish.branch, sha);
  return openPull(hub, by, {
    title: wish.title,
    body: wish.body ?? null,
    head: wish.branch,
    base,
    draft: wish.draft ?? false,
    ...(wish.fork ? { fork: { owner: by, sha } } : {}),
  });
}

export interface NewCommit extends Authorship {
  readonly parents: readonly string[];
  /** The commit or tree that the files change. */
  readonly tree: string;
  readonly files: Files;
}

/** A commit that no branch holds yet. */
export async function commitFiles(hub: Hub, by: Account, what: NewCommit): Promise<string> {
  const at = hub.now();
  const own = signatureOf(by, at);
  const signed = (who: Omit<Signature, 'at'> | undefined): Signature => (who ? { ...who, at } : own);
  const trailers = (what.coAuthors ?? []).map(({ name, email }) => `Co-authored-by: ${name} <${email}>`);
  const message = what.message ?? `Change ${Object.keys(what.files).join(', ')}`;
  return hub.git.commitTree({
    tree: await hub.git.changeTree(what.tree, what.files),
    parents: what.parents,
    author: signed(what.author),
    committer: signed(what.committer ?? what.author),
    message: `${[message, trailers.join('\n')].filter(Boolean).join('\n\n')}\n`,
  });
}

/** Moves a branch as a push of this account would: only if it may write, and the rules let it. */
async function movePolitely(hub: Hub, by: Account, branch: string, to: string | null): Promise<void> {
  const before = hub.state.branches.get(branch);
  if (!atLeast(permissionOf(hub.state, by), 'write'))
    throw new Refusal(403, `Permission denied to ${by.login}.`);
  const rewrite = before !== undefined && to !== null && !(await hub.git.isAncestor(before, to));
  const change = to === null ? 'deletion' : rewrite ? 'rewrite' : 'advance';
  const broken = before === undefined ? [] : violations(hub.state, branch, by, change);
  if (broken.length > 0) {
    throw new Refusal(
      403,
      `GH013: Repository rule violations found for refs/heads/${branch}.\n\n- ${broken.join('\n- ')}`,
    );
  }
  await moveBranch(hub, { branch, to, by });
}
