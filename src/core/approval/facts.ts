/** What GitHub says of people and pull requests, as data: the facts from which an approval is proved. */
import type { Fact } from '../problem.ts';
import type { Oid, PullRequestContent } from '../repository.ts';
import type { Instant } from '../time.ts';

/** An account. NB: the numeric id is who it is; a login can be given up and registered again by somebody else. */
export interface Account {
  readonly login: string;
  readonly id: number;
}

export interface Author extends Account {
  readonly kind: 'person' | 'bot';
}

/** The access repository, as GitHub knows it. */
export interface RepositoryFacts {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
}

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly draft: boolean;
  readonly title: string;
  readonly author: Author;
  readonly openedAt: Instant;
  /** `repository` is undefined where the fork is gone. */
  readonly head: { readonly oid: Oid; readonly repository: number | undefined };
  readonly base: { readonly branch: string; readonly oid: Oid; readonly repository: number };
  readonly merged?: { readonly at: Instant; readonly commit: Oid };
  readonly commitCount: number;
  readonly fileCount: number;
}

/**
 * An open pull request as GitHub lists it: enough to tell that it moved, without a question about each. `updatedAt`, in
 * whole seconds, follows pushes, reviews, comments and edits; not check runs, and nothing outside of the pull request.
 */
export type ListedPullRequest = Omit<PullRequest, 'merged' | 'commitCount' | 'fileCount'> & {
  readonly updatedAt: Instant;
};

/** One that was closed without a merge, as GitHub lists it. */
export type ClosedPullRequest = Omit<PullRequest, 'merged' | 'commitCount' | 'fileCount'> & {
  readonly closedAt: Instant;
};

/** When and by whom a pull request was closed last; `by` is undefined where that account is gone. */
export interface Closing {
  readonly at: Instant;
  readonly by: Author | undefined;
}

/** A commit that GitHub's merge queue made: what the branch would be with these pull requests merged. */
export interface MergeGroup {
  /** `gh-readonly-queue/<base>/pr-<number>-<oid>`. */
  readonly branch: string;
  readonly oid: Oid;
}

export type ReviewState = 'approved' | 'changes requested' | 'commented' | 'dismissed' | 'pending';

export interface Review {
  readonly id: number;
  readonly by: Author;
  readonly state: ReviewState;
  /** The commit that GitHub says was reviewed. NB: it moves to a new head after some force pushes. */
  readonly commit: Oid | undefined;
  readonly at: Instant;
}

/** A completed check run of our own App on a pull request's head. */
export interface CheckRun {
  readonly id: number;
  readonly head: Oid;
  readonly externalId: string;
  readonly conclusion: string;
  readonly completedAt: Instant;
}

/** An author, committer or co-author of a commit; `account` is undefined where GitHub knows nobody by that e-mail. */
export interface Contributor {
  readonly commit: Oid;
  readonly name: string;
  readonly account: Account | undefined;
}

/**
 * When a pull request was last turned to another base branch, its own included. `too often`: GitHub tells no more of it at
 * once, and nothing that was approved of it counts.
 */
export type Retargeted =
  | { readonly kind: 'never' }
  | { readonly kind: 'last'; readonly at: Instant }
  | { readonly kind: 'too often' };

/** What tells how a pull request came to be what it is. */
export interface Making {
  readonly contributors: readonly Contributor[];
  /** Undefined where it was not asked for. */
  readonly retargeted: Retargeted | undefined;
}

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/** A direct owner or a reviewer: what they may do in the access repository. */
export interface Standing {
  readonly account: Account;
  readonly permission: Permission;
}

/** A team: undefined where GitHub shows none by that name to the App (secret, misspelt or gone). */
export type Team = { readonly permission: Permission } | undefined;

/** A line of CODEOWNERS that GitHub calls wrong; lines count from 1. */
export interface CodeownersError {
  readonly line: number;
  readonly kind: string;
  readonly message: string;
}

/**
 * Everything that one proof asks of GitHub and Git, read before anything is decided. Keys: logins in lower case, teams
 * as `org/team` in lower case, memberships as `org/team login`. What was not asked for is absent, and counts as unread.
 */
export interface ApprovalFacts {
  readonly repository: RepositoryFacts;
  readonly pullRequest: PullRequest;
  readonly content: Fact<PullRequestContent>;
  readonly reviews: Fact<readonly Review[]>;
  readonly checks: Fact<readonly CheckRun[]>;
  readonly contributors: Fact<readonly Contributor[]>;
  readonly retargeted: Fact<Retargeted>;
  readonly codeownersErrors: Fact<readonly CodeownersError[]>;
  /** `undefined` inside a read fact: GitHub knows no such account. */
  readonly standings: ReadonlyMap<string, Fact<Standing | undefined>>;
  readonly teams: ReadonlyMap<string, Fact<Team>>;
  /** Whether the login is an active member of the team, or of a team below it. */
  readonly memberships: ReadonlyMap<string, Fact<boolean>>;
  /**
   * The active members of teams and of the teams below them, for the check to say who could approve; undefined where they
   * are many. NB: it may be minutes old, so it makes nobody an owner, and a proof is made without it.
   */
  readonly teamMembers?: ReadonlyMap<string, Fact<readonly Account[] | undefined>>;
}
