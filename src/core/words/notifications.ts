/** What people are told where they talk: one sentence about one thing, short enough for a phone. */
import type {
  DeclinedEvent,
  DriftEvent,
  EndedEvent,
  GrantedEvent,
  GuardrailsEvent,
  RefusedEvent,
} from '../ledger/event.ts';
import { instantIn } from '../ledger/event.ts';
import type { NotificationKind } from '../telling/kinds.ts';
import { parseRequestPath, WHOLE_CLUSTER } from '../request/path.ts';
import { serviceAccountOf } from '../request/service-account.ts';
import { minutes, type Duration, type Instant } from '../time.ts';
import { code } from './inert.ts';
import { count, list, someOf, span } from './lists.ts';
import { quotedUpTo } from './quote.ts';
import { between, clock as clockAt } from './moment.ts';

/** Of a reason or a ticket, as much as a phone shows at a glance. */
const REASON = 200;

/** What waits for somebody's decision. */
export interface Waiting {
  readonly author: string;
  /** What happens if it is approved: `alice may read logs of prod-eu/payments, for 2 hours from the merge.` */
  readonly effect: string;
  /** As CODEOWNERS and the policy name them. */
  readonly owners: readonly string[];
}

export function asked({ author, effect, owners }: Waiting): string {
  const whom = owners.length === 0 ? '' : ` ${named(owners)}`;
  return `${author} asks${whom} for an approval: if you approve, ${effect}`;
}

export function reminded({ author, effect, owners }: Waiting, since: Duration): string {
  const whom = owners.length === 0 ? 'an approval' : named(owners);
  return `${author} has been waiting for ${whom} for ${span(since)}: if you approve, ${effect}`;
}

export function escalated({ author, effect, owners }: Waiting, since: Duration): string {
  const whom = owners.length === 0 ? '' : ` of ${named(owners)}`;
  return `${author} has been waiting for a decision${whom} for ${span(since)}: if it is approved, ${effect}`;
}

function named(owners: readonly string[]): string {
  return someOf(owners.map(code), 'or', 3);
}

export function refused({ path, why }: Pick<RefusedEvent, 'path' | 'why'>): string {
  const [first = '', ...others] = why;
  const more = others.length === 0 ? '' : ` (And ${count(others.length, 'more reason')}.)`;
  return `The merged request ${quotedUpTo(REASON, path)} is refused and grants nothing. ${first}${more}`;
}

export function declined({ author, pr, why, by }: DeclinedEvent): string {
  const asked = `What ${author.login} asked for in #${pr.number}`;
  return why === 'timed out'
    ? `Nobody decided in time what ${author.login} asked for in #${pr.number}; it is closed.`
    : `${asked} was denied${by.login === undefined ? '' : ` by ${by.login}`}.`;
}

export function granted(event: GrantedEvent): string {
  const { review, pr, reason } = event;
  const why = quotedUpTo(REASON, reason);
  return review === undefined
    ? `${held(event)}, ${agreed(event)}: ${why}.`
    : `Nobody has approved it yet: ${held(event)}; an owner's review of #${pr.number} is due by ${clock(review.by, event.at)}: ${why}.`;
}

/** What somebody holds from now on, or will. */
function held(event: GrantedEvent): string {
  const { at, opensAt, expiresAt, replaces } = event;
  const isLater = instantIn(opensAt) > instantIn(at);
  const verbs = isLater ? LATER : replaces === null ? NOW : LONGER;
  const term = isLater ? between(instantIn(opensAt), instantIn(expiresAt)) : `until ${clock(expiresAt, at)}`;
  return `${has(event, verbs)} ${term}`;
}

/** Of a role, and of actions. */
const NOW = ['has', 'may'] as const;
const LATER = ['will have', 'will be able to'] as const;
const LONGER = ['keeps', 'may still'] as const;
const NO_LONGER = ['no longer has', 'may no longer'] as const;

function agreed({ approvals }: GrantedEvent): string {
  const people = [...new Set(approvals.map(({ by }) => by.login))];
  return people.length === 0 ? 'as the policy allows without approval' : `approved by ${list(people)}`;
}

