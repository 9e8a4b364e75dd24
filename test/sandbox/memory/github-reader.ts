// The port GitHubReader over the simulated GitHub's state: what the adapter would read from its answers.
import type {
  Contributor,
  ListedPullRequest,
  PullRequest,
  Retargeted,
  Review,
  ReviewState,
} from '../../../src/core/approval/facts.ts';
import type { Oid } from '../../../src/core/repository.ts';
import { Unavailable, type GitHubReader } from '../../../src/ports.ts';
import { codeownersErrors } from '../github/codeowners.ts';
import type { Commit } from '../github/git.ts';
import { authorsOf } from '../github/graphql/commit-node.ts';
import type { Hub } from '../github/hub.ts';
import {
  accountByEmail,
  findAccount,
  membershipIn,
  membersOf,
  permissionOf,
  sameLogin,
  teamPermission,
} from '../github/people.ts';
import type * as github from '../github/state.ts';
import { authorOf, instant, pullCalled } from './as-read.ts';
import { commentsReader } from './comments-reader.ts';
import type { Gate } from './faults.ts';
import { commitsBetween, isAncestor } from './history.ts';
import { type Objects } from './objects.ts';

type State = github.State;

export function gitHubReader(hub: Hub, objects: Objects, { call }: Gate): GitHubReader {
  return {
    repository: () =>
      call('repository', '', ({ org, repository: { id, name, defaultBranch } }) => {
        return { id, owner: org.login, name, defaultBranch };
      }),
    openPullRequests: () =>
      call('openPullRequests', '', (state) =>
        [...state.pulls.values()]
          .filter((pull) => pull.state === 'open')
          .map((pull) => ({ ...commonOf(state, pull), updatedAt: instant(pull.updatedAt) })),
      ),
    closedPullRequests: () =>
      call('closedPullRequests', '', (state) =>
        [...state.pulls.values()]
          .filter(({ state: stands, merge }) => stands === 'closed' && merge === null)
          .toSorted((one, other) => other.updatedAt - one.updatedAt || other.number - one.number)
          .slice(0, 100)
          .map((pull) => ({ ...commonOf(state, pull), closedAt: instant(pull.closedAt ?? 0) })),
      ),
    closing: (number) =>
      call('closing', `${number}`, (state) => {
        const { state: stands, merge, closedAt, closedBy } = pullCalled(state, number);
        if (stands === 'open' || merge !== null) return undefined;
        return { at: instant(closedAt ?? 0), by: closedBy === null ? undefined : authorOf(state, closedBy) };
      }),
    mergeGroups: (branch) =>
      call('mergeGroups', branch, (state) => {
        const prefix = `gh-readonly-queue/${branch}/pr-`;
        return [...state.branches].flatMap(([name, oid]) =>
          name.startsWith(prefix) ? [{ branch: name, oid }] : [],
        );
      }),
    pullRequest: (number) =>
      call('pullRequest', `${number}`, (state) => {
        const pull = state.pulls.get(number);
        return pull && pullOf(state, pull);
      }),
    pullRequestsOf: (commit) =>
      call('pullRequestsOf', commit, (state) => {
        if (!objects.commits.has(commit)) throw new Unavailable(`GitHub: no commit found for ${commit}`);
        return pullsOf(state, objects, commit).map((pull) => pullOf(state, pull));
      }),
    reviews: (number) =>
      call('reviews', `${number}`, (state) => {
        pullCalled(state, number);
        return reviewsOf(state, number);
      }),
    checkRuns: (commit) => call('checkRuns', commit, (state) => checkRunsOn(state, commit)),
    contributors: (commits, number) =>
      call('contributors', commits.join(' '), (state) => ({
        contributors: commits.flatMap((oid) => {
          const commit = objects.commits.get(oid);
          if (commit === undefined) throw new Unavailable(`GitHub does not know the commit ${oid}`);
          return contributorsTo(state, commit);
        }),
        retargeted: number === undefined ? undefined : retargetedOf(state, number),
      })),
    codeownersErrors: (ref) =>
      call('codeownersErrors', ref, async (state) => {
        const errors = await codeownersErrors({ ...hub, state }, state.branches.get(ref) ?? ref);
        if (errors === null)
          throw new Unavailable('GitHub answered 404 when asked for the errors in CODEOWNERS');
        return errors.map(({ line, kind, message }) => ({ line, kind, message }));
      }),
    ...peopleReader(call),
    ...commentsReader(call),
  };
}

