/** Reviews that are owed for what was granted before an owner had looked (§2.2): whom they hold back, and who is told. */
import type { Alert } from '../alert.ts';
import type { Account } from '../approval/facts.ts';
import { instantIn, type GrantId } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Problem } from '../problem.ts';
import type { Instant } from '../time.ts';
import * as words from '../words/debts.ts';
import { holderOf } from './active.ts';
import type { Askable } from './askable.ts';

/** As the ledger keeps them. */
export type Debts = ReadonlyMap<GrantId, GrantState>;

/** NB: an instant of history, not a number of days: a policy that says otherwise since moves no debt. */
export function isOverdue({ event: { review } }: GrantState, at: Instant): boolean {
  return review !== undefined && instantIn(review.by) <= at;
}

/** Why these requests are not granted before an owner has looked: their subject is behind with a review of the same role. */
export function debtProblems(
  askable: readonly Askable[],
  author: Account,
  debts: Debts,
  at: Instant,
): readonly Problem[] {
  const overdue = [...debts.values()].filter((debt) => isOverdue(debt, at));
  return askable
    .filter(({ judgement }) => judgement.allowance?.reviewWithin !== undefined)
    .flatMap(({ located, username }) => {
      const holder = holderOf({ id: author.id, username });
      const theirs = overdue.filter(
        ({ event }) => event.role === located.path.role && holderOf(event.subject) === holder,
      );
      const place = { file: located.path.text, line: 1, column: 1 };
      return byPullRequest(theirs).map(([first]) => ({ ...words.reviewIsOwed(owed(first)), place }));
    });
}

/** What is left when these reviews are recorded. */
export function stillOwed(debts: Debts, paid: readonly { readonly grant: GrantId }[]): Debts {
  const done = new Set(paid.map(({ grant }) => grant));
  return done.size === 0 ? debts : new Map([...debts].filter(([grant]) => !done.has(grant)));
}

/** One for each pull request. */
export function debtAlerts(debts: Debts, now: Instant): readonly Alert[] {
  const overdue = [...debts.values()].filter((debt) => isOverdue(debt, now));
  return byPullRequest(overdue).map(([first, ...others]) => ({
    kind: 'debt',
    key: `debt ${first.event.pr.number}`,
    message: words.reviewIsOverdue(owed(first), others.length),
  }));
}

type Some = readonly [GrantState, ...(readonly GrantState[])];

export function byPullRequest(debts: Iterable<GrantState>): readonly Some[] {
  const groups = Map.groupBy(debts, ({ event }) => event.pr.number);
  return [...groups.values()].flatMap(([first, ...others]): readonly Some[] =>
    first === undefined ? [] : [[first, ...others]],
  );
}

function owed({ event }: GrantState): words.OwedReview {
  const { subject, path, pr, review, at } = event;
  return {
    login: subject.login,
    path,
    pullRequest: pr.number,
    by: instantIn(review?.by ?? at), // only what owes a review is asked about
  };
}
