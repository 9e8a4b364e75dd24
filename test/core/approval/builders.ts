/** Pull requests, reviews and facts for tests: everything is well unless a test says otherwise. */
import type { ApprovalAsk } from '../../../src/core/approval/approval.ts';
import { parseCodeowners, type Codeowners } from '../../../src/core/approval/codeowners.ts';
import type {
  Account,
  ApprovalFacts,
  Author,
  CheckRun,
  CodeownersError,
  Contributor,
  Permission,
  PullRequest,
  Retargeted,
  Review,
  Standing,
  Team,
} from '../../../src/core/approval/facts.ts';
import { read, type Fact } from '../../../src/core/problem.ts';
import type { Change, CommitWithMessage, Oid, PullRequestContent } from '../../../src/core/repository.ts';
import { days, instantOf, minutes, plus, type Instant } from '../../../src/core/time.ts';

export const REQUEST = 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml';
export const DIGEST = 'd'.repeat(64);

/** So many minutes after the pull request was opened. */
export function at(minute: number): Instant {
  return plus(instantOf(Date.UTC(2026, 10, 20, 16)), minutes(minute));
}

/** A commit id that a reader can tell from others: `oid('a')` is forty of them. */
export function oid(letter: string): Oid {
  return letter.repeat(40).slice(0, 40);
}

export const HEAD = oid('a');
export const BASE = oid('b');

/** alice asks; bob and carol own by @acme/payments; dave may write and owns nothing; erin may only read. */
export const ALICE = { login: 'alice', id: 1001 };
export const BOB = { login: 'bob', id: 1002 };
export const CAROL = { login: 'carol', id: 1003 };
export const DAVE = { login: 'dave', id: 1004 };
export const ERIN = { login: 'erin', id: 1005 };
export const WEB_FLOW = { login: 'web-flow', id: 19_864_447 };

export function person(account: Account): Author {
  return { ...account, kind: 'person' };
}

export function codeowners(...lines: readonly string[]): Codeowners {
  const parsed = parseCodeowners('.github/CODEOWNERS', Buffer.from(lines.join('\n')));
  if (parsed.kind === 'invalid') throw new Error(parsed.problems.map(({ what }) => what).join());
  return parsed.value;
}

export const OWNED_BY_PAYMENTS = codeowners('* @erin', '/access-requests/*/payments/ @acme/payments');

export function aPullRequest(over: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 42,
    state: 'open',
    draft: false,
    title: 'Debug the checkout',
    author: person(ALICE),
    openedAt: at(0),
    head: { oid: HEAD, repository: 7 },
    base: { branch: 'main', oid: BASE, repository: 7 },
    commitCount: 1,
    fileCount: 1,
    ...over,
  };
}

/** Merged half an hour after it was opened. */
export function aMergedPullRequest(over: Partial<PullRequest> = {}): PullRequest {
  return aPullRequest({ state: 'closed', merged: { at: at(30), commit: oid('e') }, ...over });
}

export function added(path: string, letter = '1'): Change {
  return { path, after: { mode: '100644', blob: oid(letter) } };
}

export function edited(path: string, from = '1', to = '2'): Change {
  return { ...added(path, to), before: { mode: '100644', blob: oid(from) } };
}

export function removed(path: string, letter = '1'): Change {
  return { path, before: { mode: '100644', blob: oid(letter) } };
}

export function aCommit(id: string, over: Partial<CommitWithMessage> = {}): CommitWithMessage {
  return { oid: id, parents: [BASE], at: at(0), message: 'Ask', changes: [added(REQUEST)], ...over };
}

export function someContent(over: Partial<PullRequestContent> = {}): PullRequestContent {
  const changes = over.changes ?? [added(REQUEST)];
  return { head: HEAD, mergeBase: BASE, changes, commits: [aCommit(HEAD, { changes })], ...over };
}

