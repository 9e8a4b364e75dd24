// Everything that the simulated GitHub knows, as plain data: a moment of it can be copied, and served later as a stale read.

import type { Ruleset } from './ruleset.ts';

/** Milliseconds since the epoch, by the story's clock (not the wall's). */
export type Moment = number;

export type Level = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface Account {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
  /** Addresses that resolve a commit's author to this account; the first is what the person commits with. */
  emails: string[];
  orgRole: 'none' | 'member' | 'admin';
  /** What the person signs in with, on the API and over Git. */
  readonly token: string;
  readonly createdAt: Moment;
}

interface TeamMember {
  readonly account: number;
  readonly role: 'member' | 'maintainer';
  readonly state: 'active' | 'pending';
}

export interface Team {
  readonly id: number;
  readonly slug: string;
  privacy: 'closed' | 'secret';
  parent: string | null;
  /** On the access repository; `none` if the team has no part in it. */
  permission: Level;
  members: TeamMember[];
  readonly createdAt: Moment;
}

interface Repository {
  readonly id: number;
  name: string;
  defaultBranch: string;
  pushedAt: Moment;
  readonly createdAt: Moment;
}

interface Merge {
  readonly at: Moment;
  readonly by: number;
  readonly sha: string;
  readonly method: MergeMethod | 'indirect';
  /** The commits that the merge added to the base branch. */
  readonly introduced: readonly string[];
}

/** A pull request in the merge queue, with the commit that was made for it and everything before it. */
export interface QueueEntry {
  readonly pull: number;
  readonly by: number;
  readonly method: MergeMethod;
  group: { readonly branch: string; readonly base: string; readonly sha: string } | null;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface Size {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly author: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  draft: boolean;
  base: { ref: string; sha: string };
  /** When it was turned to which other base, oldest first. */
  retargets: {
    readonly id: number;
    readonly at: Moment;
    readonly by: number;
    readonly from: string;
    readonly to: string;
  }[];
  head: { ref: string; sha: string; /** Owner of the fork that the branch is in. */ fork: number | null };
  createdAt: Moment;
  updatedAt: Moment;
  closedAt: Moment | null;
  closedBy: number | null;
  merge: Merge | null;
  size: Size;
  /** What a merge of these two would give; `sha` is null where they conflict. */
  testMerge: { readonly base: string; readonly head: string; readonly sha: string | null } | null;
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';

export interface Review {
  readonly id: number;
  readonly pull: number;
  readonly author: number;
  body: string;
  state: ReviewState;
  commit: string;
  submittedAt: Moment | null;
  updatedAt: Moment;
}

export interface Comment {
  readonly id: number;
  readonly pull: number;
  readonly author: number;
  body: string;
  readonly createdAt: Moment;
  updatedAt: Moment;
  lastEditedAt: Moment | null;
  readonly viaApp: boolean;
}

export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required';

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: number;
  readonly app: number;
  readonly headSha: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: Moment;
  completedAt: Moment | null;
  output: {
    title: string | null;
    summary: string | null;
    text: string | null;
    annotations: readonly Annotation[];
  };
}

export interface CheckSuite {
  readonly id: number;
  readonly app: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly before: string | null;
  readonly createdAt: Moment;
  updatedAt: Moment;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  /** PEM; null for an app that nobody can sign in as. */
  readonly publicKey: string | null;
  readonly bot: number;
  readonly createdAt: Moment;
}

interface Installation {
  readonly id: number;
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly events: readonly string[];
  suspendedAt: Moment | null;
  readonly createdAt: Moment;
}

interface InstallationToken {
  readonly token: string;
  /** By the wall's clock: the libraries that hold tokens know no other. */
  readonly expiresAt: number;
}

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: string;
  readonly redelivery: boolean;
  readonly deliveredAt: Moment;
  durationSeconds: number;
  status: string;
  statusCode: number;
}

export interface State {
  /** Where the server listens, without a slash at the end. */
  url: string;
  lastAccountId: number;
  lastId: number;
  lastNumber: number;
  readonly org: Account;
  readonly repository: Repository;
  readonly accounts: Map<number, Account>;
  readonly teams: Map<string, Team>;
  /** Permission of direct collaborators, by account. */
  readonly collaborators: Map<number, Level>;
  /** What every member of the organisation may do on the repository. */
  basePermission: Level;
  /** Branch → commit. The truth of the API; Git's refs follow it. */
  readonly branches: Map<string, string>;
  readonly pulls: Map<number, PullRequest>;
  /** In the order in which they are merged. */
  queue: QueueEntry[];
  readonly reviews: Review[];
  readonly comments: Comment[];
  readonly checkRuns: CheckRun[];
  readonly checkSuites: CheckSuite[];
  readonly app: App;
  /** Apps that also report checks, and are not ours. */
  readonly otherApps: App[];
  readonly installation: Installation;
  installationTokens: InstallationToken[];
  readonly deliveries: Delivery[];
  rulesets: Ruleset[];
}

export const nextId = (state: State): number => {
  state.lastId += 1;
  return state.lastId;
};
