/** The access repository as GitHub tells it: the ports GitHubReader and GitHubWriter over one installation of the App. */
import { instantOf, seconds, type Duration } from '../../core/time.ts';
import type { GitHubReader, GitHubWriter } from '../../ports.ts';
import { publishCheck, readCheckRuns } from './checks.ts';
import { readCodeownersErrors } from './codeowners-errors.ts';
import { createComment, readComments, updateComment } from './comments.ts';
import { commitOnBranch } from './commit.ts';
import { conditionally } from './conditional.ts';
import { readContributors } from './contributors.ts';
import { makeDesk } from './desk.ts';
import { fetchWhole } from './fetch.ts';
import { makeLimits } from './limits.ts';
import { octokitOfApp, octokitOfInstallation } from './octokit.ts';
import { gitHubPace, paced, type Pace } from './pace.ts';
import { readMembership, readStanding, readTeam } from './people.ts';
import { makePullRequests } from './pull-requests.ts';
import { repeatingReads } from './retry.ts';
import { readReviews } from './reviews.ts';
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

/** Nothing is asked of GitHub before the first call. */
export function connectGitHub(settings: GitHubSettings): GitHubConnection {
  const wallClock = settings.wallClock ?? Date.now;
  const now = () => instantOf(wallClock());
  const whole = fetchWhole(settings.deadline ?? seconds(10));
  const app = octokitOfApp({ ...settings, send: repeatingReads(whole) }, settings);
  const tokens = makeTokens(app, settings.repository, now);
  const limits = makeLimits(now);
  const limited = paced(limits.within(conditionally(whole)), settings.pace ?? gitHubPace, wallClock);
  const octokit = octokitOfInstallation({ ...settings, send: tokens.signed(repeatingReads(limited)) });
  const desk = makeDesk(octokit, tokens, settings.repository);
  const pullRequests = makePullRequests(desk);
  let origin: Origin | undefined;

  return {
    repository: async () => {
      const [facts, { id }] = await Promise.all([desk.facts(), tokens.installation()]);
      origin = { repositoryId: facts.id, repository: `${facts.owner}/${facts.name}`, installation: id };
      return facts;
    },
    origin: () => origin,
    openPullRequests: pullRequests.open,
    pullRequest: pullRequests.byNumber,
    pullRequestsOf: pullRequests.of,
    reviews: (number) => readReviews(desk, number),
    checkRuns: (commit) => readCheckRuns(desk, commit),
    contributors: (commits) => readContributors(desk, commits),
    codeownersErrors: (ref) => readCodeownersErrors(desk, ref),
    standing: (login) => readStanding(desk, login),
    team: (name) => readTeam(desk, name),
    isMember: (team, login) => readMembership(desk, team, login),
    comments: (number) => readComments(desk, number),
    publishCheck: (result) => publishCheck(desk, result),
    createComment: (number, body) => createComment(desk, number, body),
    updateComment: (id, body) => updateComment(desk, id, body),
    commit: (branch, expected, message, changes) => commitOnBranch(desk, branch, expected, message, changes),
    token: tokens.token,
    slug: async () => (await tokens.installation()).slug,
    rateRemaining: limits.remaining,
    standstill: limits.standstill,
  };
}
