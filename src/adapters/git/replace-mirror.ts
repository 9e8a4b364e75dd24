/** Makes a mirror anew beside a broken one, and lets it take its place only when it is complete. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hours } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import type { GitPlace } from './read-tree.ts';
import { runGit } from './run-git.ts';

/** `place` is where the mirror belongs, in `folder`; `fill` fetches everything into the new one. */
export async function replaceMirror(
  folder: string,
  place: GitPlace,
  fill: (fresh: GitPlace) => Promise<void>,
): Promise<void> {
  await makeBeside(folder, place, fill).catch((error: unknown) => {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable('The mirror of the access repository cannot be written', { cause: error });
  });
}

async function makeBeside(
  folder: string,
  place: GitPlace,
  fill: (fresh: GitPlace) => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder);
  const fresh = await mkdtemp(join(folder, 'new-'));
  try {
    await runGit({
      ...place,
      folder: fresh,
      args: ['init', '--quiet', '--bare', '--template=', '--object-format=sha1'],
    });
    await writeSettings(fresh);
    await fill({ ...place, folder: fresh });
    await swap(folder, place.folder, fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function swap(folder: string, old: string, fresh: string): Promise<void> {
  const aside = await mkdtemp(join(folder, 'broken-'));
  await rename(old, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error; // the first mirror replaces none
  });
  await rename(fresh, old);
  await rm(aside, { recursive: true, force: true });
}

/** What a crash left behind; what is young may be another controller's at work. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^(new|broken)-/.test(name)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > hours(1)) await rm(path, { recursive: true, force: true });
  }
}

/** The whole of the mirror's own settings, written anew whenever it is opened: what was put in by hand is gone. */
export async function writeSettings(folder: string): Promise<void> {
  await writeFile(join(folder, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
}