export function opened(event: GrantedEvent): string {
  const { opensAt, expiresAt } = event;
  return `Open now: ${has(event, NOW)} until ${clock(expiresAt, opensAt)}.`;
}

export function ending(event: GrantedEvent, now: Instant): string {
  const { expiresAt } = event;
  const left = minutes(Math.ceil((instantIn(expiresAt) - now) / minutes(1)));
  return `${span(left)} left: ${has(event, NOW)} until ${clock(expiresAt, expiresAt)}.`;
}

export function ended(event: EndedEvent, grant: GrantedEvent): string {
  return `${has(grant, NO_LONGER)}${how(event, grant)}`;
}

/** What follows `alice no longer has …`. */
function how({ type, by, why, at }: EndedEvent, { expiresAt }: GrantedEvent): string {
  if (type === 'expired') return `: it ended at ${clock(expiresAt, at)}, as granted.`;
  const where = by.pr === undefined ? '' : `, with #${by.pr}`;
  if (by.login !== undefined)
    return `: ${by.login} ${type === 'released' ? 'gave it back' : 'took it away'}${where}.`;
  if (why !== undefined) return `. ${why}`;
  return `: it was ${type === 'released' ? 'given back' : `taken away ${BY[by.kind]}`}${where}.`;
}

const BY = {
  time: 'in time',
  subject: 'by its subject',
  owner: 'by an owner',
  operator: 'by an operator',
  cluster: 'in the cluster',
  policy: 'by the policy',
  git: 'in Git',
} as const satisfies Record<EndedEvent['by']['kind'], string>;

export function drift({ object: { kind, name, cluster, namespace }, why }: DriftEvent): string {
  const place = namespace === null ? cluster : `${cluster}/${namespace}`;
  return `The ${kind} ${name} in ${place} was not what history grants. ${why}`;
}

export function guardrails({ pr, reason, approvals = [] }: GuardrailsEvent): string {
  const people = list([...new Set(approvals.map(({ by }) => by.login))]);
  if (pr === undefined) return `An operator trusted the guardrails: ${quotedUpTo(REASON, reason)}.`;
  return `New guardrails are in force, those of #${pr.number}${people === '' ? '' : `, approved by ${people}`}.`;
}

/** A service account is told by its name, not by who asked for it. */
function holder({ subject: { login, username } }: GrantedEvent): string {
  const account = serviceAccountOf(username);
  return account === undefined ? login : `The service account ${account.namespace}/${account.name}`;
}

function has(event: GrantedEvent, [role, actions]: readonly [string, string]): string {
  const place = placeOf(event.path);
  if (event.actions === undefined) return `${holder(event)} ${role} the role ${event.role} in ${place}`;
  const [first = '', ...others] = event.actions;
  const what = others.length === 0 ? quotedUpTo(REASON, first) : `do ${event.actions.length} actions`;
  return `${holder(event)} ${actions} ${what} in ${place}`;
}

function placeOf(path: string): string {
  const { cluster = '', namespace = '' } = parseRequestPath(path) ?? {};
  return namespace === WHOLE_CLUSTER ? `the whole cluster ${cluster}` : `${cluster}/${namespace}`;
}

/** `18:00Z` on the same day, else with the date. */
function clock(time: string, now: string): string {
  return clockAt(instantIn(time), instantIn(now));
}

const MANY: Readonly<Record<NotificationKind, string>> = {
  asked: 'requests wait for an approval',
  reminded: 'requests are waiting still',
  escalated: 'requests have waited for too long',
  denied: 'requests are refused',
  granted: 'grants were made',
  emergency: 'grants were made before anybody approved them',
  opened: 'scheduled grants are open now',
  ending: 'grants end soon',
  ended: 'grants have ended',
  overdue: 'ends did not happen',
  drift: 'objects were not what history grants',
  guardrails: 'versions of the guardrails came into force',
  frozen: 'clusters are frozen',
  debt: 'reviews are owed',
  alert: 'alerts were raised',
};

/** In place of so many sentences. */
export function many(kind: NotificationKind, number: number, first: string): string {
  return `${number} ${MANY[kind]}, among them: ${first}`;
}
