// A replica of the repository that lags: the same objects, the branches of an earlier moment.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultBoard } from '../faults.ts';

/** Gives the folder to serve Git from: the real one, or while Git is stale one whose refs are old. */
export function makeReplica(folder: string, board: FaultBoard): () => Promise<string> {
  let made: ReadonlyMap<string, string> | undefined;
  const stale = join(folder, 'stale');
  return async () => {
    const refs = board.staleRefs();
    if (!refs) return folder;
    if (made !== refs) await makeStale(folder, stale, refs);
    made = refs;
    return stale;
  };
}

async function makeStale(folder: string, stale: string, refs: ReadonlyMap<string, string>): Promise<void> {
  const replica = join(stale, 'repository.git');
  await rm(replica, { recursive: true, force: true });
  await mkdir(join(replica, 'objects', 'info'), { recursive: true });
  await mkdir(join(replica, 'refs'));
  const packed = [...refs.keys()].toSorted().map((ref) => `${refs.get(ref)} ${ref}`);
  await writeFile(join(replica, 'packed-refs'), `${packed.join('\n')}\n`);
  await writeFile(join(replica, 'HEAD'), 'ref: refs/heads/main\n');
  await writeFile(
    join(replica, 'config'),
    '[core]\n\tbare = true\n\trepositoryformatversion = 0\n[uploadpack]\n\tallowAnySHA1InWant = true\n',
  );
  await writeFile(
    join(replica, 'objects', 'info', 'alternates'),
    `${join(folder, 'repository.git', 'objects')}\n`,
  );
}
