/** Reads everything that one proof asks of GitHub and Git, before anything is decided (§5). */
import { ownersOf } from '../core/approval/codeowners.ts';
import type { ApprovalFacts, PullRequest, RepositoryFacts, Review } from '../core/approval/facts.ts';
import { type Fact, unread } from '../core/problem.ts';
import type { Oid, PullRequestContent } from '../core/repository.ts';
import type { Guardrails } from '../core/request/guardrails.ts';
import { parseRequestPath } from '../core/request/path.ts';
import type { GitHubReader, GitReader } from '../ports.ts';
import { asFact, factsOf } from './gather.ts';

/** GitHub and Git are asked about no pull request that is larger: it is refused as it is (§5). */
const MOST_COMMITS = 100;
const MOST_FILES = 100;

export interface ApprovalQuestion {
  readonly repository: RepositoryFacts;
  readonly pullRequest: PullRequest;
  /** What the pull request is compared with. */
  readonly base: Oid;
  readonly guardrails: Guardrails;
  /** A commit at which the CODEOWNERS file is the one in force. */
  readonly codeownersAt: Oid;
}

export async function readApprovalFacts(
  world: { readonly git: GitReader; readonly github: GitHubReader },
  question: ApprovalQuestion,
): Promise<ApprovalFacts> {
  const { github } = world;
  const { repository, pullRequest, codeownersAt } = question;
  const [content, reviews, checks, codeownersErrors] = await Promise.all([
    readContent(world, question),
    asFact(github.reviews(pullRequest.number)),
    asFact(github.checkRuns(pullRequest.head.oid)),
    asFact(github.codeownersErrors(codeownersAt)),
  ]);
  const people = peopleAsked(question, content, reviews);
  const [contributors, standings, teams, memberships] = await Promise.all([
    readContributors(github, content),
    factsOf(people.logins, (login) => github.standing(login)),
    factsOf(people.teams, (team) => github.team(team)),
    factsOf(people.memberships, (pair) => isMember(github, pair)),
  ]);
  return {
    repository,
    pullRequest,
    content,
    reviews,
    checks,
    contributors,
    codeownersErrors,
    standings,
    teams,
    memberships,
  };
}

async function readContent(
  { git }: { readonly git: GitReader },
  { pullRequest, base }: ApprovalQuestion,
): Promise<Fact<PullRequestContent>> {
  const { head, commitCount, fileCount } = pullRequest;
  if (commitCount > MOST_COMMITS || fileCount > MOST_FILES)
    return unread('the pull request is too large to be read');
  return asFact(git.pullRequestContent(head.oid, base));
}

async function readContributors(
  github: GitHubReader,
  content: Fact<PullRequestContent>,
): Promise<ApprovalFacts['contributors']> {
  if (content.kind === 'unread') return content;
  return asFact(github.contributors(content.value.commits.map(({ oid }) => oid)));
}

interface PeopleAsked {
  readonly logins: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
  /** `org/team login`. */
  readonly memberships: ReadonlySet<string>;
}

/** Whom the proof will ask about: the owners of what is changed, whoever reviewed it, and whether the author may ask. */
function peopleAsked(
  { pullRequest, guardrails }: ApprovalQuestion,
  content: Fact<PullRequestContent>,
  reviews: Fact<readonly Review[]>,
): PeopleAsked {
  const paths = content.kind === 'read' ? content.value.changes.map(({ path }) => path) : [];
  const owners = paths.flatMap((path) => ownersOf(guardrails.codeowners, path)?.owners ?? []);
  const { teams, logins } = teamsAndLogins(owners);
  const reviewers = reviews.kind === 'read' ? reviews.value.filter(decides).map(({ by }) => by.login) : [];
  const requesters = teamsAndLogins(paths.flatMap((path) => requestersOf(guardrails, path))).teams;
  // Who removes a request may do so at once where they own it.
  const enders =
    content.kind === 'read' && content.value.changes.some(({ after }) => after === undefined)
      ? [pullRequest.author.login]
      : [];
  return {
    logins: new Set([...logins, ...reviewers, ...enders].map((login) => login.toLowerCase())),
    teams: new Set(teams),
    memberships: new Set([
      ...teams.flatMap((team) => [...reviewers, ...enders].map((login) => `${team} ${login.toLowerCase()}`)),
      ...requesters.map((team) => `${team} ${pullRequest.author.login.toLowerCase()}`),
    ]),
  };
}

function decides({ by, state }: Review): boolean {
  return by.kind === 'person' && (state === 'approved' || state === 'changes requested');
}

function requestersOf({ policy }: Guardrails, path: string): readonly string[] {
  const request = parseRequestPath(path);
  return request === undefined ? [] : (policy.roles.get(request.role)?.requesters ?? []);
}

/** `@org/team` and `@login` apart, in lower case, without the `@`. E-mails are no owners here. */
function teamsAndLogins(owners: readonly string[]): { readonly teams: string[]; readonly logins: string[] } {
  const names = owners.filter((owner) => owner.startsWith('@')).map((owner) => owner.slice(1).toLowerCase());
  return {
    teams: names.filter((name) => name.includes('/')),
    logins: names.filter((name) => !name.includes('/')),
  };
}

async function isMember(github: GitHubReader, pair: string): Promise<boolean> {
  const [team = '', login = ''] = pair.split(' ');
  return github.isMember(team, login);
}
