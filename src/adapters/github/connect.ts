/** The access repository as GitHub tells it: the ports GitHubReader and GitHubWriter over one installation of the App. */
import { instantOf, seconds, type Duration } from '../../core/time.ts';
import type { GitHubReader, GitHubWriter } from '../../ports.ts';
import { publishCheck, readCheckRuns } from './checks.ts';
import { closedPullRequestsOf, closePullRequest, readClosing } from './closed.ts';
import { readCodeownersErrors } from './codeowners-errors.ts';
import { createComment, readComments, readCommentsSince, updateComment } from './comments.ts';
import { commitOnBranch } from './commit.ts';
import { conditionally } from './conditional.ts';
import { readContributors } from './contributors.ts';
import { makeDesk, type Desk } from './desk.ts';
import { fetchWhole } from './fetch.ts';
import { makeLimits } from './limits.ts';
import { octokitOfApp, octokitOfInstallation } from './octokit.ts';
import { readMergeGroups } from './merge-groups.ts';
import { gitHubPace, makePace, type Pace } from './pace.ts';
import { readMembers, readMembership, readStanding, readTeam } from './people.ts';
import { readOpenPullRequests, readPullRequest, readPullRequestsOf } from './pull-requests.ts';
import { repeatingReads } from './retry.ts';
import { readReviews } from './reviews.ts';
import { readSaidComment } from './said-comment.ts';
import { makeTokens } from './tokens.ts';

export interface GitHubSettings {
  readonly appId: number | string;
  /** PEM, as GitHub gives it. */
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://<host>/api/v3`. */
  readonly apiUrl: string;
  /** `owner/name`; once found, the repository is followed by its id. */
  readonly repository: string;
  /** For each request; 10 seconds. */
  readonly deadline?: Duration;
  /** How fast may be written; by default within GitHub's own limits. */
  readonly pace?: Pace;
  /** Milliseconds since the epoch, by a real clock: tokens and limits are GitHub's, and run by it. */
  readonly wallClock?: () => number;
}

export interface GitHubConnection extends GitHubReader, GitHubWriter {
  /** The same, for checks and comments: they stop first, so that something of each hour is left for proofs and ends. */
  readonly forChecks: GitHubReader & GitHubWriter;
  /** An installation token, for fetching over Git. */
  readonly token: () => Promise<string>;
  /** The App's own name: its commits are by `<slug>[bot]`. */
  readonly slug: () => Promise<string>;
  /** What GitHub last said of the repository and our installation; undefined until it did. */
  readonly origin: () => Origin | undefined;
  /** Requests left in this hour, as GitHub last said. */
  readonly rateRemaining: () => number | undefined;
  /** Why something is held back right now because of GitHub's limits. */
  readonly standstill: () => string | undefined;
}

export interface Origin {
  readonly repositoryId: number;
  /** `owner/name` as it is today: a repository can be renamed. */
  readonly repository: string;
  readonly installation: number;
}

/** The share of an hour's requests that is left to others; below it nothing of the kind is sent. */
const RESERVE = {
  grants: 0,
  /** The list of open pull requests; and check runs, so that "in progress" can still be said. */
  checkRuns: 0.1,
  checks: 0.2,
  comments: 0.3,
} as const;

/** Nothing is asked of GitHub before the first call. */
export function connectGitHub(settings: GitHubSettings): GitHubConnection {
  const wallClock = settings.wallClock ?? Date.now;
  const now = () => instantOf(wallClock());
  const whole = fetchWhole(settings.deadline ?? seconds(10));
  const app = octokitOfApp({ ...settings, send: repeatingReads(whole) }, settings);
  const tokens = makeTokens(app, settings.repository, now);
  const limits = makeLimits(now);
  const paced = makePace(settings.pace ?? gitHubPace, wallClock);
  const limited = paced(limits.within(conditionally(whole)));
  // NB: what is refused is refused before it takes a place in the pace.
  const deskFor = (reserve: number): Desk => {
    const send = tokens.signed(repeatingReads(limits.leaving(reserve, limited)));
    return makeDesk(octokitOfInstallation({ ...settings, send }), tokens, settings.repository);
  };
  const grants = deskFor(RESERVE.grants);
  const checkRuns = deskFor(RESERVE.checkRuns);
  let origin: Origin | undefined;
  const repository = async () => {
    const [facts, { id }] = await Promise.all([grants.facts(), tokens.installation()]);
    origin = { repositoryId: facts.id, repository: `${facts.owner}/${facts.name}`, installation: id };
    return facts;
  };
  const desks = { lists: grants, reads: grants, checkRuns: grants, comments: grants };
  const checks = {
    lists: checkRuns,
    reads: deskFor(RESERVE.checks),
    checkRuns,
    comments: deskFor(RESERVE.comments),
  };
  return {
    repository,
    ...portsOver(desks),
    forChecks: { repository, ...portsOver(checks) },
    origin: () => origin,
    token: tokens.token,
    slug: async () => (await tokens.installation()).slug,
    rateRemaining: limits.remaining,
    standstill: () => limits.standstill(RESERVE.checks),
  };
}

interface Desks {
  readonly lists: Desk;
  readonly reads: Desk;
  readonly checkRuns: Desk;
  readonly comments: Desk;
}

function portsOver({ lists, reads, ...writes }: Desks): Omit<GitHubReader, 'repository'> & GitHubWriter {
  return {
    openPullRequests: () => readOpenPullRequests(lists),
    closedPullRequests: closedPullRequestsOf(lists),
    closing: (number) => readClosing(reads, number),
    mergeGroups: (branch) => readMergeGroups(lists, branch),
    pullRequest: (number) => readPullRequest(reads, number),
    pullRequestsOf: (commit) => readPullRequestsOf(reads, commit),
    reviews: (number) => readReviews(reads, number),
    checkRuns: (commit) => readCheckRuns(reads, commit),
    contributors: (commits, pullRequest) => readContributors(reads, commits, pullRequest),
    codeownersErrors: (ref) => readCodeownersErrors(reads, ref),
    standing: (login) => readStanding(reads, login),
    team: (name) => readTeam(reads, name),
    isMember: (team, login) => readMembership(reads, team, login),
    teamMembers: (team) => readMembers(reads, team),
    comments: (number) => readComments(writes.comments, number),
    commentsSince: (since, page) => readCommentsSince(lists, since, page),
    saidComment: (node) => readSaidComment(reads, node),
    publishCheck: (result) => publishCheck(writes.checkRuns, result),
    createComment: (number, body) => createComment(writes.comments, number, body),
    updateComment: (id, body) => updateComment(writes.comments, id, body),
    closePullRequest: (number) => closePullRequest(writes.comments, number),
    commit: (branch, expected, message, changes) => commitOnBranch(reads, branch, expected, message, changes),
  };
}
