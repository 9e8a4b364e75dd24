// The model's own books: who asked, pushed, reviewed and merged what, and so which grants there may be. It knows nothing of src/core.
import { createHash } from 'node:crypto';
import type { HeldBinding } from '../../src/core/grant/binding.ts';
import type { MemoryWorld } from '../sandbox/memory/world.ts';
import type { Action } from './deed.ts';
import { isTicket, PLATFORM, policies, POLICY, type Policy, type Role } from './policies.ts';

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
  /** When its base was last moved aside and back. */
  movedAt: number;
  isOpen: boolean;
  /** It changes the duration of what was there; absent: it asks anew. */
  readonly goesOn?: true;
}

/** What a binding must be, for as long as it may be at all. */
export interface Rightful {
  readonly username: string;
  readonly role: Role;
  /** Where it has a role of its own. */
  readonly actions: readonly Action[] | undefined;
  readonly ticket: string | undefined;
  readonly cluster: string;
  readonly namespace: string | undefined;
  readonly seconds: number;
  /** From when on its seconds may count, in seconds since the epoch: its start, its merge, or those of what it goes on with. */
  readonly begins: readonly number[];
  /** Before this nothing is bound. */
  readonly opensAt: number;
  /** Owners of the path may have approved it; enough of them must have owned it after this moment. */
  readonly mergedAt: number;
  readonly approvers: readonly string[];
  readonly path: string;
}

/** Who gets access by it, for how many seconds, and to what, where it does not ask for the role of its place. */
interface Request extends Pick<Rightful, 'seconds' | 'ticket' | 'actions'> {
  readonly subject: string;
  /** In seconds since the epoch. */
  readonly startsAt?: number | undefined;
}

export interface Frozen {
  readonly all?: 'true';
  readonly subjects?: string;
  readonly grants?: string;
}

export interface Books {
  readonly pulls: Pull[];
  /** Texts of requests that somebody wrote. */
  readonly requests: Map<string, Request>;
  /** By grant id. */
  readonly rightful: Map<string, Rightful>;
  /** Who was in which team from when on. */
  readonly teams: { readonly since: number; readonly payments: readonly string[] }[];
  /** Which policy stood on the branch from when on, of those that their owners agreed to. */
  readonly policies: { readonly since: number; readonly policy: Policy }[];
  /** Texts of policies that their owners, or an operator, agreed to. */
  readonly agreed: Set<string>;
  /** Bindings that somebody made by hand, by UID. */
  readonly foreign: Set<string>;
  /** Bindings whose subjects somebody changed by hand, by UID. */
  readonly altered: Set<string>;
  /** Names of roles of grants that somebody changed or deleted by hand. */
  readonly meddledRoles: Set<string>;
  /** Objects that are none of ours, as somebody left them, by UID. */
  readonly others: Map<string, HeldBinding>;
  /** By cluster: what its operators froze there, as the ConfigMap says it. */
  readonly frozen: Map<string, Frozen>;
  /** Records that somebody pushed by hand. */
  readonly forgedRecords: Set<string>;
  /** The soonest end that was ever seen of a grant. */
  readonly ends: Map<string, number>;
  /** Whether the branch was ever set back. */
  isRewritten: boolean;
}

export async function newBooks({ github }: MemoryWorld): Promise<Books> {
  const text = (await github.file(POLICY)) ?? '';
  return {
    pulls: [],
    requests: new Map(),
    rightful: new Map(),
    teams: [{ since: 0, payments: ['bob', 'carol'] }],
    policies: [{ since: 0, policy: policies.usual }],
    agreed: new Set([text]),
    foreign: new Set(),
    altered: new Set(),
    meddledRoles: new Set(),
    others: new Map(),
    frozen: new Map(),
    forgedRecords: new Set(),
    ends: new Map(),
    isRewritten: false,
  };
}

/** Writes down what was merged since the last look, by whatever way, and what of it may be granted. */
export async function noteMerges(books: Books, { github, clock }: MemoryWorld): Promise<void> {
  for (const pull of books.pulls) {
    const { state, merge } = github.pull(pull.number);
    const wasOpen = pull.isOpen;
    pull.isOpen = state === 'open';
    if (!wasOpen || merge === null) continue;
    await noteAgreement(books, pull, { sha: merge.sha, at: merge.at }, github);
    for (const path of pull.paths) {
      const rightful = await rightfulBy(books, pull, path, { sha: merge.sha, at: merge.at }, github);
      const grant = grantId(github.state.repository.id, path, merge.sha);
      if (rightful !== undefined) books.rightful.set(grant, rightful);
    }
  }
  const text = (await github.file(POLICY)) ?? '';
  const policy = Object.values(policies).find((one) => one.isSaidBy(text));
  if (policy === undefined || !books.agreed.has(text) || books.policies.at(-1)?.policy === policy) return;
  books.policies.push({ since: clock.now(), policy });
}

