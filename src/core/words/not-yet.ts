/** What this version reads and does not carry out: one sentence each. */
import type { Problem } from '../problem.ts';
import { list } from './lists.ts';

type Said = Omit<Problem, 'place'>;

/** Words that the policy uses for this role, or for everybody. */
export function policyUsesLater(subject: string, words: readonly string[]): Said {
  const named = words.map((word) => `\`${word}\``);
  return {
    what: `${subject} uses ${list(named)}, which this version of Daypass does not carry out.`,
    why: 'A guardrail that is not kept would only look like one, so nothing is granted under it.',
    mend: 'Ask for another role, or ask the platform team to change the policy.',
  };
}
