// The fields at the top of a query.
import { timestamp, type Hub } from '../hub.ts';
import { atLeast, findAccount, permissionOf, sameLogin } from '../people.ts';
import { parseNodeId } from '../render/account.ts';
import type { Asking } from './endpoint.ts';
import { accountNode, commitNode } from './commit-node.ts';
import { problem } from './problem.ts';
import { commentNode, pullNode } from './pull-node.ts';
import { refNode, repositoryNode } from './repository-node.ts';
import { actorOf } from '../http/answers.ts';

export const rootFields = {
  repository: (args: { readonly owner: string; readonly name: string }, asking: Asking) => {
    const { state } = asking.hub;
    const known = sameLogin(args.owner, state.org.login) && sameLogin(args.name, state.repository.name);
    if (known && maySee(asking)) return repositoryNode(asking.hub);
    throw problem(
      'NOT_FOUND',
      `Could not resolve to a Repository with the name '${args.owner}/${args.name}'.`,
    );
  },
  node: async (args: { readonly id: string }, asking: Asking) => nodeOf(asking, args.id),
  nodes: async (args: { readonly ids: readonly string[] }, asking: Asking) =>
    Promise.all(args.ids.map(async (id) => nodeOf(asking, id))),
  viewer: (_args: unknown, { hub, viewer }: Asking) => ({
    ...accountNode(hub.state, actorOf(viewer)),
    __typename: 'User',
  }),
  user: (args: { readonly login: string }, { hub }: Asking) => {
    const account = findAccount(hub.state, args.login);
    if (account?.type === 'User') return accountNode(hub.state, account);
    throw problem('NOT_FOUND', `Could not resolve to a User with the login of '${args.login}'.`);
  },
  rateLimit: (_args: unknown, { limits, viewer }: Asking) => {
    const { reset, ...rest } = limits.look(viewer);
    return { ...rest, cost: 1, nodeCount: 0, resetAt: timestamp(reset * 1000) };
  },
};

const maySee = ({ hub, viewer }: Asking): boolean =>
  viewer.kind === 'installation' ||
  (viewer.kind === 'person' && atLeast(permissionOf(hub.state, viewer.account), 'read'));

async function nodeOf(asking: Asking, id: string) {
  const { hub } = asking;
  const parsed = parseNodeId(id);
  const found = parsed && maySee(asking) ? await find(hub, parsed) : null;
  if (found) return found;
  throw problem('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

async function find(hub: Hub, node: { readonly type: string; readonly id: string }) {
  const { state, git } = hub;
  switch (node.type) {
    case 'R':
      return Number(node.id) === state.repository.id ? repositoryNode(hub) : null;
    case 'C': {
      const sha = await git.resolve(node.id);
      return sha === null ? null : commitNode(hub, await git.commit(sha));
    }
    case 'PR': {
      const pull = state.pulls.get(Number(node.id));
      return pull ? pullNode(hub, pull) : null;
    }
    case 'IC': {
      const comment = state.comments.find((one) => one.id === Number(node.id));
      return comment ? commentNode(hub, comment) : null;
    }
    case 'REF':
      return refNode(hub, node.id.replace(/^refs\/heads\//, ''));
    case 'User':
    case 'Bot':
    case 'Organization': {
      const account = state.accounts.get(Number(node.id));
      return account ? accountNode(state, account) : null;
    }
    default:
      return null;
  }
}