/** A policy that an owner of it approved. What stands on the branch without that is in force for nobody. */
async function noteAgreement(
  { agreed }: Books,
  pull: Pull,
  merge: { readonly sha: string; readonly at: number },
  github: MemoryWorld['github'],
): Promise<void> {
  if (!pull.paths.has(POLICY)) return;
  const approvers = approversOf(pull, pull.commits.at(-1)?.sha ?? '', merge.at, github);
  const text = await github.git.file(merge.sha, POLICY);
  if (text !== null && approvers.some((login) => PLATFORM.includes(login))) agreed.add(text);
}

async function rightfulBy(
  { requests, rightful }: Books,
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
  if ((place.role === 'actions') !== (request.actions !== undefined)) return undefined;
  if ((await github.git.file(head, path)) !== text) return undefined;
  if (request.subject !== pull.author) return undefined;
  if (pull.commits.some(({ stray }) => stray)) return undefined;
  const approvers = approversOf(pull, head, merge.at, github);
  const earlier = [...rightful.values()].filter((one) => one.path === path);
  const begin = request.startsAt ?? mergedAt;
  return {
    ...place,
    actions: request.actions,
    ticket: request.ticket,
    seconds: request.seconds,
    path,
    username: `${request.subject}@acme.com`,
    begins: pull.goesOn === true ? earlier.flatMap(({ begins }) => begins) : [begin],
    opensAt: pull.goesOn === true ? 0 : Math.max(begin, mergedAt),
    mergedAt: merge.at,
    approvers,
  };
}

/** Whoever approved this very head, after it was checked on the base that it has, took no part in it, and did not think better of it. */
function approversOf(
  { author, commits, opinions, movedAt }: Pull,
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
    .filter(({ at }) => checkedAt.some((checked) => movedAt < checked && checked <= at))
    .filter(({ by }) => by !== author && !commits.some((commit) => commit.by === by))
    .map(({ by }) => by);
}

/**
 * Whether some policy allows it, and enough owners of the path approved it. The proof asks GitHub and the guardrails when it
 * is made, not when it was merged: whatever held at any time since may be what it saw.
 */
export function isAllowed(books: Books, rightful: Rightful): boolean {
  const { path, approvers, mergedAt, role, seconds, ticket } = rightful;
  const rules = since(books.policies, mergedAt).map(({ policy }) => policy.rules[role]);
  const owners = path.includes('/_cluster/')
    ? [PLATFORM]
    : since(books.teams, mergedAt).map(({ payments }) => payments);
  return rules.some(
    (rule) =>
      seconds <= rule.longest &&
      (ticket === undefined ? !rule.needsATicket : isTicket(ticket)) &&
      owners.some((team) => areEnough(approvers, team, rule)),
  );
}

/** Nobody counts twice: not as an owner and as somebody of the platform. */
function areEnough(
  approvers: readonly string[],
  owners: readonly string[],
  { approvals, alsoPlatform }: Policy['rules'][Role],
): boolean {
  const counted = approvers.filter((login) => owners.includes(login));
  const others = (login: string) => counted.filter((one) => one !== login);
  if (!alsoPlatform) return counted.length >= approvals;
  return approvers.some((login) => PLATFORM.includes(login) && others(login).length >= approvals);
}

function since<Held extends { readonly since: number }>(
  all: readonly Held[],
  moment: number,
): readonly Held[] {
  return all.filter((_, index) => (all[index + 1]?.since ?? Infinity) > moment);
}

function placeOf(path: string): Pick<Rightful, 'cluster' | 'namespace' | 'role'> | undefined {
  const [, cluster = '', namespace = '', role = ''] = path.split('/');
  const isWhole = namespace === '_cluster';
  if (isWhole !== (role === 'node-drainer')) return undefined;
  const asked = role === 'actions' ? role : `daypass-${role}`;
  const isKnown = asked in policies.usual.rules;
  return isKnown ? { cluster, namespace: isWhole ? undefined : namespace, role: asked as Role } : undefined; // one of its keys
}

function grantId(repository: number, path: string, merge: string): string {
  return createHash('sha256').update(`${repository}\n${path}\n${merge}\n`).digest('hex').slice(0, 20);
}
