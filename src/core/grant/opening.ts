/** A grant that was recorded before its window opens, looked at once more when it does (§3.1): what holds still, is bound. */
import type { Account, RepositoryFacts, Standing } from '../approval/facts.ts';
import { instantIn, type GrantedEvent } from '../ledger/event.ts';
import { compareWithSeen, seenNow } from '../permissions/compare-seen.ts';
import type { Fact } from '../problem.ts';
import * as words from '../words/openings.ts';
import { debtProblems, type Debts } from './debts.ts';
import { askedTogether, type Askable, type AskedContext, type AskedRequest, type People } from './asked.ts';

export type Opening =
  | { readonly kind: 'holds' }
  | { readonly kind: 'not yet'; readonly why: readonly string[] }
  | { readonly kind: 'lost'; readonly why: string };

export interface OpeningFacts {
  readonly event: GrantedEvent;
  /** With the bytes that were granted. */
  readonly request: AskedRequest;
  readonly repository: Pick<RepositoryFacts, 'owner'>;
  /** Of whoever asked, by the login of then; undefined inside a read fact: GitHub knows no such account. */
  readonly standing: Fact<Standing | undefined>;
  readonly memberships: People['memberships'];
  /** Reviews that are owed, its own among them. */
  readonly debts: Debts;
}

/** What was open when it was granted was looked at then. */
export function opensAfterItsGrant({ opensAt, grantedAt }: GrantedEvent): boolean {
  return instantIn(opensAt) > instantIn(grantedAt);
}

export function judgeOpening(facts: OpeningFacts, context: AskedContext): Opening {
  const { event, request, repository, standing, memberships, debts } = facts;
  const bound = context.guardrails.policy.roles.get(event.role)?.clusterRole ?? event.clusterRole;
  if (bound !== event.clusterRole) return lost(words.policyBindsAnotherRole(event.role));
  if (standing.kind === 'unread') return { kind: 'not yet', why: [standing.why] };
  if (!isSameAccount(event.author, standing.value)) return lost(words.accountIsAnother(event.author.login));
  const asked = askedTogether(
    [request],
    { repository, pullRequest: { author: event.author }, memberships },
    context,
  );
  if (asked.problems.length > 0) return lost(asked.problems.map(({ what }) => what).join(' '));
  const [askable] = asked.askable;
  if (askable === undefined) return { kind: 'not yet', why: asked.unread };
  const why = whyAnother(event, askable);
  if (why !== undefined) return lost(why);
  // NB: else whoever asks for later, before anything is overdue, would have a week of access at which nobody looks.
  const owed = debtProblems([askable], event.author, debts, askable.cluster.now);
  return owed.length > 0 ? { kind: 'not yet', why: owed.map(({ what }) => what) } : { kind: 'holds' };
}

/** NB: a login can be given up and registered again by somebody else, who may even be a member of the same team. */
function isSameAccount({ id }: Account, standing: Standing | undefined): boolean {
  return standing?.account.id === id;
}

/** What was approved was for this person, with these rules, by so many. */
function whyAnother(
  event: GrantedEvent,
  { username, rules, judgement: { allowance } }: Askable,
): string | undefined {
  if (username !== event.subject.username) return words.usernameIsAnother(username);
  const change = compareWithSeen(event, seenNow(rules));
  if (change.kind === 'gained' || change.kind === 'unknown') return words.rulesAreMore(change);
  const people = new Set(event.approvals.map(({ by }) => by.id)).size;
  const need = (allowance?.approvals ?? 1) + (allowance?.alsoApprovedBy.length ?? 0);
  return people < need ? words.tooFewApproved(people, need) : undefined;
}

function lost(why: string): Opening {
  return { kind: 'lost', why: words.noLongerAllowed(why) };
}
