/** Whether anybody can give the approvals that are still missing: where nobody can, it is said before anyone waits. */
import type { Problem } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import type { Account, ApprovalFacts } from './facts.ts';
import { canWrite, standingOf } from './owners.ts';
import type { Owner } from './ownership.ts';
import { hasAPart, type SubjectAsk } from './part.ts';
import { fillPlaces, type Filler } from './places.ts';
import type { EntryTally, FileTally, Tally } from './tally.ts';

export interface Approvability {
  /** Facts by which too few are left, whoever of them approves. */
  readonly problems: readonly Problem[];
  /** Logins of all who can still approve, where each of them is needed; empty where there is a choice, or no knowledge. */
  readonly only: readonly string[];
}

/** NB: whoever could not be read may be somebody. Only what is known whole refuses. */
export function approvability(
  tally: Tally,
  approvals: number,
  facts: ApprovalFacts,
  ask: SubjectAsk,
): Approvability {
  const waits =
    tally.files.some((file) => file.waits) || tally.entries.some(({ filled }) => filled === undefined);
  if (!waits) return { problems: [], only: [] };
  const known = knownPlaces(tally, facts, ask);
  const people = candidatesIn(known);
  const asked = { files: known.files.length, approvals, entries: known.entries.length };
  const filled = fillPlaces(people, asked);
  if (!filled.complete)
    return { problems: filled.exact ? shortages(known, people, approvals) : [], only: [] };
  const isWhole = known.files.length === tally.files.length && known.entries.length === tally.entries.length;
  const isNeeded = (one: Candidate): boolean =>
    !fillPlaces(
      people.filter((other) => other !== one),
      asked,
    ).complete;
  const only = isWhole && people.length <= FEW && people.every(isNeeded) ? people : [];
  return { problems: [], only: loginsOf(only.filter(({ account }) => !hasApproved(account, tally))) };
}

/** Logins of those who can still give an approval that is waited for, where they are few enough to be named. */
export function namesOf(
  owners: readonly Owner[],
  tally: Tally,
  facts: ApprovalFacts,
  ask: SubjectAsk,
): readonly string[] | undefined {
  const all = candidates(owners, facts, ask);
  const left = all?.filter((account) => !hasApproved(account, tally));
  return left === undefined || left.length === 0 || left.length > FEW
    ? undefined
    : loginsOf(left.map((account) => ({ account })));
}

const FEW = 5;

interface Candidate extends Filler {
  readonly account: Account;
}

interface Known<Place> {
  readonly place: Place;
  readonly accounts: readonly Account[];
}

interface KnownPlaces {
  readonly files: readonly Known<FileTally>[];
  readonly entries: readonly Known<EntryTally>[];
}

function knownPlaces({ files, entries }: Tally, facts: ApprovalFacts, ask: SubjectAsk): KnownPlaces {
  return {
    files: files.flatMap((place) => known(place, place.file.ownership.owners, facts, ask)),
    entries: entries.flatMap((place) => known(place, [place.entry], facts, ask)),
  };
}

/** Who approved and counts is one who can, whatever a list that is minutes old says. */
function known<Place extends FileTally | EntryTally>(
  place: Place,
  owners: readonly Owner[],
  facts: ApprovalFacts,
  ask: SubjectAsk,
): readonly Known<Place>[] {
  const accounts = candidates(owners, facts, ask);
  if (accounts === undefined) return [];
  return [{ place, accounts: distinct([...accounts, ...place.counted.map(({ by }) => by)]) }];
}

/** Everybody who could approve for one of the owners; undefined where that is not known whole. */
function candidates(
  owners: readonly Owner[],
  facts: ApprovalFacts,
  ask: SubjectAsk,
): readonly Account[] | undefined {
  const all: Account[] = [];
  for (const owner of owners) {
    const accounts = owner.kind === 'team' ? membersOf(owner.team, facts) : holderOf(owner.login, facts);
    if (accounts === undefined) return undefined;
    all.push(...accounts);
  }
  return distinct(all).filter((account) => !hasAPart(account, facts, ask));
}

/** NB: an empty list is no knowledge of a team: it may be one that the App is not shown. */
function membersOf(team: string, { teamMembers }: ApprovalFacts): readonly Account[] | undefined {
  const members = teamMembers?.get(team);
  if (members?.kind !== 'read' || members.value === undefined) return undefined;
  return members.value.length > 0 ? members.value : undefined;
}

function holderOf(login: string, facts: ApprovalFacts): readonly Account[] | undefined {
  const standing = standingOf(login, facts);
  if (standing.kind === 'unread') return undefined;
  return standing.value !== undefined && canWrite(standing.value.permission) ? [standing.value.account] : [];
}

function candidatesIn({ files, entries }: KnownPlaces): readonly Candidate[] {
  const everybody = distinct([...files, ...entries].flatMap(({ accounts }) => accounts));
  return everybody.map((account) => ({
    account,
    files: indexesOf(account, files),
    entries: indexesOf(account, entries),
  }));
}

function indexesOf({ id }: Account, places: readonly Known<unknown>[]): readonly number[] {
  return places.flatMap(({ accounts }, index) => (accounts.some((one) => one.id === id) ? [index] : []));
}

function shortages(
  { files, entries }: KnownPlaces,
  people: readonly Candidate[],
  approvals: number,
): readonly Problem[] {
  const alone = [
    ...files
      .filter(({ accounts }) => accounts.length < approvals)
      .map(({ place, accounts }) =>
        say.tooFewCanApprove(place.file.file, accounts.map(({ login }) => login).toSorted(), approvals),
      ),
    ...entries
      .filter(({ accounts }) => accounts.length === 0)
      .map(({ place }) => say.nobodyCanApproveFor(place.entry.text)),
  ];
  return alone.length > 0 ? alone : [say.tooFewTogether(loginsOf(people))];
}

function hasApproved({ id }: Account, { files, entries }: Tally): boolean {
  return [...files, ...entries].some(({ counted }) => counted.some(({ by }) => by.id === id));
}

function loginsOf(people: readonly Pick<Candidate, 'account'>[]): readonly string[] {
  return people.map(({ account }) => account.login).toSorted();
}

function distinct(accounts: readonly Account[]): readonly Account[] {
  return [...new Map(accounts.map((account) => [account.id, account])).values()];
}
