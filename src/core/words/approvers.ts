/** Who approves, as the check tells it: for whom it waits, who approved, and whose review does not count. */
import type { MissingApproval } from '../approval/waiting.ts';
import type { Verdict } from '../review/verdict.ts';
import type { Duration } from '../time.ts';
import { code } from './inert.ts';
import { list, span } from './lists.ts';
import { plainMarkdown } from './prose.ts';

export function approvalSection(verdict: Verdict): readonly string[] {
  const { missing, counted, uncounted, also = [], only = [] } = verdict.approval;
  const files = new Set([...missing, ...counted].flatMap(({ file }) => file ?? []));
  const named = (file: string) => (files.size === 1 ? '' : ` ${code(file)}`);
  const given = counted.flatMap(({ file, approvals }) =>
    approvals.map(({ by, for: owner }) => `- ${code(by.login)} approved${named(file)}, for ${code(owner)}.`),
  );
  const lines = [
    ...(needsNobodysReview(verdict) ? [nobodyFirst(verdict)] : []),
    ...missing.map((one) => `- ${waitsFor(one, named)}`),
    ...(only.length === 0 ? [] : [`- Only ${list(only.map(code))} can approve this.`]),
    ...given,
    ...also.map(({ by, for: entry }) => `- ${code(by.login)} approved as well, for ${code(entry)}.`),
    ...uncounted.map(
      ({ review, why }) => `- The review of ${code(review.by.login)} does not count: ${plainMarkdown(why)}`,
    ),
  ];
  return lines.length === 0 ? [] : [['### Who approves', ...lines].join('\n')];
}

function nobodyFirst(verdict: Verdict): string {
  const within = reviewOwed(verdict);
  if (within === undefined) return '- Nobody: the policy, reviewed by its own owners, allows this.';
  const owners = new Set(verdict.approval.counted.flatMap((file) => file.owners.owners));
  const said = `one of ${list([...owners].map(code), 'or')} must review it within ${span(within)}`;
  return `- Nobody first: the policy, reviewed by its own owners, grants this at the merge. Then ${said}, by approving this pull request, before the merge or after it.`;
}

/** How long after the merge a review of what nobody approved first is due; undefined where none is owed. */
export function reviewOwed(verdict: Verdict): Duration | undefined {
  const { about } = verdict;
  if (about.kind !== 'requests' || !needsNobodysReview(verdict)) return undefined;
  const spans = about.offers.flatMap(({ reviewWithin }) => reviewWithin ?? []);
  return spans.toSorted((one, other) => one - other)[0];
}

/** Requests that nobody has to approve, and nobody did. */
export function needsNobodysReview({ outcome, about, approval }: Verdict): boolean {
  const { missing, counted, also = [] } = approval;
  const nobody = missing.length === 0 && also.length === 0 && counted.length > 0;
  return (
    outcome === 'success' &&
    about.kind === 'requests' &&
    nobody &&
    counted.every((file) => file.approvals.length === 0)
  );
}

function waitsFor(missing: MissingApproval, named: (file: string) => string): string {
  const { file, line, owners, people, have, need } = missing;
  const whom = people === undefined ? list(owners.map(code), 'or') : list(people.map(code), 'or');
  const who = people?.length === 1 && need - have === 1 ? whom : `${number(need - have)} of ${whom}`;
  const asOwners = people === undefined ? '' : `, for ${list(owners.map(code), 'or')}`;
  return file === undefined
    ? `Waiting for ${who} to approve as well: for ${list(owners.map(code), 'or')} the policy asks for one more person.`
    : `Waiting for ${who} to approve${named(file)}${asOwners} (line ${line} of CODEOWNERS).`;
}

function number(count: number): string {
  return count === 1 ? 'one' : `${count}`;
}
