/** What history has to tell: each event that counts, once. */
import { instantIn, type DeclinedEvent, type EndedEvent, type GrantedEvent } from '../ledger/event.ts';
import type { GrantState, Happening, Ledger } from '../ledger/history.ts';
import { minutes, plus, type Duration } from '../time.ts';
import * as words from '../words/notifications.ts';
import { notification, toCommit, toPullRequest, type Notification } from './notification.ts';

/** Of what happened last; an event of a kind that nobody is told of gives nothing. */
export function fromEvents({ recent, grants }: Pick<Ledger, 'recent' | 'grants'>): readonly Notification[] {
  return recent.flatMap((one) => fromEvent(one, grants) ?? []);
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
      const sentence = words.refused(event);
      return notification('denied', { of: event.grant, due, sentence, link: toCommit(commit) });
    }
    case 'declined':
      return declined(event);
    case 'drift': {
      const of = `${commit} ${event.object.uid}`;
      return notification('drift', { of, due, sentence: words.drift(event), link: toCommit(commit) });
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
  });
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
  });
}

function ended(event: EndedEvent, grant: GrantState | undefined): Notification | undefined {
  if (grant === undefined) return undefined;
  return notification('ended', {
    of: event.grant,
    due: instantIn(event.at),
    sentence: words.ended(event, grant.event),
    link: toPullRequest(grant.event.pr.number),
  });
}

/** So long before its end those who use it are told. */
const BEFORE_THE_END: Duration = minutes(-5);
/** NB: who gets ten minutes of access need not be told in the middle of it that it ends. */
const SHORT: Duration = minutes(10);

/** Of each open grant, when it has five minutes left: mostly still to come. */
export function fromOpenGrants(open: Ledger['open']): readonly Notification[] {
  return [...open.values()].flatMap(({ event }) => {
    const [opens, ends] = [instantIn(event.opensAt), instantIn(event.expiresAt)];
    if (ends - opens <= SHORT) return [];
    const due = plus(ends, BEFORE_THE_END);
    const link = toPullRequest(event.pr.number);
    return [notification('ending', { of: event.grant, due, sentence: words.ending(event), link })];
  });
}
