/** When access begins and ends, in the words of the check. */
import type { Term } from '../review/term.ts';
import { milliseconds, type Instant } from '../time.ts';
import { span } from './lists.ts';
import { moment } from './moment.ts';

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

function from(opensAt: Instant | undefined): string {
  return opensAt === undefined ? '' : `from ${moment(opensAt)} `;
}

function sayLonger({ longer }: Extract<Term, { kind: 'changed' }>): string {
  const by = span(milliseconds(Math.abs(longer)));
  return `${by} ${longer < 0 ? 'shorter' : 'longer'} than now`;
}
