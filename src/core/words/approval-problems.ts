/** What keeps a pull request from being approved, as a problem that somebody can mend. */
import type { Problem } from '../problem.ts';
import { short } from './approval-reasons.ts';
import { code } from './inert.ts';
import { count, list } from './lists.ts';

export function touchesNoFile(): Problem {
  return {
    what: 'This pull request touches no file that could be approved.',
    why: 'Nothing is approved where there is nothing to ask anybody about.',
    mend: 'Add the request, or close the pull request.',
  };
}

export function comesFromAFork(): Problem {
  return {
    what: 'This pull request comes from a fork.',
    why: 'Only branches of this repository are under its rules.',
    mend: 'Push the branch to this repository and open the pull request from there.',
  };
}

export function goesToAnotherBranch(base: string, defaultBranch: string): Problem {
  return {
    what: `This pull request goes to ${code(base)}.`,
    why: `Only the default branch, ${code(defaultBranch)}, grants access.`,
    mend: `Open it against ${code(defaultBranch)}; it is then reviewed anew.`,
  };
}

export function isADraft(): Problem {
  return {
    what: 'This pull request is a draft.',
    why: 'A draft is not ready to be approved.',
    mend: 'Mark it as ready for review.',
  };
}

export function wasClosed(number: number): Problem {
  return {
    what: `#${number} was closed without being merged.`,
    why: 'Only what was merged is granted.',
    mend: 'Reopen it, or open another one.',
  };
}

export function isTooLarge(commits: number, mostCommits: number, files: number, mostFiles: number): Problem {
  return {
    what: `This pull request has ${count(commits, 'commit')} and ${count(files, 'file')}.`,
    why: `At most ${mostCommits} commits and ${mostFiles} files are read, so that nothing is overlooked.`,
    mend: 'Open smaller pull requests.',
  };
}

export function contributorIsUnknown(commit: string, name: string): Problem {
  return {
    what: `GitHub does not know who ${code(name)} in commit ${short(commit)} is.`,
    why: 'Who took part in a commit cannot approve it, so each author, committer and co-author must be known.',
    mend: 'Add that e-mail address to their GitHub account, or write the commit again with one that GitHub knows.',
  };
}

export function commitIsNobodys(commit: string): Problem {
  return {
    what: `Commit ${short(commit)} names no person as its author.`,
    why: 'Who took part in a commit cannot approve it, so each commit must name somebody.',
    mend: 'Write the commit again under your own name.',
  };
}

export function ownerAskedForChanges(login: string): Problem {
  return {
    what: `${code(login)}, a code owner, asked for changes.`,
    why: 'As long as an owner asks for changes, nothing is granted.',
    mend: `Settle it with ${code(login)}, who can then approve, or dismiss the review.`,
  };
}

export function approvalIsMissing(
  file: string,
  owners: readonly string[],
  { have, need }: { readonly have: number; readonly need: number },
): Problem {
  const more = need - have === 1 ? 'one' : `${need - have}`;
  const given = have === 0 ? '' : ` (${have} of ${need} have approved)`;
  return {
    what: `${code(file)} lacks the approval of ${more} of ${list(owners.map(code), 'or')}${given}.`,
    why: 'They are its code owners.',
    mend: 'Ask one of them to review this pull request on its present commit.',
  };
}

export function oneMoreIsMissing(entry: string): Problem {
  return {
    what: `The approval of ${code(entry)} is missing, besides that of the owners of the files.`,
    why: 'The policy asks for one more person for it, and nobody counts twice.',
    mend: 'Ask one of them to review this pull request on its present commit.',
  };
}

export function tooFewCanApprove(file: string, left: readonly string[], need: number): Problem {
  const who = left.length === 0 ? 'Nobody' : `Nobody but ${list(left.map(code))}`;
  return {
    what: `${who} can approve ${code(file)}, and it needs ${count(need, 'approval')}.`,
    why: 'Its other owners ask for it themselves, took part in its commits, or cannot write here.',
    mend: 'Have the platform team name another owner, or have somebody else make the commits.',
  };
}

export function nobodyCanApproveFor(entry: string): Problem {
  return {
    what: `Nobody can approve for ${code(entry)}, and the policy asks for one more person for it.`,
    why: 'Whoever it names asks for the access themselves, took part in the commits, or cannot write here.',
    mend: 'Have the platform team name somebody else, or have somebody else make the commits.',
  };
}

export function tooFewTogether(left: readonly string[]): Problem {
  const who = left.length === 0 ? 'Nobody is left who can' : `Only ${list(left.map(code))} can`;
  return {
    what: `${who} approve, and that is too few for everybody whom the policy asks for.`,
    why: 'For each entry of `alsoApprovedBy` one more person approves besides the owners, and nobody counts twice.',
    mend: 'Have the platform team name more owners, or ask for another role.',
  };
}

export function somebodyElseTookPart(commit: string, login: string): Problem {
  return {
    what: `${code(login)} took part in commit ${short(commit)}, and nobody reviews this pull request.`,
    why: 'Where the policy is itself the approval, all that is asked must come from the author alone.',
    mend: 'Open a pull request that has commits of your own only.',
  };
}

export function checkDidNotShowIt(head: string): Problem {
  return {
    what: `The check had not allowed on commit ${short(head)}, before the merge, what would be granted now.`,
    why: 'Where nobody reviews, what the check showed is what is granted, and nothing else.',
    mend: 'Ask again by a new pull request, and merge it once its check succeeded.',
    absence: true,
  };
}
