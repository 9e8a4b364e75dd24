/** What a pull request touches, in the end and on the way there, and whether that may go together (§2). */
import type { Problem } from '../problem.ts';
import type { Change, Commit, Entry, Oid, PullRequestContent } from '../repository.ts';
import {
  EXAMPLES,
  GRANTS,
  LABEL,
  modeProblems,
  parseRequestPath,
  PEOPLE_PATH,
  POLICY_PATH,
  requestPathProblems,
  REQUESTS,
} from '../request/path.ts';
import * as say from '../words/change-problems.ts';
import { CODEOWNERS_PATHS } from './codeowners.ts';

/** NB: every place where CODEOWNERS may stand: a new one that takes precedence is a change of guardrails too. */
export const GUARDRAIL_PATHS: readonly string[] = [POLICY_PATH, PEOPLE_PATH, ...CODEOWNERS_PATHS];

const MOST_REQUESTS = 10;

export interface ContentKind {
  /** `removal`: of requests, and nothing but that. `other`: neither requests nor guardrails. */
  readonly kind: 'requests' | 'removal' | 'guardrails' | 'other';
  /** Every path of the net change. */
  readonly files: readonly string[];
  /** Why it is refused, whoever approves it. */
  readonly problems: readonly Problem[];
}

/** What a pull request is about. It is about requests, or guardrails, as soon as one of its commits touches one. */
export function contentKind(content: PullRequestContent): ContentKind {
  const steps = stepsOf(content);
  const touched = new Set(steps.flatMap(({ paths }) => paths));
  const files = content.changes.map(({ path }) => path);
  const subject = subjectOf([...touched]);
  const problems = [
    ...(files.length === 0 ? [say.changesNothing()] : []),
    ...recordProblems(steps),
    ...(subject === 'other' ? [] : mixtureProblems(subject, steps)),
    ...(subject === 'requests' ? togetherProblems(steps, [...touched]) : []),
    ...content.changes.flatMap((change) => fileProblems(change)),
  ];
  const removal = subject === 'requests' && files.length > 0 && content.changes.every(isRemoval);
  return { kind: removal ? 'removal' : subject, files, problems };
}

/** The same, of a pull request that must be one of requests: anything else is a problem. */
export function requestChange(content: PullRequestContent): ContentKind {
  const found = contentKind(content);
  if (found.kind === 'requests' || found.problems.length > 0) return found;
  return { ...found, problems: [say.asksForNothing()] };
}

/**
 * Requests of the default branch that one commit touches and another puts back, or removes and another adds again. NB: a
 * rebase merge brings each commit, so it would end what is held there; and the net change, which the owners are asked
 * about, shows nothing of that.
 */
export function putBackProblems(
  content: PullRequestContent,
  branch: ReadonlyMap<string, Entry>,
): readonly Problem[] {
  const net = new Set(pathsOf(content.changes));
  const isPutBack = (path: string): boolean => isRequest(path) && branch.has(path) && !net.has(path);
  const stays = new Set(pathsOf(content.changes.filter((change) => !isRemoval(change))));
  const isAddedAgain = (path: string): boolean => isRequest(path) && branch.has(path) && stays.has(path);
  return [
    ...perStep(stepsOf(content), isPutBack, say.touchesAndPutsBack),
    ...perStep(removals(content), isAddedAgain, say.removesAndAddsAgain),
  ];
}

/** The net change, and each commit: what was there for a moment counts as well. */
interface Step {
  /** Undefined: the net change. */
  readonly commit: Oid | undefined;
  readonly paths: readonly string[];
}

function removals({ commits }: PullRequestContent): readonly Step[] {
  return commits.map(({ oid, changes }) => ({ commit: oid, paths: pathsOf(changes.filter(isRemoval)) }));
}

function stepsOf({ changes, commits }: PullRequestContent): readonly Step[] {
  const own = commits.map((commit: Commit) => ({ commit: commit.oid, paths: pathsOf(commit.changes) }));
  return [{ commit: undefined, paths: pathsOf(changes) }, ...own];
}

function pathsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ path }) => path);
}

type Subject = 'requests' | 'guardrails' | 'other';

function subjectOf(paths: readonly string[]): Subject {
  if (paths.some(isRequest)) return 'requests';
  return paths.some(isGuardrail) ? 'guardrails' : 'other';
}

function isRequest(path: string): boolean {
  return parseRequestPath(path) !== undefined;
}

function isGuardrail(path: string): boolean {
  return GUARDRAIL_PATHS.includes(path);
}

function isRemoval({ after }: Change): boolean {
  return after === undefined;
}

function recordProblems(steps: readonly Step[]): readonly Problem[] {
  return perStep(steps, (path) => path.startsWith(GRANTS), say.touchesRecords);
}

function mixtureProblems(subject: 'requests' | 'guardrails', steps: readonly Step[]): readonly Problem[] {
  const belongs = subject === 'requests' ? isRequest : isGuardrail;
  const isForeign = (path: string): boolean => !belongs(path) && !path.startsWith(GRANTS);
  const words = subject === 'requests' ? say.requestsWithOthers : say.guardrailsWithOthers;
  return perStep(steps, isForeign, words);
}

/** One problem for the net change; where that has none, one for the first commit that does. */
function perStep(
  steps: readonly Step[],
  isWrong: (path: string) => boolean,
  words: (paths: readonly string[], commit: Oid | undefined) => Problem,
): readonly Problem[] {
  const step = steps.find(({ paths }) => paths.some(isWrong));
  return step === undefined ? [] : [words(step.paths.filter(isWrong), step.commit)];
}

function togetherProblems(steps: readonly Step[], touched: readonly string[]): readonly Problem[] {
  const most = Math.max(...steps.map(({ paths }) => paths.filter(isRequest).length));
  const clusters = new Set(touched.flatMap((path) => parseRequestPath(path)?.cluster ?? []));
  return [
    ...(most > MOST_REQUESTS ? [say.tooManyRequests(most, MOST_REQUESTS)] : []),
    ...(clusters.size > 1 ? [say.severalClusters([...clusters].sort())] : []),
  ];
}

/** What a single file cannot be, wherever it is to stand. What is removed may have been anything. */
function fileProblems({ path, after }: Change): readonly Problem[] {
  if (after === undefined) return [];
  if (isGuardrail(path)) return modeProblems(path, after);
  return looksLikeARequest(path) ? requestPathProblems(path, after) : [];
}

/**
 * NB: what only looks like a request is never access, and whoever wrote it should hear of it now. Samples, and files
 * beside the policy that are no YAML, are left alone.
 */
function looksLikeARequest(path: string): boolean {
  if (!path.startsWith(REQUESTS) || path.startsWith(`${REQUESTS}${EXAMPLES}/`)) return false;
  const rest = path.slice(REQUESTS.length);
  // NB: where a file has the name of a cluster no request for that cluster can be added.
  return rest.includes('/') || /\.ya?ml\s*$/i.test(rest) || LABEL.test(rest);
}
