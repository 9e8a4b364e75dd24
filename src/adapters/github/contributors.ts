/**
 * Who made the commits of a pull request, as GitHub resolves their e-mails: authors, co-authors, committers; and when it was
 * turned to another base, which is told by the same question.
 */
import type { Account, Contributor, Making } from '../../core/approval/facts.ts';
import type { Oid } from '../../core/repository.ts';
import type { Desk, Here } from './desk.ts';
import { retargetedFrom, retargets, type RetargetedNode } from './retargeted.ts';

const A_CALL = 50;
const MOST_AUTHORS = 100;

/** Throws Unavailable where GitHub knows a commit or the pull request not yet, or not all authors of a commit. */
export async function readContributors(
  desk: Desk,
  commits: readonly Oid[],
  pullRequest?: number,
): Promise<Making> {
  const [first, ...others] = batches(commits);
  if (first === undefined && pullRequest === undefined) return { contributors: [], retargeted: undefined };
  const ask = async (asked: Asked) =>
    desk.ask('the authors of commits', (here) => readSome(desk, here, asked));
  const { contributors, retargeted } = await ask({ commits: first ?? [], pullRequest });
  const all = [...contributors];
  for (const some of others) all.push(...(await ask({ commits: some, pullRequest: undefined })).contributors);
  return { contributors: all, retargeted };
}

function batches(commits: readonly Oid[]): readonly (readonly Oid[])[] {
  const count = Math.ceil(commits.length / A_CALL);
  return Array.from({ length: count }, (_, index) => commits.slice(index * A_CALL, (index + 1) * A_CALL));
}

interface Asked {
  readonly commits: readonly Oid[];
  readonly pullRequest: number | undefined;
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
  readonly repository:
    | (Readonly<Record<`c${number}`, CommitNode | null>> & { readonly pullRequest?: RetargetedNode | null })
    | null;
}

const actor = 'name email user { login databaseId }';
const fields = `... on Commit { oid authors(first: ${MOST_AUTHORS}) { totalCount nodes { ${actor} } }
  committer { ${actor} } signature { isValid wasSignedByGitHub } }`;

/** Octokit throws where any part of the answer is an error: half an answer is none. */
async function readSome(desk: Desk, { owner, repo }: Here, { commits, pullRequest }: Asked): Promise<Making> {
  const oidVariables = commits.map((_, index) => `$o${index}: GitObjectID!`);
  const variables = [...oidVariables, ...(pullRequest === undefined ? [] : ['$number: Int!'])].join(', ');
  const aliases = commits.map((_, index) => `c${index}: object(oid: $o${index}) { ${fields} }`).join('\n');
  const query = `query ($owner: String!, $repo: String!, ${variables}) {
    repository(owner: $owner, name: $repo) { ${aliases} ${pullRequest === undefined ? '' : retargets} } }`;
  const oids = Object.fromEntries(commits.map((oid, index) => [`o${index}`, oid]));
  const number = pullRequest === undefined ? {} : { number: pullRequest };
  const { repository } = await desk.octokit.graphql<Answer>(query, { owner, repo, ...oids, ...number });
  const contributors = commits.flatMap((oid, index) => {
    const node = repository?.[`c${index}`];
    if (node?.oid !== oid) throw new Error(`GitHub does not know the commit ${oid}`);
    return contributorsTo(node);
  });
  const retargeted =
    pullRequest === undefined ? undefined : retargetedFrom(repository?.pullRequest, pullRequest);
  return { contributors, retargeted };
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
