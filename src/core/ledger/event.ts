/** The events of the ledger, exactly as their JSON stands in the trailers of commits (§4). */
import type { Rule } from '../permissions/rules.ts';
import type { Oid } from '../repository.ts';
import { parseInstant, type Instant } from '../time.ts';

/** The first 20 hex digits of SHA-256 of "<repository id>\n<path>\n<merge commit>\n". */
export type GrantId = string;

/** An instant as `formatInstant` writes it. */
export type Time = string;

interface Common {
  /** The plan's now. */
  readonly at: Time;
  /** The repository's numeric id. */
  readonly repository: number;
  /** The commit that this event's commit has as its only parent. */
  readonly parent: Oid;
  /** The id of the seal key. */
  readonly key: string;
}

interface OfAGrant {
  readonly grant: GrantId;
  readonly path: string;
}

export interface GuardrailsEvent extends Common {
  readonly type: 'guardrails';
  /** Path → blob of each guardrail file of the version that comes into force. */
  readonly files: Readonly<Record<string, Oid>>;
  /** Exactly one of `pr` and `by` is there. */
  readonly pr?: MergedPullRequest;
  readonly by?: 'operator';
  /** Of its pull request; absent where an operator trusted it. */
  readonly approvals?: readonly EventApproval[];
  readonly reason: string;
}

export interface MergedPullRequest {
  readonly number: number;
  readonly head: Oid;
  /** The first-parent commit before the recorded merge. */
  readonly base: Oid;
  /** The last commit of the recorded merge. */
  readonly merge: Oid;
  readonly method: 'merge' | 'squash' | 'rebase';
}

export interface EventAccount {
  readonly login: string;
  readonly id: number;
}

export interface EventApproval {
  /** The review's id. */
  readonly review: number;
  readonly at: Time;
  readonly commit: Oid;
  readonly by: EventAccount;
  /** The owner entry that it counts for: `@acme/payments` or `@bob`. */
  readonly for: string;
  readonly permission: string;
  /** The team by which they own, as `acme/payments`; null for a direct owner. */
  readonly membership: string | null;
}

export type ByPolicy =
  | { readonly pr: number; readonly approvals: readonly EventApproval[] }
  /** No pull request brought it: an operator trusted it. */
  | { readonly by: 'operator' };

export interface GrantedEvent extends Common, OfAGrant {
  readonly type: 'granted';
  readonly pr: MergedPullRequest;
  readonly request: { readonly blob: Oid; readonly sha256: string };
  /** The commit of the `guardrails` event in force. */
  readonly guardrails: Oid;
  readonly codeowners: { readonly path: string; readonly line: number };
  readonly author: EventAccount;
  readonly subject: EventAccount & { readonly username: string };
  readonly approvals: readonly EventApproval[];
  /** Where nobody had to approve: who approved the policy in force, which is itself the approval. */
  readonly byPolicy?: ByPolicy;
  /** Where it was granted before an owner had looked: until when an owner's review is due. */
  readonly review?: { readonly by: Time };
  readonly role: string;
  /** Of the catalogue; null: the grant has a role of its own, with exactly `rules`. */
  readonly clusterRole: string | null;
  /** Each written in full, where the grant has a role of its own. */
  readonly actions?: readonly string[];
  readonly reason: string;
  readonly ticket?: string;
  /** Left out where they would be over 8 KiB, but never of a role of its own; the digest always stands. */
  readonly rules?: readonly Rule[];
  readonly digest: string;
  readonly cluster: { readonly name: string; readonly uid: string };
  /** Null for `_cluster`. */
  readonly namespace: { readonly name: string; readonly uid: string } | null;
  readonly grantedAt: Time;
  readonly opensAt: Time;
  readonly expiresAt: Time;
  readonly replaces: GrantId | null;
}

export interface RefusedEvent extends Common, OfAGrant {
  readonly type: 'refused';
  /** The number of the pull request that brought it; absent where none did, or where that is not known. */
  readonly pr?: number;
  /** Every reason, each one sentence. */
  readonly why: readonly string[];
}

export interface By {
  readonly kind: 'time' | 'subject' | 'owner' | 'operator' | 'cluster' | 'policy' | 'git';
  readonly login?: string;
  readonly id?: number;
  readonly pr?: number;
  readonly comment?: number;
}

export interface EndedEvent extends Common, OfAGrant {
  readonly type: 'expired' | 'released' | 'revoked' | 'replaced';
  readonly by: By;
  /** Whether the binding was ever seen by this controller or its checkpoint. */
  readonly bound: boolean;
  /** When the binding had been read as gone; null where its cluster is no longer listed and cannot be asked. */
  readonly goneBy: Time | null;
  readonly why?: string;
}

/** An owner approved, afterwards, what was granted before an owner had looked. */
export interface ReviewedEvent extends Common, OfAGrant {
  readonly type: 'reviewed';
  readonly approvals: readonly EventApproval[];
}

/** How an open request ended without a merge. */
export type Declining = 'denied' | 'withdrawn' | 'timed out';

/** An open pull request with requests was closed, and grants nothing. */
export interface DeclinedEvent extends Common {
  readonly type: 'declined';
  readonly pr: { readonly number: number; readonly head: Oid };
  /** What it asked for. */
  readonly paths: readonly string[];
  readonly author: EventAccount;
  readonly why: Declining;
  readonly by: By;
}

export interface DriftEvent extends Common {
  readonly type: 'drift';
  readonly grant?: GrantId;
  readonly path?: string;
  readonly why: string;
  readonly object: {
    readonly cluster: string;
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
    readonly uid: string;
  };
}

export type AccessEvent =
  | GuardrailsEvent
  | GrantedEvent
  | RefusedEvent
  | EndedEvent
  | ReviewedEvent
  | DeclinedEvent
  | DriftEvent;

/** What a commit adds to an event when it gives it its place in history. */
type Place = 'repository' | 'parent' | 'key';

type WithoutPlace<Event> = Event extends AccessEvent ? Omit<Event, Place> : never;

/** What a decision says of an event, before a commit gives it its place. */
export type UnplacedEvent = WithoutPlace<AccessEvent>;

/** One type of event, before a commit gives it its place. */
export type Unplaced<Type extends AccessEvent['type']> = WithoutPlace<
  Extract<AccessEvent, { readonly type: Type }>
>;

/** The end of a grant, but for when its binding will have been read as gone. */
export type UnplacedEnd = Omit<WithoutPlace<EndedEvent>, 'goneBy'>;

/** Reads a time of a sealed event. NB: it was checked when the seal was read, so one that does not parse is a fault of ours. */
export function instantIn(text: Time): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`a sealed event bears the time "${text}"`);
  return instant;
}
