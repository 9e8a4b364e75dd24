/** Who made the commits of a pull request, as GitHub resolves their e-mails: authors, co-authors, committers. */
import type { Account, Contributor } from '../../core/approval/facts.ts';
import type { Oid } from '../../core/repository.ts';
import type { Desk, Here } from './desk.ts';

const A_CALL = 50;
const MOST_AUTHORS = 100;

/** Throws Unavailable where GitHub knows a commit not yet, or not all of its authors. */
export async function readContributors(desk: Desk, commits: readonly Oid[]): Promise<readonly Contributor[]> {
  const all: Contributor[] = [];
  for (let start = 0; start < commits.length; start += A_CALL) {
    const some = commits.slice(start, start + A_CALL);
    all.push(...(await desk.ask('the authors of commits', (here) => readSome(desk, here, some))));
  }
  return all;
}

interface GitActor {
  readonly name: string | null;
  readonly email: string | null;
  readonly user: { readonly login: string; readonly databaseId: number | null } | null;
}

interface CommitNode {
  readonly oid: Oid;
  readonly authors: { readonly totalCount: number; readonly nodes: readonly (GitActor | null)[] | null };
  readonly committer: GitActor | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
}

interface Answer {
  readonly repository: Readonly<Record<string, CommitNode | null>> | null;
}

const actor = 'name email user { login databaseId }';
const fields = `... on Commit { oid authors(first: ${MOST_AUTHORS}) { totalCount nodes { ${actor} } }
  committer { ${actor} } signature { isValid wasSignedByGitHub } }`;

/** Octokit throws where any part of the answer is an error: half an answer is none. */
async function readSome(
  desk: Desk,
  { owner, repo }: Here,
  commits: readonly Oid[],
): Promise<readonly Contributor[]> {
  const variables = commits.map((_, index) => `$o${index}: GitObjectID!`).join(', ');
  const aliases = commits.map((_, index) => `c${index}: object(oid: $o${index}) { ${fields} }`).join('\n');
  const query = `query ($owner: String!, $repo: String!, ${variables}) {
    repository(owner: $owner, name: $repo) { ${aliases} } }`;
  const oids = Object.fromEntries(commits.map((oid, index) => [`o${index}`, oid]));
  const answer = await desk.octokit.graphql<Answer>(query, { owner, repo, ...oids });
  return commits.flatMap((oid, index) => {
    const node = answer.repository?.[`c${index}`];
    if (node?.oid !== oid) throw new Error(`GitHub does not know the commit ${oid}`);
    return contributorsTo(node);
  });
}

function contributorsTo({ oid, authors, committer, signature }: CommitNode): readonly Contributor[] {
  const nodes = (authors.nodes ?? []).filter((node) => node !== null);
  if (nodes.length === 0 || nodes.length !== authors.totalCount) {
    throw new Error(`${nodes.length} of ${authors.totalCount} authors of ${oid} are named`);
  }
  const signed = signature !== null && signature.isValid && signature.wasSignedByGitHub;
  const all = [
    ...nodes.map((node) => ({ commit: oid, name: nameOf(node), account: accountOf(node) })),
    { commit: oid, name: nameOf(committer), account: committerOf(committer, signed) },
  ];
  return all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);
}

/** GitHub's own account, the committer of what is made on its pages. https://github.com/web-flow */
const webFlow: Account = { login: 'web-flow', id: 19_864_447 };

/** NB: anybody can write GitHub's name into a commit; only what GitHub signed was committed by it. */
function committerOf(committer: GitActor | null, signedByGitHub: boolean): Account | undefined {
  const account = committer === null ? undefined : accountOf(committer);
  if (account !== undefined && account.id !== webFlow.id) return account;
  return signedByGitHub ? webFlow : undefined;
}

function accountOf({ user }: GitActor): Account | undefined {
  return user === null || user.databaseId === null ? undefined : { login: user.login, id: user.databaseId };
}

const nameOf = (who: GitActor | null): string => who?.name ?? who?.email ?? 'nobody';

const isSame = (one: Contributor, other: Contributor): boolean =>
  one.account?.id === other.account?.id && (one.account !== undefined || one.name === other.name);
