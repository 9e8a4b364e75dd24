/** Whether a mirror is whole: complete, unaltered, and not borrowing anything from elsewhere. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { minutes } from '../../core/time.ts';
import { runGit } from './run-git.ts';
import type { GitPlace } from './read-tree.ts';

/** Older than any of our fetches can last: whoever held it is dead. */
const STALE_LOCK = minutes(15);

/** `links`: every object that the history names is there. `bytes`: and each still has the bytes of its name. */
export async function isWhole(place: GitPlace, depth: 'links' | 'bytes'): Promise<boolean> {
  const doubts = await Promise.all([
    exists(join(place.folder, 'shallow')),
    exists(join(place.folder, 'info', 'grafts')),
    exists(join(place.folder, 'objects', 'info', 'alternates')),
    exists(join(place.folder, 'refs', 'replace')),
    isStale(join(place.folder, 'refs', 'daypass', 'branch.lock')),
    isStale(join(place.folder, 'packed-refs.lock')),
  ]);
  if (doubts.includes(true)) return false;
  if (!(await looksBare(place.folder))) return false;
  const how = depth === 'links' ? '--connectivity-only' : '--full';
  const args = ['fsck', how, '--no-dangling', '--no-reflogs', '--no-progress'];
  return runGit({ ...place, args }).then(
    () => true,
    () => false,
  );
}

async function looksBare(folder: string): Promise<boolean> {
  const head = await readFile(join(folder, 'HEAD'), 'utf8').catch(() => '');
  return head.startsWith('ref: ') && (await exists(join(folder, 'objects')));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function isStale(lock: string): Promise<boolean> {
  return stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > STALE_LOCK,
    () => false,
  );
}
