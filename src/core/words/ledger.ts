/** What the controller's commits tell people: subjects, and a paragraph for each event. */
import type {
  AccessEvent,
  DriftEvent,
  EndedEvent,
  EventApproval,
  ReviewedEvent,
  Unplaced,
  UnplacedEvent,
} from '../ledger/event.ts';
import { parseRequestPath, WHOLE_CLUSTER } from '../request/path.ts';
import { serviceAccountOf } from '../request/service-account.ts';
import { approversOf } from './agreed.ts';
import { anotherGrantTookItsPlace, requestWasRemoved } from './endings.ts';
import { grantSubjects, sayWindow, type GrantOf } from './granted.ts';
import { oneLine, shortened } from './inert.ts';
import { count, list } from './lists.ts';

type Type = AccessEvent['type'];

/** Subjects from the most telling one to one that always fits. */
export function commitSubjects(
  events: readonly UnplacedEvent[],
  grantOf: GrantOf = () => undefined,
): readonly string[] {
  const [event] = events;
  if (event === undefined || events.length > 1)
    return [severalAtOnce(events), `Record ${events.length} events`];
  switch (event.type) {
    case 'guardrails':
      return event.pr === undefined
        ? ['Trust the guardrails']
        : [`Bring the guardrails of #${event.pr.number} into force`, 'Bring guardrails into force'];
    case 'granted':
      return grantSubjects(event, scope(event.path), holderOf(event.subject), grantOf);
    case 'drift': {
      const { kind, cluster } = event.object;
      return [`Put a ${oneLine(kind)} right in ${oneLine(cluster)}`, 'Put a binding right'];
    }
    case 'reviewed':
      return [`Record a review of ${scope(event.path)}`, 'Record a review'];
    case 'declined':
      return [`Record that #${event.pr.number} ${DECLINED[event.why]}`, 'Record a declined request'];
    case 'refused':
    case 'expired':
    case 'released':
    case 'revoked':
    case 'replaced':
      return closingSubjects(event, grantOf(event.grant)?.subject);
  }
}

/** `subject`: whose it was, where it was ever granted. */
function closingSubjects(
  { type, path }: Pick<Unplaced<'refused' | EndedEvent['type']>, 'type' | 'path'>,
  subject: Unplaced<'granted'>['subject'] | undefined,
): readonly string[] {
  const verb = VERBS[type];
  const role = parseRequestPath(path)?.role ?? 'access';
  const whose = subject === undefined ? undefined : `${oneLine(holderOf(subject))}'s`;
  return [
    ...(whose === undefined ? [] : [`${verb} ${whose} ${scope(path)}`, `${verb} ${whose} ${role}`]),
    `${verb} ${scope(path)}`,
    `${verb} ${role}`,
    `${verb} access`,
  ];
}

/** A service account is told by its name, not by who asked for it. */
function holderOf({ login, username }: Unplaced<'granted'>['subject']): string {
  const account = serviceAccountOf(username);
  return account === undefined ? login : `${account.namespace}/${account.name}`;
}

/** What happened, for people, as one paragraph. The event itself has all of it. */
export function eventSentences(event: UnplacedEvent, grantOf: GrantOf = () => undefined): string {
  switch (event.type) {
    case 'guardrails':
      return guardrailsSentences(event);
    case 'granted':
      return grantedSentences(event, grantOf);
    case 'refused':
      return `${event.path}${event.pr === undefined ? '' : `, merged with #${event.pr},`} is refused. ${event.why.map(outside).join(' ')}`;
    case 'reviewed':
      return reviewedSentences(event);
    case 'declined':
      return declinedSentences(event);
    case 'drift':
      return driftSentences(event);
    case 'expired':
    case 'released':
    case 'revoked':
    case 'replaced':
      return endedSentences(event);
  }
}

const DECLINED = { denied: 'was denied', withdrawn: 'was withdrawn', 'timed out': 'timed out' } as const;

const VERBS = {
  refused: 'Refuse',
  expired: 'Expire',
  released: 'Release',
  revoked: 'Revoke',
  replaced: 'Replace',
} as const;

/** Longer texts are cut in what people read; the event has them whole. */
const SHOWN = 300;