/** bob approves the head ten minutes after the pull request was opened, five after the check. */
export function aReview(over: Partial<Omit<Review, 'by'>> & { readonly by?: Account } = {}): Review {
  const by = over.by ?? BOB;
  return {
    id: 500 + (by.id % 1000),
    state: 'approved',
    commit: HEAD,
    at: at(10),
    ...over,
    by: { kind: 'person', ...by },
  };
}

export function aCheck(over: Partial<CheckRun> = {}): CheckRun {
  return {
    id: 900,
    head: HEAD,
    externalId: DIGEST,
    conclusion: 'action_required',
    completedAt: at(5),
    ...over,
  };
}

export interface Given {
  readonly pullRequest?: PullRequest;
  readonly content?: PullRequestContent;
  readonly reviews?: readonly Review[];
  readonly checks?: readonly CheckRun[];
  readonly contributors?: readonly Contributor[];
  readonly retargeted?: Retargeted;
  readonly errors?: readonly CodeownersError[];
  /** Over those of everybody above; `undefined`: GitHub knows no such account. */
  readonly standings?: Readonly<Record<string, Standing | Permission | undefined>>;
  readonly teams?: Readonly<Record<string, Team>>;
  /** Team → logins of its active members; whoever else is named above is none. */
  readonly members?: Readonly<Record<string, readonly string[]>>;
  /** Facts that could not be read, or were not asked for, in place of the others. */
  readonly instead?: Partial<ApprovalFacts>;
}

const EVERYBODY = [ALICE, BOB, CAROL, DAVE, ERIN, WEB_FLOW];

export function facts(given: Given = {}): ApprovalFacts {
  const content = given.content ?? someContent();
  return {
    repository: { id: 7, owner: 'acme', name: 'access', defaultBranch: 'main' },
    pullRequest: given.pullRequest ?? aPullRequest(),
    content: read(content),
    reviews: read(given.reviews ?? [aReview()]),
    checks: read(given.checks ?? [aCheck()]),
    contributors: read(given.contributors ?? content.commits.map((commit) => by(ALICE, commit.oid))),
    retargeted: read(given.retargeted ?? { kind: 'never' }),
    codeownersErrors: read(given.errors ?? []),
    standings: standings(given.standings),
    teams: new Map(Object.entries({ ...TEAMS, ...given.teams }).map(([team, value]) => [team, read(value)])),
    memberships: memberships({ ...MEMBERS, ...given.members }),
    ...given.instead,
  };
}

export function by(account: Account | undefined, commit: Oid = HEAD): Contributor {
  return { commit, name: account?.login ?? 'Somebody', account };
}

const TEAMS: Readonly<Record<string, Team>> = {
  'acme/payments': { permission: 'write' },
  'acme/security': { permission: 'write' },
};
const MEMBERS = { 'acme/payments': ['bob', 'carol'], 'acme/security': ['carol'] };

function standings(over: Given['standings'] = {}): ApprovalFacts['standings'] {
  const all = new Map<string, Fact<Standing | undefined>>();
  for (const account of EVERYBODY) {
    const permission = account === ERIN ? 'read' : 'write';
    all.set(account.login, read({ account, permission }));
  }
  for (const [login, standing] of Object.entries(over)) {
    const account = EVERYBODY.find((one) => one.login === login) ?? { login, id: 0 };
    all.set(login, read(typeof standing === 'string' ? { account, permission: standing } : standing));
  }
  return all;
}

function memberships(members: Readonly<Record<string, readonly string[]>>): ApprovalFacts['memberships'] {
  return new Map(
    Object.entries(members).flatMap(([team, logins]) =>
      EVERYBODY.map(({ login }) => [`${team} ${login}`, read(logins.includes(login))] as const),
    ),
  );
}

export function ask(over: Partial<ApprovalAsk> = {}): ApprovalAsk {
  return {
    codeowners: OWNED_BY_PAYMENTS,
    kind: 'request',
    files: [REQUEST],
    approvals: 1,
    alsoApprovedBy: [],
    subject: ALICE,
    usernameOf: ({ login }) => `${login}@acme.com`,
    digest: DIGEST,
    pendingTimeout: days(7),
    until: at(30),
    ...over,
  };
}
