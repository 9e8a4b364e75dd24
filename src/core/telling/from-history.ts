/** What history has to tell: each event that counts, once. */
import { instantIn, type DeclinedEvent, type EndedEvent, type GrantedEvent } from '../ledger/event.ts';
import type { GrantState, Happening, Ledger } from '../ledger/history.ts';
import { parseRequestPath } from '../request/path.ts';
import { between, firstAfter, minutes, plus, seconds, type Duration, type Instant } from '../time.ts';
import * as words from '../words/notifications.ts';
import { notification, toCommit, toPullRequest, type Notification } from './notification.ts';

/** Of what happened after `from`; an event of a kind that nobody is told of gives nothing. */
export function fromEvents(
  { recent, grants }: Pick<Ledger, 'recent' | 'grants'>,
  from: Instant,
): readonly Notification[] {
  const fresh = recent.filter(({ event }) => instantIn(event.at) > from);
  return fresh.flatMap((one) => fromEvent(one, grants) ?? []);
}

function fromEvent({ event, commit }: Happening, grants: Ledger['grants']): Notification | undefined {
  const due = instantIn(event.at);
  switch (event.type) {
    case 'granted':
      return granted(event);
    case 'expired':
    case 'released':
    case 'revoked':
      return ended(event, grants.get(event.grant));
    case 'refused': {
      const link = event.pr === undefined ? toCommit(commit) : toPullRequest(event.pr);
      const said = { sentence: words.refused(event), link };
      return notification('denied', { of: event.grant, due, ...said, cluster: clusterIn(event.path) });
    }
    case 'declined':
      return declined(event);
    case 'drift': {
      const { cluster, uid } = event.object;
      const said = { sentence: words.drift(event), link: toCommit(commit) };
      return notification('drift', { of: `${commit} ${uid}`, due, ...said, cluster });
    }
    case 'guardrails': {
      const link = event.pr === undefined ? toCommit(commit) : toPullRequest(event.pr.number);
      return notification('guardrails', { of: commit, due, sentence: words.guardrails(event), link });
    }
    // The grant that replaces another says all of it, and whoever gave a review that was owed knows.
    case 'replaced':
    case 'reviewed':
      return undefined;
  }
}

function granted(event: GrantedEvent): Notification {
  return notification(event.review === undefined ? 'granted' : 'emergency', {
    of: event.grant,
    due: instantIn(event.at),
    sentence: words.granted(event),
    link: toPullRequest(event.pr.number),
    cluster: event.cluster.name,
  });
}

/** All of one request are of one cluster. */
function clusterIn(path: string | undefined): string | undefined {
  return parseRequestPath(path ?? '')?.cluster;
}

/** Whoever withdrew it knows. */
function declined(event: DeclinedEvent): Notification | undefined {
  if (event.why === 'withdrawn') return undefined;
  const { number } = event.pr;
  const sentence = words.declined(event);
  return notification('denied', {
    of: `${number}`,
    due: instantIn(event.at),
    sentence,
    link: toPullRequest(number),
    cluster: clusterIn(event.paths[0]),
  });
}

function ended(event: EndedEvent, grant: GrantState | undefined): Notification | undefined {
  if (grant === undefined) return undefined;
  return notification('ended', {
    of: event.grant,
    due: instantIn(event.at),
    sentence: words.ended(event, grant.event),
    link: toPullRequest(grant.event.pr.number),
    cluster: grant.event.cluster.name,
  });
}

/** So long before its end those who use it are told. */
const BEFORE_THE_END: Duration = minutes(-5);
/** NB: who gets ten minutes of access need not be told in the middle of it that it ends. */
const SHORT: Duration = minutes(10);
/** NB: at its opening it is looked at again, and may end instead; who is told that it is open, has it. */
const AFTER_THE_OPENING: Duration = seconds(30);

/** What time alone has to tell of open grants: that one has opened, and that one has five minutes left. */
export function fromOpenGrants(open: Ledger['open'], from: Instant, now: Instant): readonly Notification[] {
  return timesOf(open)
    .filter(({ due }) => from < due && due <= now)
    .map(({ kind, event, due }) => {
      const sentence = kind === 'opened' ? words.opened(event) : words.ending(event);
      const said = { sentence, link: toPullRequest(event.pr.number) };
      return notification(kind, { of: event.grant, due, ...said, cluster: event.cluster.name });
    });
}

/** When there is more to tell of them; undefined where nothing is known to come. */
export function nextOfOpenGrants(open: Ledger['open'], now: Instant): Instant | undefined {
  const times = timesOf(open).map(({ due }) => due);
  return firstAfter(now, times);
}

interface Moment {
  readonly kind: 'opened' | 'ending';
  readonly event: GrantedEvent;
  readonly due: Instant;
}

/** NB: what another grant takes the place of neither opens nor ends for whoever holds it. */
function timesOf(open: Ledger['open']): readonly Moment[] {
  const events = [...open.values()].flatMap(({ event, replacedBy }) =>
    replacedBy === undefined ? [event] : [],
  );
  return events.flatMap((event): readonly Moment[] => [
    ...(isForLater(event)
      ? [{ kind: 'opened', event, due: plus(instantIn(event.opensAt), AFTER_THE_OPENING) } as const]
      : []),
    ...(isLong(event)
      ? [{ kind: 'ending', event, due: plus(instantIn(event.expiresAt), BEFORE_THE_END) } as const]
      : []),
  ]);
}

/** Whoever was told of the grant was told that it is for later. */
function isForLater({ at, opensAt }: GrantedEvent): boolean {
  return instantIn(opensAt) > instantIn(at);
}

function isLong({ opensAt, expiresAt }: GrantedEvent): boolean {
  return between(instantIn(opensAt), instantIn(expiresAt)) > SHORT;
}
