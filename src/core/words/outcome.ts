/** The comment on a merged pull request: what is held by it and how to give it back; afterwards, what happened (§3). */
import type { Outcome } from '../grant/outcome.ts';
import { instantIn, type GrantedEvent } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import { parseRequestPath, WHOLE_CLUSTER } from '../request/path.ts';
import { serviceAccountOf } from '../request/service-account.ts';
import { approversOf } from './agreed.ts';
import { COMMENT_MARK } from './check.ts';
import { code, shortened } from './inert.ts';
import { count, list } from './lists.ts';
import { howItEnded } from './outcome-end.ts';
import { moment } from './term.ts';

/** Nothing in it depends on when it is said, so that it is written once. */
export function outcomeBody({ grants }: Outcome): string {
  const open = grants.filter(({ closed }) => closed === undefined);
  return [
    COMMENT_MARK,
    `**${headline(grants, open)}**`,
    ...grants.map(account),
    open.length === 0 ? afterwards(grants) : howToEnd(open),
    FOOTER,
  ].join('\n\n');
}

function afterwards(grants: readonly GrantState[]): string {
  const next = grants.every(isReplaced)
    ? `The new grant goes on to its own end; ${code('/release')} and ${code('/revoke')} are heard here too.`
    : `${owes(grants) ? STILL_OWED : 'Nothing: this is over, and final.'} Whoever needs the access again asks with a new pull request.`;
  return `### What happens next\n${next}`;
}

/** NB: the comment is written once, so it says nothing of whether the review was given. */
const STILL_OWED =
  'The access is over, and final. Where no code owner has approved this pull request yet, one still owes it a review: the next such request waits for it once it is overdue.';

function owes(grants: readonly GrantState[]): boolean {
  return grants.some(({ event }) => event.review !== undefined);
}

function isReplaced({ closed }: GrantState): boolean {
  return closed?.event.type === 'replaced';
}

const FOOTER = '<sub>Comments never grant anything. The history of the repository is what counts.</sub>';

function headline(grants: readonly GrantState[], open: readonly GrantState[]): string {
  const [only] = grants;
  if (only !== undefined && grants.length === 1) {
    const { event } = only;
    const held = `${holder(event)}, ${what(event)}`;
    if (isReplaced(only)) return `Another grant took the place of this one: ${held}.`;
    return open.length === 1
      ? `${holder(event)} has ${what(event)} ${term(event)}.`
      : `${holder(event)} no longer has ${what(event)}.`;
  }
  const ended = grants.length - open.length;
  if (ended === 0) return `All ${grants.length} requests are granted.`;
  if (open.length === 0) return `All ${grants.length} grants of this pull request have ended.`;
  return `${ended} of ${grants.length} grants ${ended === 1 ? 'has' : 'have'} ended.`;
}

/** What happened to one of them, in the order in which it happened. */
function account({ event, commit, closed }: GrantState): string {
  const ticket = event.ticket === undefined ? '' : `, ticket ${code(event.ticket)}`;
  return [
    code(event.path),
    `- Asked for by ${code(event.author.login)}: ${code(shortened(event.reason, 300))}${ticket}.`,
    `- Granted with the merge at ${moment(instantIn(event.grantedAt))}${place(event)}${opening(event)} ${agreed(event)}. Recorded in ${commit}.`,
    ...(event.actions === undefined ? [] : [`- Exactly ${list(event.actions.map(code))}, and nothing else.`]),
    closed === undefined || closed.event.type === 'refused'
      ? `- Ends by itself at ${moment(instantIn(event.expiresAt))}.`
      : `- ${howItEnded(closed.event, event)} Recorded in ${closed.commit}.`,
  ].join('\n');
}

/** A change of what was held already. */
function place({ replaces }: GrantedEvent): string {
  return replaces === null ? '' : ' in place of what was held here before';
}

function opening({ opensAt, grantedAt }: GrantedEvent): string {
  return opensAt === grantedAt ? ',' : `, from ${moment(instantIn(opensAt))} on,`;
}

function agreed(event: GrantedEvent): string {
  const people = event.approvals.map(({ by, for: owner }) => `${code(by.login)} for ${code(owner)}`);
  if (people.length > 0) return `approved by ${list(people)}`;
  if (event.review !== undefined) {
    const due = moment(instantIn(event.review.by));
    return `before an owner had looked; an owner’s approving review of this pull request is due by ${due}`;
  }
  return `which nobody had to approve: it is allowed by the ${list(approversOf(event).map(code))}`;
}

function howToEnd(open: readonly GrantState[]): string {
  const [first] = open;
  const files = open.length === 1 && first !== undefined ? code(first.event.path) : 'the files';
  return [
    '### Giving it back',
    `Done before that? Comment just ${code('/release')} here, or merge a pull request that removes ${files}: it ends within a minute, and needs nobody’s approval.`,
    `The owners of the path and administrators can take it away in the same way, by ${code('/revoke')}.`,
  ].join('\n');
}

function holder({ subject }: GrantedEvent): string {
  const account = serviceAccountOf(subject.username);
  return code(account === undefined ? subject.login : `${account.namespace}/${account.name}`);
}

/** `the role debugger in prod-eu/payments`. */
function what({ path, role, actions }: GrantedEvent): string {
  const parsed = parseRequestPath(path);
  const scope =
    parsed?.namespace === WHOLE_CLUSTER ? parsed.cluster : `${parsed?.cluster}/${parsed?.namespace}`;
  const held = actions === undefined ? `the role ${code(role)}` : count(actions.length, 'action');
  return `${held} in ${code(scope)}`;
}

function term({ opensAt, grantedAt, expiresAt }: GrantedEvent): string {
  const until = `until ${moment(instantIn(expiresAt))}`;
  return opensAt === grantedAt ? until : `from ${moment(instantIn(opensAt))} ${until}`;
}
