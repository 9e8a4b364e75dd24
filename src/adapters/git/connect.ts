/** The access repository as Git tells it: the port GitReader over our own complete mirror. */
import type { Oid, PullRequestContent } from '../../core/repository.ts';
import { minutes, seconds } from '../../core/time.ts';
import type { GitReader } from '../../ports.ts';
import { openMirror, type Asker, type Deadlines, type Mirror } from './mirror.ts';
import { assertOid } from './names.ts';
import { makeQueue } from './queue.ts';
import { makeBranchReader } from './read-branch.ts';
import { openObjects } from './read-objects.ts';
import { readMessages } from './read-messages.ts';
import { readMergeBase, readPullRequest } from './read-pull-request.ts';
import { readTree, type GitPlace } from './read-tree.ts';
import type { Remote } from './remote.ts';
import { TooMuch } from './unfinished.ts';

export interface GitSettings extends Remote {
  /** Ours alone: the mirror is kept in it. */
  readonly folder: string;
  readonly deadlines?: Partial<Deadlines>;
  /** Bytes that a pull request may bring; 64 MiB. */
  readonly largestFetch?: number;
}

const usual: Deadlines = { read: minutes(1), fetch: seconds(45), clone: minutes(10) };

export interface GitConnection extends GitReader {
  /** The same, for checks: what these fetch waits until nothing else is to be fetched. */
  readonly forChecks: GitReader;
  /** Ends every process and makes every later call fail. */
  readonly close: () => void;
}

/** Requests and guardrails are small; whatever else a repository holds beside them should be too. */
const LARGEST_FETCH = 64 * 1024 * 1024;

/** Nothing is fetched before it is asked for. */
export function connectGit(settings: GitSettings): GitConnection {
  const closing = new AbortController();
  const { folder, largestFetch = LARGEST_FETCH } = settings;
  const bounds = { deadlines: { ...usual, ...settings.deadlines }, largestFetch };
  const mirror = openMirror(settings, folder, bounds, closing.signal);
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

  const readerFor = (asker: Asker): GitReader => ({
    branch: async (name) => {
      const head = await mirror.fetchBranch(name);
      return branchQueue(() => reading((place) => branches.read(place, name, head)));
    },
    messages: (commits) => reading((place) => readMessages(place, commits)),
    pullRequestContent: async (head, base) => {
      const known = contents.get(`${head} ${base}`);
      if (known !== undefined) return known;
      await presence.ensure([head, base], asker);
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
  });
  return {
    ...readerFor('proof'),
    forChecks: readerFor('check'),
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
  const tooLarge = rememberTooLarge();
  return {
    ensure: async (oids: readonly Oid[], asker: Asker): Promise<void> => {
      if (generation !== mirror.generation() || present.size > MOST_REMEMBERED) present.clear();
      generation = mirror.generation();
      const missing = oids.filter((oid) => !present.has(oid));
      if (missing.length === 0) return;
      tooLarge.assertNone(missing);
      await mirror.fetchCommits(missing, asker).catch((error: unknown) => {
        if (error instanceof TooMuch) tooLarge.add(missing, error);
        throw error;
      });
      for (const oid of missing) present.add(oid);
    },
  };
}

/** NB: it would be fetched, and cut off, at every round; and once it was merged it comes with the branch. */
const LARGE_FOR = minutes(15);

/** By the first of what was asked for together: the head, that is; what it is compared with is on the branch. */
function rememberTooLarge() {
  const known = new Map<Oid, { readonly error: TooMuch; readonly until: number }>();
  return {
    add: ([head = '']: readonly Oid[], error: TooMuch): void =>
      remember(known, head, { error, until: Date.now() + LARGE_FOR }),
    assertNone: ([head = '']: readonly Oid[]): void => {
      const found = known.get(head);
      if (found !== undefined && Date.now() < found.until) throw found.error;
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
