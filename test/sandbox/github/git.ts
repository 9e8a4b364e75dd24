// The real bare repository behind the simulated GitHub: every object, merge and history is made by the system's git.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
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
  const lines = async (args: readonly string[], options?: RunOptions) =>
    (await git(args, options)).split('\n').filter((line) => line !== '');
  const commits = new Map<string, Commit>();

  const has = async (sha: string) =>
    (await run(folder, ['cat-file', '-e', `${sha}^{commit}`], { allow: [1, 128] })).code === 0;

  const commit = async (sha: string): Promise<Commit> => {
    const known = commits.get(sha);
    if (known) return known;
    const format = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'].join('%x00');
    const fields = (await git(['show', '-s', '--no-show-signature', `--format=${format}`, sha])).split('\0');
    const parsed = parseCommit(fields);
    commits.set(parsed.sha, parsed);
    return parsed;
  };

  const commitTree = async (what: Omit<Commit, 'sha'>): Promise<string> =>
    git(['commit-tree', what.tree, ...what.parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
      input: what.message,
      env: { ...signedBy('AUTHOR', what.author), ...signedBy('COMMITTER', what.committer) },
    });

  /** The tree that `base` becomes with these changes. */
  const changeTree = async (base: string, files: Files): Promise<string> => {
    const index = join(folder, `index-${randomUUID()}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      await git(['read-tree', base], { env });
      const entries = await Promise.all(
        Object.entries(files).map(async ([path, change]) => indexLine(folder, path, change)),
      );
      await git(['update-index', '-z', '--index-info'], { env, input: entries.join('') });
      return await git(['write-tree'], { env });
    } finally {
      await rm(index, { force: true });
    }
  };

  /** The merged tree of two commits, or null where they conflict. */
  const mergeTree = async (ours: string, theirs: string): Promise<string | null> => {
    const { code, stdout } = await run(folder, ['merge-tree', '--write-tree', ours, theirs], { allow: [1] });
    return code === 0 ? stdout.trim() : null;
  };

  return {
    folder,
    run: git,
    has,
    commit,
    /** A commit that was read before. */
    known: (sha: string): Commit | undefined => commits.get(sha),
    commitTree,
    changeTree,
    mergeTree,
    refs: async (): Promise<Map<string, string>> =>
      new Map(
        (await lines(['for-each-ref', '--format=%(refname) %(objectname)'])).map((line) => {
          const [ref = '', sha = ''] = line.split(' ');
          return [ref, sha];
        }),
      ),
    updateRef: async (ref: string, sha: string) => git(['update-ref', ref, sha]),
    deleteRef: async (ref: string) => git(['update-ref', '-d', ref]),
    resolve: async (name: string): Promise<string | null> => {
      const { code, stdout } = await run(
        folder,
        ['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`],
        { allow: [1, 128] },
      );
      return code === 0 ? stdout.trim() : null;
    },
    isAncestor: async (ancestor: string, of: string): Promise<boolean> =>
      ancestor === of ||
      (await run(folder, ['merge-base', '--is-ancestor', ancestor, of], { allow: [1] })).code === 0,
    mergeBase: async (one: string, other: string): Promise<string | null> => {
      const { code, stdout } = await run(folder, ['merge-base', one, other], { allow: [1] });
      return code === 0 ? stdout.trim() : null;
    },
    /** Commits that `to` has and `from` has not, oldest first. */
    between: async (from: string, to: string, ...options: string[]): Promise<string[]> =>
      lines(['rev-list', '--reverse', '--topo-order', ...options, `${from}..${to}`]),
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
    /** The bytes of a file at a commit, or null if it is not there. */
    file: async (commitish: string, path: string): Promise<string | null> => {
      const { code, stdout } = await run(folder, ['cat-file', 'blob', `${commitish}:${path}`], {
        allow: [128],
      });
      return code === 0 ? stdout : null;
    },
    paths: async (commitish: string): Promise<string[]> =>
      (await git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commitish])).split('\0'),
  };
};

const parseCommit = (fields: readonly string[]): Commit => {
  const field = (index: number) => fields[index] ?? '';
  const signature = (at: number): Signature => ({
    name: field(at),
    email: field(at + 1),
    at: Number(field(at + 2)) * 1000,
  });
  return {
    sha: field(0),
    tree: field(1),
    parents: field(2).split(' ').filter(Boolean),
    author: signature(3),
    committer: signature(6),
    message: field(9),
  };
};

const signedBy = (role: 'AUTHOR' | 'COMMITTER', who: Signature): Record<string, string> => ({
  [`GIT_${role}_NAME`]: who.name,
  [`GIT_${role}_EMAIL`]: who.email,
  [`GIT_${role}_DATE`]: `${Math.floor(who.at / 1000)} +0000`,
});

/** One `update-index --index-info -z` entry; a mode of 0 deletes. */
const indexLine = async (folder: string, path: string, change: FileChange): Promise<string> => {
  if (change === null) return `0 ${'0'.repeat(40)}\t${path}\0`;
  const { content, mode } =
    typeof change === 'string' || Buffer.isBuffer(change) ? { content: change, mode: '100644' } : change;
  // A submodule's content is the id of its commit: there is nothing to store.
  const id = mode === '160000' ? content.toString() : await storeBlob(folder, Buffer.from(content));
  return `${mode} ${id}\t${path}\0`;
};

/** Stores a blob as a loose object without a process of its own: commits of many files stay quick. */
const storeBlob = async (folder: string, bytes: Buffer): Promise<string> => {
  const object = Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]);
  const id = createHash('sha1').update(object).digest('hex');
  const target = join(folder, 'objects', id.slice(0, 2), id.slice(2));
  if (existsSync(target)) return id;
  await mkdir(join(folder, 'objects', id.slice(0, 2)), { recursive: true });
  const draft = join(folder, 'objects', `tmp-${randomUUID()}`);
  await writeFile(draft, deflateSync(object), { mode: 0o444 });
  await rename(draft, target);
  return id;
};
