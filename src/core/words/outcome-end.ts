/** How a grant ended, for whoever reads its pull request afterwards: by whom, when, and how much early or late. */
import { instantIn, type EndedEvent, type GrantedEvent } from '../ledger/event.ts';
import { PATIENCE_WITH_AN_END } from '../grant/ending.ts';
import { between, minutes, seconds, type Duration } from '../time.ts';
import { code } from './inert.ts';
import { span } from './lists.ts';
import { plainMarkdown } from './prose.ts';
import { clock, minute } from './moment.ts';

/** One or more sentences. */
export function howItEnded(ended: EndedEvent, { expiresAt, pr }: GrantedEvent): string {
  return `${deed(ended, pr.number)} ${timing(ended, expiresAt)}.${reason(ended)}${bound(ended)}`;
}

/** Which pull request did it is said already. */
function reason({ why, by }: EndedEvent): string {
  const isSaid = by.pr !== undefined && by.comment === undefined;
  return why === undefined || isSaid ? '' : ` ${plainMarkdown(why)}`;
}

/** `here`: the pull request on which it is told. */
function deed({ type, by, why }: EndedEvent, here: number): string {
  // Where nobody is named, the reason tells the rest.
  const kind = why === undefined || by.pr !== undefined ? ` ${BY[by.kind]}` : '';
  const who = by.login === undefined ? kind : ` by ${code(by.login)}`;
  const where = by.pr === undefined || by.pr === here ? '' : ` in #${by.pr}`;
  switch (type) {
    case 'expired':
      return 'Ended by itself';
    case 'released':
      return `Given back${who}${where}`;
    case 'revoked':
      return `Taken away${who}${where}`;
    case 'replaced':
      return `Replaced by a new grant${where}`;
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

/** NB: a binding is read as gone a little after it went, so that what is late by less than people are alerted for is on time. */
function timing({ goneBy, at }: EndedEvent, expiresAt: string): string {
  const end = instantIn(expiresAt);
  const gone = instantIn(goneBy ?? at);
  const late = between(end, gone);
  if (late > PATIENCE_WITH_AN_END) return `at ${minute(gone)}, ${about(late)} late`;
  if (late >= EARLY) return `on time, at ${minute(end)}`;
  return `at ${minute(gone)}, ${about(between(gone, end))} before its end at ${clock(end, gone)}`;
}

const EARLY = seconds(-30);

/** In whole minutes, where it is one or more. */
function about(duration: Duration): string {
  const rounded = Math.round(duration / minutes(1));
  return span(rounded === 0 ? duration : minutes(rounded));
}

function bound({ bound: wasBound, goneBy }: EndedEvent): string {
  if (goneBy === null) return ' Its cluster is no longer listed and could not be asked.';
  return wasBound ? '' : ' It was never bound in the cluster.';
}
