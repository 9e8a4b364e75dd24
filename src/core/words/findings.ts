/** Why a line of history that claims to be an event is none, and why a grant is honoured no longer. */
import { oneLine, shortened } from './inert.ts';

export function lineIsTooLong(): string {
  return 'The line is longer than any event.';
}

export function lineBearsNoSeal(): string {
  return 'The line does not end in a seal.';
}

export function lineIsNotCanonical(): string {
  return 'The line is not canonical JSON: keys are out of order or doubled, or it is spaced or escaped otherwise.';
}

export function fieldIsNotOfAnEvent(field: string): string {
  return `The field "${shortened(oneLine(field), 60)}" is missing, or not as an event of this type has it.`;
}

export function sealDoesNotHold(key: string): string {
  return `The seal was not made over this text with the key "${shortened(oneLine(key), 60)}".`;
}

export function lineIsNoTrailer(): string {
  return 'The line stands where Git reads no trailer: it was copied, squashed or typed into the message.';
}

export function tooManyEvents(number: number, most: number): string {
  return `The commit claims ${number} events; ${most} is the most that one carries. None of them counts.`;
}

export function moreLinesAreNoEvents(number: number): string {
  return `So do ${number} more of its lines.`;
}

export function sealedForAnotherRepository(): string {
  return 'The event belongs to another repository.';
}

export function sealedForAnotherParent(): string {
  return 'The event belongs to another place of history: its commit has another parent.';
}

export function commitHasNotOneParent(): string {
  return 'The commit has not exactly one parent, as a commit of ours has.';
}

export function noGuardrailsInForce(): string {
  return 'No guardrails are in force at the parent of the commit, so no key counts.';
}

export function keyIsNotListed(key: string): string {
  return `The guardrails in force at the parent of the commit list no key "${shortened(oneLine(key), 60)}".`;
}

export function oneVersionACommit(): string {
  return 'One commit brings one version of the guardrails into force; this is a second one.';
}

export function policyCannotBeUsed(): string {
  return 'The policy that the event names does not parse, or lists no key.';
}

export function grantedAlready(grant: string): string {
  return `The grant ${grant} was recorded before; it is granted once.`;
}

export function closedAlready(grant: string): string {
  return `The grant ${grant} was refused or ended before; it is never reopened.`;
}

export function grantIsClosed(): string {
  return 'Its end is recorded in history.';
}

export function requestIsRemoved(path: string): string {
  return `${path} was removed after the grant.`;
}

export function requestIsChanged(path: string): string {
  return `${path} is no longer the file that was granted.`;
}

export function recordIsRemoved(path: string): string {
  return `${path} was removed by a commit that records no end.`;
}

export function recordIsAltered(path: string): string {
  return `${path} was touched after the grant by a commit that is not ours.`;
}
