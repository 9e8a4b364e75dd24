/** Why the permissions of a role are not handed out. */
import type { Problem } from '../problem.ts';
import { quoted } from './quote.ts';

type Said = Omit<Problem, 'place'>;

const NEXT = 'Ask for another role, or ask the platform team to write the role out.';

/** `rule` is the rule in words. */
export function ruleHasAWildcard(rule: string): Said {
  return {
    what: `The role allows ${quoted(rule)}: a wildcard.`,
    why: 'A wildcard also allows what nobody has seen yet, so that no reviewer could agree to it.',
    mend: NEXT,
  };
}

export function rulesAreTooMany(limit: number): Said {
  return {
    what: `The role allows more than ${limit} single things.`,
    why: 'No reviewer could read them all.',
    mend: NEXT,
  };
}
