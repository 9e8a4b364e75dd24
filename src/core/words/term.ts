/** When access begins and ends, in the words of the check. */
import type { Term } from '../review/term.ts';
import { formatInstant, milliseconds, type Instant } from '../time.ts';
import { span } from './lists.ts';

/** `for 2 hours from the merge`, `from 08:00Z on 21 November for 2 hours`, `until 18:00Z on 20 November, 2 hours longer than now`. */
export function sayTerm(term: Term): string {
  switch (term.kind) {
    case 'from the merge':
      return `for ${span(term.duration)} from the merge`;
    case 'from then':
      return `from ${moment(term.opensAt)} for ${span(term.duration)}`;
    case 'until then':
      return `from the merge until ${moment(term.expiresAt)}`;
    case 'changed':
      return `${from(term.opensAt)}until ${moment(term.expiresAt)}, ${sayLonger(term)}`;
  }
}

/** The same in a list of several. */
export function sayTermShortly(term: Term): string {
  return term.kind === 'from the merge' ? `for ${span(term.duration)}` : sayTerm(term);
}

/** `08:00Z on 21 November`; seconds only where there are any. */
export function moment(instant: Instant): string {
  const [day = '', time = ''] = formatInstant(instant).split('T');
  const [, month, date] = day.split('-').map(Number);
  return `${time.replace(/:00Z$/, 'Z')} on ${date} ${MONTHS[(month ?? 1) - 1]}`;
}

/** `from 08:00Z until 10:00Z on 21 November`: a day that is the same is said once. */
export function between(from: Instant, until: Instant): string {
  const isOneDay = formatInstant(from).slice(0, 10) === formatInstant(until).slice(0, 10);
  const begin = isOneDay ? moment(from).split(' on ', 1).join('') : moment(from);
  return `from ${begin} until ${moment(until)}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

function from(opensAt: Instant | undefined): string {
  return opensAt === undefined ? '' : `from ${moment(opensAt)} `;
}

function sayLonger({ longer }: Extract<Term, { kind: 'changed' }>): string {
  const by = span(milliseconds(Math.abs(longer)));
  return `${by} ${longer < 0 ? 'shorter' : 'longer'} than now`;
}
