/** Why a version of the guardrails comes into force, or does not. */
import type { Problem } from '../problem.ts';
import { oneLine, shortened } from './inert.ts';

export function notMerged(pullRequest: number): string {
  return `GitHub does not call #${pullRequest} merged yet.`;
}

export function isNoGuardrailChange(pullRequest: number): Problem {
  return {
    what: `#${pullRequest} does not change the guardrails.`,
    why: 'A version comes into force only by the pull request that brought it.',
    mend: 'Propose the change by a pull request of its own.',
  };
}

export function startsFromAnotherVersion(): string {
  return 'The change was made on top of guardrails that are not in force.';
}

export function listsNoKeyOfOurs(): string {
  return 'The policy does not list the seal key of this controller, so nothing could be recorded under it.';
}

export function cameWithoutPullRequest(commit: string): string {
  return `No merged pull request brought the change (commit ${commit.slice(0, 12)}).`;
}

export function neverHeldTheVersionInForce(): string {
  return 'The branch never held the version in force.';
}

export function reasonOf(pullRequest: number, title: string): string {
  return `#${pullRequest}: ${shortened(oneLine(title), 200)}`;
}
