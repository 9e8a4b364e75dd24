/** What can be wrong with how a pull request came to the default branch. */
import type { Problem } from '../problem.ts';
import { short } from './approval-reasons.ts';
import { code } from './inert.ts';
import { count } from './lists.ts';

const AS_APPROVED = 'Only what the owners approved is granted, byte for byte.';
const ASK_ANEW = 'Ask again with a new pull request, and merge it with the button of GitHub.';

export function isNotMergedYet(number: number): string {
  return `GitHub does not call #${number} merged yet.`;
}

export function mergeIsNotOnTheBranch(number: number, merge: string): Problem {
  return {
    what: `The merge of #${number}, commit ${short(merge)}, is not on the default branch as it was read.`,
    why: 'What was approved is compared with what its merge added to the branch.',
    mend: ASK_ANEW,
  };
}

export function mergeIsNotListed(number: number, listed: number, most: number): Problem {
  return {
    what: `GitHub lists #${number} for ${count(listed, 'commit')} of the default branch, which do not hold all of its files; it has ${count(most, 'commit')}.`,
    why: AS_APPROVED,
    mend: ASK_ANEW,
  };
}

export function mergeHasNothingBefore(merge: string): Problem {
  return {
    what: `Commit ${short(merge)} is the first one of the default branch.`,
    why: 'A merge adds to what was there before; without that nothing can be compared.',
    mend: ASK_ANEW,
  };
}

export function mergeIsOfSomethingElse(number: number, merge: string, head: string): Problem {
  return {
    what: `Commit ${short(merge)} does not merge ${short(head)}, the head of #${number}.`,
    why: AS_APPROVED,
    mend: ASK_ANEW,
  };
}

export function mergeDidNotBring(path: string): Problem {
  return { what: `The merge did not change ${code(path)}.`, why: AS_APPROVED, mend: ASK_ANEW };
}

export function mergedFileDiffers(path: string): Problem {
  return {
    what: `The merge brought ${code(path)} otherwise than it was approved.`,
    why: AS_APPROVED,
    mend: ASK_ANEW,
  };
}

export function mergeBroughtAnotherFile(path: string): Problem {
  return {
    what: `The merge also changed ${code(path)}, which is not part of the pull request.`,
    why: AS_APPROVED,
    mend: ASK_ANEW,
  };
}
