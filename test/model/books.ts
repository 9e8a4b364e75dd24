// The model's own books: who asked, pushed, reviewed and merged what, and so which grants there may be. It knows nothing of src/core.
import { createHash } from 'node:crypto';
import type { MemoryWorld } from '../sandbox/memory/world.ts';

export type Verdict = 'approves' | 'asks for changes';

interface Commit {
  readonly sha: string;
  readonly by: string;
  /** Whether it touches anything but requests. */
  readonly stray: boolean;
}

interface Opinion {
  readonly by: string;
  readonly verdict: Verdict | 'dismissed';
  /** The head that was really looked at, whatever GitHub says later. */
  readonly head: string;
  readonly at: number;
}

export interface Pull {
  readonly number: number;
  readonly branch: string;
  readonly author: string;
  readonly paths: Set<string>;
  readonly commits: Commit[];
  readonly opinions: Opinion[];
  isOpen: boolean;
}

/** What a binding must be, for as long as it may be at all. */
export interface Rightful {
  readonly username: string;
  readonly clusterRole: string;
  readonly cluster: string;
  readonly namespace: string | undefined;
  /** Whole seconds since the epoch. */
  readonly expiresAt: number;
  /** Owners of the path may have approved it; one of them must have owned it after this moment. */
  readonly mergedAt: number;
  readonly approvers: readonly string[];
  readonly path: string;
}

export interface Books {
  readonly pulls: Pull[];
  /** Texts of requests that somebody wrote: who gets access by them, and for how many seconds. */
  readonly requests: Map<string, { readonly subject: string; readonly seconds: number }>;
  /** By grant id. */
  readonly rightful: Map<string, Rightful>;
  /** Who was in which team from when on. */
  readonly teams: { readonly since: number; readonly payments: readonly string[] }[];
  /** Bindings that somebody made by hand, by UID. */
  readonly foreign: Set<string>;
  /** Bindings whose subjects somebody changed by hand, by UID. */
  readonly altered: Set<string>;
  /** Records that somebody pushed by hand. */
  readonly forgedRecords: Set<string>;
  /** The soonest end that was ever seen of a grant. */
  readonly ends: Map<string, number>;
}

export function newBooks(): Books {
  return {
    pulls: [],
    requests: new Map(),
    rightful: new Map(),
    teams: [{ since: 0, payments: ['bob', 'carol'] }],
    foreign: new Set(),
    altered: new Set(),
    forgedRecords: new Set(),
    ends: new Map(),
  };
}

/** No request for the role is for longer, in seconds. */
const LONGEST: Readonly<Record<string, number>> = {
  'daypass-debugger': 4 * 3_600,
  'daypass-log-viewer': 8 * 3_600,
  'daypass-node-drainer': 3_600,
};

/** Writes down what was merged since the last look, by whatever way, and what of it may be granted. */
export async function noteMerges(books: Books, { github }: MemoryWorld): Promise<void> {
  for (const pull of books.pulls) {
    const { state, merge } = github.pull(pull.number);
    const wasOpen = pull.isOpen;
    pull.isOpen = state === 'open';
    if (!wasOpen || merge === null) continue;
    for (const path of pull.paths) {
      const rightful = await rightfulBy(books, pull, path, { sha: merge.sha, at: merge.at }, github);
      const grant = grantId(github.state.repository.id, path, merge.sha);
      if (rightful !== undefined) books.rightful.set(grant, rightful);
    }
  }
}

async function rightfulBy(
  { requests }: Books,
  pull: Pull,
  path: string,
  merge: { readonly sha: string; readonly at: number },
  github: MemoryWorld['github'],
): Promise<Rightful | undefined> {
  const head = pull.commits.at(-1)?.sha ?? '';
  const text = (await github.git.file(merge.sha, path)) ?? '';
  const request = requests.get(text);
  const mergedAt = Math.floor(merge.at / 1000);
  const place = placeOf(path);
  if (request === undefined || place === undefined) return undefined;
  if ((await github.git.file(head, path)) !== text) return undefined;
  if (request.subject !== pull.author) return undefined;
  if (request.seconds > (LONGEST[place.clusterRole] ?? 0)) return undefined;
  if (pull.commits.some(({ stray }) => stray)) return undefined;
  const approvers = approversOf(pull, head, merge.at, github);
  if (approvers.length === 0) return undefined;
  return {
    ...place,
    path,
    username: `${request.subject}@acme.com`,
    expiresAt: mergedAt + request.seconds,
    mergedAt: merge.at,
    approvers,
  };
}

/** Whoever approved this very head, after it was checked, took no part in it, and did not think better of it. */
function approversOf(
  { author, commits, opinions }: Pull,
  head: string,
  mergedAt: number,
  { state }: MemoryWorld['github'],
): readonly string[] {
  const checkedAt = state.checkRuns
    .filter((run) => run.headSha === head && run.app === state.app.id && run.completedAt !== null)
    .map(({ completedAt }) => completedAt ?? 0);
  const inTime = opinions.filter(({ at }) => at <= mergedAt);
  const last = new Map(inTime.map((opinion) => [opinion.by, opinion]));
  return [...last.values()]
    .filter(({ verdict, head: seen }) => verdict === 'approves' && seen === head)
    .filter(({ at }) => checkedAt.some((checked) => checked <= at))
    .filter(({ by }) => by !== author && !commits.some((commit) => commit.by === by))
    .map(({ by }) => by);
}

/** Whether somebody owned the path at any time since: the proof asks GitHub when it is made, not when it was merged. */
export function isOwnedBySomebodyOf({ teams }: Books, { path, approvers, mergedAt }: Rightful): boolean {
  const platform = ['dave', 'carol'];
  if (path.includes('/_cluster/')) return approvers.some((login) => platform.includes(login));
  const since = teams.filter((_, index) => (teams[index + 1]?.since ?? Infinity) > mergedAt);
  return since.some(({ payments }) => approvers.some((login) => payments.includes(login)));
}

function placeOf(path: string): Pick<Rightful, 'cluster' | 'namespace' | 'clusterRole'> | undefined {
  const [, cluster = '', namespace = '', role = ''] = path.split('/');
  const isWhole = namespace === '_cluster';
  if (isWhole !== (role === 'node-drainer')) return undefined;
  return { cluster, namespace: isWhole ? undefined : namespace, clusterRole: `daypass-${role}` };
}

function grantId(repository: number, path: string, merge: string): string {
  return createHash('sha256').update(`${repository}\n${path}\n${merge}\n`).digest('hex').slice(0, 20);
}
