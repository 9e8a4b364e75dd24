/** The recorded merge: which commits of the default branch a pull request's merge added, and whether they hold what was approved. */
import type { Fact, Problem } from '../problem.ts';
import type { Change, Commit, Entry, Oid, PullRequestContent } from '../repository.ts';
import { GRANTS, REQUESTS } from '../request/path.ts';
import * as say from '../words/merge-problems.ts';
import { CODEOWNERS_PATHS } from './codeowners.ts';
import type { PullRequest } from './facts.ts';

export type RecordedMerge =
  | {
      readonly kind: 'merge';
      readonly method: 'merge' | 'squash' | 'rebase';
      /** The first-parent commit before it. */
      readonly base: Oid;
      /** Its last commit. */
      readonly merge: Oid;
      /** Oldest first; `merge` is the last. */
      readonly commits: readonly Oid[];
    }
  | { readonly kind: 'refuted'; readonly problems: readonly Problem[] }
  /** Everything was read, and it is not there: a lagging replica's answer for a while, or for good. */
  | { readonly kind: 'missing'; readonly problems: readonly Problem[] }
  | { readonly kind: 'unread'; readonly why: string };

export interface MergeInput {
  /** The default branch's first-parent chain, oldest first. */
  readonly commits: readonly Commit[];
  readonly pullRequest: PullRequest;
  readonly content: PullRequestContent;
  /** Whether GitHub lists this pull request for a commit. */
  readonly listedOn: (commit: Oid) => Fact<boolean>;
}

/**
 * One commit for a merge, whose second parent is the head, and for a squash; for a rebase those from `merge_commit_sha`
 * back, no more than the pull request has, as far as GitHub lists it for them.
 */
export function recordedMerge(input: MergeInput): RecordedMerge {
  const { commits, pullRequest } = input;
  const { number, merged, head } = pullRequest;
  if (merged === undefined) return { kind: 'unread', why: say.isNotMergedYet(number) };
  const last = commits.findLastIndex(({ oid }) => oid === merged.commit);
  const merge = commits[last];
  if (merge === undefined)
    return { kind: 'missing', problems: [say.mergeIsNotOnTheBranch(number, merged.commit)] };
  if (last === 0) return { kind: 'refuted', problems: [say.mergeHasNothingBefore(merged.commit)] };
  if (merge.parents.length === 1) return inOneLine(input, last);
  if (merge.parents.length === 2 && merge.parents[1] === head.oid) return found('merge', commits, last, last);
  return { kind: 'refuted', problems: [say.mergeIsOfSomethingElse(number, merged.commit, head.oid)] };
}

/**
 * Whether the merge brought every file exactly as it was at the approved head, mode included, and touched nothing else
 * that Daypass reads. `commits` are those of the recorded merge, each compared with its first parent.
 */
export function mergedFilesAreTheApproved({
  commits,
  content,
}: {
  readonly commits: readonly Commit[];
  readonly content: PullRequestContent;
}): readonly Problem[] {
  const brought = broughtBy(commits);
  const approved = new Set(content.changes.map(({ path }) => path));
  return [
    ...content.changes.flatMap((change) => differenceFrom(change, brought)),
    ...[...brought.keys()]
      .filter((path) => !approved.has(path) && isOurs(path))
      .map((path) => say.mergeBroughtAnotherFile(path)),
  ];
}

function inOneLine(input: MergeInput, last: number): RecordedMerge {
  const { commits, pullRequest, content } = input;
  // A rebase makes each commit anew and leaves merges out.
  const own = content.commits.filter(({ parents }) => parents.length < 2).length;
  const most = Math.max(1, Math.min(pullRequest.commitCount, own, last));
  let first = last;
  while (last - first + 1 < most) {
    const before = commits[first - 1]!; // first > 0, because most <= last
    const listed = input.listedOn(before.oid);
    if (listed.kind === 'unread') return listed;
    if (!listed.value) break;
    first -= 1;
  }
  // NB: a lagging replica may list a rebased pull request for its last commit only; the others hold the rest of its files.
  const range = commits.slice(first, last + 1);
  if (range.length < most && lacksFiles(range, content))
    return { kind: 'missing', problems: [say.mergeIsNotListed(pullRequest.number, range.length, most)] };
  return found(range.length === 1 ? 'squash' : 'rebase', commits, first, last);
}

function found(
  method: 'merge' | 'squash' | 'rebase',
  commits: readonly Commit[],
  first: number,
  last: number,
): RecordedMerge {
  const oids = commits.slice(first, last + 1).map(({ oid }) => oid);
  // first > 0 and last >= first: a merge is never the branch's first commit
  return { kind: 'merge', method, base: commits[first - 1]!.oid, merge: oids.at(-1)!, commits: oids };
}

/** What each path became, in the end; undefined: it was removed. */
function broughtBy(commits: readonly Commit[]): ReadonlyMap<string, Entry | undefined> {
  return new Map(commits.flatMap(({ changes }) => changes.map(({ path, after }) => [path, after] as const)));
}

function lacksFiles(range: readonly Commit[], content: PullRequestContent): boolean {
  const brought = broughtBy(range);
  return content.changes.some(({ path }) => !brought.has(path));
}

function differenceFrom(
  { path, after }: Change,
  brought: ReadonlyMap<string, Entry | undefined>,
): readonly Problem[] {
  if (!brought.has(path)) return [say.mergeDidNotBring(path)];
  const merged = brought.get(path);
  return merged?.blob === after?.blob && merged?.mode === after?.mode ? [] : [say.mergedFileDiffers(path)];
}

function isOurs(path: string): boolean {
  return path.startsWith(REQUESTS) || path.startsWith(GRANTS) || CODEOWNERS_PATHS.some((one) => one === path);
}
