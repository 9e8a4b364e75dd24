/** Fetches into the mirror: what is there is looked at before it is trusted, and made anew where it is broken. */
import { replaceMirror, writeSettings } from './replace-mirror.ts';
import type { GitPlace } from './read-tree.ts';
import { fetchCall, type Remote } from './remote.ts';
import { runGit } from './run-git.ts';
import { fetchAtMost, removeUnfinished, TooMuch } from './unfinished.ts';
import { isWhole } from './whole.ts';

export interface Fetcher {
  /** Throws `TooMuch` where it is more than `most` bytes. */
  readonly fetch: (refspecs: readonly string[], most?: number) => Promise<void>;
  /** Before the next fetch every byte is looked at. */
  readonly suspect: () => void;
  /** Grows with each mirror that took the place of a broken one. */
  readonly generation: () => number;
}

interface Places {
  /** The folder in which the mirror is. */
  readonly folder: string;
  /** With the deadline of a fetch. */
  readonly quick: GitPlace;
  /** With the deadline of a clone. */
  readonly patient: GitPlace;
}

const FETCHES_BETWEEN_REPACKS = 100;

/** `always` is what a new mirror needs besides what is fetched just then. */
export function makeFetcher(
  remote: Remote,
  { folder, quick, patient }: Places,
  always: () => readonly string[],
): Fetcher {
  let trusted = false;
  let generation = 0;
  let fetches = 0;

  const replace = async (refspecs: readonly string[]) => {
    const all = [...new Set([...always(), ...refspecs])];
    const call = await fetchCall(remote, all);
    await replaceMirror(folder, patient, async (fresh) => {
      await runGit({ ...fresh, ...call });
    });
    generation += 1;
    trusted = true;
  };
  return {
    fetch: async (refspecs, most = Infinity) => {
      if (!trusted) {
        trusted = await isWhole(patient, 'bytes');
        if (!trusted) return replace(refspecs);
        await writeSettings(quick.folder);
      }
      const call = await fetchCall(remote, refspecs);
      try {
        await (most === Infinity ? runGit({ ...quick, ...call }) : fetchAtMost(quick, call, most));
      } catch (error) {
        await removeUnfinished(quick.folder);
        if (error instanceof TooMuch) throw error;
        // Either GitHub failed, or the mirror did.
        if (quick.signal?.aborted === true || (await isWhole(patient, 'links'))) throw error;
        await replace(refspecs);
      }
      fetches += 1;
      if (fetches % FETCHES_BETWEEN_REPACKS === 0) await repack(patient);
    },
    suspect: () => {
      trusted = false;
    },
    generation: () => generation,
  };
}

/** Best effort: many small packs are only slow. */
async function repack(place: GitPlace): Promise<void> {
  await runGit({ ...place, args: ['repack', '-d', '-q', '--geometric=2'] }).catch(() => undefined);
}
