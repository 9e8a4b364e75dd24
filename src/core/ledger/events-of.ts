/** Which lines of one commit are events: sealed for this place, with a key that counted before it. */
import type { Commit, CommitWithMessage, Oid } from '../repository.ts';
import { POLICY_PATH } from '../request/path.ts';
import * as words from '../words/findings.ts';
import type { AccessEvent } from './event.ts';
import type { Files, Finding } from './history.ts';
import { noEvent, readSealedLine, type KeyForEvent, type SealKeys } from './seal.ts';
import { claimsOf } from './trailers.ts';

/** More are never committed, and each costs whoever reads history a signature check. */
export const MOST_EVENTS = 50;

/** So many lines of one commit are told one by one. */
const MOST_FINDINGS = 10;

const EXCERPT = 160;

export type KeysOf = (files: Files) => SealKeys | undefined;

/** What counts at the parent of the commit. */
export interface StateAtParent {
  readonly repository: number;
  /** The keys that count; undefined while no guardrails are in force. */
  readonly keys: SealKeys | undefined;
}

export interface EventsOfCommit {
  readonly events: readonly AccessEvent[];
  readonly findings: readonly Finding[];
}

export function eventsOf(commit: CommitWithMessage, before: StateAtParent, keysOf: KeysOf): EventsOfCommit {
  const { events, findings } = everyLineOf(commit, before, keysOf);
  const more = findings.length - MOST_FINDINGS;
  if (more <= 0) return { events, findings };
  // NB: findings stay, and each is an alert at every turn: one message must not be able to bring thousands.
  const rest = finding(commit, words.moreLinesAreNoEvents(more), '');
  return { events, findings: [...findings.slice(0, MOST_FINDINGS), rest] };
}

function everyLineOf(commit: CommitWithMessage, before: StateAtParent, keysOf: KeysOf): EventsOfCommit {
  const { lines, stray } = claimsOf(commit.message);
  const findings = stray.map((line) => finding(commit, words.lineIsNoTrailer(), line));
  if (lines.length > MOST_EVENTS) {
    const tooMany = finding(commit, words.tooManyEvents(lines.length, MOST_EVENTS), lines[0] ?? '');
    return { events: [], findings: [...findings, tooMany] };
  }
  const events: AccessEvent[] = [];
  for (const line of lines) {
    const outcome = readSealedLine(line, (event) => keyFor(event, commit, before, keysOf));
    if (outcome.kind === 'sealed') events.push(outcome.event);
    else findings.push(finding(commit, outcome.why, line));
  }
  return { events, findings };
}

export function finding(commit: Commit, why: string, line: string): Finding {
  const excerpt = line.length > EXCERPT ? `${line.slice(0, EXCERPT).toWellFormed()}…` : line;
  return { commit: commit.oid, why, excerpt };
}

/**
 * The policy blobs that these commits name as coming into force: what a caller reads before `readLedger` asks `keysOf`
 * for them. NB: claims, not facts. Anybody can name any blob, and to look for one that is not there takes a search of the
 * whole repository; so only those that ever were the policy on the chain are asked for.
 */
export function policiesNamed(
  commits: readonly CommitWithMessage[],
  chain: readonly Commit[] = commits,
): ReadonlySet<Oid> {
  const named = new Set(commits.flatMap(policiesNamedBy));
  return named.size === 0 ? named : named.intersection(new Set(chain.flatMap(policiesBroughtBy)));
}

function policiesNamedBy({ message }: CommitWithMessage): readonly Oid[] {
  if (!message.includes('"type":"guardrails"')) return [];
  return claimsOf(message).lines.slice(0, MOST_EVENTS).flatMap(policyNamedBy);
}

function policiesBroughtBy({ changes }: Commit): readonly Oid[] {
  return changes.flatMap(({ path, after }) => (path === POLICY_PATH ? (after?.blob ?? []) : []));
}

/** NB: the parent is what ties an event to one place of one history; a cherry-pick, a squash or a copy has another. */
function keyFor(
  event: AccessEvent,
  commit: Commit,
  before: StateAtParent,
  keysOf: KeysOf,
): ReturnType<KeyForEvent> {
  if (event.repository !== before.repository) return noEvent(words.sealedForAnotherRepository());
  if (commit.parents.length !== 1) return noEvent(words.commitHasNotOneParent());
  if (event.parent !== commit.parents[0]) return noEvent(words.sealedForAnotherParent());
  // The root vouches for itself; which root is the right one is said outside GitHub (§4).
  const isRoot = before.keys === undefined && event.type === 'guardrails';
  const keys = isRoot ? keysOf(event.files) : before.keys;
  if (keys === undefined) return noEvent(isRoot ? words.policyCannotBeUsed() : words.noGuardrailsInForce());
  const key = keys.get(event.key);
  return key === undefined ? noEvent(words.keyIsNotListed(event.key)) : { kind: 'key', key };
}

function policyNamedBy(line: string): readonly Oid[] {
  // The seal only matters later: what stands in the line is all that is asked here.
  const [, blob] = POLICY_IN_FILES.exec(line) ?? [];
  return blob === undefined ? [] : [blob];
}

const POLICY_IN_FILES = new RegExp(`"${POLICY_PATH.replaceAll('.', String.raw`\.`)}":"([0-9a-f]{40})"`);
