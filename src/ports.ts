/**
 * What the flows ask of the world. Readers stand apart from writers: who only reads cannot write.
 *
 * Every method throws where the world did not answer (`Unavailable`); a plain `undefined` is a positive answer: it is
 * not there. No SDK type crosses a port.
 */
import type {
  Account,
  Author,
  CheckRun,
  ClosedPullRequest,
  Closing,
  CodeownersError,
  ListedPullRequest,
  Making,
  MergeGroup,
  PullRequest,
  RepositoryFacts,
  Review,
  Standing,
  Team,
} from './core/approval/facts.ts';
import type { Discovery } from './core/actions/api-resource.ts';
import type { ObjectAnswer, ObjectFacts, ObjectRef } from './core/actions/object-facts.ts';
import type { Alert } from './core/alert.ts';
import type { Binding, HeldBinding } from './core/grant/binding.ts';
import type { Checkpoint } from './core/grant/checkpoint.ts';
import type { BindingKey, HeldObject, NamespaceFacts, WriteAnswer } from './core/grant/cluster-facts.ts';
import type { Freeze } from './core/grant/freeze.ts';
import type { HeldRole, OwnRole } from './core/grant/own-role.ts';
import type { Blob, Branch, Entry, Oid, PullRequestContent } from './core/repository.ts';
import type { Rule } from './core/permissions/rules.ts';
import type { Parsed, Place } from './core/problem.ts';
import type { Message } from './core/telling/notification.ts';
import type { Told } from './core/telling/told.ts';
import type { Duration, Instant } from './core/time.ts';

/** The world did not answer, or not in time. Transient: whoever meets it treats what was asked as unread. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  /** For how long the other side asked to be left alone (`Retry-After`). */
  readonly retryAfter: Duration | undefined;

  constructor(message: string, options: ErrorOptions & { readonly retryAfter?: Duration | undefined } = {}) {
    super(message, options);
    this.retryAfter = options.retryAfter;
  }
}

export interface Clock {
  now(): Instant;
  /** Calls `wake` once at the instant, or at once where it is past. Returns how to call it off. */
  at(instant: Instant, wake: () => void): () => void;
}

/** The controller's own complete mirror of the access repository. */
export interface GitReader {
  /** Fetches the default branch and reads its first-parent chain; what was read before is not read again. */
  branch(name: string): Promise<Branch>;
  /** The raw messages of commits that the branch has, in this order; empty where one is larger than any that counts. */
  messages(commits: readonly Oid[]): Promise<readonly string[]>;
  /** Fetches a commit by its id (a pull request's head as the API named it) and reads what it brings over `base`. */
  pullRequestContent(head: Oid, base: Oid): Promise<PullRequestContent>;
  /** Undefined where the object is not in the mirror's history. */
  blob(oid: Oid, maxBytes: number): Promise<Blob | undefined>;
  /** Every file of a commit's tree, by path. */
  tree(commit: Oid): Promise<ReadonlyMap<string, Entry>>;
  mergeBase(one: Oid, other: Oid): Promise<Oid | undefined>;
}

export interface IssueComment {
  readonly id: number;
  /** By which GraphQL knows it. */
  readonly node: string;
  readonly pullRequest: number;
  readonly author: Author;
  readonly body: string;
  /** In whole seconds, as the next one. */
  readonly createdAt: Instant;
  /** NB: not only an edit moves it, and so it proves none. */
  readonly updatedAt: Instant;
  /** Whether this App wrote it. */
  readonly ours: boolean;
}

/** A comment as it stands now: what somebody says by it. */
export interface SaidComment {
  readonly pullRequest: number;
  /** Undefined where no person wrote it, or none that is left. */
  readonly by: Account | undefined;
  readonly body: string;
  readonly at: Instant;
  readonly isEdited: boolean;
}

