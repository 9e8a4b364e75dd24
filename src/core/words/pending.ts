/** What a pull request is told that nobody decides: a reminder, and that it is over. */
import type { Verdict } from '../review/verdict.ts';
import type { Duration } from '../time.ts';
import { code } from './inert.ts';
import { list, span } from './lists.ts';
import { plainMarkdown } from './prose.ts';
import { sayEffect } from './sentence.ts';

/** By these marks our own comments are known again; GitHub shows nothing of them. */
export const REMINDER_MARK = '<!-- daypass: the reminder -->';
export const TIMED_OUT_MARK = '<!-- daypass: nobody decided in time -->';

/** NB: it mentions owners, so that GitHub tells them; they come from the guardrails in force, and from no pull request. */
export function reminder(verdict: Verdict, waits: Duration): string {
  const owners = [...new Set(verdict.approval.missing.flatMap((one) => one.owners))];
  const whom = owners.length === 0 ? '' : `${list(owners.map(mention), 'or')}: `;
  const asker = `${code(verdict.author)} has been waiting for ${span(waits)}`;
  return `${REMINDER_MARK}\n\n${whom}${asker}. If you approve, ${plainMarkdown(sayEffect(verdict))}`;
}

export function timedOut(pendingTimeout: Duration): string {
  return [
    TIMED_OUT_MARK,
    `Nobody merged this within ${span(pendingTimeout)}, which is as long as the policy lets a request wait (\`pendingTimeout\`). It is closed, and nothing was granted.`,
    'Whoever still needs the access opens a new pull request; this one, opened again, would be closed again.',
  ].join('\n\n');
}

const OWNER = /^@[A-Za-z0-9_-]+(\/[A-Za-z0-9._-]+)?$/;

/** Anything that is not spelled as GitHub spells an account or a team stays text. */
function mention(owner: string): string {
  return OWNER.test(owner) ? owner : code(owner);
}
