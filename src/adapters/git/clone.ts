/** A person's own clone of the access repository, as it is on this machine: read, never fetched and never written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { minutes } from '../../core/time.ts';
import { Unavailable, type GitReader } from '../../ports.ts';
import { isOid } from './names.ts';
import { makeBranchReader } from './read-branch.ts';
import { openObjects } from './read-objects.ts';
import { readMessages } from './read-messages.ts';
import { readMergeBase, readPullRequest } from './read-pull-request.ts';
import { readTree, type GitPlace } from './read-tree.ts';
import { runGit } from './run-git.ts';

export interface Clone {
  /** `branch` takes whatever names a commit here: `main`, `origin/main`, `HEAD~3`. */
  readonly git: GitReader;
  /** Whether history is cut off: what it says would be less than the truth. */
  readonly isShallow: () => Promise<boolean>;
  /** `owner/name`, as the address of `origin` has it; undefined where there is none. */
  readonly repository: () => Promise<string | undefined>;
  readonly close: () => void;
}

/** `folder` is the root of the working tree. Throws where it is none. */
export function openClone(folder: string): Clone {
  const gitFolder = join(folder, '.git'); // a file in a worktree of its own; git reads both
  if (!existsSync(gitFolder)) throw new Unavailable(`${folder} is not the root of a Git clone`);
  const place: GitPlace = { folder: gitFolder, deadline: minutes(2) };
  const objects = openObjects(place);
  const branches = makeBranchReader();
  return {
    git: {
      branch: async (name) => branches.read(place, name, await commitNamed(place, name)),
      messages: (commits) => readMessages(place, commits),
      pullRequestContent: (head, base) => readPullRequest(place, head, base),
      blob: (oid, maxBytes) => objects.blob(oid, maxBytes),
      tree: (commit) => readTree(place, commit),
      mergeBase: (one, other) => readMergeBase(place, one, other),
    },
    isShallow: async () => (await answerOf(place, ['rev-parse', '--is-shallow-repository'])) === 'true',
    repository: () => repositoryOf(place),
    close: objects.close,
  };
}

/** `https://host/owner/name.git`, `ssh://git@host/owner/name`, `git@host:owner/name`; a folder of this machine has no owner. */
const REMOTE = /^(?:(?:https?|ssh):\/\/[^/]+\/|[^/@]+@[^/:]+:)([^/:]+\/[^/:]+?)(?:\.git)?\/?$/;

async function commitNamed(place: GitPlace, name: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const oid = await answerOf(place, args, [1, 128]);
  if (!isOid(oid)) throw new Unavailable(`${JSON.stringify(name)} names no commit of this clone`);
  return oid;
}

async function repositoryOf(place: GitPlace): Promise<string | undefined> {
  const address = await answerOf(place, ['config', '--get', 'remote.origin.url'], [1]);
  return REMOTE.exec(address)?.[1];
}

async function answerOf(
  place: GitPlace,
  args: readonly string[],
  answers: readonly number[] = [],
): Promise<string> {
  const { output } = await runGit({ ...place, args, answers, maxBytes: 64 * 1024 });
  return output.toString('utf8').trim();
}