export interface GitHubReader {
  repository(): Promise<RepositoryFacts>;
  openPullRequests(): Promise<readonly ListedPullRequest[]>;
  /** Without those that were merged; newest first, of the hundred that were touched last. */
  closedPullRequests(): Promise<readonly ClosedPullRequest[]>;
  /** Who closed it last; undefined where it is open, or was merged. */
  closing(pullRequest: number): Promise<Closing | undefined>;
  pullRequest(number: number): Promise<PullRequest | undefined>;
  /** The merged pull requests that brought a commit to the default branch. */
  pullRequestsOf(commit: Oid): Promise<readonly PullRequest[]>;
  /** What the merge queue of the branch waits with for our check. */
  mergeGroups(branch: string): Promise<readonly MergeGroup[]>;
  /** All pages, oldest first. */
  reviews(pullRequest: number): Promise<readonly Review[]>;
  /** Completed runs of our own App with the name `daypass` on the commit, oldest first. */
  checkRuns(commit: Oid): Promise<readonly CheckRun[]>;
  /**
   * Authors, committers and co-authors of each of a pull request's commits, as GitHub resolves them; and, in the same
   * question, when this pull request was last turned to another base.
   */
  contributors(commits: readonly Oid[], pullRequest?: number): Promise<Making>;
  codeownersErrors(ref: string): Promise<readonly CodeownersError[]>;
  /** An account and what it may do in the access repository. */
  standing(login: string): Promise<Standing | undefined>;
  /** A team (`org/slug`) and what it may do in the access repository. */
  team(team: string): Promise<Team>;
  isMember(team: string, login: string): Promise<boolean>;
  /** The active members of a team and of the teams below it; undefined where there are more than a hundred, or no such team. */
  teamMembers(team: string): Promise<readonly Account[] | undefined>;
  /** Oldest first. */
  comments(pullRequest: number): Promise<readonly IssueComment[]>;
  /**
   * One page of what was commented in the whole repository and changed at that time or later, in the order in which it
   * changed. Pages count from 1.
   */
  commentsSince(
    since: Instant,
    page: number,
  ): Promise<{ readonly comments: readonly IssueComment[]; readonly more: boolean }>;
  /** Undefined where it was deleted. */
  saidComment(node: string): Promise<SaidComment | undefined>;
}

export type CheckConclusion = 'success' | 'failure' | 'action_required';

export interface Annotation {
  readonly place: Place;
  readonly title: string;
  readonly message: string;
}

