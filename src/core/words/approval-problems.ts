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
    what: `Waiting for ${more} of ${list(owners.map(code), 'or')} to approve ${code(file)}${given}.`,
    why: 'They are its code owners.',
    mend: 'Ask one of them to review this pull request on its present commit.',
  };
}

export function tooFewCanApprove(file: string, left: readonly string[], need: number): Problem {
  const who = left.length === 0 ? 'Nobody' : `Nobody but ${list(left.map(code))}`;
  return {
    what: `${who} can approve ${code(file)}, and it needs ${count(need, 'approval')}.`,
    why: 'Its other owners ask for it themselves, or took part in its commits.',
    mend: 'Have the platform team name another owner, or have somebody else make the commits.',
  };
}
