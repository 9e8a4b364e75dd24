/** What other guardrails would have said of a request of the past. */
import { count } from './lists.ts';
import { quoted } from './quote.ts';

export function teamIsNotRecorded(): string {
  return 'It hangs on the teams that its author is in.';
}

export function nobodyOwnsIt(): string {
  return 'Nobody would own its path.';
}

export function tooFewApproved(had: number, need: number): string {
  return `It had ${had === 0 ? 'no approval' : count(had, 'approval')}, and would need ${need}.`;
}

export function usernameIsAnother(username: string): string {
  return `It would be given to ${quoted(username)}.`;
}

export function bindsAnother(clusterRole: string): string {
  return `It would bind the ClusterRole ${quoted(clusterRole)}.`;
}

export function approvedForAnother(login: string, owner: string): string {
  return `${quoted(login)} approved it for ${quoted(owner)}, which would no longer own it.`;
}
