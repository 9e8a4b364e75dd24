/** Reads history, commit by commit, into the ledger: what each event counts for is decided here. */
import type { Commit, CommitWithMessage } from '../repository.ts';
import { GRANTS, REQUESTS } from '../request/path.ts';
import * as words from '../words/findings.ts';
import { shared } from './alike.ts';
import type { AccessEvent, GrantedEvent, GrantId, GuardrailsEvent } from './event.ts';
import { eventsOf, finding, type KeysOf } from './events-of.ts';
import { draftOf, type GrowingMap, type MapDraft } from './growing-map.ts';
import { guardrailStateAfter, isGuardrail } from './guardrail-states.ts';
import { emptyLedger, idsOf, type Closing, type GrantState, type Ledger, type Position } from './history.ts';

export interface LedgerContext {
  readonly repository: number;
  /**
   * The keys that the policy of a version lists; undefined where it is not in the repository or does not parse. What it
   * is asked for is in `policiesNamed`. NB: a policy that could not be read must throw, or an outage would void a version.
   */
  readonly keysOf: KeysOf;
}

/**
 * The ledger after further commits of the first-parent chain, oldest first. Throws where they do not follow on
 * `previous`: after a rewrite history is read from its beginning, with `previous` undefined.
 */
export function readLedger(
  previous: Ledger | undefined,
  commits: readonly CommitWithMessage[],
  context: LedgerContext,
): Ledger {
  const start = previous ?? emptyLedger(context.repository);
  if (commits.length === 0) return start;
  const draft = openDraft(start);
  for (const commit of commits) advance(draft, commit, context);
  return finish(draft);
}

/** A ledger that is being read on. Maps and lists are our own copies, or drafts that only look up what is there. */
type Draft = {
  -readonly [Field in keyof Ledger]: Ledger[Field] extends GrowingMap<infer Key, infer Value>
    ? MapDraft<Key, Value>
    : Ledger[Field] extends readonly (infer Item)[]
      ? Item[]
      : Ledger[Field] extends ReadonlyMap<infer Key, infer Value>
        ? Map<Key, Value>
        : Ledger[Field];
};

function openDraft(ledger: Ledger): Draft {
  return {
    ...ledger,
    positions: draftOf(ledger.positions),
    versions: [...ledger.versions],
    keys: new Map(ledger.keys),
    grants: draftOf(ledger.grants),
    open: new Map(ledger.open),
    debts: new Map(ledger.debts),
    closings: draftOf(ledger.closings),
    decisions: draftOf(ledger.decisions),
    declined: draftOf(ledger.declined),
    lastTouched: draftOf(ledger.lastTouched),
    guardrailStates: [...ledger.guardrailStates],
    lastAlike: new Map(ledger.lastAlike),
    counts: new Map(ledger.counts),
    findings: [...ledger.findings],
    recent: [...ledger.recent],
  };
}

/** More than happens in an hour: GitHub takes no more commits. Of more than that in a few hours the oldest is not told. */
const MOST_RECENT = 2_000;

function finish(draft: Draft): Ledger {
  return {
    ...draft,
    positions: draft.positions.finish(),
    grants: draft.grants.finish(),
    closings: draft.closings.finish(),
    decisions: draft.decisions.finish(),
    declined: draft.declined.finish(),
    lastTouched: draft.lastTouched.finish(),
    recent: draft.recent.slice(-MOST_RECENT),
  };
}

function advance(draft: Draft, commit: CommitWithMessage, { keysOf }: LedgerContext): void {
  if (draft.head !== undefined && commit.parents[0] !== draft.head) {
    throw new Error(`commit ${commit.oid} does not follow ${draft.head} on the first-parent chain`);
  }
  const position = { commit: commit.oid, index: draft.length };
  // All events of a commit are judged by what counted at its parent, before any of them counts for anything.
  const keys = draft.root === undefined ? undefined : draft.keys;
  const { events, findings } = eventsOf(commit, { repository: draft.repository, keys }, keysOf);
  draft.findings.push(...findings);
  const counted = events
    .map((event) => shared(event, draft.lastAlike))
    .filter((event) => {
      const objection = enter(draft, event, position, keysOf);
      if (objection !== undefined) draft.findings.push(finding(commit, objection, JSON.stringify(event)));
      return objection === undefined;
    });
  noteTouches(draft, commit, position, counted);
  const [first] = counted;
  if (first !== undefined && counted.every(({ type }) => type === 'declined')) draft.declinedAlone = first.at;
  draft.positions.set(commit.oid, position.index);
  draft.head = commit.oid;
  draft.length += 1;
}

