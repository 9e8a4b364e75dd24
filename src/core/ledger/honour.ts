/** Whether history still stands behind a grant, and which requests at the head it has not decided (§4). */
import type { Entry, Oid } from '../repository.ts';
import { parseRequestPath, recordPathOf, type RequestPath } from '../request/path.ts';
import * as words from '../words/findings.ts';
import type { GrantedEvent } from './event.ts';
import { indexOf, type Closing, type GrantState, type Ledger, type Touch } from './history.ts';

type Tree = ReadonlyMap<string, Entry>;

export type Honour =
  | { readonly kind: 'honoured' }
  /** Its request was changed by a merge that nothing decided yet; until then the grant stands. */
  | { readonly kind: 'undecided change'; readonly entry: Entry; readonly commit: Oid }
  /** A later grant changed its duration and stands in its place: it is only waiting until that one is bound. */
  | { readonly kind: 'replaced'; readonly by: GrantState }
  | {
      readonly kind: 'not honoured';
      readonly by: 'closed' | 'request removed' | 'request changed' | 'record removed' | 'record altered';
      readonly why: string;
      /** The commit that did it. */
      readonly commit: Oid;
    };

/** All conditions of §4 that need no cluster and no clock. `tree` is that of the ledger's head. */
export function honoured(ledger: Ledger, tree: Tree, grant: GrantState): Honour {
  const { honours } = foundOf(ledger, tree);
  const honour = honours.get(grant) ?? honourOf(ledger, tree, grant);
  honours.set(grant, honour);
  return honour;
}

interface Found {
  readonly tree: Tree;
  readonly honours: Map<GrantState, Honour>;
  undecided: readonly UndecidedRequest[] | undefined;
}

/** NB: neither a ledger nor a tree ever changes. What was found of the two holds, and each turn asks for it many times. */
const found = new WeakMap<Ledger, Found>();

function foundOf(ledger: Ledger, tree: Tree): Found {
  const known = found.get(ledger);
  if (known?.tree === tree) return known;
  const nothing: Found = { tree, honours: new Map(), undecided: undefined };
  found.set(ledger, nothing);
  return nothing;
}

function honourOf(ledger: Ledger, tree: Tree, grant: GrantState): Honour {
  const { path } = grant.event;
  const closing = ledger.closings.get(grant.event.grant);
  if (closing !== undefined) return notHonoured('closed', words.grantIsClosed(), closing.commit);
  const successor = successorOf(ledger, grant);
  if (successor !== undefined) return inItsPlace(ledger, tree, successor);
  const request = tree.get(path);
  const removed = ledger.lastTouched.get(path)?.removed;
  if (removed !== undefined && removed.index > grant.index) {
    // NB: whether it came back since is all the same, or the outcome would hang on when somebody looked.
    return notHonoured('request removed', words.requestIsRemoved(path), removed.commit);
  }
  if (request === undefined) {
    return notHonoured('request removed', words.requestIsRemoved(path), removed?.commit ?? grant.commit);
  }
  return recordDenies(ledger, tree, grant) ?? asTheRequestStands(ledger, request, grant);
}

/** The grant that took its place, whatever became of that one; undefined: none did. */
export function successorOf(ledger: Ledger, { replacedBy }: GrantState): GrantState | undefined {
  const next = replacedBy === undefined ? undefined : ledger.grants.get(replacedBy);
  return next?.closed?.event.type === 'replaced' ? (successorOf(ledger, next) ?? next) : next;
}

/** NB: what ends the one that took its place ends it too; else that one's end would bring it back. */
function inItsPlace(ledger: Ledger, tree: Tree, successor: GrantState): Honour {
  const honour = honoured(ledger, tree, successor);
  if (honour.kind === 'not honoured' || honour.kind === 'replaced') return honour;
  return { kind: 'replaced', by: successor };
}

export interface UndecidedRequest {
  readonly path: RequestPath;
  readonly entry: Entry;
  /** The last commit that touched it: the merge to be proved, or its last commit. */
  readonly touched: Touch;
  /** The open grant that this edits; it stands until the edit is decided. */
  readonly held: GrantState | undefined;
  /** It was decided before and is closed: nothing but left over. */
  readonly closed: Closing | undefined;
}

