// The repository, its refs and its Git objects, as GraphQL objects.
import type { Hub } from '../hub.ts';
import { nodeId } from '../render/account.ts';
import { htmlOf } from '../render/repository.ts';
import type { PullRequest } from '../state.ts';
import { accountNode, commitNode } from './commit-node.ts';
import { connection, type PageArgs } from './connection.ts';
import { problem } from './problem.ts';
import { pullNode } from './pull-node.ts';

export function repositoryNode(hub: Hub): Readonly<Record<string, unknown>> {
  const { state } = hub;
  const { repository, org } = state;
  const pull = (number: number) => {
    const found = state.pulls.get(number);
    if (found) return pullNode(hub, found);
    throw problem('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
  };
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: `${org.login}/${repository.name}`,
    url: htmlOf(state),
    isPrivate: true,
    owner: accountNode(state, org),
    defaultBranchRef: () => refNode(hub, repository.defaultBranch),
    ref: (args: { readonly qualifiedName: string }) =>
      refNode(hub, args.qualifiedName.replace(/^refs\/heads\//, '')),
    object: async (args: ObjectArgs) => objectNode(hub, args),
    pullRequest: (args: { readonly number: number }) => pull(args.number),
    issueOrPullRequest: (args: { readonly number: number }) => pull(args.number),
    pullRequests: (args: PullsArgs) =>
      connection(
        'pullRequests',
        [...state.pulls.values()].filter(wantedBy(args)).map((one) => pullNode(hub, one)),
        args,
      ),
  };
}

interface PullsArgs extends PageArgs {
  readonly states?: readonly ('OPEN' | 'CLOSED' | 'MERGED')[] | null;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
}

const wantedBy =
  (args: PullsArgs) =>
  (pull: PullRequest): boolean => {
    const state = pull.merge ? 'MERGED' : pull.state === 'open' ? 'OPEN' : 'CLOSED';
    return (
      (!args.states || args.states.includes(state)) &&
      (!args.baseRefName || args.baseRefName === pull.base.ref) &&
      (!args.headRefName || args.headRefName === pull.head.ref)
    );
  };

export async function refNode(hub: Hub, branch: string) {
  const sha = hub.state.branches.get(branch);
  if (sha === undefined) return null;
  return {
    __typename: 'Ref',
    id: nodeId('REF', `refs/heads/${branch}`),
    name: branch,
    prefix: 'refs/heads/',
    target: commitNode(hub, await hub.git.commit(sha)),
    repository: () => repositoryNode(hub),
  };
}

interface ObjectArgs {
  readonly oid?: string | null;
  readonly expression?: string | null;
}

/** A commit or a blob, by id or by an expression such as `main:path`; null where there is none. */
async function objectNode(hub: Hub, args: ObjectArgs) {
  const { git, state } = hub;
  const [revision = '', ...path] = (args.oid ?? args.expression ?? '').split(':');
  const name = state.branches.get(revision.replace(/^refs\/heads\//, '')) ?? revision;
  if (!/^[0-9a-f]{7,40}$/.test(name)) return null;
  if (path.length === 0) {
    const sha = await git.resolve(name);
    return sha === null ? null : commitNode(hub, await git.commit(sha));
  }
  const text = await git.file(name, path.join(':'));
  if (text === null) return null;
  const oid = await git.run(['rev-parse', `${name}:${path.join(':')}`]);
  const byteSize = Buffer.byteLength(text);
  return {
    __typename: 'Blob',
    id: nodeId('B', oid),
    oid,
    text,
    byteSize,
    isBinary: false,
    isTruncated: false,
  };
}
