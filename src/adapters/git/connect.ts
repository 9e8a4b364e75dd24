/** The access repository as Git tells it: the port GitReader over our own complete mirror. */
import type { Oid, PullRequestContent } from '../../core/repository.ts';
import { minutes, seconds } from '../../core/time.ts';
import type { GitReader } from '../../ports.ts';
import { openMirror, type Deadlines, type Mirror } from './mirror.ts';
import { assertOid } from './names.ts';
import { makeQueue } from './queue.ts';
import { makeBranchReader } from './read-branch.ts';
import { openObjects } from './read-objects.ts';
import { readMergeBase, readPullRequest } from './read-pull-request.ts';
import { readTree, type GitPlace } from './read-tree.ts';
import type { Remote } from './remote.ts';

export interface GitSettings extends Remote {
  /** Ours alone: the mirror is kept in it. */
  readonly folder: string;
  readonly deadlines?: Partial<Deadlines>;
}

const usual: Deadlines = { read: minutes(1), fetch: seconds(45), clone: minutes(10) };

/** Nothing is fetched before it is asked for. `close` ends every process and makes every later call fail. */
export function connectGit(settings: GitSettings): GitReader & { readonly close: () => void } {
  const closing = new AbortController();
  const deadlines = { ...usual, ...settings.deadlines };
  const mirror = openMirror(settings, settings.folder, deadlines, closing.signal);
  const objects = openObjects(mirror.place);
  const branches = makeBranchReader();
  const branchQueue = makeQueue();
  const presence = makePresence(mirror);
  const contents = new Map<string, PullRequestContent>();

  /** A read of what was fetched has no right to fail: if it does, the mirror is looked at before the next fetch. */
  const reading = async <T>(read: (place: GitPlace) => Promise<T>): Promise<T> => {
    try {
      return await read(mirror.place);
    } catch (error) {
      mirror.suspect();
      objects.close();
      throw error;
    }
  };

  let opened = mirror.generation();
  /** NB: the process that reads objects holds on to the mirror that it began with, also when another took its place. */
  const objectsOf = (generation: number) => {
    if (generation !== opened) objects.close();
    opened = generation;
  };

  return {
    branch: async (name) => {
      const head = await mirror.fetchBranch(name);
      return branchQueue(() => reading((place) => branches.read(place, name, head)));
    },
    pullRequestContent: async (head, base) => {
      const known = contents.get(`${head} ${base}`);
      if (known !== undefined) return known;
      await presence.ensure([head, base]);
      const content = await readPullRequest(mirror.place, head, base);
      remember(contents, `${head} ${base}`, content);
      return content;
    },
    blob: async (oid, maxBytes) => {
      assertOid(oid);
      objectsOf(mirror.generation());
      const blob = await reading(() => objects.blob(oid, maxBytes));
      // NB: a mirror that lost an object must not turn into the statement that there is none.
      if (blob === undefined) await mirror.assertWhole();
      return blob;
    },
    tree: (commit) => readTree(mirror.place, commit),
    mergeBase: (one, other) => readMergeBase(mirror.place, one, other),
    close: () => {
      closing.abort();
      objects.close();
    },
  };
}

const MOST_REMEMBERED = 1000;

/** Which commits were fetched, with all that they reach, into the mirror as it is now. */
function makePresence(mirror: Mirror) {
  let generation = mirror.generation();
  const present = new Set<Oid>();
  return {
    ensure: async (oids: readonly Oid[]): Promise<void> => {
      if (generation !== mirror.generation() || present.size > MOST_REMEMBERED) present.clear();
      generation = mirror.generation();
      const missing = oids.filter((oid) => !present.has(oid));
      if (missing.length === 0) return;
      await mirror.fetchCommits(missing);
      for (const oid of missing) present.add(oid);
    },
  };
}

const MOST_CONTENTS = 100;

/** What two ids say never changes; the oldest go first. */
function remember<T>(known: Map<string, T>, key: string, value: T): void {
  if (known.size >= MOST_CONTENTS) {
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  }
  known.set(key, value);
}
