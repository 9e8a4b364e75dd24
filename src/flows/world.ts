/** What a flow works with: the world behind its ports, and what this process remembers between two turns. */
import type { GrantId, Unplaced } from '../core/ledger/event.ts';
import type { Sightings } from '../core/grant/patience.ts';
import type { Oid } from '../core/repository.ts';
import type { Look } from '../core/review/due.ts';
import type { ShownRules } from '../core/review/since-shown.ts';
import type { Asking } from '../core/telling/from-requests.ts';
import type { Instant } from '../core/time.ts';
import type { Clock, Cluster, GitHubReader, GitHubWriter, GitReader, Journal } from '../ports.ts';
import { newHearing, type Hearing } from './hear/hearing.ts';
import { newOutcomes, type KeptOutcomes } from './converse/kept-outcomes.ts';
import type { HistoryMemory } from './read/read-history.ts';
import type { OwnFacts } from './read/recalled.ts';
import type { AskedList } from './reconcile/closed-list.ts';
import type { SealKeyPair } from './seal-key.ts';
import type { RememberedMembers } from './check/team-members.ts';
import type { WrittenFor } from './written-for.ts';

export interface World {
  readonly git: GitReader;
  readonly github: GitHubReader & GitHubWriter;
  readonly clusters: readonly Cluster[];
  readonly clock: Clock;
  readonly journal: Journal;
  readonly sealKey: SealKeyPair;
}

export interface LeftElsewhere {
  readonly head: Oid;
  /** The head was seen since then without a word of theirs. */
  readonly since: Instant;
  /** The cluster that nobody seems to serve; undefined: somebody has spoken, or may still. */
  readonly waitsFor: string | undefined;
}

/** NB: nothing here is needed to be right. A controller that starts anew only sees later what it had seen already. */
export interface Memory {
  history: HistoryMemory | undefined;
  sightings: Sightings;
  /** Bindings that an API server refused after they were recorded, with its words. */
  readonly notApplicable: Map<GrantId, string>;
  /** Grants of a later time that are bound, and since when as far as it was seen. */
  readonly opened: Map<GrantId, Instant>;
  /** The latest time that was read in each cluster: no clock goes back. */
  readonly lastSeen: Map<string, Instant>;
  /** By cluster: what the record lane read last as its freeze. */
  readonly freezes: Map<string, string>;
  /** Why the last turn could not write what it had to; undefined where it could. */
  unwritten: string | undefined;
  /** The alerts that the last turn raised: what is not raised again is over. */
  alerts: ReadonlySet<string>;
  /** Contexts that the policy does not list: each was told once. */
  readonly ignored: Set<string>;
  /** By team, in lower case. */
  readonly members: Map<string, RememberedMembers>;
  /** What was last made of each open pull request. */
  readonly looks: Map<number, Looked>;
  /** Open pull requests for clusters that others serve, by number. */
  readonly elsewhere: Map<number, LeftElsewhere>;
  /** What was published on each commit of the merge queue. */
  readonly groups: Map<Oid, LookedGroup>;
  /** By number: pull requests that owe a review, and when they were asked about. */
  readonly debts: Map<number, LookedForReview>;
  /** What was said on the pull requests of open grants. */
  readonly hearing: Hearing;
  /** What was said of what became of merged pull requests. */
  readonly outcomes: KeptOutcomes;
  /** The closed pull requests, as they were listed and not looked at yet; undefined: nothing is asked for. */
  closedList: AskedList | undefined;
  /** What was made of pull requests that were closed without a merge; undefined: it asked for nothing. */
  readonly declines: Map<string, Unplaced<'declined'> | undefined>;
  /** Open pull requests whose approvers were reminded. */
  readonly reminded: Set<number>;
  /** When checks were written lately, and for whom. */
  readonly written: WrittenFor;
}

export interface Looked extends Look {
  /** What was read of it, while that holds. */
  readonly own: OwnFacts | undefined;
  /** By which what its check shows is known again, and its comment. */
  readonly mark: string | undefined;
  readonly comment: string | undefined;
  readonly rules: ShownRules;
  /** What its owners are asked; undefined where it waits for none. */
  readonly asking: Asking | undefined;
}

/** When a pull request that owes a review was last asked about, and when what stood there was last found to be none. */
export interface LookedForReview {
  readonly askedAt: Instant;
  readonly state: string | undefined;
  readonly judgedAt: Instant | undefined;
}

export interface LookedGroup {
  readonly mark: string;
  /** Nothing can change what was said of it. */
  readonly isDone: boolean;
}

export function newMemory(): Memory {
  return {
    history: undefined,
    sightings: new Map(),
    notApplicable: new Map(),
    opened: new Map(),
    lastSeen: new Map(),
    freezes: new Map(),
    unwritten: undefined,
    alerts: new Set(),
    ignored: new Set(),
    members: new Map(),
    looks: new Map(),
    elsewhere: new Map(),
    groups: new Map(),
    debts: new Map(),
    hearing: newHearing(),
    outcomes: newOutcomes(),
    closedList: undefined,
    declines: new Map(),
    reminded: new Set(),
    written: new Map(),
  };
}
