/** Every open grant with what history says of it now: whether it stands, and if not, who took it away. */
import type { PullRequest } from '../approval/facts.ts';
import type { By, GrantId } from '../ledger/event.ts';
import { honoured, recordPath, successorOf, type Honour } from '../ledger/honour.ts';
import type { GrantState, Ledger } from '../ledger/history.ts';
import type { Fact } from '../problem.ts';
import type { Entry, Oid } from '../repository.ts';
import * as words from '../words/endings.ts';
import type { Opening } from './opening.ts';
import { takenBy as takenByCommand, type MayTakeAway } from './asked-to-end.ts';
import type { Command } from './command.ts';
import type { OpenGrant, Taken } from './position.ts';
import { takenWithItsSuccessor } from './replacement.ts';
import type { Watch } from './patience.ts';

export interface OpenGrantsInput {
  readonly ledger: Ledger;
  readonly tree: ReadonlyMap<string, Entry>;
  /** By the commit that removed a request: the merged pull requests that GitHub names for it. */
  readonly removedBy: ReadonlyMap<Oid, Fact<readonly PullRequest[]>>;
  readonly notApplicable: ReadonlyMap<GrantId, string>;
  /** By whose word a grant ends. */
  readonly asked: ReadonlyMap<GrantId, Command>;
  /** Of whoever removed a request. */
  readonly mayTakeAway: MayTakeAway;
  /** Of those whose time has come. */
  readonly openings: ReadonlyMap<GrantId, Opening>;
}

type NotHonoured = Extract<Honour, { kind: 'not honoured' }>;

export function openGrants(input: OpenGrantsInput, watch: Watch): readonly OpenGrant[] {
  const { ledger, tree, notApplicable, openings } = input;
  return [...ledger.open.values()].map((state) => {
    const honour = honoured(ledger, tree, state);
    return {
      state,
      taken:
        honour.kind === 'not honoured' ? takenBy(state, honour, input, watch) : takenByWord(state, input),
      notApplicable: notApplicable.get(state.event.grant),
      opening: openings.get(state.event.grant),
      replacedBy: honour.kind === 'replaced' ? honour.by : undefined,
      replaces: predecessorsOf(state, ledger),
      remove: filesOf(state, ledger, tree),
    };
  });
}

/** NB: back to the first that was closed: before that, each was bound, or over, when the next took its place. */
function predecessorsOf({ event: { replaces } }: GrantState, ledger: Ledger): readonly GrantState[] {
  const before = replaces === null ? undefined : ledger.grants.get(replaces);
  if (before === undefined) return [];
  return before.closed === undefined ? [before, ...predecessorsOf(before, ledger)] : [before];
}

/** The commits whose author must be read, to say who gave a grant back. */
export function removalsOf(ledger: Ledger, tree: ReadonlyMap<string, Entry>): ReadonlySet<Oid> {
  const honours = [...ledger.open.values()].map((state) => honoured(ledger, tree, state));
  return new Set(
    honours.flatMap((honour) => (honour.kind === 'not honoured' && isRemoval(honour) ? [honour.commit] : [])),
  );
}

/** NB: a word that was said of what it replaces was said of the access that it goes on with. */
function takenByWord(state: GrantState, { asked, ledger }: OpenGrantsInput): Taken | undefined {
  const grants = [state, ...predecessorsOf(state, ledger)].map(({ event }) => asked.get(event.grant));
  const command = grants.find((one) => one !== undefined);
  return command && takenByCommand(command);
}

function isRemoval(honour: Honour): boolean {
  return honour.kind === 'not honoured' && honour.by === 'request removed';
}

function takenBy(
  state: GrantState,
  honour: NotHonoured,
  { ledger, removedBy, mayTakeAway }: OpenGrantsInput,
  watch: Watch,
): Taken {
  const next = honour.by === 'closed' ? successorOf(ledger, state) : undefined;
  if (next !== undefined) return takenWithItsSuccessor(next);
  if (!isRemoval(honour)) return { type: 'revoked', by: { kind: 'git' }, why: honour.why };
  const brought = removedBy.get(honour.commit);
  const pullRequest = brought?.kind === 'read' ? brought.value[0] : undefined;
  if (pullRequest !== undefined) return byPullRequest(state, pullRequest, mayTakeAway);
  // NB: a lagging replica names no pull request yet; the access ends now, and only the record waits for the name.
  const unknown = brought?.kind !== 'read' || !watch.counts(`removal ${state.event.grant}`);
  const by: By = { kind: 'git' };
  return { type: 'revoked', by: unknown ? undefined : by, why: words.requestWasRemoved(undefined) };
}

function byPullRequest(
  { event }: GrantState,
  { number, author }: PullRequest,
  mayTakeAway: MayTakeAway,
): Taken {
  const { login, id } = author;
  const why = words.requestWasRemoved(number);
  if (id === event.subject.id)
    return { type: 'released', by: { kind: 'subject', login, id, pr: number }, why };
  // NB: what could not be read makes nobody an owner, and delays nothing: it was merged, and so it ends.
  const may = author.kind === 'person' ? mayTakeAway(author, event.path) : undefined;
  const kind = may?.kind === 'read' && may.value ? 'owner' : 'git';
  return { type: 'revoked', by: { kind, login, id, pr: number }, why };
}

/**
 * What the closing commit takes away: the record, and the request where it is still what was granted. NB: not what came
 * anew to the same path since then, though its bytes be the same: that is for its own proof to decide.
 */
function filesOf(
  { event, index, replacedBy }: GrantState,
  ledger: Ledger,
  tree: ReadonlyMap<string, Entry>,
): readonly string[] {
  // What took its place has both.
  if (replacedBy !== undefined) return [];
  const { path, grant } = event;
  const record = recordPath(path);
  const decision = ledger.decisions.get(path);
  const isAnothers = decision?.type === 'granted' && decision.grant !== grant;
  const isAnew = (ledger.lastTouched.get(path)?.removed?.index ?? index) > index;
  const isAsGranted = tree.get(path)?.blob === event.request.blob;
  return [...(tree.has(record) && !isAnothers ? [record] : []), ...(isAsGranted && !isAnew ? [path] : [])];
}
