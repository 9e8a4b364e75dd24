/** What git writes while it fetches, before any of it counts: watched so that it stays small, and removed where it is cut off. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { milliseconds } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import type { GitPlace } from './read-tree.ts';
import { runGit, type GitCall } from './run-git.ts';

const LOOK_EVERY = milliseconds(100);
const MEBIBYTE = 1024 * 1024;

/** Whoever pushes a branch says how much there is to be fetched, and a disk that is full would stop every other fetch. */
export class TooMuch extends Unavailable {
  constructor(most: number) {
    super(`It brings more than ${Math.floor(most / MEBIBYTE)} MiB, and is not fetched`);
  }
}

/** Runs a fetch, and throws `TooMuch` as soon as it has written more than `most` bytes. */
export async function fetchAtMost(
  place: GitPlace,
  call: Pick<GitCall, 'args' | 'config' | 'protocol'>,
  most: number,
): Promise<void> {
  const tooMuch = new AbortController();
  const look = async () => {
    if ((await unfinishedBytes(place.folder)) > most) tooMuch.abort();
  };
  const watch = setInterval(() => void look(), LOOK_EVERY);
  const signals = [tooMuch.signal, ...(place.signal === undefined ? [] : [place.signal])];
  // As one pack, whose size can be watched while it grows.
  const config = { ...call.config, 'fetch.unpackLimit': '1' };
  try {
    await runGit({ ...place, ...call, config, signal: AbortSignal.any(signals) });
  } catch (error) {
    throw tooMuch.signal.aborted ? new TooMuch(most) : error;
  } finally {
    clearInterval(watch);
  }
}

/** NB: git itself would keep these for two weeks, and never be asked to look. Best effort. */
export async function removeUnfinished(folder: string): Promise<void> {
  await Promise.all((await unfinished(folder)).map(async (path) => rm(path, { force: true })));
}

async function unfinishedBytes(folder: string): Promise<number> {
  const sizes = (await unfinished(folder)).map(async (path) => {
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    return size;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function unfinished(folder: string): Promise<readonly string[]> {
  const packs = join(folder, 'objects', 'pack');
  const names = await readdir(packs).catch(() => []);
  return names.filter((name) => name.startsWith('tmp_')).map((name) => join(packs, name));
}
