/** What must hold of a pull request itself before any review of it can count. */
import type { Problem } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import { contentIsIncomplete, headIsAnother } from '../words/approval-reasons.ts';
import type { ApprovalFacts } from './facts.ts';
import type { Collected } from './owners.ts';

/** More is not proved: GitHub lists no more commits, and nobody reviews so many files at a glance. */
const MOST_COMMITS = 100;
const MOST_FILES = 100;

export function pullRequestDoubts(facts: ApprovalFacts): Collected {
  return {
    problems: RULES.flatMap((rule) => rule(facts) ?? []),
    unread: contentDoubts(facts),
  };
}

type Rule = (facts: ApprovalFacts) => Problem | undefined;

const RULES: readonly Rule[] = [
  comesFromThisRepository,
  goesToTheDefaultBranch,
  isNoDraft,
  isOpenOrMerged,
  isOfReadableSize,
];

/** NB: a fork's owner can push what nobody here sees, and a fork that is gone cannot be asked. */
function comesFromThisRepository({ pullRequest, repository }: ApprovalFacts): Problem | undefined {
  return pullRequest.head.repository === repository.id ? undefined : say.comesFromAFork();
}

function goesToTheDefaultBranch({ pullRequest: { base }, repository }: ApprovalFacts): Problem | undefined {
  const here = base.repository === repository.id && base.branch === repository.defaultBranch;
  return here ? undefined : say.goesToAnotherBranch(base.branch, repository.defaultBranch);
}

function isNoDraft({ pullRequest }: ApprovalFacts): Problem | undefined {
  return pullRequest.draft && pullRequest.merged === undefined ? say.isADraft() : undefined;
}

function isOpenOrMerged({ pullRequest }: ApprovalFacts): Problem | undefined {
  return pullRequest.state === 'closed' && pullRequest.merged === undefined
    ? say.wasClosed(pullRequest.number)
    : undefined;
}

function isOfReadableSize({ pullRequest, content }: ApprovalFacts): Problem | undefined {
  const seen = content.kind === 'read' ? content.value : { commits: [], changes: [] };
  const commits = Math.max(pullRequest.commitCount, seen.commits.length);
  const files = Math.max(pullRequest.fileCount, seen.changes.length);
  return commits <= MOST_COMMITS && files <= MOST_FILES
    ? undefined
    : say.isTooLarge(commits, MOST_COMMITS, files, MOST_FILES);
}

/** NB: content of another head, or less of it than GitHub counts, is no content: it may lack the very file that matters. */
function contentDoubts({ pullRequest, content }: ApprovalFacts): readonly string[] {
  if (content.kind === 'unread') return [content.why];
  const { head, commits, changes } = content.value;
  return [
    ...(head === pullRequest.head.oid ? [] : [headIsAnother(head, pullRequest.head.oid)]),
    ...(commits.length >= pullRequest.commitCount
      ? []
      : [contentIsIncomplete(commits.length, pullRequest.commitCount, 'commits')]),
    ...(changes.length >= pullRequest.fileCount
      ? []
      : [contentIsIncomplete(changes.length, pullRequest.fileCount, 'files')]),
  ];
}
