/** Why the permissions of a role are not handed out. */
import type { Danger, Reach } from '../permissions/dangers.ts';
import type { Problem } from '../problem.ts';
import { code, shortened } from './inert.ts';
import { sayAccepts, sayDanger, sayMeaning } from './dangers.ts';
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
    what: `The role allows more than ${limit} single things, or names what is longer than any name.`,
    why: 'No reviewer could read them all.',
    mend: NEXT,
  };
}

/** A dangerous permission that the policy does not accept for the role. */
export function permissionIsRefused(role: string, danger: Danger, reach: Reach): Said {
  const accepted = sayAccepts(danger);
  const where = reach === 'cluster' ? ' throughout the cluster' : '';
  const isDangerous = `The role ${quoted(role)} allows ${whole(sayDanger(danger))}${where}, which is dangerous`;
  if (accepted === undefined) {
    return {
      what: `${isDangerous}.`,
      why: sayMeaning(danger),
      mend: 'Ask for another role, or ask the platform team to take it out of the ClusterRole.',
    };
  }
  return {
    what: `${isDangerous} and not accepted by the policy.`,
    why: sayMeaning(danger),
    mend: `Ask for another role, or ask the platform team to write ${whole(`accepts: [${accepted}]`)} for this one.`,
  };
}

export function moreAreRefused(number: number): Said {
  return {
    what: `The role allows ${number} more things that are dangerous and not accepted.`,
    why: 'No reviewer could weigh so many.',
    mend: 'Ask for another role.',
  };
}

/** NB: long names are the rule here, and half of one would be another permission. */
function whole(text: string): string {
  return code(shortened(text, 300));
}
