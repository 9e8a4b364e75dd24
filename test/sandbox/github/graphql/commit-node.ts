// Commits and the people behind them, as GraphQL objects.
import type { Commit, Signature } from '../git.ts';
import { timestamp, type Hub } from '../hub.ts';
import { accountByEmail } from '../people.ts';
import { nodeId } from '../render/account.ts';
import { apiOf, htmlOf } from '../render/repository.ts';
import type { Account, State } from '../state.ts';
import { connection, type PageArgs } from './connection.ts';

/** An account as an `Actor`: a `User`, a `Bot` or an `Organization`. */
export function accountNode(state: State, account: Account) {
  return {
    __typename: account.type,
    id: nodeId(account.type, account.id),
    databaseId: account.id,
    login: account.login,
    name: account.login,
    email: '',
    url: `${state.url}/${account.login}`,
    resourcePath: `/${account.login}`,
    avatarUrl: `${state.url}/avatars/u/${account.id}`,
    createdAt: timestamp(account.createdAt),
  };
}

/** A `GitActor`; its user is null where nobody has that e-mail. */
const gitActor = (state: State, who: Signature) => {
  const account = accountByEmail(state, who.email);
  return {
    name: who.name,
    email: who.email,
    date: timestamp(who.at),
    avatarUrl: `${state.url}/avatars/u/0`,
    // GitHub types this field `User` for bots too.
    user: account ? { ...accountNode(state, account), __typename: 'User' } : null,
  };
};

/** The author, then everybody whom a `Co-authored-by` trailer names, nobody twice. */
export function authorsOf(commit: Commit): readonly Signature[] {
  const trailers = commit.message.matchAll(/^co-authored-by:\s*(.*?)\s*<([^<>]*)>\s*$/gim);
  const coAuthors = [...trailers].map(([, name = '', email = '']) => ({ name, email, at: commit.author.at }));
  const all = [commit.author, ...coAuthors];
  const isFirst = (who: Signature, at: number) =>
    all.findIndex((other) => other.email.toLowerCase() === who.email.toLowerCase()) === at;
  return all.filter(isFirst);
}

export function commitNode(hub: Hub, commit: Commit): Readonly<Record<string, unknown>> {
  const { state } = hub;
  const [headline = '', ...rest] = commit.message.trimEnd().split('\n');
  const viaWeb = commit.committer.email === 'noreply@github.com';
  const parents = async () =>
    Promise.all(commit.parents.map(async (sha) => commitNode(hub, await hub.git.commit(sha))));
  return {
    __typename: 'Commit',
    id: nodeId('C', commit.sha),
    oid: commit.sha,
    abbreviatedOid: commit.sha.slice(0, 7),
    message: commit.message.trimEnd(),
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    authoredDate: timestamp(commit.author.at),
    committedDate: timestamp(commit.committer.at),
    committedViaWeb: viaWeb,
    authoredByCommitter: commit.author.email === commit.committer.email,
    url: `${htmlOf(state)}/commit/${commit.sha}`,
    commitUrl: `${htmlOf(state)}/commit/${commit.sha}`,
    treeUrl: `${htmlOf(state)}/tree/${commit.sha}`,
    tarballUrl: `${apiOf(state)}/tarball/${commit.sha}`,
    tree: { __typename: 'Tree', id: nodeId('TREE', commit.tree), oid: commit.tree },
    author: gitActor(state, commit.author),
    committer: gitActor(state, commit.committer),
    authors: (args: PageArgs) =>
      connection(
        'authors',
        authorsOf(commit).map((who) => gitActor(state, who)),
        args,
      ),
    parents: async (args: PageArgs) => connection('parents', await parents(), args),
    signature: viaWeb
      ? { __typename: 'GpgSignature', isValid: true, state: 'VALID', wasSignedByGitHub: true }
      : null,
  };
}
