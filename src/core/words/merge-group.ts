/** What the check says of a commit that a merge queue made. */
import type { Problem } from '../problem.ts';

const WHY = 'A merge queue may merge only what was approved, as it was approved.';
const QUEUE_AGAIN = 'Put it into the queue again; the queue makes a new commit.';

export function hasNotSucceeded(number: number, what: string | undefined): Problem {
  return {
    what: `#${number} in this group is not approved.${what === undefined ? '' : ` ${what}`}`,
    why: WHY,
    mend: `See the check of #${number}. The queue leaves it out and goes on with the others.`,
  };
}

export function hasToWait(number: number, what: string): Problem {
  return {
    what: `#${number} in this group has to wait. ${what}`,
    why: 'What is merged now would not be granted, and its time would run.',
    mend: `Put #${number} into the queue again when its check succeeds.`,
  };
}

export function isNotOpen(number: number): Problem {
  return { what: `#${number} in this group is not open.`, why: WHY, mend: QUEUE_AGAIN };
}

export function isNotReadYet(number: number, why: string | undefined): string {
  return `#${number} could not be read yet${why === undefined ? '.' : `: ${why}`}`;
}

export function isOfNobody(): Problem {
  return { what: 'No pull request is known that this group would merge.', why: WHY, mend: QUEUE_AGAIN };
}

export function bringsMore(path: string): Problem {
  return {
    what: `The group changes ${path}, and no pull request in it does.`,
    why: WHY,
    mend: QUEUE_AGAIN,
    place: { file: path, line: 1, column: 1 },
  };
}

export function bringsAnother(path: string): Problem {
  return {
    what: `The group brings another ${path} than the pull request that changes it.`,
    why: WHY,
    mend: 'Update the branch of that pull request, have it approved again, and put it into the queue again.',
    place: { file: path, line: 1, column: 1 },
  };
}

export function bringsLess(number: number, path: string): Problem {
  return {
    what: `#${number} changes ${path}, and the group does not.`,
    why: WHY,
    mend: `Update the branch of #${number}; what the default branch holds already is not asked for again.`,
  };
}

export function guardrailsOneAtATime(number: number): Problem {
  return {
    what: `#${number} changes guardrails, and so does another pull request in this group.`,
    why: 'A change of guardrails counts only on the version in force, and the other one is not in force before it is merged.',
    mend: `Merge the other one first, update the branch of #${number}, and have it approved again.`,
  };
}
