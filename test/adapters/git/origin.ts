// A real repository to fetch from, whose commits and files may be as strange as Git allows.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a path becomes: its bytes, or its bytes and mode; null removes it. */
type FileChange = string | Buffer | { readonly mode: string; readonly content: string } | null;

export interface CommitOptions {
  readonly parents?: readonly string[];
  readonly message?: string | Buffer;
  /** Headers after the committer, as raw text. */
  readonly headers?: string;
  readonly at?: number;
  /** The tree that is changed; by default the first parent's. */
  readonly from?: string | undefined;
}

export type Origin = ReturnType<typeof makeOrigin>;

export function makeOrigin() {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-origin-'));
  const git = (args: readonly string[], input: string | Buffer = '', env: Record<string, string> = {}) =>
    execFileSync('git', [`--git-dir=${folder}`, ...args], {
      input,
      env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    })
      .toString('utf8')
      .trimEnd();
  git(['init', '--quiet', '--bare', '--initial-branch=main', '--template=']);
  git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  let clock = 1_795_000_000;

  const store = (content: string | Buffer) => git(['hash-object', '-w', '--stdin'], content);
  const writeTree = (from: string | undefined, files: Readonly<Record<string, FileChange>>) => {
    const env = { GIT_INDEX_FILE: join(folder, 'scratch-index') };
    git(['read-tree', ...(from === undefined ? ['--empty'] : [from])], '', env);
    const lines = Object.entries(files).map(([path, change]) => {
      if (change === null) return `0 ${'0'.repeat(40)}\t${path}\0`;
      if (typeof change === 'string' || Buffer.isBuffer(change)) return `100644 ${store(change)}\t${path}\0`;
      return `${change.mode} ${change.mode === '160000' ? change.content : store(change.content)}\t${path}\0`;
    });
    git(['update-index', '-z', '--index-info'], lines.join(''), env);
    return git(['write-tree'], '', env);
  };
  /** Stores a commit; no branch moves. */
  const commit = (files: Readonly<Record<string, FileChange>>, options: CommitOptions = {}): string => {
    const parents = options.parents ?? [];
    const tree = writeTree(options.from ?? parents[0], files);
    const who = `Alice <alice@acme.com> ${options.at ?? (clock += 60)} +0000`;
    const head = [
      `tree ${tree}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${who}`,
      `committer ${who}`,
    ];
    const raw = Buffer.concat([
      Buffer.from(`${head.join('\n')}\n${options.headers ?? ''}\n`),
      Buffer.from(options.message ?? 'Change something\n'),
    ]);
    return git(['hash-object', '-t', 'commit', '-w', '--stdin'], raw);
  };
  const point = (branch: string, oid: string) => git(['update-ref', `refs/heads/${branch}`, oid]);

  return {
    folder,
    url: pathToFileURL(folder).href,
    git,
    commit,
    point,
    /** Adds a commit to the end of main. */
    push: (files: Readonly<Record<string, FileChange>>, options: CommitOptions = {}): string => {
      const tip = git(['for-each-ref', '--format=%(objectname)', 'refs/heads/main']);
      const oid = commit(files, { parents: tip === '' ? [] : [tip], ...options });
      point('main', oid);
      return oid;
    },
    blobOf: (commit: string, path: string) => git(['rev-parse', `${commit}:${path}`]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
