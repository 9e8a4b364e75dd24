/** Everybody who could give an approval, for each place that asks for one, as far as they are known. */
import type { Account, ApprovalFacts } from './facts.ts';
import { canWrite, standingOf } from './owners.ts';
import type { Owner } from './ownership.ts';
import { hasAPart, type SubjectAsk } from './part.ts';
import type { Filler } from './places.ts';
import type { EntryTally, FileTally, Tally } from './tally.ts';

export interface Candidate extends Filler {
  readonly account: Account;
}

interface Known<Place> {
  readonly place: Place;
  readonly accounts: readonly Account[];
}

export interface KnownPlaces {
  readonly files: readonly Known<FileTally>[];
  readonly entries: readonly Known<EntryTally>[];
}

export function knownPlaces({ files, entries }: Tally, facts: ApprovalFacts, ask: SubjectAsk): KnownPlaces {
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
export function candidates(
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

export function candidatesIn({ files, entries }: KnownPlaces): readonly Candidate[] {
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

/** Whether everybody is known for every place. */
export function isWhole({ files, entries }: KnownPlaces, tally: Tally): boolean {
  return files.length === tally.files.length && entries.length === tally.entries.length;
}

function distinct(accounts: readonly Account[]): readonly Account[] {
  return [...new Map(accounts.map((account) => [account.id, account])).values()];
}
