/** How many grants one subject may hold at a time: one count, for the check and for the grant (`limits.activePerSubject`). */
import { instantIn } from '../ledger/event.ts';
import type { GrantState, Ledger } from '../ledger/history.ts';
import type { Problem } from '../problem.ts';
import type { Entry } from '../repository.ts';
import type { Instant } from '../time.ts';
import { tooManyActive } from '../words/limit-problems.ts';
import { heldNow } from './held.ts';
import type { MergedDecision } from './merged-decision.ts';
import type { ProvedGrant } from './granted.ts';

/** Whom a grant counts for: a person by the account, whatever it is called today; a service account by its username. */
export function holderOf({ id, username }: { readonly id: number; readonly username: string }): string {
  return isServiceAccount(username) ? username : `${id}`;
}

/** NB: no person's username begins so, wherever it comes from. */
function isServiceAccount(username: string): boolean {
  return username.startsWith('system:serviceaccount:');
}

export interface Asking {
  /** As `holderOf` gives it. */
  readonly holder: string;
  readonly name: string;
  /** The requests' paths: what is held at one of them would be replaced, and does not count beside it. */
  readonly paths: readonly string[];
}

/** Why these requests are one too many for their subject; undefined where they are not. `most` undefined: no limit. */
export function tooManyFor(
  { holder, name, paths }: Asking,
  active: readonly GrantState[],
  most: number | undefined,
): Problem | undefined {
  if (most === undefined) return undefined;
  const held = active.filter(
    ({ event }) => holderOf(event.subject) === holder && !paths.includes(event.path),
  );
  if (held.length + paths.length <= most) return undefined;
  const grants = held.map(({ event: { path, expiresAt } }) => ({ path, until: instantIn(expiresAt) }));
  return tooManyActive(name, paths.length, most, grants);
}

/** What is held now: what history no longer stands behind, or what is past its end, is only waiting for its last line. */
export function activeGrants(
  ledger: Ledger,
  tree: ReadonlyMap<string, Entry>,
  now: Instant,
): readonly GrantState[] {
  return [...heldNow(ledger, tree).values()].filter(({ event }) => instantIn(event.expiresAt) > now);
}

export interface LimitContext {
  readonly active: readonly GrantState[];
  readonly most: number | undefined;
  /** Where a commit stands on the first-parent chain. */
  readonly indexOf: (commit: string) => number | undefined;
}

type Grants = Extract<MergedDecision, { readonly kind: 'grant' }>;

/**
 * NB: decided for all merges of a turn in one place, in the order of history, or two that were merged within the same
 * minute would both take the last place. Of one pull request all requests pass, or none does.
 */
export function withinTheLimit(
  decisions: readonly MergedDecision[],
  { active, most, indexOf }: LimitContext,
): readonly MergedDecision[] {
  if (most === undefined) return decisions;
  const refused = new Map<number, readonly Problem[]>();
  let taken = active;
  for (const [number, grants] of inOrder(decisions, indexOf)) {
    const problems = askings(grants).flatMap((asking) => tooManyFor(asking, taken, most) ?? []);
    if (problems.length > 0) refused.set(number, problems);
    else taken = withAll(taken, grants);
  }
  return decisions.map((decision) =>
    decision.kind === 'grant' ? orRefused(decision, refused, active) : decision,
  );
}

/** By pull request, in the order in which they were merged. */
function inOrder(
  decisions: readonly MergedDecision[],
  indexOf: LimitContext['indexOf'],
): readonly (readonly [number, readonly ProvedGrant[]])[] {
  const grants = decisions.flatMap((decision) => (decision.kind === 'grant' ? decision.grants : []));
  const merges = [...Map.groupBy(grants, ({ event }) => event.pr.number)];
  const place = ([, [first]]: (typeof merges)[number]) =>
    (first && indexOf(first.event.pr.merge)) ?? Infinity;
  return merges.toSorted((one, other) => place(one) - place(other) || one[0] - other[0]);
}

function askings(grants: readonly ProvedGrant[]): readonly Asking[] {
  const bySubject = Map.groupBy(grants, ({ event }) => holderOf(event.subject));
  return [...bySubject].map(([holder, of]) => ({
    holder,
    name: nameOf(of[0]!.event.subject), // a group has a first
    paths: of.map(({ event }) => event.path),
  }));
}

function nameOf({ login, username }: ProvedGrant['event']['subject']): string {
  return isServiceAccount(username) ? username : login;
}

/** NB: what goes on with a grant that is held stands in its place, and not beside it. */
function withAll(held: readonly GrantState[], grants: readonly ProvedGrant[]): readonly GrantState[] {
  const paths = new Set(grants.map(({ event }) => event.path));
  return [...held.filter(({ event }) => !paths.has(event.path)), ...grants.map(asHeld)];
}

/** A grant of this turn takes a place like any that is held. */
function asHeld({ event }: ProvedGrant): GrantState {
  const place = { repository: 0, parent: '', key: '' };
  return { commit: event.pr.merge, index: -1, event: { ...event, ...place }, closed: undefined };
}

/** NB: what a refused one would have gone on with is put back, and goes on to its own end. */
function orRefused(
  decision: Grants,
  refused: ReadonlyMap<number, readonly Problem[]>,
  active: readonly GrantState[],
): MergedDecision {
  const problems = refused.get(decision.grants[0]?.event.pr.number ?? 0);
  if (problems === undefined) return decision;
  const requests = decision.grants.map(({ event: { path, grant, pr, replaces } }) => {
    const held = replaces === null ? undefined : active.find(({ event }) => event.grant === replaces);
    return { path, grant, pullRequest: pr.number, restore: held?.event.request.blob };
  });
  return { kind: 'refuse', requests, problems, patient: false };
}
