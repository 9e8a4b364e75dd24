/** Why a review does not count, and what could not be read: each one sentence about one person or one fact. */
import { code } from './inert.ts';
import { span } from './lists.ts';
import type { Duration, Instant } from '../time.ts';
import { moment } from './moment.ts';

export function notAsked(what: string): string {
  return `GitHub was not asked about ${code(what)} yet.`;
}

export function headIsAnother(read: string, head: string): string {
  return `What was read is commit ${short(read)}, and the head of the pull request is ${short(head)}.`;
}

export function contentIsIncomplete(read: number, expected: number, noun: string): string {
  return `${read} of ${expected} ${noun} of the pull request could be read.`;
}

export function contributorsAreMissing(commit: string): string {
  return `GitHub has not said who wrote commit ${short(commit)}.`;
}

export function givenOnAnotherCommit(head: string): string {
  return `It was given on another commit than the head, ${short(head)}.`;
}

export function givenAfterTheMerge(mergedAt: Instant): string {
  return `It was given after the merge at ${moment(mergedAt)}.`;
}

export function givenTooLongAgo(pendingTimeout: Duration): string {
  return `It was given longer ago than ${span(pendingTimeout)}, the time that the policy lets a request wait.`;
}

export function givenByABot(): string {
  return 'It was given by a bot, and only people approve.';
}

export function givenBeforeTheCheck(): string {
  return 'It was given before the check had shown, on this very commit, what would be granted.';
}

export function checkShowedSomethingElse(): string {
  return 'What the check showed when it was given is not what would be granted now.';
}

export function baseChangedAfterTheCheck(changedAt: Instant): string {
  return `The check that was there when it was given is from before ${moment(changedAt)}, when the pull request was last turned to another branch.`;
}

export function baseChangedTooOften(): string {
  return 'The pull request was turned to other branches so often that no approval of it can count: open a new one.';
}

export function givenByTheAuthor(): string {
  return 'It was given by the author of the pull request.';
}

export function givenByTheSubject(): string {
  return 'It was given by the person who would get the access.';
}

export function usernameIsTheirs(login: string): string {
  return `In the cluster they have the same username as ${code(login)}, who asks for it.`;
}

export function tookPartIn(commit: string): string {
  return `They took part in commit ${short(commit)} of this pull request.`;
}

export function cannotWrite(permission: string): string {
  return `They have the permission ${code(permission)}, and an approval needs write.`;
}

export function loginIsAnothers(): string {
  return 'Their login now belongs to another account, or to none.';
}

export function ownsNoneOfTheFiles(): string {
  return 'They own none of the files that wait for an approval.';
}

export function wasDismissed(): string {
  return 'It was dismissed.';
}

export function short(commit: string): string {
  return code(commit.slice(0, 10));
}
