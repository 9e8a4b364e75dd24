// Git objects in their stored form: blobs written without a process, commits as Git keeps them.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Commit, FileChange, Signature } from './git.ts';

/** Reads what `git cat-file commit` prints; the message to its last byte. */
export function parseCommit(sha: string, raw: string): Commit {
  const end = raw.indexOf('\n\n');
  const header = (end < 0 ? raw : raw.slice(0, end)).split('\n');
  const values = (name: string) =>
    header.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parseSignature(values('author')[0] ?? ''),
    committer: parseSignature(values('committer')[0] ?? ''),
    message: end < 0 ? '' : raw.slice(end + 2),
  };
}

const parseSignature = (line: string): Signature => {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)> (-?\d+)/.exec(line) ?? [];
  return { name, email, at: Number(seconds) * 1000 };
};

/** The environment that makes a commit bear this name and time. */
export const signedBy = (role: 'AUTHOR' | 'COMMITTER', who: Signature): Record<string, string> => ({
  [`GIT_${role}_NAME`]: who.name,
  [`GIT_${role}_EMAIL`]: who.email,
  [`GIT_${role}_DATE`]: `${Math.floor(who.at / 1000)} +0000`,
});

/** One `update-index --index-info -z` entry; a mode of 0 deletes. */
export const indexLine = async (folder: string, path: string, change: FileChange): Promise<string> => {
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