/** Lets a sealed event count. Returns why it cannot, where history before it says otherwise. */
function enter(draft: Draft, event: AccessEvent, position: Position, keysOf: KeysOf): string | undefined {
  const objection = enterByType(draft, event, position, keysOf);
  if (objection !== undefined) return objection;
  draft.counts.set(event.type, (draft.counts.get(event.type) ?? 0) + 1);
  draft.recent.push({ event, commit: position.commit });
  return undefined;
}

function enterByType(
  draft: Draft,
  event: AccessEvent,
  position: Position,
  keysOf: KeysOf,
): string | undefined {
  switch (event.type) {
    case 'guardrails':
      return enterVersion(draft, event, position, keysOf);
    case 'granted':
      return enterGrant(draft, event, position);
    case 'refused':
    case 'expired':
    case 'released':
    case 'revoked':
    case 'replaced':
      return enterClosing(draft, { ...position, event });
    case 'reviewed':
      return void draft.debts.delete(event.grant);
    case 'declined':
      draft.declined.set(event.pr.number, event.at);
      return undefined;
    case 'drift':
      return undefined;
  }
}

function enterVersion(
  draft: Draft,
  event: GuardrailsEvent,
  position: Position,
  keysOf: KeysOf,
): string | undefined {
  if (draft.versions.at(-1)?.index === position.index) return words.oneVersionACommit();
  const keys = keysOf(event.files);
  if (keys === undefined || keys.size === 0) return words.policyCannotBeUsed();
  draft.root ??= position.commit;
  draft.keys = new Map(keys);
  draft.versions.push({ ...position, files: event.files, event });
  return undefined;
}

function enterGrant(draft: Draft, event: GrantedEvent, position: Position): string | undefined {
  // NB: an id is granted once and ends once. A replay would otherwise move the end of what it replays.
  if (draft.grants.get(event.grant) !== undefined) return words.grantedAlready(event.grant);
  if (draft.closings.get(event.grant) !== undefined) return words.closedAlready(event.grant);
  const before = replacedBy(draft, event);
  const goesOn = before === undefined ? {} : { goesOnWith: idsOf(before) };
  const state = { ...position, event, closed: undefined, ...goesOn };
  draft.grants.set(event.grant, state);
  draft.open.set(event.grant, state);
  if (event.review !== undefined) draft.debts.set(event.grant, state);
  draft.decisions.set(event.path, { ...position, type: 'granted', grant: event.grant });
  if (before !== undefined) noteReplacement(draft, before, event.grant);
  return undefined;
}

/** NB: the first one that takes its place has it, and only a grant at the same path can. */
function replacedBy(draft: Draft, { replaces, path }: GrantedEvent): GrantState | undefined {
  const before = replaces === null ? undefined : draft.grants.get(replaces);
  return before?.event.path === path && before.replacedBy === undefined ? before : undefined;
}

function noteReplacement(draft: Draft, before: GrantState, by: GrantId): void {
  const state = { ...before, replacedBy: by };
  draft.grants.set(before.event.grant, state);
  if (draft.open.has(before.event.grant)) draft.open.set(before.event.grant, state);
}

/** Closing again what is closed changes nothing; the first one said why. */
function enterClosing(draft: Draft, closing: Closing): undefined {
  const { event, commit, index } = closing;
  if (event.type === 'refused') {
    draft.decisions.set(event.path, { commit, index, type: 'refused', grant: event.grant });
  }
  if (draft.closings.get(event.grant) !== undefined) return;
  draft.closings.set(event.grant, closing);
  const grant = draft.grants.get(event.grant);
  if (grant === undefined) return;
  draft.grants.set(event.grant, { ...grant, closed: closing });
  draft.open.delete(event.grant);
}

function noteTouches(draft: Draft, commit: Commit, position: Position, events: readonly AccessEvent[]): void {
  for (const { path, after } of commit.changes) {
    if (!path.startsWith(REQUESTS) && !path.startsWith(GRANTS) && !isGuardrail(path)) continue;
    const removed = after === undefined ? position : draft.lastTouched.get(path)?.removed;
    draft.lastTouched.set(path, { ...position, events, removed });
  }
  const state = guardrailStateAfter(draft.guardrailStates.at(-1), commit, position.index);
  if (state !== undefined) draft.guardrailStates.push(state);
}