function severalAtOnce(events: readonly UnplacedEvent[]): string {
  const of = (...types: readonly Type[]): number => events.filter(({ type }) => types.includes(type)).length;
  const deeds = [
    { verb: 'grant', number: of('granted') },
    { verb: 'refuse', number: of('refused') },
    { verb: 'end', number: of('expired', 'released', 'revoked', 'replaced') },
  ].filter(({ number }) => number > 0);
  const said = deeds.map(
    ({ verb, number }, place) => `${verb} ${place === 0 ? count(number, 'request') : number}`,
  );
  const drifts = of('drift');
  if (drifts > 0) said.push(`put ${count(drifts, 'binding')} right`);
  const reviews = of('reviewed');
  if (reviews > 0) said.push(`record ${count(reviews, 'review')}`);
  const declined = of('declined');
  if (declined > 0) said.push(`record ${declined} declined`);
  if (of('guardrails') > 0) said.push('bring guardrails into force');
  const text = list(said);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `debugger in prod-eu/payments`. */
function scope(path: string): string {
  const parsed = parseRequestPath(path);
  if (parsed === undefined) return 'access';
  const { role, cluster, namespace } = parsed;
  return `${role} in ${cluster}${namespace === WHOLE_CLUSTER ? '' : `/${namespace}`}`;
}

function guardrailsSentences({ pr, files, reason, approvals = [] }: Unplaced<'guardrails'>): string {
  const version = list(Object.entries(files).map(([path, blob]) => `${path} at ${short(blob)}`));
  const by = pr === undefined ? 'by an operator' : `with #${pr.number}`;
  const approved = approvals.length === 0 ? '' : ` Approved by ${list(approvals.map(approver))}.`;
  return `These guardrails come into force, ${by}: ${version}. ${asked(reason)}${approved}`;
}

function grantedSentences(event: Unplaced<'granted'>, grantOf: GrantOf): string {
  const { author, pr, approvals, at } = event;
  const window = sayWindow(event, (time) => clock(time, at), grantOf);
  const approved =
    approvals.length === 0
      ? `Nobody had to approve it${event.review === undefined ? '' : ' first'}: it is allowed by the ${list(approversOf(event).map(oneLine))}.`
      : `Approved by ${list(approvals.map(approver))}.`;
  const who = `${oneLine(author.login)} (${author.id})`;
  const ticket = event.ticket === undefined ? '' : `, for the ticket ${outside(event.ticket)}`;
  return `${who} asked for it in #${pr.number}${ticket}: ${asked(event.reason)} ${approved} ${window}${owed(event)}`;
}

function owed({ review, at }: Unplaced<'granted'>): string {
  return review === undefined ? '' : ` An owner's review is due by ${clock(review.by, at)}.`;
}

function reviewedSentences({ path, approvals }: Pick<ReviewedEvent, 'path' | 'approvals'>): string {
  const by = list(approvals.map(approver));
  return `${path} was granted before an owner had looked. Reviewed afterwards by ${by}.`;
}

function approver({ by, for: owner, commit }: EventApproval): string {
  return `${oneLine(by.login)} (${by.id}), for ${oneLine(owner)}, at ${short(commit)}`;
}

function endedSentences(event: Unplaced<EndedEvent['type']>): string {
  const { why, by, path } = event;
  const isSaid = why === requestWasRemoved(by.pr) || (by.pr && why === anotherGrantTookItsPlace(by.pr));
  const reason = why === undefined || isSaid ? '' : ` ${outside(why)}`;
  return `${path} ${endedBy(event)}.${reason} ${binding(event)}`;
}

/** Where nobody is named, the reason tells the rest. */
function endedBy({ type, by, why }: Pick<EndedEvent, 'type' | 'by' | 'why'>): string {
  const kind = why === undefined || by.pr !== undefined ? ` ${BY[by.kind]}` : '';
  const who = by.login === undefined ? kind : ` by ${oneLine(by.login)}`;
  const where = by.pr === undefined ? '' : `, in #${by.pr}`;
  switch (type) {
    case 'expired':
      return 'reached its end';
    case 'released':
      return `was given back${who}${where}`;
    case 'revoked':
      return `was taken away${who}${where}`;
    case 'replaced':
      return `was replaced by a new grant${where}`;
  }
}

const BY = {
  time: 'by time',
  subject: 'by its subject',
  owner: 'by an owner',
  operator: 'by an operator',
  cluster: 'in the cluster',
  policy: 'by the policy',
  git: 'in Git',
} as const satisfies Record<EndedEvent['by']['kind'], string>;

function binding({ bound, goneBy, at }: Pick<EndedEvent, 'bound' | 'goneBy' | 'at'>): string {
  if (goneBy === null) return 'Its cluster is no longer listed and could not be asked.';
  if (!bound) return 'It was never bound.';
  return `Its binding was gone by ${clock(goneBy, at)}.`;
}

function declinedSentences({ pr, paths, author, why, by }: Unplaced<'declined'>): string {
  const who = by.login === undefined ? 'Daypass' : oneLine(by.login);
  const how = {
    denied: `${who} denied it`,
    withdrawn: 'It was withdrawn',
    'timed out': `Nobody merged it in time, and ${who} closed it`,
  }[why];
  const asker = `${oneLine(author.login)} (${author.id})`;
  return `${asker} asked in #${pr.number} for ${list(paths.map(oneLine))}. ${how}: nothing was granted.`;
}

function driftSentences({ object, why }: Pick<DriftEvent, 'object' | 'why'>): string {
  const { cluster, kind, namespace, name } = object;
  const place = namespace === null ? cluster : `${cluster}/${namespace}`;
  return `${oneLine(kind)} ${oneLine(name)} in ${oneLine(place)}: ${outside(why)}`;
}

function asked(reason: string): string {
  const said = outside(reason);
  return /[.!?…]$/.test(said) ? `"${said}"` : `"${said}".`;
}

function outside(text: string): string {
  return shortened(oneLine(text), SHOWN);
}

function short(oid: string): string {
  return oid.slice(0, 12);
}

/** `18:00Z` on the same day, else with the date; seconds only where there are any. */
function clock(time: string, now: string): string {
  const [day, hour = ''] = time.split('T');
  const said = hour.replace(/:00Z$/, 'Z');
  return now.startsWith(`${day}T`) ? said : `${day} ${said}`;
}
