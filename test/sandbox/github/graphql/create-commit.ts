// The mutation createCommitOnBranch: one real commit of many files, if the branch is still where the caller thinks.
import type { Files } from '../git.ts';
import { gitHubSignature, signatureOf, type Hub } from '../hub.ts';
import { actorOf } from '../http/answers.ts';
import { admit } from '../http/viewer.ts';
import { sameLogin } from '../people.ts';
import { parseNodeId } from '../render/account.ts';
import { moveBranch } from '../refs.ts';
import { violations } from '../rules.ts';
import { commitNode } from './commit-node.ts';
import type { Asking } from './endpoint.ts';
import { problem } from './problem.ts';
import { refNode } from './repository-node.ts';

interface Input {
  readonly branch: {
    readonly id?: string | null;
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
  };
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly expectedHeadOid: string;
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
  readonly clientMutationId?: string | null;
}

type Committing = Pick<Asking, 'hub' | 'viewer'>;

/** Made and moved in one piece: nothing comes between the look at the head and the move. */
export async function createCommitOnBranch({ input }: { readonly input: Input }, asking: Committing) {
  const { hub, viewer } = asking;
  try {
    admit(hub, viewer, { kind: 'repository', permission: 'contents', level: 'write' });
  } catch (error) {
    throw problem('FORBIDDEN', error instanceof Error ? error.message : String(error));
  }
  const branch = branchIn(hub, input);
  return hub.exclusive(async () => {
    const sha = await commitOn(asking, branch, input);
    return {
      clientMutationId: input.clientMutationId ?? null,
      commit: commitNode(hub, await hub.git.commit(sha)),
      ref: refNode(hub, branch),
    };
  });
}

function branchIn(hub: Hub, { branch }: Input): string {
  const { state } = hub;
  const byId = branch.id ? parseNodeId(branch.id)?.id.replace(/^refs\/heads\//, '') : undefined;
  const full = `${state.org.login}/${state.repository.name}`;
  if (byId === undefined && !sameLogin(branch.repositoryNameWithOwner ?? '', full)) {
    throw problem(
      'NOT_FOUND',
      `Could not resolve to a Repository with the name '${branch.repositoryNameWithOwner}'.`,
    );
  }
  return byId ?? (branch.branchName ?? '').replace(/^refs\/heads\//, '');
}

async function commitOn({ hub, viewer }: Committing, branch: string, input: Input): Promise<string> {
  const { state, git } = hub;
  const actor = actorOf(viewer);
  const head = state.branches.get(branch);
  if (head === undefined) throw problem('NOT_FOUND', `No ref exists for branch '${branch}'.`);
  if (head !== input.expectedHeadOid) {
    throw problem(
      'STALE_DATA',
      `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`,
    );
  }
  const broken = violations(state, branch, actor, 'advance');
  if (broken.length > 0)
    throw problem('UNPROCESSABLE', `Repository rule violations found\n\n${broken.join('\n\n')}\n\n`);
  const tree = await treeWith(hub, head, input);
  const at = hub.now();
  const { headline, body } = input.message;
  const sha = await git.commitTree({
    tree,
    parents: [head],
    author: signatureOf(actor, at),
    committer: gitHubSignature(at),
    message: body ? `${headline}\n\n${body}` : headline,
  });
  await moveBranch(hub, { branch, to: sha, by: actor });
  return sha;
}

async function treeWith(hub: Hub, head: string, { fileChanges }: Input): Promise<string> {
  const additions = fileChanges?.additions ?? [];
  const deletions = fileChanges?.deletions ?? [];
  const present = new Set(deletions.length > 0 ? await hub.git.paths(head) : []);
  for (const { path } of deletions) {
    if (!present.has(path)) {
      throw problem(
        'UNPROCESSABLE',
        `A path was requested for deletion which does not exist as of commit oid \`${head}\`: ${path}`,
      );
    }
  }
  const paths = [...additions, ...deletions].map((change) => change.path);
  const bad = paths.find((path) => path === '' || /(^|\/)(\.{0,2}|\.git)(\/|$)/.test(path));
  if (bad !== undefined) throw problem('UNPROCESSABLE', `A path is not allowed: ${JSON.stringify(bad)}`);
  if (new Set(paths).size !== paths.length) throw problem('UNPROCESSABLE', 'A path was requested twice.');
  const files: Files = Object.fromEntries([
    ...deletions.map(({ path }) => [path, null]),
    ...additions.map(({ path, contents }) => [path, Buffer.from(contents, 'base64')]),
  ]);
  const tree = await hub.git.changeTree(head, files);
  // Whether GitHub makes a commit that changes nothing is not known: nobody may rely on it.
  if (tree === (await hub.git.commit(head)).tree)
    throw problem('UNPROCESSABLE', 'The commit would change no file.');
  return tree;
}
