/** The complete bare mirror: fetches into it, and makes it anew beside itself when it is broken. */
import { join } from 'node:path';
import type { Oid } from '../../core/repository.ts';
import type { Duration } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import { assertBranchName, assertOid, isOid } from './names.ts';
import { makeQueue } from './queue.ts';
import type { GitPlace } from './read-tree.ts';
import { fetchCall, type Remote } from './remote.ts';
import { replaceMirror, writeSettings } from './replace-mirror.ts';
import { runGit } from './run-git.ts';
import { isWhole } from './whole.ts';

export interface Deadlines {
  readonly read: Duration;
  readonly fetch: Duration;
  /** The first fetch, and every check of all objects. */
  readonly clone: Duration;
}

export interface Mirror {
  /** For reading: which folder, and how long a read may last. */
  readonly place: GitPlace;
  /** Grows with each mirror that took the place of a broken one. */
  readonly generation: () => number;
  /** Fetches a branch, and gives its head. */
  readonly fetchBranch: (name: string) => Promise<Oid>;
  /** Fetches commits by their ids; afterwards everything that they reach is here. */
  readonly fetchCommits: (oids: readonly Oid[]) => Promise<void>;
  /** A read failed that should not have: the next fetch looks at every byte first. */
  readonly suspect: () => void;
  /** Throws where the mirror lacks something that its history names. */
  readonly assertWhole: () => Promise<void>;
}

const BRANCH = 'refs/daypass/branch';
const FETCHES_BETWEEN_REPACKS = 250;
const LACKS_OBJECTS = 'The mirror of the access repository lacks objects; it is made anew at the next fetch';

/** `folder` is ours alone; the mirror is inside, so that a broken one can be swapped even where `folder` is a mount. */
export function openMirror(
  remote: Remote,
  folder: string,
  deadlines: Deadlines,
  signal: AbortSignal,
): Mirror {
  const queue = makeQueue();
  const place: GitPlace = { folder: join(folder, 'mirror.git'), deadline: deadlines.read, signal };
  const patient: GitPlace = { ...place, deadline: deadlines.clone };
  let trusted = false;
  let generation = 0;
  let fetches = 0;
  let branch: string | undefined;

  const replace = async (refspecs: readonly string[]) => {
    const all = new Set([...(branch === undefined ? [] : [`+refs/heads/${branch}:${BRANCH}`]), ...refspecs]);
    await replaceMirror(folder, patient, async (fresh) => fetchInto(remote, fresh, [...all]));
    generation += 1;
    trusted = true;
  };
  const fetch = async (refspecs: readonly string[]) => {
    if (!trusted) {
      trusted = await isWhole(patient, 'bytes');
      if (!trusted) return replace(refspecs);
      await writeSettings(place.folder);
    }
    try {
      await fetchInto(remote, { ...place, deadline: deadlines.fetch }, refspecs);
    } catch (error) {
      if (signal.aborted || (await isWhole(patient, 'links'))) throw error;
      await replace(refspecs);
    }
    fetches += 1;
    if (fetches % FETCHES_BETWEEN_REPACKS === 0) await repack(patient);
  };
  return {
    place,
    generation: () => generation,
    fetchBranch: (name) =>
      queue(async () => {
        assertBranchName(name);
        await fetch([`+refs/heads/${name}:${BRANCH}`]);
        branch = name;
        return resolveBranch(place);
      }),
    fetchCommits: async (oids) => {
      oids.forEach(assertOid);
      await queue(() => fetch(oids));
    },
    suspect: () => {
      trusted = false;
    },
    assertWhole: async () => {
      if (await isWhole(patient, 'links')) return;
      trusted = false;
      throw new Unavailable(LACKS_OBJECTS);
    },
  };
}

async function fetchInto(remote: Remote, place: GitPlace, refspecs: readonly string[]): Promise<void> {
  await runGit({ ...place, ...(await fetchCall(remote, refspecs)) });
}

async function resolveBranch(place: GitPlace): Promise<Oid> {
  const { output } = await runGit({ ...place, args: ['rev-parse', '--verify', `${BRANCH}^{commit}`] });
  const head = output.toString('latin1').trim();
  if (!isOid(head)) throw new Unavailable(`git rev-parse gave ${JSON.stringify(head)}`);
  return head;
}

/** Best effort: many small packs are only slow. */
async function repack(place: GitPlace): Promise<void> {
  await runGit({ ...place, args: ['repack', '-d', '-q'] }).catch(() => undefined);
}
