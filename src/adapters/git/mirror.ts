/** The complete bare mirror of the access repository, and the two ways in which something new comes into it. */
import { join } from 'node:path';
import type { Oid } from '../../core/repository.ts';
import type { Duration } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import { makeFetcher } from './fetcher.ts';
import { assertBranchName, assertOid, isOid } from './names.ts';
import { makeQueue } from './queue.ts';
import type { GitPlace } from './read-tree.ts';
import type { Remote } from './remote.ts';
import { runGit } from './run-git.ts';
import { isWhole } from './whole.ts';

export interface Deadlines {
  readonly read: Duration;
  readonly fetch: Duration;
  /** The first fetch, and every check of all objects. */
  readonly clone: Duration;
}

export interface Bounds {
  readonly deadlines: Deadlines;
  /** Bytes that commits may bring which are fetched by their ids. */
  readonly largestFetch: number;
}

export interface Mirror {
  /** For reading: which folder, and how long a read may last. */
  readonly place: GitPlace;
  /** Grows with each mirror that took the place of a broken one. */
  readonly generation: () => number;
  /** Fetches a branch, and gives its head. */
  readonly fetchBranch: (name: string) => Promise<Oid>;
  /** Fetches commits by their ids; afterwards everything that they reach is here. Throws `TooMuch` where that is large. */
  readonly fetchCommits: (oids: readonly Oid[], asker: Asker) => Promise<void>;
  /** A read failed that should not have: the next fetch looks at every byte first. */
  readonly suspect: () => void;
  /** Throws where the mirror lacks something that its history names. */
  readonly assertWhole: () => Promise<void>;
}

/** For what a commit is fetched: a proof, or the check of an open pull request. */
export type Asker = 'proof' | 'check';

/** NB: whatever hangs on open pull requests, and however many there are, the branch and proofs go before them. */
const RANKS = { branch: 0, proof: 1, check: 2 } as const satisfies Record<Asker | 'branch', number>;

const BRANCH = 'refs/daypass/branch';
const LACKS_OBJECTS = 'The mirror of the access repository lacks objects; it is made anew at the next fetch';

/** `folder` is ours alone; the mirror is inside, so that a broken one can be swapped even where `folder` is a mount. */
export function openMirror(
  remote: Remote,
  folder: string,
  { deadlines, largestFetch }: Bounds,
  signal: AbortSignal,
): Mirror {
  const queue = makeQueue(deadlines.fetch);
  const place: GitPlace = { folder: join(folder, 'mirror.git'), deadline: deadlines.read, signal };
  const patient: GitPlace = { ...place, deadline: deadlines.clone };
  const quick: GitPlace = { ...place, deadline: deadlines.fetch };
  let branch: readonly string[] = [];
  const { fetch, suspect, generation } = makeFetcher(remote, { folder, quick, patient }, () => branch);

  return {
    place,
    generation,
    fetchBranch: (name) =>
      queue(async () => {
        assertBranchName(name);
        branch = [`+refs/heads/${name}:${BRANCH}`];
        await fetch(branch);
        return resolveBranch(place);
      }, RANKS.branch),
    fetchCommits: async (oids, asker) => {
      oids.forEach(assertOid);
      await queue(() => fetch(oids, largestFetch), RANKS[asker]);
    },
    suspect,
    assertWhole: async () => {
      if (await isWhole(patient, 'links')) return;
      suspect();
      throw new Unavailable(LACKS_OBJECTS);
    },
  };
}

async function resolveBranch(place: GitPlace): Promise<Oid> {
  const { output } = await runGit({ ...place, args: ['rev-parse', '--verify', `${BRANCH}^{commit}`] });
  const head = output.toString('latin1').trim();
  if (!isOid(head)) throw new Unavailable(`git rev-parse gave ${JSON.stringify(head)}`);
  return head;
}
