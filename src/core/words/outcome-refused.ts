/** What the comment of a merged pull request says of what was refused: that it was, why, and what to do next. */
import type { Refusal } from '../grant/outcome.ts';
import { instantIn } from '../ledger/event.ts';
import { code, shortened } from './inert.ts';
import { count } from './lists.ts';
import { plainMarkdown } from './prose.ts';
import { minute } from './moment.ts';

export function refusedHeadline(refusals: readonly Refusal[]): string {
  const [only] = refusals;
  if (only === undefined || refusals.length > 1)
    return `${count(refusals.length, 'request')} of this pull request are refused after the merge, and grant nothing.`;
  return only.goesOn
    ? 'This change is refused after the merge; what is held goes on as it was granted.'
    : 'This request is refused after the merge, and grants nothing.';
}

const MOST = 10;

/** NB: what is said may bear text from outside. */
export function refusal({ event: { path, at, why }, commit, goesOn }: Refusal): string {
  const file = goesOn ? 'as it was granted again' : 'no longer on the default branch';
  return [
    code(path),
    ...why.slice(0, MOST).map((one) => `- ${plainMarkdown(shortened(one, 500))}`),
    ...(why.length > MOST ? [`- ${why.length - MOST} more; the commit has all of them.`] : []),
    `- Refused at ${minute(instantIn(at))}; the file is ${file}. Recorded in ${commit}.`,
  ].join('\n');
}

export function afterRefusals(refusals: readonly Refusal[]): string {
  return refusals.every(({ goesOn }) => goesOn)
    ? `What is held goes on to its own end. To have it longer or shorter, open a pull request that changes only its ${code('duration')}; for anything else, one with a new file.`
    : 'Nothing of it will be granted. Whoever still needs the access mends what is wrong and opens a new pull request.';
}