export interface CheckResult {
  readonly head: Oid;
  /** `in progress`: what could not be read yet. */
  readonly outcome: CheckConclusion | 'in progress';
  readonly externalId: string;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

export interface FileChanges {
  readonly write: ReadonlyMap<string, string | Uint8Array>;
  readonly remove: readonly string[];
}

export interface GitHubWriter {
  publishCheck(result: CheckResult): Promise<void>;
  createComment(pullRequest: number, body: string): Promise<void>;
  updateComment(id: number, body: string): Promise<void>;
  /** Closed without a merge; one that is closed already stays so. */
  closePullRequest(number: number): Promise<void>;
  /**
   * One commit on the default branch, signed by GitHub as the App. `moved`: the branch's head is no longer `expected`,
   * nothing was written.
   */
  commit(
    branch: string,
    expected: Oid,
    message: string,
    changes: FileChanges,
  ): Promise<{ readonly kind: 'committed'; readonly oid: Oid } | { readonly kind: 'moved' }>;
}

export interface BindingList {
  /** The API server's clock, from its `Date` header (whole seconds, rounded down). */
  readonly date: Instant;
  /** Our own clock when that answer came. */
  readonly readAt: Instant;
  /** Every binding whose name is of the reserved form, whatever its labels. */
  readonly bindings: readonly HeldBinding[];
}

export interface ClusterView extends BindingList {
  /** UID of the namespace kube-system. */
  readonly uid: string;
  /** Every Role and ClusterRole whose name is of the reserved form, whatever its labels. */
  readonly ownRoles: readonly HeldRole[];
}

export interface HeldCheckpoint {
  /** Undefined where the ConfigMap holds something that is no checkpoint. */
  readonly checkpoint: Checkpoint | undefined;
  readonly resourceVersion: string;
}

export interface HeldFreeze {
  /** Or what is wrong with what stands there. */
  readonly freeze: Parsed<Freeze>;
  readonly resourceVersion: string;
}

export interface ClusterReader {
  /** The context's name. */
  readonly name: string;
  /** For ends, which need no more: whoever may only list and delete bindings can carry them out. */
  list(): Promise<BindingList>;
  view(): Promise<ClusterView>;
  checkpoint(): Promise<HeldCheckpoint | undefined>;
  freeze(): Promise<HeldFreeze | undefined>;
  /** The role's rules as they are now, aggregation included. */
  clusterRole(name: string): Promise<readonly Rule[] | undefined>;
  namespace(name: string): Promise<NamespaceFacts | undefined>;
  /** A read by name: `undefined` only where the API server answered 404. */
  binding(key: BindingKey): Promise<HeldBinding | undefined>;
}

/** What must be known of a cluster where actions are asked for in it. */
export interface ActionReader {
  /** What it serves, in its own order of preference. */
  discovery(): Promise<Discovery>;
  /** The metadata of one object, and nothing of what is in it. */
  object(ref: ObjectRef): Promise<ObjectAnswer>;
  /** Whether the guard refuses there what nobody approved; undefined: for what belongs to the whole cluster. */
  guardDenies(namespace: string | undefined): Promise<boolean>;
}

export interface ClusterWriter {
  /** What `apply` would answer; nothing is written. A binding to a role of its own needs no role to be there yet. */
  dryRun(object: Binding | OwnRole): Promise<WriteAnswer>;
  /** `over`: only where the object of this UID is still there; what went meanwhile is not made again. */
  apply(object: Binding | OwnRole, over?: string): Promise<WriteAnswer>;
  /** Deletes with a UID precondition; gone already, or another object under that name, is `done`. */
  remove(object: HeldObject): Promise<WriteAnswer>;
  /** `refused` where `resourceVersion` (undefined: absent) is no longer what the cluster holds. */
  writeCheckpoint(checkpoint: Checkpoint, resourceVersion: string | undefined): Promise<WriteAnswer>;
}

export type Cluster = ClusterReader & ActionReader & ClusterWriter & ToldBoard;

/** All that the end lane may touch, and all that it needs. */
export type EndLaneCluster = Pick<ClusterReader, 'name' | 'list' | 'freeze'> & Pick<ClusterWriter, 'remove'>;

/** NB: for operators, with credentials of their own. The controller's identities may only read a freeze. */
export interface FreezeWriter {
  /** `refused` where `resourceVersion` (undefined: absent) is no longer what the cluster holds. */
  writeFreeze(freeze: Freeze, resourceVersion: string | undefined): Promise<WriteAnswer>;
  /** The same; gone already is `done`. */
  removeFreeze(resourceVersion: string): Promise<WriteAnswer>;
}

export type OperatorsCluster = Pick<ClusterReader, 'name' | 'list' | 'freeze'> & FreezeWriter;

export interface HeldTold {
  /** Undefined where the ConfigMap holds something else. */
  readonly told: Told | undefined;
  readonly resourceVersion: string;
}

/** What a cluster remembers of who was told what, so that a restart, or another replica, does not tell it again. */
export interface ToldBoard {
  /** The context's name. */
  readonly name: string;
  told(): Promise<HeldTold | undefined>;
  /** `refused` where `resourceVersion` (undefined: absent) is no longer what the cluster holds. */
  writeTold(told: Told, resourceVersion: string | undefined): Promise<WriteAnswer>;
}

/** Tells people in one place. */
export interface Messenger {
  /** As the policy calls the place. */
  readonly name: string;
  /** Throws `Unavailable`, with what can be said of it without telling the address. */
  send(message: Message): Promise<void>;
}

export interface Journal {
  /** One log line of level error with the field `alert`, one increment of `daypass_alerts_total{kind}` (§6). */
  alert(alert: Alert): void;
  /** The alert of this key is over: the next one is told again. */
  over(key: string): void;
  note(message: string, fields: Readonly<Record<string, string | number | boolean>>): void;
}

export type {
  Alert,
  BindingKey,
  Discovery,
  ObjectAnswer,
  ObjectFacts,
  ObjectRef,
  HeldObject,
  NamespaceFacts,
  WriteAnswer,
};