/** The requests at the head that no open grant holds, or not as they stand now. */
export function undecided(ledger: Ledger, tree: Tree): readonly UndecidedRequest[] {
  const known = foundOf(ledger, tree);
  known.undecided ??= findUndecided(ledger, tree);
  return known.undecided;
}

function findUndecided(ledger: Ledger, tree: Tree): readonly UndecidedRequest[] {
  const openAt = Map.groupBy(ledger.open.values(), ({ event }) => event.path);
  const requests: UndecidedRequest[] = [];
  for (const [text, entry] of tree) {
    const path = parseRequestPath(text);
    if (path === undefined) continue;
    const found = undecidedAt(ledger, tree, { path, entry }, openAt.get(text) ?? []);
    if (found !== undefined) requests.push(found);
  }
  return requests;
}

function undecidedAt(
  ledger: Ledger,
  tree: Tree,
  request: Pick<UndecidedRequest, 'path' | 'entry'>,
  open: readonly GrantState[],
): UndecidedRequest | undefined {
  const touched = touchOf(ledger, request.path.text);
  const honours = open.map((grant) => ({ grant, honour: honoured(ledger, tree, grant) }));
  if (honours.some(({ honour }) => honour.kind === 'honoured')) return undefined;
  const held = honours.find(({ honour }) => honour.kind === 'undecided change')?.grant;
  if (held !== undefined) return { ...request, touched, held, closed: undefined };
  const decision = ledger.decisions.get(request.path.text);
  if (decision === undefined || decision.index < touched.index) {
    return { ...request, touched, held: undefined, closed: undefined };
  }
  // Granted, and honoured no longer: it ends as a grant, not as a request.
  if (open.length > 0) return undefined;
  const closed = ledger.closings.get(decision.grant);
  return { ...request, touched, held: undefined, closed };
}

function recordDenies(ledger: Ledger, tree: Tree, grant: GrantState): Honour | undefined {
  const path = recordPath(grant.event.path);
  const touched = ledger.lastTouched.get(path);
  const commit = touched?.commit ?? grant.commit;
  if (!tree.has(path)) return notHonoured('record removed', words.recordIsRemoved(path), commit);
  return commit === grant.commit && touched !== undefined
    ? undefined
    : notHonoured('record altered', words.recordIsAltered(path), commit);
}

/** Where the record of a grant stands, by the path that its sealed event bears. */
export function recordPath(text: string): string {
  const path = parseRequestPath(text);
  if (path === undefined) throw new Error(`a sealed event bears the path "${text}"`);
  return recordPathOf(path);
}

function asTheRequestStands(ledger: Ledger, request: Entry, { event, index }: GrantState): Honour {
  const touched = touchOf(ledger, event.path);
  const decision = ledger.decisions.get(event.path);
  const asGranted = request.mode === '100644' && request.blob === event.request.blob;
  const changed = notHonoured('request changed', words.requestIsChanged(event.path), touched.commit);
  if (isWithinTheMerge(ledger, event, touched.index)) return asGranted ? { kind: 'honoured' } : changed;
  // NB: what was granted anew at this path was granted to that request, and not to this one.
  if (decision?.type === 'granted' && decision.index > touched.index) return changed;
  const isOurs =
    touched.index > index && touched.events.some((ours) => 'path' in ours && ours.path === event.path);
  const isRefused = decision?.type === 'refused' && decision.index >= touched.index;
  if (asGranted && (isOurs || isRefused)) return { kind: 'honoured' };
  return { kind: 'undecided change', entry: request, commit: touched.commit };
}

/** The recorded merge: the first-parent commits after `base`, up to and with `merge`. */
function isWithinTheMerge(ledger: Ledger, { pr }: GrantedEvent, index: number): boolean {
  const base = indexOf(ledger, pr.base);
  const merge = indexOf(ledger, pr.merge);
  return base !== undefined && merge !== undefined && base < index && index <= merge;
}

function touchOf(ledger: Ledger, path: string): Touch {
  const touched = ledger.lastTouched.get(path);
  if (touched === undefined) throw new Error(`${path} is in the tree, but no commit of the chain brought it`);
  return touched;
}

function notHonoured(by: Extract<Honour, { kind: 'not honoured' }>['by'], why: string, commit: Oid): Honour {
  return { kind: 'not honoured', by, why, commit };
}
