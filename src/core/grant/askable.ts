/** A request that holds before anybody was asked to approve it, and what keeps another from being one. */
import type { AskedAction } from '../actions/asked-action.ts';
import type { Rule } from '../permissions/rules.ts';
import type { GrantId } from '../ledger/event.ts';
import { idsOf, type GrantState } from '../ledger/history.ts';
import type { Parsed, Problem } from '../problem.ts';
import type { Oid } from '../repository.ts';
import type { LocatedRequest } from '../request/access-request.ts';
import type { Guardrails, Judgement } from '../request/guardrails.ts';
import type { RequestPath } from '../request/path.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** One request file, as a pull request brings it. */
export interface AskedRequest {
  readonly path: RequestPath;
  readonly blob: Oid;
  /** Of the file's bytes, as 64 hex digits. */
  readonly sha256: string;
  readonly written: Parsed<LocatedRequest>;
  /** What stood at its path before; undefined: nothing did. */
  readonly before?: { readonly blob: Oid; readonly written: Parsed<LocatedRequest> } | undefined;
}

export interface AskedContext {
  /** What is held, by the path of its request. */
  readonly held: ReadonlyMap<string, GrantState>;
  readonly guardrails: Guardrails;
  /** Clusters that this controller serves; `undefined`: it could not be read just now. */
  readonly clusters: ReadonlyMap<string, ClusterFacts | undefined>;
}

export interface Askable {
  readonly request: AskedRequest;
  readonly located: LocatedRequest;
  /** The grant whose place this one would take, because it changes its duration; undefined: it asks anew. */
  readonly replaces: GrantState | undefined;
  readonly judgement: Judgement;
  readonly username: string;
  /** Of the catalogue; null: it asks for actions, and has a role of its own with exactly `rules`. */
  readonly clusterRole: string | null;
  /** Undefined where it asks for a role. */
  readonly actions: readonly AskedAction[] | undefined;
  readonly rules: readonly Rule[];
  readonly cluster: ClusterFacts;
  /** Null for the whole cluster. */
  readonly namespace: { readonly name: string; readonly uid: string } | null;
}

/** Of the grant that it would go on with, and of all that went before. */
export function idsBefore({ replaces }: Pick<Askable, 'replaces'>): readonly GrantId[] {
  return replaces === undefined ? [] : idsOf(replaces);
}

/** At least one of the two has an entry. */
export interface NotAskable {
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
}

export function withProblems(...problems: readonly Problem[]): NotAskable {
  return { problems, unread: [] };
}

export function withUnread(...unread: readonly string[]): NotAskable {
  return { problems: [], unread };
}

export function isAskable<T extends object>(outcome: T | NotAskable): outcome is T {
  return !('problems' in outcome && 'unread' in outcome);
}
