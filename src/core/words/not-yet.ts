/** What this version reads and does not carry out: one sentence each. */
import type { Problem } from '../problem.ts';
import { list } from './lists.ts';

type Said = Omit<Problem, 'place'>;

/** A word that a request uses. `field` is its name, or a phrase where the name alone would say too little. */
export function requestUsesLater(field: string): Said {
  return {
    what: `A request with ${field} is not carried out by this version of Daypass.`,
    why: 'What it cannot keep to the letter, it refuses.',
    mend: 'Ask for a role of the policy instead, without it.',
  };
}

/** Words that the policy uses for this role, or for everybody. */
export function policyUsesLater(subject: string, words: readonly string[]): Said {
  const named = words.map((word) => `\`${word}\``);
  return {
    what: `${subject} uses ${list(named)}, which this version of Daypass does not carry out.`,
    why: 'A guardrail that is not kept would only look like one, so nothing is granted under it.',
    mend: 'Ask for another role, or ask the platform team to change the policy.',
  };
}
