/** Why a grant was not bound when its time came. */
import type { Comparison } from '../permissions/compare-seen.ts';
import { sayGained } from './endings.ts';
import { count } from './lists.ts';

export function noLongerAllowed(why: string): string {
  return `When its time came it was looked at again, and it is allowed no longer: ${why} Ask again if the access is still needed.`;
}

export function policyBindsAnotherRole(role: string): string {
  return `The policy binds another ClusterRole for the role ${role} now.`;
}

export function accountIsAnother(login: string): string {
  return `The GitHub login ${login} is no longer that of the account that asked.`;
}

export function usernameIsAnother(username: string): string {
  return `The guardrails give its subject another username now, ${username}.`;
}

export function rulesAreMore(change: Comparison): string {
  return `It would allow more than what was approved${sayGained(change)}.`;
}

export function tooFewApproved(people: number, need: number): string {
  return `The policy asks for ${count(need, 'approval')} now, and ${people} approved it.`;
}
