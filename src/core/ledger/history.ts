/** What the first-parent history of the default branch says, as data: the ledger, and questions to it. */
import type { Oid } from '../repository.ts';
import type {
  AccessEvent,
  EndedEvent,
  GrantedEvent,
  GrantId,
  GuardrailsEvent,
  RefusedEvent,
  Time,
} from './event.ts';
import { emptyMap, type GrowingMap } from './growing-map.ts';
import type { SealKeys } from './seal.ts';

/** Path → blob. */
export type Files = Readonly<Record<string, Oid>>;

/** A commit and its place on the chain; the oldest is 0. */
export interface Position {
  readonly commit: Oid;
  readonly index: number;
}

/** A version of the guardrails that came into force. */
export interface Version extends Position {
  readonly files: Files;
  readonly event: GuardrailsEvent;
}

export interface Closing extends Position {
  readonly event: EndedEvent | RefusedEvent;
}

export interface GrantState extends Position {
  readonly event: GrantedEvent;
  readonly closed: Closing | undefined;
  /** The grant that names it as the one that it replaces; absent: none does. */
  readonly replacedBy?: GrantId;
  /** Those that it goes on with, the last one first; absent: it was asked for anew. */
  readonly goesOnWith?: readonly GrantId[];
}

/** The last `granted` or `refused` event of a path. */
interface Decision extends Position {
  readonly type: 'granted' | 'refused';
  readonly grant: GrantId;
}

/** The last commit that touched a path. */
export interface Touch extends Position {
  /** The events that this commit really carries: not empty only where it is ours. */
  readonly events: readonly AccessEvent[];
  /** The last commit, this one or an older one, that took the path out of the tree. */
  readonly removed: Position | undefined;
}

/** The guardrail files that stood on the branch from this commit on. */
export interface GuardrailState extends Position {
  /** Those that GitHub would use. */
  readonly files: Files;
  /** All, those at the CODEOWNERS locations that are shadowed included. */
  readonly present: ReadonlyMap<string, Oid>;
}

/** A line that claims to be an event and is none. */
export interface Finding {
  readonly commit: Oid;
  readonly why: string;
  /** The line, cut short. */
  readonly excerpt: string;
}

/** An event that counts, and the commit that carries it. */
export interface Happening {
  readonly event: AccessEvent;
  readonly commit: Oid;
}

/** Never changes: reading further commits makes another one, at the cost of what is new. */
export interface Ledger {
  readonly repository: number;
  /** Undefined where nothing was read yet. */
  readonly head: Oid | undefined;
  /** How many commits the chain has. */
  readonly length: number;
  readonly positions: GrowingMap<Oid, number>;
  /** The commit of the first `guardrails` event. */
  readonly root: Oid | undefined;
  /** Oldest first; the last one is in force. */
  readonly versions: readonly Version[];
  /** The keys that the version in force lists. */
  readonly keys: SealKeys;
  readonly grants: GrowingMap<GrantId, GrantState>;
  /** Those of `grants` that nothing closed, in the order of history. */
  readonly open: ReadonlyMap<GrantId, GrantState>;
  /** Those of `grants` that were granted before an owner had looked, and that none has reviewed since; open or closed. */
  readonly debts: ReadonlyMap<GrantId, GrantState>;
  /** The first event that closed or refused an id, whether or not it was ever granted. */
  readonly closings: GrowingMap<GrantId, Closing>;
  readonly decisions: GrowingMap<string, Decision>;
  /** By the number of a pull request that was closed unmerged: when that was recorded last. */
  readonly declined: GrowingMap<number, Time>;
  /** When a commit last carried nothing but `declined` events; undefined: none ever did. */
  readonly declinedAlone: Time | undefined;
  /** Of paths below access-requests/ and access-grants/, and where CODEOWNERS may be. */
  readonly lastTouched: GrowingMap<string, Touch>;
  /** Oldest first, one for each commit that touched a guardrail file. */
  readonly guardrailStates: readonly GuardrailState[];
  /** By type and role, so that the next one is made of the same parts. */
  readonly lastAlike: ReadonlyMap<string, AccessEvent>;
  /** How many events there are, by type. */
  readonly counts: ReadonlyMap<AccessEvent['type'], number>;
  readonly findings: readonly Finding[];
  /** What happened last, oldest first: as much as anybody could still have to be told of. */
  readonly recent: readonly Happening[];
}

export function emptyLedger(repository: number): Ledger {
  return {
    repository,
    head: undefined,
    length: 0,
    positions: emptyMap(),
    root: undefined,
    versions: [],
    keys: new Map(),
    grants: emptyMap(),
    open: new Map(),
    debts: new Map(),
    closings: emptyMap(),
    decisions: emptyMap(),
    declined: emptyMap(),
    declinedAlone: undefined,
    lastTouched: emptyMap(),
    guardrailStates: [],
    lastAlike: new Map(),
    counts: new Map(),
    findings: [],
    recent: [],
  };
}

/** The commit's place on the chain; undefined where it is not on it. */
export function indexOf(ledger: Ledger, commit: Oid): number | undefined {
  return ledger.positions.get(commit);
}

export function versionInForce(ledger: Ledger): Version | undefined {
  return ledger.versions.at(-1);
}

/** Of the access that a grant goes on with: by each of them somebody may know it. */
export function idsOf({ event, goesOnWith = [] }: GrantState): readonly GrantId[] {
  return [event.grant, ...goesOnWith];
}

export function countEvents(ledger: Ledger): number {
  return [...ledger.counts.values()].reduce((sum, count) => sum + count, 0);
}
