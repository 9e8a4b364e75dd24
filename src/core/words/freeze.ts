/** What a freeze says to those who wait for it, to the operator who wrote it, and to whoever reads history. */
import type { Problem } from '../problem.ts';
import type { Instant } from '../time.ts';
import { oneLine, shortened } from './inert.ts';
import { list } from './lists.ts';
import { quoted } from './quote.ts';
import { minute } from './moment.ts';

/** In the check, and as why a merged request waits. */
export function isFrozen(cluster: string, reason: string): string {
  return `${cluster} is frozen: ${outside(reason)}`;
}

export function freezeIsUnread(cluster: string, why: string): string {
  return `Whether ${cluster} is frozen could not be read, so nothing is granted there yet: ${outside(why)}`;
}

export function freezeIsUnclear(cluster: string): string {
  return `What stands in ${cluster} as a freeze cannot be understood, so nothing is granted there until its operators have put that right.`;
}

/** In the event of the end. */
export function endedByTheFreeze(cluster: string, reason: string): string {
  return `An operator froze ${cluster}: ${outside(reason)} Ask again when the freeze is over.`;
}

/** The alert for the operators. */
export function frozenAlert(cluster: string, whom: FrozenWhom, reason: string): string {
  return `${cluster} is frozen for ${sayWhom(whom)}: ${outside(reason)} What is named has ended or is ending, and nothing is granted to it until "daypass unfreeze --cluster ${cluster}".`;
}

export function unclearAlert(cluster: string, problems: readonly Problem[]): string {
  const why = problems.slice(0, 3).map(({ what }) => what);
  return `The ConfigMap daypass-freeze of ${cluster} is no freeze: ${why.join(' ')} It ends nothing, and nothing at all is granted there. Write it again with "daypass freeze", or take it away with "daypass unfreeze".`;
}

export function unreadAlert(cluster: string, since: Instant, why: string): string {
  return `Whether ${cluster} is frozen could not be read since ${minute(since)}: ${outside(why)} Nothing is granted there, and a freeze would end nothing. The controller must be allowed to get the ConfigMap daypass-freeze: apply deploy/cluster again.`;
}

export interface FrozenWhom {
  readonly all: boolean;
  readonly subjects: readonly string[];
  readonly grants: readonly string[];
}

/** `everybody`; or a few names and how many more. */
export function sayWhom({ all, subjects, grants }: FrozenWhom): string {
  if (all) return 'everybody';
  const named = [
    ...subjects.map((name) => shortened(oneLine(name), 60)),
    ...grants.map((id) => `the grant ${id}`),
  ];
  const shown = named.slice(0, 5);
  return list(named.length > shown.length ? [...shown, `${named.length - shown.length} more`] : shown);
}

/** Somebody else's sentence, or half of one, inside ours. */
function outside(text: string): string {
  const said = shortened(oneLine(text), 300);
  return /[.!?…]$/.test(said) ? said : `${said}.`;
}

const WHY = 'A freeze that can be misread might end what it should not, or miss what it should end.';
const MEND = 'Write it with `daypass freeze`.';

function noFreeze(what: string): Problem {
  return { what, why: WHY, mend: MEND };
}

export function unknownKey(key: string): Problem {
  return noFreeze(`A freeze has no key ${quoted(key)}.`);
}

export function noReason(longest: number): Problem {
  return noFreeze(`A freeze bears a reason, of one line and at most ${longest} characters.`);
}

export function allIsNotTrue(text: string): Problem {
  return noFreeze(`\`all\` is "true" or absent, and not ${quoted(text)}.`);
}

export function noSubject(line: string): Problem {
  return noFreeze(
    `${quoted(line)} is no username: each line of \`subjects\` is one, without blanks around it.`,
  );
}

export function noGrant(line: string): Problem {
  return noFreeze(`${quoted(line)} is no grant: each line of \`grants\` is an id of 20 hex digits.`);
}

export function tooMany(most: number): Problem {
  return noFreeze(`A freeze names at most ${most} subjects, and as many grants.`);
}

export function notAnInstant(text: string): Problem {
  return noFreeze(`\`lifted\` is a time like 2026-11-21T08:00:00Z, and not ${quoted(text)}.`);
}

export function namesNothing(): Problem {
  return noFreeze('A freeze names `all`, or `subjects`, or `grants`.');
}
