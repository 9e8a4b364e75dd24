// The real bare repository behind the simulated GitHub: every object, merge and history is made by the system's git.
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexLine, parseCommit, signedBy } from './git-objects.ts';
import { run, type RunOptions } from './git-process.ts';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Milliseconds; Git keeps whole seconds. */
  readonly at: number;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** One file of a change: its text, its bytes, either with a mode, or null to delete it. */
export type FileChange =
  | string
  | Buffer
  | null
  | { readonly content: string | Buffer; readonly mode: string };
export type Files = Readonly<Record<string, FileChange>>;

export type Git = ReturnType<typeof openGit>;

export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Creates the bare repository, with its hooks folder empty and any commit fetchable by its id. */
export const createRepository = async (folder: string, defaultBranch: string): Promise<Git> => {
  await mkdir(folder, { recursive: true });
  await run(folder, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, '--template=', '.']);
  await mkdir(join(folder, 'hooks'));
  const settings = {
    'uploadpack.allowAnySHA1InWant': 'true',
    'uploadpack.allowFilter': 'true',
    'receive.hideRefs': 'refs/pull',
    // Whether a branch may go is for the rules to say.
    'receive.denyDeleteCurrent': 'ignore',
    'http.receivepack': 'true',
    'gc.auto': '0',
    'core.quotePath': 'false',
    'core.logAllRefUpdates': 'false',
  };
  const lines = Object.entries(settings).map(([key, value]) => {
    const [section, name] = key.split('.');
    return `[${section}]\n\t${name} = ${value}\n`;
  });
  await writeFile(
    join(folder, 'config'),
    `[core]\n\tbare = true\n\trepositoryformatversion = 0\n${lines.join('')}`,
  );
  return openGit(folder);
};

/** The verbs of Git that the simulation is written in. */
const openGit = (folder: string) => {
  const git = async (args: readonly string[], options?: RunOptions) =>
    (await run(folder, args, options)).stdout.trimEnd();
  const lines = async (args: readonly string[]) =>
    (await git(args)).split('\n').filter((line) => line !== '');
  const commits = new Map<string, Commit>();
  /** Answered without a process where the commit was read before: most moves are by one commit. */
  const isChildOf = (sha: string, parent: string) => {
    const parents = commits.get(sha)?.parents;
    return parents?.length === 1 && parents[0] === parent;
  };
  const objects = { ...writers(folder), ...readers(folder, commits) };
  return {
    folder,
    run: git,
    ...objects,
    /** A commit that was read before. */
    known: (sha: string): Commit | undefined => commits.get(sha),
    refs: async (): Promise<Map<string, string>> => {
      const listed = await lines(['for-each-ref', '--format=%(objectname) %(refname)']);
      return new Map(listed.map((line) => [line.slice(41), line.slice(0, 40)]));
    },
    updateRef: async (ref: string, sha: string) => git(['update-ref', ref, sha]),
    deleteRef: async (ref: string) => git(['update-ref', '-d', ref]),
    isAncestor: async (ancestor: string, of: string): Promise<boolean> =>
      ancestor === of ||
      isChildOf(of, ancestor) ||
      (await run(folder, ['merge-base', '--is-ancestor', ancestor, of], { allow: [1] })).code === 0,
    mergeBase: async (one: string, other: string): Promise<string | null> => {
      if (isChildOf(other, one)) return one;
      const { code, stdout } = await run(folder, ['merge-base', one, other], { allow: [1] });
      return code === 0 ? stdout.trim() : null;
    },
    /** Commits that `to` has and `from` has not, oldest first. */
    between: async (from: string, to: string, ...options: string[]): Promise<string[]> =>
      isChildOf(to, from)
        ? [to]
        : lines(['rev-list', '--reverse', '--topo-order', ...options, `${from}..${to}`]),
    firstParents: async (from: string, to: string): Promise<string[]> =>
      lines(['rev-list', '--reverse', '--first-parent', `${from}..${to}`]),
    numstat: async (from: string, to: string): Promise<string[]> =>
      lines(['diff-tree', '-r', '-M', '--numstat', from, to]),
    nameStatus: async (from: string, to: string): Promise<string[]> =>
      lines(['diff-tree', '-r', '--no-renames', '--name-status', from, to]),
    /** An id of what a diff says, whatever its commits are called. */
    patchId: async (from: string, to: string): Promise<string> => {
      const patch = await git(['diff-tree', '-r', '-p', '--no-renames', from, to]);
      return (await git(['patch-id', '--verbatim'], { input: `${patch}\n` })).split(' ')[0] ?? '';
    },
  };
};

const writers = (folder: string) => ({
  commitTree: async (what: Omit<Commit, 'sha'>): Promise<string> => {
    const parents = what.parents.flatMap((parent) => ['-p', parent]);
    const env = { ...signedBy('AUTHOR', what.author), ...signedBy('COMMITTER', what.committer) };
    const { stdout } = await run(folder, ['commit-tree', what.tree, ...parents, '-F', '-'], {
      input: what.message,
      env,
    });
    return stdout.trim();
  },
  /** The tree that `base` becomes with these changes. */
  changeTree: async (base: string, files: Files): Promise<string> => {
    const index = join(folder, `index-${randomUUID()}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      const changes = Object.entries(files).map(async ([path, change]) => indexLine(folder, path, change));
      const [entries] = await Promise.all([Promise.all(changes), run(folder, ['read-tree', base], { env })]);
      await run(folder, ['update-index', '-z', '--index-info'], { env, input: entries.join('') });
      return (await run(folder, ['write-tree'], { env })).stdout.trim();
    } finally {
      await rm(index, { force: true });
    }
  },
  /** The merged tree of two commits, or null where they conflict. */
  mergeTree: async (ours: string, theirs: string): Promise<string | null> => {
    const { code, stdout } = await run(folder, ['merge-tree', '--write-tree', ours, theirs], { allow: [1] });
    return code === 0 ? stdout.trim() : null;
  },
});

const readers = (folder: string, commits: Map<string, Commit>) => ({
  has: async (sha: string): Promise<boolean> =>
    commits.has(sha) ||
    (await run(folder, ['cat-file', '-e', `${sha}^{commit}`], { allow: [1, 128] })).code === 0,
  commit: async (sha: string): Promise<Commit> => {
    const commit =
      commits.get(sha) ?? parseCommit(sha, (await run(folder, ['cat-file', 'commit', sha])).stdout);
    commits.set(sha, commit);
    return commit;
  },
  resolve: async (name: string): Promise<string | null> => {
    if (commits.has(name)) return name;
    const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`];
    const { code, stdout } = await run(folder, args, { allow: [1, 128] });
    return code === 0 ? stdout.trim() : null;
  },
  /** The text of a file at a commit, or null if it is not there. */
  file: async (commitish: string, path: string): Promise<string | null> => {
    const { code, stdout } = await run(folder, ['cat-file', 'blob', `${commitish}:${path}`], {
      allow: [128],
    });
    return code === 0 ? stdout : null;
  },
  paths: async (commitish: string): Promise<string[]> => {
    const { stdout } = await run(folder, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commitish]);
    return stdout.split('\0').filter((path) => path !== '');
  },
});
