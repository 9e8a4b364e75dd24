/** What history has to tell: each event that counts, once. */
import {
  instantIn,
  type DeclinedEvent,
  type EndedEvent,
  type GrantedEvent,
  type GrantId,
} from '../ledger/event.ts';
import type { GrantState, Happening, Ledger } from '../ledger/history.ts';
import type { Oid } from '../repository.ts';
import { parseRequestPath } from '../request/path.ts';
import { between, firstAfter, minutes, plus, type Duration, type Instant } from '../time.ts';
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
      return declined(event, commit);
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
function declined(event: DeclinedEvent, commit: Oid): Notification | undefined {
  if (event.why === 'withdrawn') return undefined;
  const { number } = event.pr;
  const sentence = words.declined(event);
  return notification('denied', {
    // NB: one that is opened again may be denied again.
    of: `${number} ${commit.slice(0, 12)}`,
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

/** Grants that were made for a later time and are bound by now: since when, as far as that was seen. */
export type Opened = ReadonlyMap<GrantId, Instant>;

/** What time alone has to tell of open grants: that one has opened, and that one ends soon. */
export function fromOpenGrants(open: Ledger['open'], opened: Opened, now: Instant): readonly Notification[] {
  const events = ofTheirOwn(open);
  return [
    ...events.filter(isForLater).flatMap((event) => {
      const due = opened.get(event.grant);
      return due === undefined ? [] : [ofGrant('opened', event, due, words.opened(event))];
    }),
    ...events.filter(isToldOf).flatMap((event) => {
      if (isForLater(event) && !opened.has(event.grant)) return [];
      const due = plus(instantIn(event.expiresAt), BEFORE_THE_END);
      const isNow = due <= now && now < instantIn(event.expiresAt);
      return isNow ? [ofGrant('ending', event, due, words.ending(event, now))] : [];
    }),
  ];
}

function ofGrant(
  kind: 'opened' | 'ending',
  event: GrantedEvent,
  due: Instant,
  sentence: string,
): Notification {
  const said = { sentence, link: toPullRequest(event.pr.number) };
  return notification(kind, { of: event.grant, due, ...said, cluster: event.cluster.name });
}

/** When there is more to tell of them; undefined where nothing is known to come. */
export function nextOfOpenGrants(open: Ledger['open'], now: Instant): Instant | undefined {
  const ends = ofTheirOwn(open).filter(isToldOf);
  return firstAfter(
    now,
    ends.map(({ expiresAt }) => plus(instantIn(expiresAt), BEFORE_THE_END)),
  );
}

/** NB: what another grant takes the place of neither opens nor ends for whoever holds it. */
function ofTheirOwn(open: Ledger['open']): readonly GrantedEvent[] {
  return [...open.values()].flatMap(({ event, replacedBy }) => (replacedBy === undefined ? [event] : []));
}

/** Whoever was told of the grant was told that it is for later. */
function isForLater({ at, opensAt }: GrantedEvent): boolean {
  return instantIn(opensAt) > instantIn(at);
}

/** NB: whoever made it so short that it ends at once knows that. */
function isToldOf({ at, opensAt, expiresAt }: GrantedEvent): boolean {
  const end = instantIn(expiresAt);
  return between(instantIn(opensAt), end) > SHORT && plus(end, BEFORE_THE_END) > instantIn(at);
}
