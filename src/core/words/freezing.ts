/** What `daypass freeze` and `unfreeze` tell the operator: what would end, what was written, and what comes next. */
import { parseBindingName, type HeldBinding } from '../grant/binding.ts';
import type { Freeze } from '../grant/freeze.ts';
import { sayWhom } from './freeze.ts';
import { oneLine, shortened } from './inert.ts';
import { count } from './lists.ts';
import { minute } from './moment.ts';

/** A freeze before it is written. */
export function wouldBeFrozen(cluster: string, after: Freeze, ends: readonly HeldBinding[]): string {
  const first = `${cluster}: would be frozen for ${sayWhom(after)}. ${outside(after.reason)}`;
  const what = ends.length === 0 ? 'nothing that is held now.' : `${count(ends.length, 'grant')} now:`;
  const held = new Set(ends.map(({ name }) => parseBindingName(name)?.grant));
  const others = after.all ? [] : after.grants.filter((grant) => !held.has(grant));
  return [`${first}\n  It would end ${what}`, ...ends.map(endLine), ...others.map(isHeldByNobody)].join('\n');
}

/** NB: a cluster knows bindings; which grant went on as which, history alone knows. */
function isHeldByNobody(grant: string): string {
  return `  No binding bears the grant ${grant}: it is over, not open yet, or goes on as another. To be sure, name whom it serves: --subject.`;
}

function endLine({ namespace, name, subjects }: HeldBinding): string {
  const parsed = parseBindingName(name);
  const until = parsed === undefined ? '' : `, until ${minute(parsed.expiresAt)}`;
  const who = subjects.map((subject) => shortened(oneLine(subject.name), 80)).join(', ');
  return `    ${who} in ${namespace ?? 'the whole cluster'}, grant ${parsed?.grant ?? name}${until}`;
}

export function wouldBeLifted(cluster: string, before: Freeze): string {
  return `${cluster}: is frozen for ${sayWhom(before)}. ${outside(before.reason)}\n  All of this would be lifted, whoever froze it; what it ended stays ended.`;
}

export function isNoFreeze(cluster: string): string {
  return `${cluster}: what stands there cannot be understood as a freeze, and nothing is granted meanwhile. It would be taken away.`;
}

export function isFrozenAlready(cluster: string): string {
  return `${cluster}: frozen already, just so`;
}

export function isNotFrozen(cluster: string): string {
  return `${cluster}: not frozen`;
}

export function shallItBeDone(): string {
  return 'Shall this be done? [y/N] ';
}

export function noTerminal(): string {
  return 'There is no terminal to ask at; --yes does not ask.';
}

export function nothingWasWritten(): string {
  return 'Nothing was written.';
}

export function wasFrozen(cluster: string): string {
  return `${cluster}: frozen. Daypass ends what is named within 15 seconds, its sweep within a minute.`;
}

export function wasLifted(cluster: string): string {
  return `${cluster}: no longer frozen. What was merged meanwhile is granted at the next turn, for the rest of its time.`;
}

export function didNotAnswer(cluster: string, why: string): string {
  return `${cluster}: ${outside(why)} Nothing is known to be written there; run this again.`;
}

function outside(text: string): string {
  const said = shortened(oneLine(text), 500);
  return /[.!?…]$/.test(said) ? said : `${said}.`;
}
