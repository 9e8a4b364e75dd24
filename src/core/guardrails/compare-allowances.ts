/** What one role, or one rule for actions, gives that it did not give before, and the other way round. */
import type { Allowance } from '../request/access-policy.ts';
import * as say from '../words/allowance-differences.ts';
import {
  counted,
  loosens,
  moreIsLooser,
  moreIsTighter,
  moved,
  tightens,
  type Difference,
  type Versions,
} from './difference.ts';
import { movedPatterns } from './namespace-patterns.ts';

export interface ComparedAllowance extends Versions<Allowance> {
  /** As sentences call it: `The role …`. */
  readonly called: string;
  /** All clusters that each version lists. */
  readonly listed: Versions<readonly string[]>;
}

type Comparison = (compared: ComparedAllowance) => readonly Difference[];

const COMPARISONS: readonly Comparison[] = [
  durations,
  clusters,
  namespaces,
  requesters,
  serviceAccounts,
  approvals,
  reviews,
  alsoApproved,
  tickets,
];

export function compareAllowances(compared: ComparedAllowance): readonly Difference[] {
  return COMPARISONS.flatMap((comparison) => comparison(compared));
}

function durations({ called, before, after }: ComparedAllowance): readonly Difference[] {
  const both = { before: before.maxDuration, after: after.maxDuration };
  return counted(both, 'more', () => say.duration(called, both));
}

/** Where both versions leave it to the list, the list itself says what changed. */
function clusters({ called, before, after, listed }: ComparedAllowance): readonly Difference[] {
  if (before.clusters === undefined && after.clusters === undefined) return [];
  const both = { before: before.clusters ?? listed.before, after: after.clusters ?? listed.after };
  return moreIsLooser(moved(both), say.clusters(called));
}

function namespaces({ called, before, after }: ComparedAllowance): readonly Difference[] {
  const both = { before: before.namespaces ?? ['*'], after: after.namespaces ?? ['*'] };
  return moreIsLooser(movedPatterns(both), say.namespaces(called));
}

function requesters({ called, before, after }: ComparedAllowance): readonly Difference[] {
  const both = { before: before.requesters, after: after.requesters };
  return moreIsLooser(moved(both, ignoringCase), say.requesters(called));
}

function serviceAccounts({ called, before, after }: ComparedAllowance): readonly Difference[] {
  const both = { before: before.serviceAccounts, after: after.serviceAccounts };
  return moreIsLooser(moved(both), say.serviceAccounts(called));
}

function approvals({ called, before, after }: ComparedAllowance): readonly Difference[] {
  // Said as one with whether a review is owed instead.
  if ((before.reviewWithin === undefined) !== (after.reviewWithin === undefined)) return [];
  const both = { before: before.approvals, after: after.approvals };
  return counted(both, 'less', () => say.approvals(called, both));
}

/** NB: to be approved first is the strictest, to owe a review the next, and to owe none the loosest. */
function reviews({ called, before, after }: ComparedAllowance): readonly Difference[] {
  const both = { before: before.reviewWithin, after: after.reviewWithin };
  if (both.before !== undefined && both.after !== undefined)
    return counted({ before: both.before, after: both.after }, 'more', () => say.reviewWithin(called, after));
  if (both.after !== undefined) {
    const said = say.isReviewedAfter(called, after);
    return [before.approvals === 0 ? tightens(said) : loosens(said)];
  }
  if (both.before === undefined) return [];
  return [
    after.approvals === 0 ? loosens(say.isNotReviewed(called)) : tightens(say.isApprovedFirst(called, after)),
  ];
}

function alsoApproved({ called, before, after }: ComparedAllowance): readonly Difference[] {
  const both = { before: before.alsoApprovedBy, after: after.alsoApprovedBy };
  return moreIsTighter(moved(both, ignoringCase), say.alsoApprovedBy(called));
}

function tickets({ called, before, after }: ComparedAllowance): readonly Difference[] {
  if (before.needsATicket === after.needsATicket) return [];
  return [after.needsATicket ? tightens(say.needsATicket(called)) : loosens(say.needsNoTicket(called))];
}

export function ignoringCase(text: string): string {
  return text.toLowerCase();
}
