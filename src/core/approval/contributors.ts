/** Who took part in the commits of a pull request: none of them can approve it, and each must be somebody. */
import type { Fact } from '../problem.ts';
import type { Oid, PullRequestContent } from '../repository.ts';
import * as say from '../words/approval-problems.ts';
import { contributorsAreMissing } from '../words/approval-reasons.ts';
import type { Account, Contributor } from './facts.ts';
import type { Collected } from './owners.ts';

/**
 * GitHub's own account, the committer of what is merged or edited on its pages. It is nobody's: as a committer it is
 * passed over, beside a person, and it never approves. https://github.com/web-flow
 */
const WEB_FLOW = 'web-flow';

export function isWebFlow({ login }: Account): boolean {
  return login.toLowerCase() === WEB_FLOW;
}

/** Commits of which GitHub cannot say who made them, and those of which it has said nothing yet. */
export function contributorDoubts(
  content: Fact<PullRequestContent>,
  contributors: Fact<readonly Contributor[]>,
): Collected {
  if (contributors.kind === 'unread') return { problems: [], unread: [contributors.why] };
  if (content.kind === 'unread') return { problems: [], unread: [] }; // said where the content is judged
  const commits = content.value.commits.map(({ oid }) => ({
    oid,
    by: contributors.value.filter(({ commit }) => commit === oid),
  }));
  return {
    problems: commits.flatMap(({ oid, by }) => unresolved(oid, by)),
    unread: commits.filter(({ by }) => by.length === 0).map(({ oid }) => contributorsAreMissing(oid)),
  };
}

/** The first commit that an account took part in. */
export function commitBy(account: Account, contributors: readonly Contributor[]): Oid | undefined {
  return contributors.find((one) => one.account?.id === account.id)?.commit;
}

/** What others than this account took part in; GitHub itself is nobody. */
export function commitsOfOthers(
  author: Account,
  contributors: readonly Contributor[],
): readonly { readonly commit: Oid; readonly account: Account }[] {
  return contributors.flatMap(({ commit, account }) =>
    account === undefined || account.id === author.id || isWebFlow(account) ? [] : [{ commit, account }],
  );
}

function unresolved(oid: Oid, by: readonly Contributor[]) {
  const unknown = by.filter(({ account }) => account === undefined);
  if (unknown.length > 0) return unknown.map(({ name }) => say.contributorIsUnknown(oid, name));
  const people = by.filter(({ account }) => account !== undefined && !isWebFlow(account));
  return by.length > 0 && people.length === 0 ? [say.commitIsNobodys(oid)] : [];
}
