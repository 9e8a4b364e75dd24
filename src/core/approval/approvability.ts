/** Whether anybody can give the approvals that are still missing: where nobody can, it is said before anyone waits. */
import type { Problem } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import {
  candidates,
  candidatesIn,
  isWhole,
  knownPlaces,
  type Candidate,
  type KnownPlaces,
} from './candidates.ts';
import type { Account, ApprovalFacts } from './facts.ts';
import type { Owner } from './ownership.ts';
import type { SubjectAsk } from './part.ts';
import { fillPlaces } from './places.ts';
import type { Tally } from './tally.ts';

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
  const isNeeded = (one: Candidate): boolean =>
    !fillPlaces(
      people.filter((other) => other !== one),
      asked,
    ).complete;
  const only = isWhole(known, tally) && people.length <= FEW && people.every(isNeeded) ? people : [];
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

/** Logins of those whose approval would complete it, where all who could are known and these are few. */
export function helpers(
  tally: Tally,
  approvals: number,
  facts: ApprovalFacts,
  ask: SubjectAsk,
): readonly string[] | undefined {
  const known = knownPlaces(tally, facts, ask);
  if (!isWhole(known, tally)) return undefined;
  const asked = { files: known.files.length, approvals, entries: known.entries.length };
  const people = candidatesIn(known);
  const given = people.filter(({ account }) => hasApproved(account, tally));
  const helping = people.filter((one) => !given.includes(one) && fillPlaces([...given, one], asked).complete);
  return helping.length === 0 || helping.length > FEW ? undefined : loginsOf(helping);
}

const FEW = 5;

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
