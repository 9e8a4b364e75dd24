/** What a new version of a role, or of a rule for actions, does otherwise: one sentence for each field. `called` begins it. */
import type { Duration } from '../time.ts';
import { count, list, span } from './lists.ts';
import { quoted } from './quote.ts';

interface Both<T> {
  readonly before: T;
  readonly after: T;
}

type Names = readonly string[];

const TOLD = 8;

/** Names from outside: so many, and how many more there are. */
export function names(all: Names, last: 'and' | 'or' = 'and'): string {
  const told = all.slice(0, TOLD).map(quoted);
  return list(all.length > TOLD ? [...told, `${all.length - TOLD} more`] : told, last);
}

export function duration(called: string, { before, after }: Both<Duration>): string {
  return `${called} may be had for ${span(after)} instead of ${span(before)}.`;
}

export function clusters(called: string) {
  return {
    gained: (all: Names) => `${called} may be asked for in ${clustersNamed(all)} too.`,
    lost: (all: Names) => `${called} can no longer be asked for in ${clustersNamed(all)}.`,
  };
}

function clustersNamed(all: Names): string {
  return `the ${all.length === 1 ? 'cluster' : 'clusters'} ${names(all)}`;
}

export function namespaces(called: string) {
  return {
    gained: (all: Names) =>
      all.includes('*')
        ? `${called} may be asked for in every namespace that is not protected.`
        : `${called} may be asked for in the ${namespacesNamed(all)} too.`,
    lost: (all: Names) =>
      all.includes('*')
        ? `${called} can be asked for only in the namespaces that it names.`
        : `${called} can no longer be asked for in the ${namespacesNamed(all)}.`,
  };
}

function namespacesNamed(all: Names): string {
  return `${all.length === 1 ? 'namespace' : 'namespaces'} ${names(all)}`;
}

export function requesters(called: string) {
  return {
    gained: (all: Names) => `${called} may be asked for by ${names(all)} too.`,
    lost: (all: Names) => `${called} may no longer be asked for by ${names(all)}.`,
  };
}

export function serviceAccounts(called: string) {
  return {
    gained: (all: Names) => `${called} may be given to ${serviceAccountsNamed(all)} too.`,
    lost: (all: Names) => `${called} may no longer be given to ${serviceAccountsNamed(all)}.`,
  };
}

function serviceAccountsNamed(all: Names): string {
  return `the service ${all.length === 1 ? 'account' : 'accounts'} ${names(all)}`;
}

export function approvals(called: string, { before, after }: Both<number>): string {
  if (after === 0) return `${called} needs no approval any more: whoever may ask for it has it.`;
  return `${called} needs ${count(after, 'approval')} instead of ${before === 0 ? 'none' : before}.`;
}

interface ReviewedAfter {
  readonly reviewWithin: Duration | undefined;
}

function within({ reviewWithin: time }: ReviewedAfter): string {
  return time === undefined ? '' : ` within ${span(time)}`;
}

export function isReviewedAfter(called: string, after: ReviewedAfter): string {
  return `${called} is granted before an owner has looked: whoever may ask for it has it, and a review is owed${within(after)}.`;
}

export function reviewWithin(called: string, after: ReviewedAfter): string {
  return `${called} is granted before an owner has looked, and the review that is owed is now due${within(after)}.`;
}

export function isNotReviewed(called: string): string {
  return `${called} is granted without anybody looking: no review is owed any more.`;
}

export function isApprovedFirst(called: string, { approvals: most }: { readonly approvals: number }): string {
  return `${called} needs ${count(most, 'approval')} before it is granted, instead of a review afterwards.`;
}

export function alsoApprovedBy(called: string) {
  return {
    gained: (all: Names) => `${called} needs the approval of ${names(all)} besides.`,
    lost: (all: Names) => `${called} no longer needs the approval of ${names(all)} besides.`,
  };
}

export function needsATicket(called: string): string {
  return `${called} needs a ticket.`;
}

export function needsNoTicket(called: string): string {
  return `${called} no longer needs a ticket.`;
}
