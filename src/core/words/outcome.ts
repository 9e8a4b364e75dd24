/** The comment on a merged pull request: what is held by it and how to give it back; afterwards, what happened (§3). */
import type { Outcome } from '../grant/outcome.ts';
import { opensAfterItsGrant } from '../grant/opening.ts';
import { instantIn, type GrantedEvent } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import { parseRequestPath, WHOLE_CLUSTER } from '../request/path.ts';
import { serviceAccountOf } from '../request/service-account.ts';
import type { Instant } from '../time.ts';
import { approversOf } from './agreed.ts';
import { COMMENT_MARK } from './check.ts';
import { code, shortened } from './inert.ts';
import { count, list } from './lists.ts';
import { howItEnded } from './outcome-end.ts';
import { afterRefusals, refusal, refusedHeadline } from './outcome-refused.ts';
import { between, minute } from './moment.ts';

/** NB: it changes with what happened, and when a time comes, and not otherwise: each change is a write. */
export function outcomeBody(outcome: Outcome, now: Instant): string {
  const { grants, refusals } = outcome;
  const open = grants.filter(({ closed }) => closed === undefined);
  return [
    COMMENT_MARK,
    ...(grants.length === 0 ? [] : [`**${headline(grants, open, now)}**`]),
    ...(refusals.length === 0 ? [] : [`**${refusedHeadline(refusals)}**`]),
    ...grants.map((grant) => account(grant, outcome, now)),
    ...refusals.map(refusal),
    ...(open.length > 0 ? [howToEnd(open, now)] : [`### What happens next\n${next(outcome)}`]),
    FOOTER,
  ].join('\n\n');
}

function next({ grants, refusals, owed }: Outcome): string {
  if (grants.length === 0) return afterRefusals(refusals);
  return afterwards(
    grants,
    grants.some(({ event }) => owed.has(event.grant)),
  );
}

function afterwards(grants: readonly GrantState[], isOwed: boolean): string {
  return grants.every(isReplaced)
    ? `The new grant goes on to its own end; ${code('/release')} and ${code('/revoke')} are heard here too.`
    : `${isOwed ? STILL_OWED : 'Nothing: this is over.'} Whoever needs the access again opens a new pull request.`;
}

const STILL_OWED =
  'The access is over. A code owner still has to look at what was done, and approves this pull request; once that is overdue, nothing more is granted in that way until it is done.';

function isReplaced({ closed }: GrantState): boolean {
  return closed?.event.type === 'replaced';
}

const FOOTER = '<sub>Comments never grant anything. The history of the repository is what counts.</sub>';

function headline(grants: readonly GrantState[], open: readonly GrantState[], now: Instant): string {
  const [only] = grants;
  if (only !== undefined && grants.length === 1) {
    const { event } = only;
    if (isReplaced(only)) return 'Another grant took the place of this one.';
    if (open.length === 0) return `${has(event, 'no longer')}.`;
    if (!opensAfterItsGrant(event))
      return `${has(event, 'now')} until ${minute(instantIn(event.expiresAt))}.`;
    const tense = isAhead(event, now) ? 'later' : 'granted';
    return `${has(event, tense)} ${between(instantIn(event.opensAt), instantIn(event.expiresAt))}.`;
  }
  const ended = grants.length - open.length;
  if (ended === 0) return `All ${grants.length} requests are granted.`;
  if (open.length === 0) return `All ${grants.length} grants of this pull request have ended.`;
  return `${ended} of ${grants.length} grants ${ended === 1 ? 'has' : 'have'} ended.`;
}

/** What happened to one of them, in the order in which it happened. */
function account({ event, commit, closed }: GrantState, { owed }: Outcome, now: Instant): string {
  const ticket = event.ticket === undefined ? '' : `, ticket ${code(event.ticket)}`;
  return [
    code(event.path),
    `- Asked for by ${code(event.author.login)}: ${code(shortened(event.reason, 300))}${ticket}.`,
    `- Granted with the merge at ${minute(instantIn(event.grantedAt))}${place(event)}, ${agreed(event, owed)}. Recorded in ${commit}.`,
    ...(event.actions === undefined ? [] : [`- Exactly ${list(event.actions.map(code))}, and nothing else.`]),
    ...(closed === undefined ? opening(event, now) : []),
    closed === undefined || closed.event.type === 'refused'
      ? `- Ends by itself at ${minute(instantIn(event.expiresAt))}.`
      : `- ${howItEnded(closed.event, event)} Recorded in ${closed.commit}.`,
  ].join('\n');
}

/** A change of what was held already. */
function place({ replaces }: GrantedEvent): string {
  return replaces === null ? '' : ' in place of what was held here before';
}

/** Of one that does not begin with its merge. */
function opening(event: GrantedEvent, now: Instant): readonly string[] {
  if (!opensAfterItsGrant(event)) return [];
  const at = minute(instantIn(event.opensAt));
  return isAhead(event, now)
    ? [`- Scheduled: it opens by itself at ${at}, if everything is still as it was approved.`]
    : [`- Its time began at ${at}.`];
}

function isAhead({ opensAt }: GrantedEvent, now: Instant): boolean {
  return instantIn(opensAt) > now;
}

function agreed(event: GrantedEvent, owed: Outcome['owed']): string {
  const people = event.approvals.map(({ by, for: owner }) => `${code(by.login)} for ${code(owner)}`);
  if (people.length > 0) return `approved by ${list(people)}`;
  if (event.review !== undefined) {
    if (!owed.has(event.grant)) return 'before an owner had looked; one has approved it since';
    return `before an owner had looked; one has to approve this pull request by ${minute(instantIn(event.review.by))}`;
  }
  return `which nobody had to approve: it is allowed by the ${list(approversOf(event).map(code))}`;
}

function howToEnd(open: readonly GrantState[], now: Instant): string {
  const [first] = open;
  const when = open.every(({ event }) => isAhead(event, now)) ? 'Not needed after all?' : 'Done before that?';
  const files = open.length === 1 && first !== undefined ? code(first.event.path) : 'the files';
  return [
    '### Giving it back',
    `${when} Comment just ${code('/release')} here, or merge a pull request that removes ${files}: it ends within a minute, and needs nobody’s approval.`,
    `The owners of the path and administrators can take it away in the same way, by ${code('/revoke')}.`,
  ].join('\n');
}

function holder({ subject }: GrantedEvent): string {
  const account = serviceAccountOf(subject.username);
  return code(account === undefined ? subject.login : `${account.namespace}/${account.name}`);
}

/** Of a role, and of actions. */
const VERBS = {
  now: ['has', 'may'],
  later: ['will have', 'will be able to'],
  // NB: history knows until when; whether a cluster that is away, or frozen, has opened it is not in history.
  granted: ['is granted', 'is allowed to'],
  'no longer': ['no longer has', 'may no longer'],
} as const;

/** `alice has the role debugger in prod-eu/payments`. */
function has(event: GrantedEvent, when: keyof typeof VERBS): string {
  const { path, role, actions } = event;
  const [hold, act] = VERBS[when];
  const parsed = parseRequestPath(path);
  const scope =
    parsed?.namespace === WHOLE_CLUSTER ? parsed.cluster : `${parsed?.cluster}/${parsed?.namespace}`;
  if (actions === undefined) return `${holder(event)} ${hold} the role ${code(role)} in ${code(scope)}`;
  const what = actions.length === 1 ? actions.map(code).join('') : `do ${count(actions.length, 'action')}`;
  return `${holder(event)} ${act} ${what} in ${code(scope)}`;
}
