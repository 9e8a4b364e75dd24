/** Moments as people read them: one form wherever somebody reads a sentence. */
import { formatInstant, instantOf, minutes, type Instant } from '../time.ts';

/** `08:00Z on 21 November`; seconds only where there are any. */
export function moment(instant: Instant): string {
  const [day = '', time = ''] = formatInstant(instant).split('T');
  const [, month, date] = day.split('-').map(Number);
  return `${time.replace(/:00Z$/, 'Z')} on ${date} ${MONTHS[(month ?? 1) - 1]}`;
}

/** The same without seconds, of what is granted already: history has them. */
export function minute(instant: Instant): string {
  return moment(wholeMinutes(instant));
}

/** Of what may be of any year. */
export function minuteAndYear(instant: Instant): string {
  return `${minute(instant)} ${formatInstant(instant).slice(0, 4)}`;
}

/** `from 08:00Z until 10:00Z on 21 November`: a day that is the same is said once. */
export function between(from: Instant, until: Instant): string {
  return `from ${clock(from, until)} until ${minute(until)}`;
}

/** `18:00Z` where that is on the day of `near`; else with the date. */
export function clock(instant: Instant, near: Instant): string {
  const isOneDay = formatInstant(instant).slice(0, 10) === formatInstant(near).slice(0, 10);
  return isOneDay ? minute(instant).split(' on ', 1).join('') : minute(instant);
}

function wholeMinutes(instant: Instant): Instant {
  return instantOf(instant - (instant % minutes(1)));
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
