/** Reads everything that one proof asks of GitHub and Git, before anything is decided (§5). */
import type {
  Account,
  ApprovalFacts,
  Making,
  PullRequest,
  RepositoryFacts,
} from '../../core/approval/facts.ts';
import { type Fact, read, unread } from '../../core/problem.ts';
import type { Oid, PullRequestContent } from '../../core/repository.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import type { GitHubReader, GitReader } from '../../ports.ts';
import { asFact, factsOf } from './gather.ts';
import { peopleAsked, readHomes } from './people-asked.ts';

/** GitHub and Git are asked about no pull request that is larger: it is refused as it is (§5). */
export const MOST_COMMITS = 100;
export const MOST_FILES = 100;

export interface ApprovalQuestion {
  readonly repository: RepositoryFacts;
  readonly pullRequest: PullRequest;
  /** What the pull request is compared with. */
  readonly base: Oid;
  readonly guardrails: Guardrails;
  /** A commit at which the CODEOWNERS file is the one in force. */
  readonly codeownersAt: Oid;
  /** For the check, which says who could approve; a proof does without. */
  readonly membersOf?: ((team: string) => Promise<readonly Account[] | undefined>) | undefined;
}

export async function readApprovalFacts(
  world: { readonly git: GitReader; readonly github: GitHubReader },
  question: ApprovalQuestion,
): Promise<ApprovalFacts> {
  const { github } = world;
  const { repository, pullRequest, codeownersAt, membersOf } = question;
  const [content, reviews, checks, codeownersErrors] = await Promise.all([
    readContent(world, question),
    asFact(github.reviews(pullRequest.number)),
    asFact(github.checkRuns(pullRequest.head.oid)),
    asFact(github.codeownersErrors(codeownersAt)),
  ]);
  const homes = await homesIn(world, content, question.guardrails);
  const people = peopleAsked(question, content, reviews, homes);
  const [making, standings, teams, memberships, teamMembers] = await Promise.all([
    readMaking(github, question, content, reviews),
    factsOf(people.logins, (login) => github.standing(login)),
    factsOf(people.teams, (team) => github.team(team)),
    factsOf(people.memberships, (pair) => isMember(github, pair)),
    factsOf(membersOf === undefined ? [] : people.teams, async (team) => membersOf?.(team)),
  ]);
  return {
    repository,
    pullRequest,
    content,
    reviews,
    checks,
    ...factsOfMaking(making),
    codeownersErrors,
    standings,
    teams,
    memberships,
    teamMembers,
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

/**
 * When its base changed matters to the check, and to approvals. NB: a proof asks for it only where somebody approved, so that
 * of hundreds that were opened on the head of another the contributors are asked for once.
 */
async function readMaking(
  github: GitHubReader,
  { pullRequest: { number }, membersOf }: ApprovalQuestion,
  content: Fact<PullRequestContent>,
  reviews: ApprovalFacts['reviews'],
): Promise<Fact<Making>> {
  if (content.kind === 'unread') return content;
  const isApproved = reviews.kind === 'read' && reviews.value.some(({ state }) => state === 'approved');
  const commits = content.value.commits.map(({ oid }) => oid);
  return asFact(github.contributors(commits, membersOf !== undefined || isApproved ? number : undefined));
}

function factsOfMaking(making: Fact<Making>): Pick<ApprovalFacts, 'contributors' | 'retargeted'> {
  if (making.kind === 'unread') return { contributors: making, retargeted: making };
  const { contributors, retargeted } = making.value;
  return {
    contributors: read(contributors),
    retargeted: retargeted === undefined ? unread('the base was not asked for') : read(retargeted),
  };
}

/** NB: where they could not be read their owners are not asked about, and nothing is approved. */
async function homesIn(
  { git }: { readonly git: GitReader },
  content: Fact<PullRequestContent>,
  guardrails: Guardrails,
): Promise<readonly string[]> {
  if (content.kind === 'unread') return [];
  const homes = await asFact(readHomes(git, content.value.changes, guardrails));
  return homes.kind === 'read' ? homes.value : [];
}

async function isMember(github: GitHubReader, pair: string): Promise<boolean> {
  const [team = '', login = ''] = pair.split(' ');
  return github.isMember(team, login);
}