function peopleReader(
  call: Gate['call'],
): Pick<GitHubReader, 'standing' | 'team' | 'isMember' | 'teamMembers'> {
  return {
    standing: (login) =>
      call('standing', login, (state) => {
        const account = findAccount(state, login);
        if (account === undefined) return undefined;
        const { id, login: name } = account;
        return { account: { login: name, id }, permission: permissionOf(state, account) };
      }),
    team: (name) =>
      call('team', name, (state) => {
        const team = teamCalled(state, name);
        return team === undefined || team.privacy === 'secret'
          ? undefined
          : { permission: teamPermission(state, team) };
      }),
    teamMembers: (name) =>
      call('teamMembers', name, (state) => {
        const team = teamCalled(state, name);
        const members = team === undefined ? [] : membersOf(state, team);
        return team === undefined || members.length > 100
          ? undefined
          : members.map(({ login, id }) => ({ login, id }));
      }),
    isMember: (name, login) =>
      call('isMember', `${name} ${login}`, (state) => {
        const team = teamCalled(state, name);
        const account = findAccount(state, login);
        return (
          team !== undefined &&
          account !== undefined &&
          membershipIn(state, team, account)?.state === 'active'
        );
      }),
  };
}

function pullOf(state: State, pull: github.PullRequest): PullRequest {
  const { merge, size } = pull;
  return {
    ...commonOf(state, pull),
    ...(merge === null ? {} : { merged: { at: instant(merge.at), commit: merge.sha } }),
    commitCount: size.commits,
    fileCount: size.changedFiles,
  };
}

function commonOf(state: State, pull: github.PullRequest): Omit<ListedPullRequest, 'updatedAt'> {
  const { id } = state.repository;
  const { head, base } = pull;
  return {
    number: pull.number,
    state: pull.state,
    draft: pull.draft,
    title: pull.title,
    author: authorOf(state, pull.author),
    openedAt: instant(pull.createdAt),
    head: { oid: head.sha, repository: head.fork === null ? id : FORKS + head.fork },
    base: { branch: base.ref, oid: base.sha, repository: id },
  };
}

/** Forks have ids of their own; nobody may rely on which. */
const FORKS = 1_000_000;

/** Merged ones that brought the commit to the default branch; of one that is not on it, those that hold it. */
function pullsOf(state: State, objects: Objects, commit: Oid): readonly github.PullRequest[] {
  const main = state.branches.get(state.repository.defaultBranch);
  const landed = main !== undefined && isAncestor(objects, commit, main);
  return [...state.pulls.values()].filter(({ merge, base, head }) => {
    if (merge === null) return false;
    return (
      merge.introduced.includes(commit) ||
      (!landed && commitsBetween(objects, base.sha, head.sha).includes(commit))
    );
  });
}

const reviewStates = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
} as const satisfies Record<github.ReviewState, ReviewState>;

function reviewsOf(state: State, number: number): readonly Review[] {
  return state.reviews
    .filter((review) => review.pull === number && review.state !== 'PENDING')
    .map((review) => ({
      id: review.id,
      by: authorOf(state, review.author),
      state: reviewStates[review.state],
      commit: review.commit,
      at: instant(review.submittedAt ?? 0),
    }));
}

function checkRunsOn(state: State, commit: Oid) {
  return state.checkRuns
    .filter(
      ({ headSha, app, name, status }) =>
        headSha === commit && app === state.app.id && name === 'daypass' && status === 'completed',
    )
    .map(({ id, headSha, externalId, conclusion, completedAt }) => ({
      id,
      head: headSha,
      externalId,
      conclusion: conclusion ?? '',
      completedAt: instant(completedAt ?? 0),
    }))
    .sort((one, other) => one.completedAt - other.completedAt || one.id - other.id);
}

/** Nobody twice, as the adapter says it. The committer is GitHub itself for all that is made on its pages. */
function contributorsTo(state: State, commit: Commit): readonly Contributor[] {
  const all = [...authorsOf(commit), commit.committer].map(({ name, email }) => {
    const account = accountByEmail(state, email);
    return { commit: commit.sha, name, account: account && { login: account.login, id: account.id } };
  });
  const isSame = (one: Contributor, other: Contributor) =>
    one.account?.id === other.account?.id && (one.account !== undefined || one.name === other.name);
  return all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);
}

function retargetedOf(state: State, number: number): Retargeted {
  const { retargets } = pullCalled(state, number);
  const last = retargets.at(-1);
  if (last === undefined) return { kind: 'never' };
  return retargets.length > 100 ? { kind: 'too often' } : { kind: 'last', at: instant(last.at) };
}

function teamCalled(state: State, name: string): github.Team | undefined {
  const [org = '', slug = ''] = name.split('/');
  return sameLogin(org, state.org.login) ? state.teams.get(slug.toLowerCase()) : undefined;
}
