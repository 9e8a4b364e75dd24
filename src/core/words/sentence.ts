/** The one sentence: the check's title and the first line of the comment. It is what a reviewer has ten seconds for. */
import type { Already } from '../review/already.ts';
import type { Term } from '../review/term.ts';
import type { About, Offer, Verdict } from '../review/verdict.ts';
import { needsNobodysReview, reviewOwed } from './approvers.ts';
import { sayActions } from './actions.ts';
import { sayDeeds, sayInALine } from './deeds.ts';
import { sumOf } from './guardrail-change.ts';
import { oneLine, shortened } from './inert.ts';
import { count, list, span } from './lists.ts';
import { minute } from './moment.ts';
import { sayTerm, sayTermShortly } from './term.ts';

/** GitHub shows about this much of a title. */
const TITLE = 250;
/** What is left of it beside its first words. */
const ROOM = TITLE - 20;

export function sentence(verdict: Verdict): string {
  return shortened(oneLine(plain(verdict)), TITLE);
}

function plain(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'failure':
      return failure(verdict);
    case 'in progress':
      return notYet(verdict);
    case 'action_required':
      return held(verdict) ?? `If you approve, ${effect(verdict)}`;
    case 'success':
      return `${agreed(verdict)}: ${effect(verdict)}`;
  }
}

/** The first of what could not be read: who waits sees for what. */
function notYet({ unread: [first, ...others] }: Verdict): string {
  if (first === undefined) return 'Not decided yet: Daypass is still reading.';
  return `Not decided yet: ${first}${others.length === 0 ? '' : ` (And ${others.length} more.)`}`;
}

function agreed(verdict: Verdict): string {
  const within = reviewOwed(verdict);
  if (within !== undefined) return `Nobody has to approve first, and a review is due within ${span(within)}`;
  return needsNobody(verdict) ? 'Nobody has to approve' : 'Approved';
}

/** Approved already, and held back by something else. */
function held({ approval, waits = [] }: Verdict): string | undefined {
  return approval.missing.length === 0 && waits[0] !== undefined ? `This waits: ${waits[0]}` : undefined;
}

/** What gives access back, or changes nobody's, may be merged as it is. */
function needsNobody(verdict: Verdict): boolean {
  const { about } = verdict;
  if (needsNobodysReview(verdict)) return true;
  return (about.kind === 'removal' && about.byRight) || (about.kind === 'other' && about.owned.length === 0);
}

/** What happens if it is approved, in words that go after a comma. */
export function sayEffect(verdict: Verdict): string {
  return shortened(oneLine(effect(verdict)), TITLE);
}

function failure({ problems }: Verdict): string {
  const [first, ...others] = problems;
  if (first === undefined) return 'This cannot be merged.';
  return others.length === 0 ? first.what : `${first.what} (And ${count(others.length, 'more problem')}.)`;
}

function effect(verdict: Verdict): string {
  const about: About = verdict.about;
  switch (about.kind) {
    case 'requests':
      return requested(about.offers);
    case 'guardrails':
      return about.weighed === undefined
        ? `these guardrails come into force with the merge: ${list(about.files)}.`
        : `these guardrails come into force with the merge: this ${sumOf(about.weighed.differences)}.`;
    case 'removal':
      return `the access by ${about.paths.length === 1 ? about.paths.join('') : count(about.paths.length, 'request')} ends with the merge.`;
    case 'other':
      return 'this changes nobody’s access.';
    case 'merge group':
      return `the merge queue may merge ${list(about.numbers.map((number) => `#${number}`))}.`;
    case 'unclear':
      return 'nothing is granted.';
  }
}

/** What is granted to one person stands in one sentence, or where that does not fit, in the words of the policy. */
function requested(offers: readonly Offer[]): string {
  const whole = offers.map(offer).join(' ');
  if (offers.length <= 1 || whole.length <= ROOM) return whole;
  const roles = offers.map(({ subject, role, actions, term, ...where }) => {
    const what = actions === undefined ? `the role ${role} of` : `${count(actions.length, 'action')} in`;
    return `${subject} ${what} ${scope(where)} ${sayTermShortly(term)}`;
  });
  return `${count(offers.length, 'request')} are granted with the merge: ${list(roles)}.`;
}

function offer({ subject, rules, actions, already, term, role, ...where }: Offer): string {
  const may = `${subject} ${term.kind === 'changed' && term.sameRules ? 'keeps the right to' : 'may'}`;
  if (actions !== undefined) return `${may} ${sayActions(actions)} in ${scope(where)}${during(term)}.`;
  const whole = `${may} ${sayDeeds(rules, role)} of ${scope(where)}${during(term)}.`;
  const told = already && term.kind !== 'changed' ? beside(already, { subject, term, ...where }) : undefined;
  return told !== undefined && told.length <= ROOM ? told : whole;
}

function during(term: Term): string {
  return `${term.kind === 'changed' && term.opensAt === undefined ? '' : ','} ${sayTerm(term)}`;
}

/**
 * What is new beside what is allowed already. NB: all of it is said, with how long the other access lasts; a grant that may
 * outlast another must not look smaller than it is.
 */
function beside({ rules, fresh, until }: Already, { subject, term, ...where }: Asked): string | undefined {
  const long = sayTerm(term);
  const [known, added] = [sayInALine(rules), sayInALine(fresh)];
  if (known === undefined || added === undefined) return undefined;
  return fresh.length === 0
    ? `${subject} may go on to ${known} of ${scope(where)}, ${long}; all of that is allowed already until ${minute(until)}.`
    : `${subject} may ${added} of ${scope(where)}, ${long}, and for as long ${known} there, which is allowed already until ${minute(until)}.`;
}

type Asked = Pick<Offer, 'subject' | 'term' | 'namespace' | 'cluster'>;

function scope({ namespace, cluster }: Pick<Offer, 'namespace' | 'cluster'>): string {
  return namespace === undefined ? `the whole cluster ${cluster}` : `${cluster}/${namespace}`;
}
