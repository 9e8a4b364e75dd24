/** Reads what a pull request brings over its base: net, and in each of its commits; and never more than is allowed. */
import type { Oid, PullRequestContent } from '../../core/repository.ts';
import { Unavailable } from '../../ports.ts';
import { assertOid } from './names.ts';
import { combinedLog, readCommits } from './read-commits.ts';
import { readChanges, type GitPlace } from './read-tree.ts';
import { runGit } from './run-git.ts';

/** GitHub is asked for the numbers first (§5); these only bound what a moved head can make us read. */
const MOST_COMMITS = 100;
/** GitHub counts a renamed file once, we count it twice. */
const MOST_FILES = 200;
const MOST_BYTES = 32 * 1024 * 1024;

/** Both commits are in the mirror. Throws Unavailable where they share no history, or where it is too much. */
export async function readPullRequest(place: GitPlace, head: Oid, base: Oid): Promise<PullRequestContent> {
  const mergeBase = await readMergeBase(place, head, base);
  if (mergeBase === undefined) throw new Unavailable(`${head} and ${base} have no common history`);
  const args = [...combinedLog, `--max-count=${MOST_COMMITS + 1}`, head, `^${base}`, '--'];
  const [changes, { commits }] = await Promise.all([
    readChanges(place, mergeBase, head, MOST_FILES),
    readCommits({ ...place, args, maxBytes: MOST_BYTES }, () => false),
  ]);
  if (commits.length > MOST_COMMITS)
    throw new Unavailable(`${head} brings more than ${MOST_COMMITS} commits`);
  return { head, mergeBase, changes, commits: commits.toReversed() };
}

/** The best common ancestor; undefined where two commits have none. */
export async function readMergeBase(place: GitPlace, one: Oid, other: Oid): Promise<Oid | undefined> {
  assertOid(one);
  assertOid(other);
  const { code, output } = await runGit({ ...place, args: ['merge-base', one, other], answers: [1] });
  if (code === 1) return undefined;
  const oid = output.toString('latin1').trim();
  assertOid(oid);
  return oid;
}
