// Pull requests: opening, editing, closing, the test merge, and "Update branch".
import { gitHubSignature, invalid, Refusal, signatureOf, type Hub } from './hub.ts';
import { atLeast, permissionOf } from './people.ts';
import { measure, moveBranch, publishHead, requestChecks } from './refs.ts';
import { nextId, type Account, type PullRequest } from './state.ts';
import { notePull } from './webhooks/notes.ts';

export interface Opening {
  readonly title: string;
  readonly body?: string | null;
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
  /** The head's commit in a fork of this account. */
  readonly fork?: { readonly owner: Account; readonly sha: string };
}

export interface Edit {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
  readonly base?: string;
}

export async function openPull(hub: Hub, by: Account, opening: Opening): Promise<PullRequest> {
  const { state } = hub;
  const baseSha = state.branches.get(opening.base);
  if (baseSha === undefined) throw invalid('PullRequest', 'base', `base ${opening.base} does not exist`);
  const headSha = opening.fork?.sha ?? state.branches.get(opening.head);
  if (headSha === undefined) throw invalid('PullRequest', 'head', `head ${opening.head} does not exist`);
  const head = { ref: opening.head, sha: headSha, fork: opening.fork?.owner.id ?? null };
  const base = { ref: opening.base, sha: baseSha };
  const size = await measure(hub, { head, base });
  if (size.commits === 0) {
    throw invalid('PullRequest', 'head', `No commits between ${opening.base} and ${opening.head}`);
  }
  if (twinOf(hub, head, base)) {
    throw invalid(
      'PullRequest',
      'head',
      `A pull request already exists for ${state.org.login}:${opening.head}.`,
    );
  }
  const pull = register(hub, by, opening, { head, base, size });
  await publishHead(hub, pull);
  await hub.git.commit(headSha);
  notePull(hub, 'opened', pull, by);
  requestChecks(hub, headSha, opening.head, null);
  return pull;
}

const twinOf = (hub: Hub, head: PullRequest['head'], base: PullRequest['base']): PullRequest | undefined =>
  [...hub.state.pulls.values()].find(
    (pull) =>
      pull.state === 'open' &&
      pull.head.ref === head.ref &&
      pull.head.fork === head.fork &&
      pull.base.ref === base.ref,
  );

function register(
  hub: Hub,
  by: Account,
  opening: Opening,
  found: Pick<PullRequest, 'head' | 'base' | 'size'>,
): PullRequest {
  const { state } = hub;
  state.lastNumber += 1;
  const at = hub.now();
  const pull: PullRequest = {
    id: nextId(state),
    number: state.lastNumber,
    author: by.id,
    title: opening.title,
    body: opening.body ?? null,
    state: 'open',
    draft: opening.draft ?? false,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    merge: null,
    testMerge: null,
    retargets: [],
    ...found,
  };
  state.pulls.set(pull.number, pull);
  return pull;
}

/** Changes title, body, base or state; each is announced as GitHub announces it. */
export async function editPull(hub: Hub, by: Account, pull: PullRequest, edit: Edit): Promise<void> {
  if (edit.base !== undefined && edit.base !== pull.base.ref) await retarget(hub, by, pull, edit.base);
  const changes = {
    ...(edit.title !== undefined && edit.title !== pull.title ? { title: { from: pull.title } } : {}),
    ...(edit.body !== undefined && edit.body !== pull.body ? { body: { from: pull.body ?? '' } } : {}),
  };
  pull.title = edit.title ?? pull.title;
  if (edit.body !== undefined) pull.body = edit.body;
  if (Object.keys(changes).length > 0) {
    pull.updatedAt = hub.now();
    notePull(hub, 'edited', pull, by, { changes });
  }
  if (edit.state !== undefined && edit.state !== pull.state) await changeState(hub, by, pull, edit.state);
}

async function retarget(hub: Hub, by: Account, pull: PullRequest, base: string): Promise<void> {
  const sha = hub.state.branches.get(base);
  if (sha === undefined) throw invalid('PullRequest', 'base', `base ${base} does not exist`);
  if (pull.state === 'closed')
    throw invalid('PullRequest', 'base', 'Cannot change base branch of closed pull request.');
  const changes = { base: { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } } };
  pull.retargets.push({ id: nextId(hub.state), at: hub.now(), by: by.id, from: pull.base.ref, to: base });
  pull.base = { ref: base, sha };
  pull.size = await measure(hub, pull);
  pull.updatedAt = hub.now();
  notePull(hub, 'edited', pull, by, { changes });
}

async function changeState(hub: Hub, by: Account, pull: PullRequest, to: 'open' | 'closed'): Promise<void> {
  if (to === 'open') {
    if (pull.merge) throw invalid('PullRequest', 'state', 'The pull request cannot be reopened.');
    const sha = pull.head.fork === null ? hub.state.branches.get(pull.head.ref) : pull.head.sha;
    if (sha !== pull.head.sha) {
      throw invalid('PullRequest', 'state', `The ${pull.head.ref} branch was force-pushed or recreated.`);
    }
    pull.size = await measure(hub, pull);
  }
  pull.state = to;
  pull.closedAt = to === 'closed' ? hub.now() : null;
  pull.closedBy = to === 'closed' ? by.id : null;
  pull.updatedAt = hub.now();
  notePull(hub, to === 'closed' ? 'closed' : 'reopened', pull, by);
}

export function setDraft(hub: Hub, by: Account, pull: PullRequest, draft: boolean): void {
  if (pull.draft === draft) return;
  pull.draft = draft;
  pull.updatedAt = hub.now();
  notePull(hub, draft ? 'converted_to_draft' : 'ready_for_review', pull, by);
}

/** Who may change a pull request: its author, and whoever can write. */
export function mayEdit(hub: Hub, by: Account, pull: PullRequest): boolean {
  return by.id === pull.author || atLeast(permissionOf(hub.state, by), 'write');
}

/** Brings the test merge up to date, as GitHub does in the background: a commit that no branch holds. */
export async function tryMerge(hub: Hub, pull: PullRequest): Promise<void> {
  const base = hub.state.branches.get(pull.base.ref);
  if (pull.state !== 'open' || base === undefined) return;
  const known = pull.testMerge;
  if (known?.base === base && known.head === pull.head.sha) return;
  const tree = await hub.git.mergeTree(base, pull.head.sha);
  const sha =
    tree === null
      ? null
      : await hub.git.commitTree({
          tree,
          parents: [base, pull.head.sha],
          author: gitHubSignature(hub.now()),
          committer: gitHubSignature(hub.now()),
          message: `Merge ${pull.head.sha} into ${base}`,
        });
  pull.testMerge = { base, head: pull.head.sha, sha };
}

/** "Update branch": merges the base into the head, in the name of whoever presses it. */
export async function updateBranch(hub: Hub, by: Account, pull: PullRequest): Promise<string> {
  const base = hub.state.branches.get(pull.base.ref) ?? pull.base.sha;
  const tree = await hub.git.mergeTree(pull.head.sha, base);
  if (tree === null) throw new Refusal(422, 'merge conflict between base and head');
  if (await hub.git.isAncestor(base, pull.head.sha))
    throw new Refusal(422, 'There are no new commits on the base branch.');
  const to = await hub.git.commitTree({
    tree,
    parents: [pull.head.sha, base],
    author: signatureOf(by, hub.now()),
    committer: gitHubSignature(hub.now()),
    message: `Merge branch '${pull.base.ref}' into ${pull.head.ref}`,
  });
  await moveBranch(hub, { branch: pull.head.ref, to, by, updateBranch: true });
  return to;
}
